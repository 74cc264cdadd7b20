// Time limit: 300 s
/** F42–F50: the fiscal receipt is a fact of its own. What is paid is never charged again, what is printed never printed again. */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { forEachEngine } from "../support/engines.ts";
import { line, sale } from "../support/sales.ts";
import {
  always,
  assertEnd,
  assertPaidOnce,
  books,
  decide,
  endsPaid,
  impatient,
  onlyItem,
  records,
  saves,
  takenUp,
  withFaults,
} from "./support.ts";

forEachEngine((engine) => {
  const test = suite(`fiscal faults, on ${engine.name}`);

  test("F42 printed, answer lost: the query finds the receipt, nothing is printed twice", () =>
    withFaults(
      engine,
      { timeouts: impatient, faults: [{ on: "post", fault: { type: "printed-but-silent" } }] },
      async (till) => {
        await endsPaid(till, sale());
      },
    ));

  test("F42 printed, and RRPay stays silent: unknown, until it speaks again", () =>
    withFaults(
      engine,
      {
        timeouts: impatient,
        faults: [{ on: "post", fault: { type: "printed-but-silent" } }, always("get", { type: "silence" })],
      },
      async (till, rrpay) => {
        const bread = sale();
        assertEnd(await till.settle(bread), "unknown", "no-answer", true);
        assertPaidOnce(rrpay, bread);
        rrpay.script([]);
        await endsPaid(till, bread);
      },
    ));

  test("F43 paid, out of paper, rule 7: approved and not printed; the next space prints and does not charge", () =>
    withFaults(engine, {}, async (till, rrpay) => {
      const bread = sale();
      rrpay.operator.set({ paper: false });
      const call = await till.start("init", bread);
      await rrpay.until(() => rrpay.requests.some(({ on }) => on === "print"));
      await call.cancel();
      const unprinted = (await call.result()) as Awaited<ReturnType<typeof till.settle>>;
      assertEnd(unprinted, "approved", "approved-not-printed");
      assert.is(unprinted.fiscal.state, "not-printed");
      assert.equal(books(rrpay, bread.saleKey), { takenCents: 258, documents: 0, ids: 1 });
      rrpay.operator.set({ paper: true });
      await endsPaid(till, bread);
    }));

  test("F43 paid, out of paper: a restarted till asks for the receipt when the POS window opens", () =>
    withFaults(engine, {}, async (till, rrpay) => {
      const bread = sale();
      rrpay.operator.set({ paper: false });
      const call = await till.start("init", bread);
      await rrpay.until(() => rrpay.requests.some(({ on }) => on === "print"));
      await till.restart();
      assert.is(call.id > 0, true);
      rrpay.operator.set({ paper: true });
      assert.is(onlyItem(await till.pos()).fiscal, "printed");
      assertPaidOnce(rrpay, bread);
      await endsPaid(till, bread);
    }));

  test("F44 counter unreadable: the sale goes on without a baseline", () =>
    withFaults(engine, { faults: [always("health", { type: "counter-unreadable" })] }, async (till) => {
      const bread = sale();
      await endsPaid(till, bread);
      assert.is(records(till, "sent")[0]?.baseline.documentNo, undefined);
    }));

  test("F45 Z report between send and query: the counter proves nothing, the id does", () =>
    withFaults(
      engine,
      {
        timeouts: impatient,
        faults: [{ on: "post", fault: { type: "cut-after-request" } }, always("get", { type: "silence" })],
      },
      async (till, rrpay) => {
        const bread = sale();
        assertEnd(await till.settle(bread), "unknown", "no-answer", true);
        rrpay.operator.zReport();
        rrpay.script([]);
        await endsPaid(till, bread);
      },
    ));

  test("F46 long receipt, slow printing: the till waits and shows it, and gives the printed receipt back", () =>
    withFaults(engine, {}, async (till, rrpay) => {
      const lines = Array.from({ length: 150 }, (_, at) => line(100, { no: at + 1 }));
      const long = sale(15_000, { lines });
      rrpay.operator.set({ paper: false });
      const call = await till.start("init", long);
      const id = await takenUp(rrpay);
      assert.match(await call.progressed((text) => /fiscal receipt/.test(text)), /Paid/);
      rrpay.operator.set({ paper: true });
      rrpay.operator.print(id);
      assertEnd((await call.result()) as Awaited<ReturnType<typeof till.settle>>, "approved", "approved");
      assertPaidOnce(rrpay, long);
    }));

  test("F47 void answer lost, rule 11: the void is unknown, blocks a second one, and F8 again finds it", () =>
    withFaults(engine, { timeouts: impatient }, async (till, rrpay) => {
      const bread = sale();
      const { saleKey } = bread;
      await endsPaid(till, bread);
      rrpay.script([{ on: "post", fault: { type: "cut-after-request" } }, always("get", { type: "silence" })]);
      const lost = await till.void({ scope: "completed", saleKey, operator: "ONA" });
      assert.is(lost.outcome, "unknown");
      assertEnd(await till.settle(sale()), "refused", "blocked");
      rrpay.script([]);
      const found = await till.void({ scope: "completed", saleKey, operator: "ONA" });
      assert.equal([found.outcome, found.attemptId], ["voided", lost.attemptId]);
      assert.equal(books(rrpay, saleKey), { takenCents: 0, documents: 2, ids: 2 });
    }));

  test("F48 manual entry, then the true result: what agrees is settled in silence", () =>
    withFaults(
      engine,
      { timeouts: impatient, faults: [{ on: "post", fault: { type: "crash", point: "before-answer" } }] },
      async (till, rrpay) => {
        const bread = sale();
        assertEnd(await till.settle(bread), "unknown", "no-answer", true);
        const documentNo = rrpay.receipts()[0]?.documentNo;
        const item = onlyItem(await till.status());
        assert.equal(item.decisions, ["receipt-printed", "nothing-happened"]);
        const typed = await decide(till, item, "receipt-printed", {
          documentNo,
          payments: [{ method: 2, amountCents: 258 }],
        });
        assert.is(typed.status, "recorded");
        assert.is((await till.saved(bread)).status, "recorded");
        await rrpay.restart();
        const { status, unresolved } = await till.pos();
        assert.equal({ status, unresolved }, { status: "ready", unresolved: [] });
        assertPaidOnce(rrpay, bread);
      },
    ));

  test("F48 manual entry, then another truth: a conflict that only a person closes", () =>
    withFaults(
      engine,
      { timeouts: impatient, faults: [{ on: "post", fault: { type: "crash", point: "before-answer" } }] },
      async (till, rrpay) => {
        const bread = sale();
        assertEnd(await till.settle(bread), "unknown", "no-answer", true);
        const cash = { documentNo: "999999", payments: [{ method: 0, amountCents: 260 }], roundingCents: 2 };
        await decide(till, onlyItem(await till.status()), "receipt-printed", cash);
        assert.is((await till.saved(bread)).status, "recorded");
        await rrpay.restart();
        const item = onlyItem(await till.pos());
        assert.is(item.conflict?.code, "manual-differs");
        assert.is((await decide(till, item, "accept-rrpay")).status, "recorded");
        assert.equal((await till.pos()).unresolved, []);
        assertPaidOnce(rrpay, bread);
      },
    ));

  test("F48 said that nothing happened, and RRPay had taken it: a conflict, and the sale is saved with RRPay's payment", () =>
    withFaults(
      engine,
      { timeouts: impatient, faults: [{ on: "post", fault: { type: "crash", point: "before-answer" } }] },
      async (till, rrpay) => {
        const bread = sale();
        assertEnd(await till.settle(bread), "unknown", "no-answer", true);
        assert.is((await decide(till, onlyItem(await till.status()), "nothing-happened")).status, "recorded");
        assert.is((await till.saved(bread, false)).status, "acknowledged");
        await rrpay.restart();
        const item = onlyItem(await till.pos());
        assert.equal([item.payment, item.conflict?.code], ["approved", "paid-after-manual"]);
        assertEnd(await till.settle(bread), "approved", "conflict");
        assert.is((await decide(till, item, "accept-rrpay")).status, "recorded");
        await endsPaid(till, bread);
      },
    ));

  test("F49 document number repeated, rule 6: another sale's document is never simply taken over", () =>
    withFaults(engine, {}, async (till, rrpay) => {
      await endsPaid(till, sale());
      const milk = sale();
      rrpay.script([always("post", { type: "document-repeated" }), always("get", { type: "document-repeated" })]);
      const result = await till.settle(milk);
      assertEnd(result, "approved", "conflict");
      rrpay.script([]);
      const item = onlyItem(await till.status());
      assert.is(item.conflict?.code, "document-repeated");
      assert.is((await decide(till, item, "accept-rrpay")).status, "recorded");
      await saves(till, milk);
      assertPaidOnce(rrpay, milk);
    }));

  test("F50 storeId changed: refused before anything is sent, in the sale and in the POS window alike", () =>
    withFaults(engine, {}, async (till, rrpay) => {
      await endsPaid(till, sale());
      await rrpay.restart({ memory: "new-store" });
      const milk = sale();
      assertEnd(await till.settle(milk), "refused", "rrpay-changed");
      const { status, code, rrpay: seen } = await till.pos();
      assert.equal({ status, code, seen }, { status: "refused", code: "rrpay-changed", seen: "wrong" });
      assert.is(books(rrpay, milk.saleKey).ids, 0);
    }));

  test.run();
});
