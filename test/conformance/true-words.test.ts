// Only on Node: the program's host on Bun has the same sockets
/** What the command sends is what the till would send, and one fault is one accusation. */
import * as assert from "uvu/assert";
import { EXIT } from "../../runtime/cli/exit.ts";
import { suite } from "../support/suite.ts";
import { type Body, contentOf, idOf, inProgress, put, refuse } from "./breaking.ts";
import { conformanceOf, only } from "./measuring.ts";

const test = suite("conformance speaks as the till does");

test("an epoch that fits into no header is left out of it, as the till does", async () => {
  const epochs = new Set<string | undefined>();
  const said = await conformanceOf(
    {
      warp: () => async (request, honest) => {
        epochs.add(request.asked.epoch);
        const answer = await honest(request);
        return "epoch" in answer.body ? put(answer, () => ({ epoch: "Ąžuolas " })) : answer;
      },
    },
    only(["post", "cancel", "unknown-id", "never-lost"]),
  );
  assert.equal(
    said.checks.filter(({ verdict }) => verdict === "fails"),
    [],
  );
  assert.equal([...epochs], [undefined]);
});

test("who takes a sale without lines is told that, and not that health names it", async () => {
  const said = await conformanceOf(
    {
      warp: () => {
        let last: string | undefined;
        return async (request, honest) => {
          const answer = await honest(request);
          const isTaken = request.target.on === "post" && answer.status === 422;
          if (request.target.on === "post") last = isTaken ? idOf(request) : undefined;
          if (isTaken) return { status: 201, body: inProgress(request) };
          return request.target.on === "health" && last ? put(answer, () => ({ lastTransactionId: last })) : answer;
        };
      },
    },
    only(["invalid", "health-accepted"]),
  );
  assert.equal(
    said.checks.map(({ id, verdict }) => `${id} ${verdict}`),
    ["invalid fails", "health-accepted holds"],
  );
});

/** Every feature that there is, but these. */
const without = (...left: readonly string[]) => {
  const all = ["status", "prepaid", "cancel", "tombstone", "epoch-guard", "print", "fiscal"];
  return { features: all.filter((feature) => !left.includes(feature)) };
};

test("where RRPay was found is told whole, however many digits stand beside it", async () => {
  // with a version and the port these are as many digits as a card number has: of ten such one has the right check digit
  for (let digit = 0; digit < 10; digit++) {
    const warp = () => async (request: Body, honest: Body) => {
      const answer = await honest(request);
      return request.target.on === "health" ? put(answer, () => ({ version: `4.11111${digit}` })) : answer;
    };
    const { out } = await conformanceOf({ warp }, only(["health"]));
    assert.match(JSON.parse(out).rrpay, /, 127\.0\.0\.1:\d+, store /);
  }
});

test("an RRPay that must not be asked about a sale is told to be one with which no shop can sell", async () => {
  const { code, meaning } = await conformanceOf({}, only(["unknown-id", "post"]), { setup: without("status") });
  assert.is(code, EXIT.notDone);
  assert.equal(meaning.slice(0, 3), [
    "Every promise that was measured holds.",
    "No shop should sell with this RRPay until these hold:",
    "  status: every payment that RRPay does not end at once stays unknown, and is closed by a person only.",
  ]);
});

test("of the one check that is made, and that needs another feature, its own is not said to be unlisted", async () => {
  const { meaning } = await conformanceOf({}, only(["print-again"]), { setup: without("fiscal"), isManned: false });
  assert.equal(meaning, [
    "Features that are not used without another one that it does not list, and what a shop has without them:",
    "  print: an owed receipt is for a person.",
  ]);
});

test("a feature that is listed, and not used without another one, is not said to be unlisted", async () => {
  const { meaning } = await conformanceOf({}, [], { setup: without("fiscal"), isManned: false });
  const at = meaning.findIndex((line) => line.startsWith("Features that are not used without another one"));
  assert.match(meaning[at + 1] ?? "", /^ {2}print: /);
  const unlisted = meaning.findIndex((line) => line.startsWith("Features that it does not list"));
  assert.match(meaning[unlisted + 1] ?? "", /^ {2}fiscal: /);
  assert.is(meaning.filter((line) => line.startsWith("  print: ")).length, 1);
});

test("who does not answer for ids is not said to have had no paid sale, nor to have begun another epoch", async () => {
  const checks = ["pay-card", "z-report", "numbers-later", "killed", "void-later"];
  const { checks: rows } = await conformanceOf({}, only(checks), { setup: without("status") });
  assert.equal(
    rows.map(({ verdict }) => verdict),
    ["holds", "holds", "holds", "not-offered", "not-offered"],
  );
});

test("an RRPay that lists tombstones, and hears no cancel, is not blamed for the tombstones that it cannot make", async () => {
  const of = ["tombstone", "tombstone-holds", "tombstone-free", "cancel-race", "epoch-guard-cancel", "epoch-guard"];
  const setup = without("cancel");
  const said = await conformanceOf({}, only([...of, "health-accepted", "restart", "tombstone-later", "killed"]), {
    setup,
  });
  const { checks, meaning } = said;
  assert.equal(
    checks.filter(({ verdict }) => verdict !== "holds").map(({ id, verdict }) => `${id} ${verdict}`),
    ["tombstone", "tombstone-holds", "tombstone-free", "cancel-race", "tombstone-later"].map(
      (id) => `${id} not-offered`,
    ),
  );
  const at = meaning.findIndex((line) => line.startsWith("Features that are not used without another one"));
  assert.match(meaning[at + 1] ?? "", /^ {2}tombstone: /);
});

test("who does not take what is sent until RRPay is killed is told that, and not that nobody has ended it", async () => {
  const warp = () => async (request: Body, honest: Body) =>
    request.target.on === "post" && contentOf(request).kind === "return"
      ? refuse(501, "not-supported")
      : honest(request);
  const { checks } = await conformanceOf({ warp }, only(["killed"]));
  assert.match(checks[0]?.seen ?? "", /was not taken: .* answered 501/);
});

test.run();
