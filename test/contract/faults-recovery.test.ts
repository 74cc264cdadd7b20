// Time limit: 300 s
/** F31–F37, F40 and F50: what RRPay answers when it is asked again. A failed look-up is never "not found". */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { SettlementResult } from "../../schemas/generated/types.ts";
import type { Fault } from "../emulator/rrpay/server.ts";
import { forEachEngine, type TestEngine } from "../support/engines.ts";
import { sale } from "../support/sales.ts";
import type { Till } from "../support/till.ts";
import {
  always,
  assertEnd,
  assertNothingSent,
  assertPaidOnce,
  books,
  decide,
  endsPaid,
  impatient,
  onlyItem,
  postsOf,
  records,
  takenUp,
  withFaults,
} from "./support.ts";

const lostAnswer = [always("post", { type: "printed-but-silent" }), always("get", { type: "cut-after-request" })];

/** A sale that is paid and printed while the till has heard nothing, and the query for it spoiled in this way. */
function withSpoiledQuery(
  engine: TestEngine,
  fault: Fault,
  body: (till: Till, bread: ReturnType<typeof sale>) => Promise<void>,
): Promise<void> {
  const faults = [always("post", { type: "cut-after-request" }), always("get", fault)];
  return withFaults(engine, { timeouts: impatient, faults }, (till) => body(till, sale()));
}

forEachEngine((engine) => {
  const test = suite(`faults of recovery, on ${engine.name}`);

  test("F31 query says in progress: the restarted till waits with it, and gets the end that it comes to", () =>
    withFaults(engine, { rrpay: { policy: "wait" }, timeouts: { manualAfterMs: 60_000 } }, async (till, rrpay) => {
      const bread = sale();
      await till.start("init", bread);
      const id = await takenUp(rrpay);
      await till.restart();
      const item = onlyItem(await till.pos());
      assert.equal([item.attemptId, item.payment, item.decisions], [id, "unknown", []]);
      const call = await till.start("init", bread);
      rrpay.operator.pay(id);
      assertEnd((await call.result()) as SettlementResult, "approved", "approved");
      await endsPaid(till, bread);
    }));

  test("F32 not found, same epoch, rule 4: RRPay proves that it never came, so the same id and bytes go again", () =>
    withFaults(
      engine,
      { timeouts: impatient, faults: [{ on: "post", fault: { type: "cut-before-process" } }] },
      async (till, rrpay) => {
        const bread = sale();
        const lost = await till.settle(bread);
        assertEnd(lost, "unknown", "not-received", true);
        await till.restart();
        assert.is(onlyItem(await till.pos()).payment, "unknown");
        const paid = await endsPaid(till, bread);
        assert.is(paid.attemptId, lost.attemptId);
        const [first, second] = postsOf(rrpay, bread.saleKey);
        assert.equal(first, second);
        assert.is(records(till, "resent").length, 1);
      },
    ));

  test("F33 not found, other epoch, rule 5: it proves nothing; neither POST nor cancel, but a person's word", () =>
    withFaults(engine, { timeouts: impatient, faults: lostAnswer }, async (till, rrpay) => {
      const bread = sale();
      await till.settle(bread);
      rrpay.script([]);
      await rrpay.restart({ memory: "forgotten" });
      assertEnd(await till.settle(bread), "unknown", "rrpay-forgot", true);
      await till.void({ scope: "open", saleKey: bread.saleKey, operator: "ONA" });
      assert.not(rrpay.requests.some(({ on }) => on === "cancel"));
      assertPaidOnce(rrpay, bread);
      const { documentNo } = rrpay.receipts()[0] ?? {};
      const item = onlyItem(await till.pos());
      const payments = [{ method: 2, amountCents: bread.totals.totalCents }];
      const { status, result } = await decide(till, item, "receipt-printed", { documentNo, payments });
      assert.equal([status, result?.code], ["recorded", "manual-recorded"]);
      assert.is((await till.saved(bread)).status, "recorded");
      await till.settle(bread);
      assertPaidOnce(rrpay, bread);
      assert.is((await till.settle(sale())).outcome, "approved");
    }));

  test("F33 not found, other epoch, nothing had happened: a second word, after RRPay answered again, reopens the sale", () =>
    withFaults(
      engine,
      { timeouts: impatient, faults: [{ on: "post", fault: { type: "crash", point: "before-store" } }] },
      async (till, rrpay) => {
        const bread = sale();
        assertEnd(await till.settle(bread), "unknown", "no-answer", true);
        const item = onlyItem(await till.status());
        assert.is((await decide(till, item, "nothing-happened")).status, "recorded");
        await rrpay.restart({ memory: "forgotten" });
        assertEnd(await till.settle(bread), "refused", "old-attempt-open");
        assert.is((await decide(till, item, "nothing-happened")).status, "recorded");
        await endsPaid(till, bread, 2);
      },
    ));

  for (const [name, type, code] of [
    ["F34 query malformed (not JSON)", "not-json", "answer-invalid"],
    ["F34 query malformed (unknown field)", "wrong-schema", "answer-invalid"],
    ["F34 query malformed (truncated)", "truncate", "answer-invalid"],
    ["F35 found without payments", "no-payments", "amounts-differ"],
    ["F36 query times out", "silence", "no-answer"],
    ["F37 query answers with another id, rule 6", "wrong-id", "amounts-differ"],
    ["F37 query answers 404 from another store", "wrong-store", undefined],
  ] as const) {
    test(`${name}: unknown, and the next look finds what was paid`, () =>
      withSpoiledQuery(engine, { type }, async (till, bread) => {
        if (code === undefined) return endsPaid(till, bread).then(() => undefined);
        assertEnd(await till.settle(bread), "unknown", code, true);
        assert.is(onlyItem(await till.pos()).payment, "unknown");
        till.rrpay.script([]);
        await endsPaid(till, bread);
      }));
  }

  for (const [point, inOneCall] of [
    ["before-store", false],
    ["after-store", true],
    ["after-pay", true],
    ["after-print", true],
    ["before-answer", true],
  ] as const) {
    test(`F40 RRPay killed mid-sale (${point}): its durable store says what happened, and it is paid once`, () =>
      withFaults(
        engine,
        {
          timeouts: inOneCall ? {} : impatient,
          faults: [{ on: "post", fault: { type: "crash", point, restart: "kept" } }],
        },
        async (till, rrpay) => {
          const bread = sale();
          if (!inOneCall) assertEnd(await till.settle(bread), "unknown", "not-received", true);
          await endsPaid(till, bread);
          assert.is(postsOf(rrpay, bread.saleKey).length, inOneCall ? 1 : 2);
        },
      ));
  }

  test("F40 RRPay killed mid-sale and forgetful: a store that was in memory is suspected, nothing is sent again", () =>
    withFaults(
      engine,
      {
        timeouts: impatient,
        faults: [{ on: "post", fault: { type: "crash", point: "after-print", restart: "forgotten" } }],
      },
      async (till, rrpay) => {
        const bread = sale();
        assertEnd(await till.settle(bread), "unknown", "rrpay-forgot", true);
        assertEnd(await till.settle(bread), "unknown", "rrpay-forgot", true);
        assertPaidOnce(rrpay, bread);
        assert.is(postsOf(rrpay, bread.saleKey).length, 1);
        assert.equal(onlyItem(await till.pos()).decisions, ["receipt-printed", "nothing-happened"]);
      },
    ));

  test("F50 storeId changed: another RRPay gets nothing, neither new sales nor old ids, until it is the same again", () =>
    withFaults(engine, { timeouts: impatient }, async (till, rrpay) => {
      const [bread, milk] = [sale(), sale()];
      await endsPaid(till, bread);
      rrpay.script([always("health", { type: "wrong-store" })]);
      assertEnd(await till.settle(milk), "refused", "rrpay-changed");
      const { status, rrpay: seen } = await till.pos();
      assert.equal({ status, seen }, { status: "refused", seen: "wrong" });
      assertNothingSent(rrpay, milk);
      rrpay.script([]);
      await endsPaid(till, milk);
    }));

  test("F50 storeId changed while a payment is open: it stays unknown, and only its own RRPay can end it", () =>
    withFaults(engine, { timeouts: impatient, faults: lostAnswer }, async (till, rrpay) => {
      const bread = sale();
      await till.settle(bread);
      rrpay.script([always("health", { type: "wrong-store" })]);
      assertEnd(await till.settle(bread), "refused", "rrpay-changed");
      assert.is(onlyItem(await till.pos()).payment, "unknown");
      assert.equal(books(rrpay, bread.saleKey).ids, 1);
      rrpay.script([]);
      await endsPaid(till, bread);
    }));

  test.run();
});
