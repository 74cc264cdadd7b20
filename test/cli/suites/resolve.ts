/** `gama-rrpay journal resolve`: what a person decides, in any host of the command line. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import type { ResolveResult } from "../../../schemas/generated/types.ts";
import type { Program } from "../../support/programs.ts";
import { sampledSuite } from "../../support/tier.ts";
import { assertRefused, resolveIn, withUnknown } from "./unknown-sale.ts";

/** The suite over one host. */
export function resolveSuite(program: Program): void {
  const { name, engine, run } = program;
  const test = sampledSuite(`journal resolve on ${name}`, 4);
  const resolve = resolveIn(program);

  test("resolve records a decision by the key of its sale, with who and why", () =>
    withUnknown(async (till, bread, item) => {
      const ended = await resolve(
        till,
        "--key",
        bread.saleKey,
        "--decision",
        "nothing-happened",
        "--note",
        "Kvito nėra, žiūrėjau; ąčęėįšųūž",
      );
      assert.is(ended.code, 0, ended.stderr);
      assert.is((JSON.parse(ended.stdout) as ResolveResult).status, "recorded");
      const decision = till.journal().find(({ t }) => t === "decision");
      assert.ok(decision?.t === "decision");
      if (decision?.t !== "decision") return;
      const { attemptId, operator, note } = decision;
      assert.equal(
        { attemptId, operator, note },
        { attemptId: item.attemptId, operator: "Konsultantas", note: "Kvito nėra, žiūrėjau; ąčęėįšųūž" },
      );
      till.rrpay.script([]);
      await till.open();
      assert.is((await till.settle(bread)).outcome, "approved");
      assert.is(till.rrpay.moneyTakenCents(bread.saleKey), bread.totals.totalCents);
    }));

  test("resolve records what a person reads off a receipt, when it balances", () =>
    withUnknown(async (till, _bread, { attemptId }) => {
      const receipt = ["--attempt", attemptId, "--decision", "receipt-printed", "--document", "D77"];
      const wrong = await resolve(till, ...receipt, "--payment", "2:200");
      assert.is(wrong.code, 1, wrong.stderr);
      assert.is((JSON.parse(wrong.stdout) as ResolveResult).code, "payments-unbalanced");
      const right = await resolve(
        till,
        ...receipt,
        "--payment",
        "2:200",
        "--payment",
        "0:100",
        "--rounding",
        "2",
        "--change",
        "40",
      );
      assert.is(right.code, 0, right.stdout);
      const { result } = JSON.parse(right.stdout) as ResolveResult;
      assert.is(result?.code, "manual-recorded");
    }));

  test("resolve asks RRPay first: what is paid meanwhile supersedes the decision", () =>
    withUnknown(async (till, bread, { attemptId, kind }) => {
      till.rrpay.script([]);
      const sent = till.journal().find(({ t }) => t === "sent");
      assert.ok(sent?.t === "sent");
      if (sent?.t !== "sent") return;
      await fetch(`${till.rrpay.url}/v1/transactions`, { method: "POST", body: sent.body });
      const ended = await resolve(till, "--attempt", attemptId, "--kind", kind, "--decision", "nothing-happened");
      assert.is(ended.code, 1, ended.stderr);
      const { status, result } = JSON.parse(ended.stdout) as ResolveResult;
      assert.equal([status, result?.outcome, result?.saleKey], ["superseded", "approved", bread.saleKey]);
    }));

  test("resolve without a terminal lists the decisions and says how one is passed, which then works as it says", () =>
    withUnknown(async (till, _bread, { attemptId }) => {
      for (const [language, how] of [
        [
          "lt",
          / {2}nothing-happened - .*\n[\s\S]* {2}Čia nėra ko paklausti\. Nuspręskite su (journal resolve --attempt \S+) --decision SPRENDIMAS --operator VARDAS; /,
        ],
        [
          "en",
          / {2}nothing-happened - .*\n[\s\S]* {2}Nobody can be asked here\. Decide with (journal resolve --attempt \S+) --decision NAME --operator NAME; /,
        ],
      ] as const) {
        const asked = await run(["journal", "resolve", "--config", till.configPath, ...engine, "--language", language]);
        assert.is(asked.code, 1, asked.stderr);
        assert.is(how.exec(asked.stdout)?.[1], `journal resolve --attempt ${attemptId}`, asked.stdout);
      }
      const decided = await resolve(till, "--attempt", attemptId, "--decision", "nothing-happened");
      assert.is(decided.code, 0, decided.stderr);
    }));

  test("resolve names what waits, when nothing fits", () =>
    withUnknown(async (till, bread) => {
      const ended = await resolve(till, "--key", "K0", "--decision", "nothing-happened");
      assertRefused(
        ended,
        1,
        new RegExp(`K0 waits for no decision; waiting: sale ${bread.saleKey} .*nothing-happened`),
      );
    }));

  test("resolve says why, where the till refuses everything", () =>
    withUnknown(async (till, bread) => {
      const [name = ""] = readdirSync(join(till.dataDir, "journal"));
      const path = join(till.dataDir, "journal", name);
      writeFileSync(path, readFileSync(path, "latin1").replace("{", "["), "latin1");
      const ended = await resolve(till, "--key", bread.saleKey, "--decision", "nothing-happened");
      assertRefused(ended, 1, /waiting: nothing\. .*journal repair/);
    }));

  test("resolve without arguments lists what is open, and ends with 1 where nobody can be asked", () =>
    withUnknown(async (till, bread) => {
      const ended = await run(["journal", "resolve", "--config", till.configPath, ...engine, "--language", "lt"]);
      assert.is(ended.code, 1, ended.stderr);
      assert.match(ended.stdout, `Pardavimas, kvitas ${bread.saleKey}, `);
      assert.match(ended.stdout, "Nenuspręsta: 1.");
      const listed = await run(["journal", "resolve", "--config", till.configPath, ...engine, "--json"]);
      const { items } = JSON.parse(listed.stdout) as { items: { saleKey: string }[] };
      assert.equal(
        items.map(({ saleKey }) => saleKey),
        [bread.saleKey],
      );
    }));

  test.run();
}
