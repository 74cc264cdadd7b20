// Time limit: 900 s
/** F38, F39, F41 and the crash table: the till's process is really killed, and what it left on the disk is all that is known. */
import { appendFileSync, readdirSync, readFileSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { forEachEngine } from "../support/engines.ts";
import { sale } from "../support/sales.ts";
import type { Call, Till } from "../support/till.ts";
import {
  always,
  assertEnd,
  assertNothingSent,
  assertPaidOnce,
  decide,
  endsPaid,
  impatient,
  onlyItem,
  postsOf,
  records,
  type Scenario,
  saves,
  takenUp,
  withFaults,
} from "./support.ts";

/** The segment that is written now. */
function segmentOf(till: Till): string {
  const folder = join(till.dataDir, "journal");
  return join(folder, readdirSync(folder).sort().at(-1) ?? "");
}

/** Takes the newest record off the disk: the machine lost power before it was flushed. */
function loseLastRecord(till: Till): void {
  const path = segmentOf(till);
  const bytes = readFileSync(path);
  truncateSync(path, bytes.lastIndexOf(10, bytes.length - 2) + 1);
}

/** A call whose end nobody will hear. */
async function abandoned(call: Promise<Call>): Promise<void> {
  (await call).bytes().catch(() => {});
}

forEachEngine((engine) => {
  const test = suite(`crashes, on ${engine.name}`);
  const killable = (scenario: Scenario = {}): Scenario => ({ ...scenario, process: true });

  test("F38 killed before the sent record is flushed, rule 2: nothing happened, for nothing can have left", () =>
    withFaults(engine, killable({ faults: [{ on: "health", fault: { type: "late" } }] }), async (till, rrpay) => {
      const bread = sale();
      await abandoned(till.start("init", bread));
      await till.kill(rrpay.until(() => rrpay.held > 0));
      // the record that was being written, torn
      appendFileSync(segmentOf(till), '00000000 {"t":"sent","atMs":17');
      await till.open();
      const { status, unresolved } = await till.pos();
      assert.equal({ status, unresolved }, { status: "ready", unresolved: [] });
      assertNothingSent(rrpay, bread);
      await endsPaid(till, bread);
    }));

  test("F38 killed when sent, before RRPay took it up, invariant 1: the bytes on the disk are sent again", () =>
    withFaults(engine, killable({ faults: [{ on: "post", fault: { type: "silence" } }] }), async (till, rrpay) => {
      const bread = sale();
      await abandoned(till.start("init", bread));
      await till.kill(rrpay.until(() => rrpay.requests.some(({ on }) => on === "post")));
      const [sent] = records(till, "sent");
      assert.is(sent?.body, rrpay.requests.at(-1)?.body);
      await till.open();
      const item = onlyItem(await till.pos());
      assert.equal([item.attemptId, item.payment], [sent?.attemptId, "unknown"]);
      await endsPaid(till, bread);
    }));

  test("F38 killed when sent, while the customer pays: the query finds it", () =>
    withFaults(engine, killable({ rrpay: { policy: "wait" } }), async (till, rrpay) => {
      const bread = sale();
      await abandoned(till.start("init", bread));
      const id = await takenUp(rrpay);
      await till.kill();
      rrpay.operator.pay(id);
      await till.open();
      const item = onlyItem(await till.pos());
      assert.equal([item.attemptId, item.payment, item.gama], [id, "approved", "waiting"]);
      await endsPaid(till, bread);
    }));

  test("F38 killed when the answer is read and not stored, rule 8: as if it had not been read, RRPay is asked again", () =>
    withFaults(engine, killable(), async (till, rrpay) => {
      const bread = sale();
      await till.settle(bread);
      await till.kill();
      loseLastRecord(till);
      assert.equal(
        till
          .journal()
          .map(({ t }) => t)
          .slice(-1),
        ["sent"],
      );
      await till.open();
      assert.is(onlyItem(await till.pos()).payment, "approved");
      await endsPaid(till, bread);
      assert.is(postsOf(rrpay, bread.saleKey).length, 1);
    }));

  test("F38 killed when stored and not applied, rule 8: applied without a word to RRPay", () =>
    withFaults(engine, killable(), async (till, rrpay) => {
      const bread = sale();
      const call = await till.start("init", bread);
      while ((await call.poll(1000)) === 0);
      await till.kill();
      const { connections } = rrpay;
      await till.open();
      assertEnd(await till.settle(bread), "approved", "approved");
      assert.is(rrpay.connections, connections);
      await endsPaid(till, bread);
    }));

  test("F38 killed when applied and GAMA has not saved, rule 8: found by its sale key, given back the same, saved once", () =>
    withFaults(engine, killable(), async (till, rrpay) => {
      const [bread, milk] = [sale(), sale()];
      const first = await till.settle(bread);
      await till.kill();
      await till.open();
      const item = onlyItem(await till.pos());
      assert.equal([item.gama, item.decisions], ["waiting", ["saved-in-gama", "leave-to-accountant"]]);
      assertEnd(await till.settle(milk), "refused", "blocked");
      assert.equal(await till.settle(bread), first);
      assertPaidOnce(rrpay, bread);
      await saves(till, bread);
      assert.is((await till.saved(bread)).status, "acknowledged");
    }));

  test("F38 killed while cancelling, rule 9: the cancel stays asked for, and its end is RRPay's word", () =>
    withFaults(
      engine,
      killable({ rrpay: { policy: "wait" }, faults: [{ on: "cancel", fault: { type: "silence" } }] }),
      async (till, rrpay) => {
        const bread = sale();
        const call = till.start("init", bread);
        await abandoned(call);
        await takenUp(rrpay);
        await (await call).cancel();
        await till.kill(rrpay.until(() => rrpay.requests.some(({ on }) => on === "cancel")));
        await till.open();
        assert.is(onlyItem(await till.status()).payment, "unknown");
        assertEnd(await till.settle(bread), "cancelled", "cancelled");
        rrpay.setPolicy("card");
        await endsPaid(till, bread, 2);
      },
    ));

  test("F38 killed while printing, rule 7: paid is paid, the receipt is finished, nothing is charged", () =>
    withFaults(engine, killable(), async (till, rrpay) => {
      const bread = sale();
      rrpay.operator.set({ paper: false });
      await abandoned(till.start("init", bread));
      await till.kill(rrpay.until(() => rrpay.requests.some(({ on }) => on === "print")));
      rrpay.operator.set({ paper: true });
      await till.open();
      await endsPaid(till, bread);
    }));

  test("F38 killed during manual entry: it is offered again, and what was entered is there with its values", () =>
    withFaults(
      engine,
      killable({ timeouts: impatient, faults: [{ on: "post", fault: { type: "crash", point: "after-print" } }] }),
      async (till, rrpay) => {
        const bread = sale();
        assertEnd(await till.settle(bread), "unknown", "no-answer", true);
        await till.kill();
        await till.open();
        const item = onlyItem(await till.pos());
        assert.equal(item.decisions, ["receipt-printed", "nothing-happened"]);
        const payments = [{ method: 2, amountCents: bread.totals.totalCents }];
        await decide(till, item, "receipt-printed", { documentNo: rrpay.receipts()[0]?.documentNo, payments });
        await till.kill();
        await till.open();
        assert.is(onlyItem(await till.status()).manual?.decision, "receipt-printed");
        const again = await till.settle(bread);
        assert.equal([again.code, again.payments[0]?.amountCents], ["manual-recorded", bread.totals.totalCents]);
        assert.is((await till.saved(bread)).status, "recorded");
        await rrpay.restart();
        assert.equal((await till.pos()).unresolved, []);
        assertPaidOnce(rrpay, bread);
      },
    ));

  test("F39 killed again during recovery: recovery begins anew, as often as it takes", () =>
    withFaults(engine, killable({ faults: [always("get", { type: "late" })] }), async (till, rrpay) => {
      const bread = sale();
      rrpay.script([always("post", { type: "printed-but-silent" }), always("get", { type: "late" })]);
      await abandoned(till.start("init", bread));
      await till.kill(rrpay.until(() => rrpay.receipts().length > 0));
      for (const hook of ["pos", "settlement"]) {
        const held = rrpay.held;
        await till.open();
        const pos = { window: "pos", till: "1", operator: "ONA" };
        await abandoned(till.start("init", hook === "pos" ? pos : bread));
        await till.kill(rrpay.until(() => rrpay.held > held));
      }
      rrpay.script([]);
      await till.open();
      await endsPaid(till, bread);
    }));

  for (const point of ["before-store", "after-pay", "after-print"] as const) {
    test(`F41 both lose power (RRPay ${point}): two disks agree on one payment and one document`, () =>
      withFaults(
        engine,
        killable({ faults: [{ on: "post", fault: { type: "crash", point } }] }),
        async (till, rrpay) => {
          const bread = sale();
          await abandoned(till.start("init", bread));
          await till.kill(rrpay.until(() => !rrpay.running));
          await rrpay.restart();
          await till.open();
          await till.pos();
          await endsPaid(till, bread);
        },
      ));
  }

  test("F41 both lose power and RRPay its memory: a person compares with the paper, nothing is charged again", () =>
    withFaults(
      engine,
      killable({ timeouts: impatient, faults: [{ on: "post", fault: { type: "crash", point: "after-print" } }] }),
      async (till, rrpay) => {
        const bread = sale();
        await abandoned(till.start("init", bread));
        await till.kill(rrpay.until(() => !rrpay.running));
        await rrpay.restart({ memory: "forgotten" });
        await till.open();
        assertEnd(await till.settle(bread), "unknown", "rrpay-forgot", true);
        const payments = [{ method: 2, amountCents: bread.totals.totalCents }];
        const paper = { documentNo: rrpay.receipts()[0]?.documentNo, payments };
        assert.is((await decide(till, onlyItem(await till.pos()), "receipt-printed", paper)).status, "recorded");
        assert.is((await till.saved(bread)).status, "recorded");
        await till.settle(bread);
        assertPaidOnce(rrpay, bread);
      },
    ));

  test.run();
});
