// Time limit: 300 s
/** F1–F8: what can be wrong before anything is sent. Whatever it is, nothing is charged, and the same space works later. */
import { mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { forEachEngine } from "../support/engines.ts";
import { line, sale } from "../support/sales.ts";
import {
  always,
  assertEnd,
  assertNothingSent,
  assertPaidOnce,
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
  const test = suite(`faults at the start, on ${engine.name}`);

  test("F1 RRPay not running, invariant 3: nothing was sent, so the sale is not accepted and can be tried again", () =>
    withFaults(engine, {}, async (till, rrpay) => {
      const bread = sale();
      rrpay.crash();
      const result = await till.settle(bread);
      assertEnd(result, "not-accepted", "rrpay-down");
      assert.is(result.attemptId, undefined);
      assert.equal(records(till, "sent"), []);
      assert.is((await till.pos()).rrpay, "down");
      await rrpay.restart();
      await endsPaid(till, bread);
    }));

  test("F2 refused, then up: the first refusal is proof that nothing left, the second try pays", () =>
    withFaults(engine, {}, async (till, rrpay) => {
      const bread = sale();
      rrpay.script([{ on: "connect", fault: { type: "refuse-connection" } }]);
      assertEnd(await till.settle(bread), "not-accepted", "rrpay-down");
      assertNothingSent(rrpay, bread);
      await rrpay.release();
      await endsPaid(till, bread);
    }));

  test("F2 up, then refused: a POST whose connection is refused was never journalled as sent", () =>
    withFaults(engine, {}, async (till, rrpay) => {
      const bread = sale();
      rrpay.script([
        { on: "health", fault: { type: "connection-close" } },
        { on: "connect", nth: 2, fault: { type: "refuse-connection" } },
      ]);
      assertEnd(await till.settle(bread), "not-accepted", "rrpay-down");
      assert.equal(records(till, "sent"), []);
      await rrpay.release();
      await endsPaid(till, bread);
    }));

  for (const type of ["not-json", "garbage", "wrong-schema"] as const) {
    test(`F3 a foreign service on the port (${type}): it is named, and no sale goes to it`, () =>
      withFaults(engine, { faults: [always("health", { type })] }, async (till, rrpay) => {
        const bread = sale();
        assertEnd(await till.settle(bread), "not-accepted", "wrong-service");
        const { rrpay: seen, code } = await till.pos();
        assert.equal({ seen, code }, { seen: "wrong", code: "wrong-service" });
        assertNothingSent(rrpay, bread);
        rrpay.script([]);
        await endsPaid(till, bread);
      }));
  }

  test("F4 device busy with another sale: refused on the first send of this id, so a new one may follow", () =>
    withFaults(engine, {}, async (till, rrpay) => {
      const bread = sale();
      rrpay.operator.set({ busy: { id: "another", till: "2" } });
      const refused = await till.settle(bread);
      assertEnd(refused, "not-accepted", "busy");
      assert.is(rrpay.moneyTakenCents(bread.saleKey), 0);
      rrpay.operator.set({ busy: undefined });
      const paid = await endsPaid(till, bread, 2);
      assert.is.not(paid.attemptId, refused.attemptId);
    }));

  test("F5 not ready (nobody logged in): refused before any POST", () =>
    withFaults(engine, {}, async (till, rrpay) => {
      const bread = sale();
      rrpay.operator.set({ ready: false });
      assertEnd(await till.settle(bread), "refused", "rrpay-not-ready");
      assertNothingSent(rrpay, bread);
      rrpay.operator.set({ ready: true });
      await endsPaid(till, bread);
    }));

  test("F5 fiscal device offline: refused before any POST", () =>
    withFaults(engine, {}, async (till, rrpay) => {
      const bread = sale();
      rrpay.operator.set({ fiscalOnline: false });
      assertEnd(await till.settle(bread), "refused", "fiscal-offline");
      assertNothingSent(rrpay, bread);
      rrpay.operator.set({ fiscalOnline: true });
      await endsPaid(till, bread);
    }));

  test("F6 a second start while one is open, rule 1: the same sale joins, another one is refused by name", () =>
    withFaults(engine, { rrpay: { policy: "wait" } }, async (till, rrpay) => {
      const [bread, milk] = [sale(), sale()];
      const first = await till.start("init", bread);
      const id = await takenUp(rrpay);
      const second = await till.start("init", bread);
      const other = await till.settle(milk);
      assertEnd(other, "refused", "blocked");
      assert.equal(other.blockedBy, { kind: "sale", saleKey: bread.saleKey, attemptId: id });
      assertEnd(await till.settle({ ...bread, receiptNo: "other" }), "refused", "sale-changed");
      rrpay.operator.pay(id);
      assert.equal(await first.result(), await second.result());
      assertPaidOnce(rrpay, bread);
      assertEnd(await till.settle(milk), "refused", "blocked");
      await saves(till, bread);
      rrpay.setPolicy("card");
      await endsPaid(till, milk);
    }));

  test("F7 duplicate id, invariant 2: a re-send is the same bytes, which RRPay takes up once however often they come", () =>
    withFaults(
      engine,
      { timeouts: impatient, faults: [{ on: "post", fault: { type: "cut-before-process" } }] },
      async (till, rrpay) => {
        const bread = sale();
        assertEnd(await till.settle(bread), "unknown", "not-received", true);
        rrpay.script([{ on: "post", fault: { type: "cut-after-request" } }]);
        const { attemptId } = await endsPaid(till, bread);
        const bodies = rrpay.requests.filter(({ on }) => on === "post").map(({ body }) => body);
        assert.equal(bodies, [bodies[0], bodies[0]]);
        const repeated = await fetch(`${rrpay.url}/v1/transactions`, { method: "POST", body: bodies[0] ?? "" });
        assert.is(repeated.status, 200);
        assert.is(((await repeated.json()) as { id: string }).id, attemptId);
        assertPaidOnce(rrpay, bread);
      },
    ));

  test("F7 duplicate sale: what RRPay holds under an id that the lost journal had is not charged again", () =>
    withFaults(engine, {}, async (till, rrpay) => {
      const bread = sale();
      await till.settle(bread);
      await till.close();
      rmSync(join(till.dataDir, "journal"), { recursive: true });
      await till.open();
      assertEnd(await till.settle(bread), "refused", "sale-known");
      assertPaidOnce(rrpay, bread, 2);
      const item = onlyItem(await till.pos());
      assert.is(item.conflict?.code, "sale-known");
      assert.is((await decide(till, item, "leave-to-accountant")).status, "recorded");
      assert.equal((await till.pos()).unresolved, []);
      await endsPaid(till, sale());
    }));

  test("F8 the store cannot be written: new sends are refused, and begin again when it can", () =>
    withFaults(engine, {}, async (till, rrpay) => {
      const bread = sale();
      await till.close();
      const journal = join(till.dataDir, "journal");
      rmSync(journal, { recursive: true });
      symlinkSync(readOnlyFolder, journal);
      await till.open();
      assertEnd(await till.settle(bread), "refused", "store-readonly");
      assertNothingSent(rrpay, bread);
      assert.is((await till.doctor()).status, "fail");
      rmSync(journal);
      await endsPaid(till, bread);
    }));

  test("F8 disk full: on a file system without a free byte the sale is refused before anything is sent", () =>
    withFaults(engine, {}, async (till, rrpay) => {
      const bread = sale(520, { lines: [line(258), line(262, { no: 2 })] });
      await till.close();
      till.writeConfig({ dataDir: fullFolder });
      await till.open();
      assertEnd(await till.settle(bread), "refused", "disk-full");
      assertNothingSent(rrpay, bread);
      await till.close();
      till.writeConfig();
      mkdirSync(till.dataDir, { recursive: true });
      await till.open();
      await endsPaid(till, bread);
    }));

  test.run();
});

/** Linux's kernel folders can be read, but nobody's files can be made there, and they have no free byte either. */
const readOnlyFolder = "/sys/kernel";
const fullFolder = `${readOnlyFolder}/gama-rrpay`;
