// Time limit: 300 s
/** F21–F30: how a payment can end. Only RRPay's own word is an outcome, and a cancel is a request. */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { SettlementResult, VoidResult } from "../../schemas/generated/types.ts";
import { forEachEngine } from "../support/engines.ts";
import { line, sale } from "../support/sales.ts";
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
  SHORT_MS,
  saves,
  takenUp,
  withFaults,
} from "./support.ts";

const waiting = { rrpay: { policy: "wait" } } as const;

forEachEngine((engine) => {
  const test = suite(`faults of outcome, on ${engine.name}`);

  for (const [name, policy, outcome] of [
    ["F21 declined by the customer", "decline", "declined"],
    ["F22 cancelled by the customer", "cancel", "cancelled"],
  ] as const) {
    test(`${name}: no manual entry, and the sale stays open, even with other lines`, () =>
      withFaults(engine, { rrpay: { policy } }, async (till, rrpay) => {
        const bread = sale();
        const first = await till.settle(bread);
        assertEnd(first, outcome, outcome);
        assert.equal([first.payments, first.fiscal.state], [[], "not-printed"]);
        assert.is(rrpay.moneyTakenCents(bread.saleKey), 0);
        assert.is((await till.saved(bread, false)).status, "acknowledged");
        assert.equal((await till.pos()).unresolved, []);
        rrpay.setPolicy("card");
        const dearer = { ...bread, lines: [line(300)], totals: { ...bread.totals, totalCents: 300 } };
        await endsPaid(till, dearer, 2);
      }));
  }

  test("F23 cashier cancels before the card, rule 9: the outcome is what RRPay says of it", () =>
    withFaults(engine, waiting, async (till, rrpay) => {
      const bread = sale();
      const call = await till.start("init", bread);
      await takenUp(rrpay);
      assert.is(await call.cancel(), 0);
      assertEnd((await call.result()) as SettlementResult, "cancelled", "cancelled");
      assert.is(rrpay.moneyTakenCents(bread.saleKey), 0);
      rrpay.setPolicy("card");
      await endsPaid(till, bread, 2);
    }));

  test("F23 F8 on the running sale: voided for the one who asked, cancelled for the one who waited", () =>
    withFaults(engine, waiting, async (till, rrpay) => {
      const bread = sale();
      const call = await till.start("init", bread);
      await takenUp(rrpay);
      const { outcome } = await till.void({ scope: "open", saleKey: bread.saleKey, operator: "ONA" });
      assert.is(outcome, "voided");
      assertEnd((await call.result()) as SettlementResult, "cancelled", "cancelled");
      rrpay.setPolicy("card");
      await endsPaid(till, bread, 2);
    }));

  test("F24 cancel past the point of no return, rule 9: an approval that wins the race stands", () =>
    withFaults(engine, waiting, async (till, rrpay) => {
      const bread = sale();
      rrpay.operator.set({ cancels: "ignored" });
      const call = await till.start("init", bread);
      const id = await takenUp(rrpay);
      const f8 = await till.start("void", { scope: "open", saleKey: bread.saleKey, operator: "ONA" });
      await rrpay.until(() => rrpay.requests.some(({ on }) => on === "cancel"));
      rrpay.operator.pay(id);
      const paid = (await call.result()) as SettlementResult;
      assertEnd(paid, "approved", "approved");
      const { outcome, sale: standing } = (await f8.result()) as VoidResult;
      assert.equal({ outcome, standing }, { outcome: "not-voided", standing: paid });
      await endsPaid(till, bread);
    }));

  test("F25 cancel with nothing open: nothing happens, and RRPay is not asked", () =>
    withFaults(engine, {}, async (till, rrpay) => {
      const bread = sale();
      const f8 = () => till.void({ scope: "open", saleKey: bread.saleKey, operator: "ONA" });
      assert.is((await f8()).outcome, "nothing-to-void");
      assert.equal(rrpay.requests, []);
      const call = await till.start("init", bread);
      await call.result();
      assert.is(await call.cancel(), 0);
      const { outcome, sale: standing } = await f8();
      assert.equal([outcome, standing?.outcome], ["not-voided", "approved"]);
      assert.not(rrpay.requests.some(({ on }) => on === "cancel"));
      await endsPaid(till, bread);
    }));

  test("F25 cancel before anything was sent: nothing is sent any more", () =>
    withFaults(engine, { faults: [{ on: "health", fault: { type: "late" } }] }, async (till, rrpay) => {
      const bread = sale();
      const call = await till.start("init", bread);
      await rrpay.until(() => rrpay.held > 0);
      await call.cancel();
      await rrpay.release();
      assertEnd((await call.result()) as SettlementResult, "not-accepted", "not-sent");
      assertNothingSent(rrpay, bread);
      await endsPaid(till, bread);
    }));

  test("F26 cancel never answered, rule 9: unknown; the id is never sent again, only cancelled again", () =>
    withFaults(
      engine,
      { ...waiting, timeouts: impatient, faults: [always("cancel", { type: "silence" })] },
      async (till, rrpay) => {
        const bread = sale();
        const call = await till.start("init", bread);
        await takenUp(rrpay);
        await call.cancel();
        const { outcome, code } = (await call.result()) as SettlementResult;
        assert.equal({ outcome, code }, { outcome: "unknown", code: "cancel-unconfirmed" });
        rrpay.script([]);
        assertEnd(await till.settle(bread), "cancelled", "cancelled");
        assert.is(postsOf(rrpay, bread.saleKey).length, 1);
        rrpay.setPolicy("card");
        await endsPaid(till, bread, 2);
      },
    ));

  test("F26 no manual entry while a cancel is under way", () =>
    withFaults(engine, { ...waiting, faults: [always("cancel", { type: "late" })] }, async (till, rrpay) => {
      const bread = sale();
      const call = await till.start("init", bread);
      const attemptId = await takenUp(rrpay);
      await rrpay.until(() => rrpay.requests.some(({ on }) => on === "get"));
      await call.cancel();
      rrpay.operator.pay(attemptId, [{ type: "card", amountCents: 100 }]); // ends the query, so that the cancel goes
      await rrpay.until(() => rrpay.held > 0);
      await call.progressed((text) => /Cancelling.* 1 s/.test(text)); // well after manualAfterMs
      assert.equal(onlyItem(await till.status()).decisions, []);
      const { status, code } = await decide(
        till,
        { kind: "sale", saleKey: bread.saleKey, attemptId },
        "nothing-happened",
      );
      assert.equal({ status, code }, { status: "refused", code: "decision-not-allowed" });
      await rrpay.release();
      assertEnd((await call.result()) as SettlementResult, "cancelled", "cancelled");
    }));

  test("F27 partly paid, still in progress, rule 13: the customer's clock ends the call, cancels nothing, opens no manual entry", () =>
    withFaults(engine, { ...waiting, timeouts: { customerMs: SHORT_MS } }, async (till, rrpay) => {
      const bread = sale(258);
      const call = await till.start("init", bread);
      const id = await takenUp(rrpay);
      rrpay.operator.pay(id, [{ type: "card", amountCents: 100 }]);
      const partly = (await call.result()) as SettlementResult;
      assertEnd(partly, "unknown", "still-in-progress");
      assert.equal(partly.payments, []);
      rrpay.script([{ on: "health", fault: { type: "late", forMs: SHORT_MS } }, always("get", { type: "busy" })]);
      await till.doctor(); // it ends well after manualAfterMs, and no answer has named the id meanwhile
      assert.equal(onlyItem(await till.status()).decisions, []);
      assert.not(rrpay.requests.some(({ on }) => on === "cancel"));
      rrpay.script([]);
      rrpay.operator.pay(id);
      const { payments } = await endsPaid(till, bread);
      assert.equal(
        payments.map(({ amountCents }) => amountCents),
        [100, 158],
      );
    }));

  test("F28 mixed: card approved, cash abandoned: RRPay gives the card back, and the sale is cancelled as a whole", () =>
    withFaults(engine, waiting, async (till, rrpay) => {
      const bread = sale(258);
      const call = await till.start("init", bread);
      const id = await takenUp(rrpay);
      rrpay.operator.pay(id, [{ type: "card", amountCents: 100 }]);
      await call.progressed((text) => /1[.,]00/.test(text));
      rrpay.operator.cancel(id);
      const result = (await call.result()) as SettlementResult;
      assertEnd(result, "cancelled", "cancelled");
      assert.equal([result.payments, books(rrpay, bread.saleKey).takenCents], [[], 0]);
      rrpay.setPolicy({ type: "mixed", cardCents: 100 });
      const paid = await till.settle(bread);
      const cents = paid.payments.reduce((sum, { amountCents }) => sum + amountCents, -paid.changeCents);
      assert.is(cents, 258 + paid.roundingCents);
      assert.is(books(rrpay, bread.saleKey).takenCents, cents);
      await saves(till, bread);
    }));

  test("F28 declined with money in it: a conflict that only a person closes", () =>
    withFaults(engine, { faults: [{ on: "post", fault: { type: "money-in-declined" } }] }, async (till, rrpay) => {
      const bread = sale();
      assertEnd(await till.settle(bread), "declined", "conflict");
      const item = onlyItem(await till.pos());
      assert.equal([item.payment, item.conflict?.code], ["declined", "money-without-approval"]);
      assert.is((await decide(till, item, "leave-to-accountant")).status, "recorded");
      assert.equal((await till.pos()).unresolved, []);
      assertPaidOnce(rrpay, bread);
      await endsPaid(till, sale());
    }));

  for (const type of ["wrong-amount", "wrong-kind", "wrong-till", "wrong-currency"] as const) {
    test(`F29 amount off by a cent, rule 6 (${type}): an answer that does not echo the sale is unknown`, () =>
      withFaults(
        engine,
        { timeouts: impatient, faults: [always("post", { type }), always("get", { type })] },
        async (till, rrpay) => {
          const bread = sale();
          assertEnd(await till.settle(bread), "unknown", "amounts-differ", true);
          assert.is(onlyItem(await till.status()).payment, "unknown");
          rrpay.script([]);
          await endsPaid(till, bread);
        },
      ));
  }

  test("F30 approved with a warning code, rule 12: a warning is still an approval", () =>
    withFaults(engine, { faults: [always("post", { type: "warning" })] }, async (till) => {
      await endsPaid(till, sale());
      assert.equal(
        records(till, "evidence").map(({ state, code }) => [state, code]),
        [["approved", "W-PAPER-LOW"]],
      );
    }));

  test.run();
});
