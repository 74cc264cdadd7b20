/** RRPay's port is taken by another program behind RRPay's back: it gets no token, and nothing it says is believed (C2). */
import * as assert from "uvu/assert";
import { CLOSE_REASON } from "../../schemas/generated/boundary.ts";
import type { SettlementResult } from "../../schemas/generated/types.ts";
import { pos } from "../support/hostile.ts";
import { sale } from "../support/sales.ts";
import { waits } from "../support/scripted-rrpay.ts";
import { type StepTill, TIMEOUTS, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";

const test = suite("an impostor that comes later");

const bread = sale(258, { saleKey: "A", receiptNo: "1" });
const TOKEN = { rrpay: { port: 8917, token: "*" } };

/** From here on another program has the port: nothing it hears is answered as RRPay would. */
function impostor(till: StepTill): void {
  till.rrpay.asked.length = 0;
  till.rrpay.instead = ({ action }) => (action === "health" ? { status: 200, body: { hello: 1 } } : "silence");
}

const tokens = (till: StepTill) =>
  till.rrpay.asked.filter(({ wire }) => wire.includes("<token>")).map(({ action }) => action);

test("C2: RRPay dies between two queries: its kept connection ends, and who has the port then is not given the token", () =>
  withTill((till) => {
    till.rrpay.outcome = waits;
    till.start("init", bread);
    till.pass(1000);
    till.step({ type: "closed", conn: till.conn, reason: CLOSE_REASON.peer });
    impostor(till);
    till.pass(3000);
    assert.ok(till.rrpay.asked.length > 0);
    assert.equal(tokens(till), []);
  }, TOKEN));

test("C2: RRPay dies under a query: the question that is asked again on a new connection has no token before health", () =>
  withTill((till) => {
    till.rrpay.outcome = waits;
    till.start("init", bread);
    till.pass(1000);
    till.rrpay.instead = ({ action }) => {
      if (action !== "get") return undefined;
      impostor(till);
      return "cut";
    };
    till.pass(3000);
    assert.ok(till.rrpay.asked.length > 0);
    assert.equal(tokens(till), []);
  }, TOKEN));

test("C2: RRPay dies under the look-up of what health names: nobody else is given the token", () =>
  withTill((till) => {
    till.rrpay.health = { ...till.rrpay.health, lastTransactionId: "somebodys" };
    till.rrpay.instead = ({ action }) => {
      if (action !== "get") return undefined;
      impostor(till);
      return "cut";
    };
    till.start("init", bread);
    till.pass(3000);
    assert.ok(till.rrpay.asked.length > 0);
    assert.equal(tokens(till), []);
  }, TOKEN));

/** Says this of the transaction that is asked about, and nothing else; it knows neither storeId nor epoch. */
function liar(till: StepTill, lie: object): void {
  const truth = { ...till.rrpay.only };
  till.rrpay.asked.length = 0;
  till.rrpay.instead = ({ action }) =>
    action === "health"
      ? { status: 200, body: { hello: 1 } }
      : { status: 200, body: { ...truth, revision: 9, ...lie } };
}

const paid = {
  state: "approved",
  payments: [{ method: 2, name: "Kortel\u0117", amountCents: 258 }],
  fiscal: { state: "printed", documentNo: "X1", printedAt: "2026-11-23T10:00:00" },
};

for (const config of [TOKEN, {}])
  for (const [name, lie] of [
    ["approved", paid],
    ["declined", { state: "declined" }],
  ] as const)
    test(`C2: ${name} from a service that never answered as the paired RRPay ends nothing (${"rrpay" in config ? "token" : "no token"})`, () =>
      withTill((till) => {
        till.rrpay.outcome = waits;
        const call = till.start("init", bread);
        till.pass(1000);
        till.step({ type: "closed", conn: till.conn, reason: CLOSE_REASON.peer });
        liar(till, lie);
        assert.is(till.end(call).outcome, "unknown");
      }, config));

test("C2: a liar's 'declined' while RRPay is away: the next space sends no second payment", () =>
  withTill((till) => {
    till.rrpay.outcome = waits;
    const call = till.start("init", bread);
    till.pass(1000);
    till.step({ type: "closed", conn: till.conn, reason: CLOSE_REASON.peer });
    const id = till.recordsOf("sent")[0]!.attemptId;
    liar(till, { state: "declined" });
    till.end(call);
    till.rrpay.instead = () => undefined;
    till.rrpay.change(id, paid as never);
    till.step({ type: "closed", conn: till.conn, reason: CLOSE_REASON.peer });
    till.call("init", bread);
    assert.is(till.rrpay.stored.size, 1);
  }));

/** RRPay is away for a while, and this says what RRPay had said, under a revision far above. */
function inFlight(till: StepTill, awayMs: number): void {
  till.pass(1000);
  till.step({ type: "closed", conn: till.conn, reason: CLOSE_REASON.peer });
  liar(till, { revision: 9_000_000 });
  till.pass(awayMs);
  till.step({ type: "closed", conn: till.conn, reason: CLOSE_REASON.peer });
  till.rrpay.instead = () => undefined;
  till.rrpay.change(till.rrpay.only.id, paid as never);
}

test("C2: a stranger's higher revision without news does not make RRPay's own approval an old answer", () =>
  withTill((till) => {
    till.rrpay.outcome = waits;
    const call = till.start("init", bread);
    inFlight(till, 600);
    assert.is(till.end(call).outcome, "approved");
  }));

test("C2: nor is a stranger's revision journalled as a sign of life: the next start believes RRPay", () =>
  withTill((till) => {
    till.rrpay.outcome = waits;
    till.start("init", bread);
    inFlight(till, 2500);
    till.boot();
    assert.is(till.call("init", bread).outcome, "approved");
  }));

test("C10: 'sale-known' is the answer to a POST; as the answer to a query it proves nothing, whoever says it", () =>
  withTill((till) => {
    till.rrpay.outcome = () => ({ state: "declined" });
    till.call("init", bread);
    const [old] = [...till.rrpay.stored.keys()];
    till.rrpay.outcome = waits;
    till.call("init", bread);
    const body = { error: "sale-known", message: "", details: { id: old, state: "approved" } };
    till.rrpay.instead = ({ action }) => (action === "get" ? { status: 409, body } : undefined);
    assert.is(till.call("init", bread).outcome, "unknown");
    assert.equal(
      till.recordsOf("payment").filter(({ event }) => event === "not-taken-up"),
      [],
    );
  }));

/** Behind what a stranger says of the sale under way, health is answered like this. */
function unvouched(till: StepTill, health: { status: number; body?: object }, before: object = {}): void {
  till.rrpay.outcome = () => before;
  const call = till.start("init", bread);
  till.pass(1000);
  till.step({ type: "closed", conn: till.conn, reason: CLOSE_REASON.peer });
  const truth = { ...till.rrpay.only };
  const answer = { body: { error: "unauthorized", message: "" }, ...health };
  till.rrpay.instead = ({ action }) =>
    action === "health" ? answer : { status: 200, body: { ...truth, revision: 9, ...paid } };
  assert.is(till.end(call).outcome, "unknown");
  till.rrpay.instead = () => undefined;
}

for (const [name, health] of [
  ["a failure", { status: 500 }],
  ["a refused token", { status: 401 }],
  ["what is no health", { status: 200 }],
  ["another protocol", { status: 200, body: { name: "RRPay", version: "2", protocol: 2 } }],
] as const)
  test(`B4: ${name} behind it, a stranger's money is claimed, and its receipt is not the sale's`, () =>
    withTill((till) => {
      unvouched(till, health);
      const [item] = till.call("status", {}).unresolved as { fiscal: string; claimed?: { fiscal: object } }[];
      assert.equal([item?.fiscal, item?.claimed?.fiscal], ["unknown", paid.fiscal]);
      till.rrpay.change(till.rrpay.only.id, { ...paid, fiscal: { ...paid.fiscal, documentNo: "D5" } } as never);
      const told = till.call("init", bread) as unknown as SettlementResult;
      assert.equal([told.code, told.fiscal.documentNo], ["approved", "D5"]);
    }));

test("B4: money is claimed of an RRPay that was restored, too, which counts revisions from its backup on", () =>
  withTill((till) => {
    unvouched(till, { status: 500 }, { revision: 12 });
    till.listens = false;
    till.step({ type: "closed", conn: till.conn, reason: CLOSE_REASON.peer });
    till.pass(TIMEOUTS.manualAfterMs);
    const [item] = till.call("init", pos).unresolved as { decisions: string[]; claimed?: { payments: unknown[] } }[];
    assert.is(item?.claimed?.payments.length, 1);
    assert.equal(item?.decisions, ["receipt-printed", "leave-to-accountant"]);
  }));

test("B4: a receipt that only a stranger calls printed is still owed, and RRPay prints it", () =>
  withTill((till) => {
    unvouched(till, { status: 500 });
    till.rrpay.change(till.rrpay.only.id, { ...paid, fiscal: { state: "not-printed" } } as never);
    const told = till.call("init", bread) as unknown as SettlementResult;
    assert.equal([told.code, till.rrpay.actions.includes("print")], ["approved", true]);
  }));

test("C3: only a send and a cancel name the epoch: 412 to a query says nothing, and RRPay has forgotten nothing", () =>
  withTill((till) => {
    till.rrpay.outcome = waits;
    const call = till.start("init", bread);
    till.pass(500);
    const body = { error: "epoch-changed", message: "", details: { storeId: "store-1", epoch: "epoch-1" } };
    till.rrpay.instead = ({ action }) => (action === "get" ? { status: 412, body } : undefined);
    assert.is(till.end(call).code, "answer-invalid");
  }));

for (const config of [TOKEN, {}])
  test(`C2: an RRPay that keeps its connection is asked for health before the send only, however long it is followed (${"rrpay" in config ? "token" : "no token"})`, () =>
    withTill((till) => {
      till.rrpay.outcome = waits;
      till.start("init", bread);
      const before = till.rrpay.asked.length;
      till.pass(5000);
      const actions = till.rrpay.asked.slice(before).map(({ action }) => action);
      assert.ok(actions.length > 3);
      assert.ok(!actions.includes("health"), actions.join());
    }, config));

test.run();
