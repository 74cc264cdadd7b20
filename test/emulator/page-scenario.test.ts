// Time limit: 300 s
/** What is done on the page becomes a scenario file, and the page can have scenario files played. */

import * as assert from "uvu/assert";
import { checkoutFile } from "../support/checkout.ts";
import { suite } from "../support/suite.ts";
import { Player, shippedScenarios } from "./page/player.ts";
import { runScenario, scenariosOf } from "./scenario/scenario.ts";
import { type PageOverHttp, withPageServer } from "./support-page.ts";

const test = suite("page's scenarios");

/** Posts, and waits until no hook runs. */
async function done({ page, post }: PageOverHttp, path: string, body: object = {}): Promise<void> {
  const { status, text } = await post(`/api/${path}`, body);
  assert.is(status, 200, `${path}: ${text}`);
  await page.pos.until(({ busy }) => busy === undefined);
}

test("what was done on the page is saved as a scenario, and comes to the same without the page", () =>
  withPageServer({ policy: "wait" }, async (place) => {
    const { page, rrpay, post, get } = place;
    await done(place, "pos/add", { code: "PR001" });
    await post("/api/pos/pay", {});
    await rrpay.until(() => rrpay.transactions().length === 1);
    await done(place, `rrpay/transactions/${rrpay.transactions()[0]?.id}/pay`, { tenders: [{ type: "card" }] });
    await done(place, "pos/save");
    await done(place, "pos/add", { code: "PR014" });
    await post("/api/pos/pay", {});
    await rrpay.until(() => rrpay.transactions().length === 2);
    await done(place, "pos/kill");
    await done(place, `rrpay/transactions/${rrpay.transactions()[1]?.id}/pay`);
    await done(place, "pos/open");
    assert.is((await post("/api/pos/pay", { more: 1 })).status, 422);
    await done(place, "pos/pay");
    await done(place, "pos/save");
    await done(place, "rrpay/policy", { type: "card" });
    await done(place, "pos/void", { saleKey: page.pos.state().saved[0]?.receipt.saleKey });
    await done(place, "pos/confirm-void");
    const saved = JSON.parse((await get("/api/scenario/recorded")).text);
    assert.equal(saved.steps, [
      { do: "pos/add", with: { code: "PR001" } },
      { do: "pos/pay", wait: false },
      { until: "taken-up" },
      { do: "rrpay/transactions/latest/pay", with: { tenders: [{ type: "card" }] } },
      { until: "idle" },
      { do: "pos/save" },
      { do: "pos/add", with: { code: "PR014" } },
      { do: "pos/pay", wait: false },
      { until: "taken-up" },
      { do: "pos/kill" },
      { until: "idle" },
      { do: "rrpay/transactions/latest/pay" },
      { do: "pos/open" },
      { do: "pos/pay" },
      { do: "pos/save" },
      { do: "rrpay/policy", with: { type: "card" } },
      { do: "pos/void", with: { saleKey: "$saved.0.receipt.saleKey" } },
      { do: "pos/confirm-void" },
      {
        expect: {
          window: "pos",
          question: "none",
          saved: 1,
          unresolved: 0,
          conflicts: 0,
          documents: 3,
          moneyCents: 219,
        },
      },
    ]);
    for (const scenario of scenariosOf(saved)) await runScenario(scenario, "quickjs");
  }));

test("a person's decision is saved by whom it is about, not by an id that no play has", () =>
  withPageServer({ policy: "card" }, async (place) => {
    const { page, get } = place;
    await done(place, "rrpay/script", [{ on: "post", fault: { type: "crash", point: "after-print" } }]);
    await done(place, "pos/add", { code: "PR001" });
    await done(place, "pos/pay");
    while (page.pos.state().question?.type === "retry") await done(place, "pos/retry", { again: true });
    const { question } = page.pos.state();
    const subject = question?.type === "printed" ? question.subject : undefined;
    await done(place, "pos/resolve", { subject, decision: "nothing-happened" });
    await done(place, "rrpay/restart", { memory: "kept" });
    await done(place, "pos/status");
    assert.is(page.pos.state().unresolved[0]?.conflict, "paid-after-manual");
    const saved = JSON.parse((await get("/api/scenario/recorded")).text);
    assert.equal(
      saved.steps.find((step: { do?: string }) => step.do === "pos/resolve"),
      { do: "pos/resolve", with: { decision: "nothing-happened" } },
    );
    assert.is(saved.steps.at(-1).expect.conflicts, 1);
    for (const scenario of scenariosOf(saved)) await runScenario(scenario, "quickjs");
  }));

test("a recording begins anew only where a play could begin, and nothing is no scenario", () =>
  withPageServer({ policy: "card" }, async (place) => {
    const { post, get } = place;
    assert.is((await get("/api/scenario/recorded")).status, 409);
    await done(place, "pos/add", { code: "PR001" });
    assert.is((await post("/api/scenario/begin", {})).status, 409);
    await done(place, "pos/pay");
    await done(place, "pos/save");
    await done(place, "scenario/begin");
    assert.is((await get("/api/scenario/recorded")).status, 409);
    await done(place, "rrpay/z-report");
    const { steps } = JSON.parse((await get("/api/scenario/recorded")).text);
    assert.equal([steps.length, steps[0], steps[1].expect.moneyCents], [2, { do: "rrpay/z-report" }, 0]);
  }));

test("the page plays what ships and what it is given, one at a time, and tells how it went", async () => {
  const told: string[] = [];
  const player = new Player("quickjs", () => told.push(`${player.last?.state} ${player.last?.played}`));
  player.begin({ file: "F25-nothing-open.json" });
  assert.throws(() => player.begin({ file: "F25-nothing-open.json" }), /being played/);
  await player.stop();
  assert.equal(told.at(0), "running 0");
  assert.equal([player.last?.state, player.last?.played], ["passed", player.last?.of]);
  player.begin({ name: "x", steps: [{ do: "pos/status" }, { expect: { saved: 1 } }] });
  await player.stop();
  assert.equal([player.last?.state, player.last?.played], ["failed", 1]);
  assert.match(player.last?.message ?? "", /saved is 0, not 1/);
});

test("only what ships is played by name, and only what is a scenario by content", () =>
  withPageServer({ policy: "card" }, async ({ post, get }) => {
    for (const file of ["../scenario.schema.json", checkoutFile("package.json"), "F99.json"])
      assert.is((await post("/api/scenario/play", { file })).status, 422);
    assert.is((await post("/api/scenario/play", { name: "x", steps: [] })).status, 422);
    assert.is((await post("/api/scenario/other", {})).status, 404);
    assert.is(JSON.parse((await get("/api/scenario/shipped")).text).length, shippedScenarios().length);
  }));

test.run();
