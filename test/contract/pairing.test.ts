/**
 * A journal that is another's, and an RRPay that is another or has forgotten: nothing is sent, and each has its
 * way out, on the till or on the command line.
 */
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import type { InitSettlementRequest, UnresolvedItem } from "../../schemas/generated/types.ts";
import type { Rrpay } from "../emulator/rrpay/server.ts";
import { forEachEngine } from "../support/engines.ts";
import { pairFolder } from "../support/journal-files.ts";
import { sale } from "../support/sales.ts";
import { suite } from "../support/suite.ts";
import type { Till } from "../support/till.ts";
import {
  always,
  assertEnd,
  assertNothingSent,
  assertRefused,
  currentPath,
  decide,
  endsPaid,
  impatient,
  onlyItem,
  postsOf,
  records,
  withFaults,
} from "./support.ts";

/** Requests that would change something at RRPay. */
const changing = (rrpay: Rrpay) => rrpay.requests.filter(({ on }) => on === "post" || on === "cancel").length;

/** RRPay is another one from now on, or the same without its memory, and the till has noticed that it is there. */
async function becomes(rrpay: Rrpay, memory: "new-store" | "forgotten", till: Till): Promise<void> {
  await rrpay.restart({ memory });
  let { rrpay: seen } = await till.status({ refresh: true });
  while (seen === "down") ({ rrpay: seen } = await till.status({ refresh: true }));
}

/** A sale whose payment nobody knows the end of: RRPay took it up and was silent from then on. */
async function leavesOpen(till: Till, rrpay: Rrpay, bread: InitSettlementRequest): Promise<UnresolvedItem> {
  rrpay.setPolicy("wait");
  rrpay.script([{ on: "post", fault: { type: "cut-before-process" } }, always("get", { type: "silence" })]);
  assert.is((await till.settle(bread)).outcome, "unknown");
  rrpay.script([]);
  rrpay.setPolicy("card");
  return onlyItem(await till.status());
}

forEachEngine((engine) => {
  const test = suite(`pairing, on ${engine.name}`);

  test("rrpay-changed: another store is refused, and the window says so", () =>
    withFaults(engine, {}, async (till, rrpay) => {
      await endsPaid(till, sale());
      await becomes(rrpay, "new-store", till);
      await assertRefused(till, "rrpay-changed");
    }));

  test("rrpay-changed: what is paid is given back all the same", () =>
    withFaults(engine, {}, async (till, rrpay) => {
      const bread = sale();
      const paid = await till.settle(bread);
      await becomes(rrpay, "new-store", till);
      assert.equal(await till.settle(bread), paid);
    }));

  test("rrpay-changed: after pair the next sale pins the RRPay that is there", () =>
    withFaults(engine, {}, async (till, rrpay) => {
      await endsPaid(till, sale());
      const old = rrpay.storeId;
      await becomes(rrpay, "new-store", till);
      await till.close();
      assert.equal(pairFolder(till.dataDir), { kind: "undone", storeId: old, left: [], named: [] });
      await till.open();
      await endsPaid(till, sale());
      assert.equal(
        records(till, "pin").map(({ storeId }) => storeId),
        [old, undefined, rrpay.storeId],
      );
      await till.restart();
      await endsPaid(till, sale());
    }));

  test("pair refuses while a payment at the old RRPay is open, and leaves the journal as it was", () =>
    withFaults(engine, { timeouts: impatient }, async (till, rrpay) => {
      const { attemptId } = await leavesOpen(till, rrpay, sale());
      await till.close();
      const before = readFileSync(currentPath(till));
      const pairing = pairFolder(till.dataDir);
      assert.is(pairing.kind, "refused");
      assert.equal(pairing.kind === "refused" && pairing.open.map((attempt) => attempt.attemptId), [attemptId]);
      assert.equal(readFileSync(currentPath(till)), before);
    }));

  test("pair by force: the open payment of the old RRPay is neither posted nor cancelled at the new one", () =>
    withFaults(engine, { timeouts: impatient }, async (till, rrpay) => {
      const bread = sale();
      const item = await leavesOpen(till, rrpay, bread);
      await becomes(rrpay, "new-store", till);
      await till.close();
      assert.is(pairFolder(till.dataDir, { force: true }).kind, "undone");
      await till.open();
      const before = changing(rrpay);
      assert.is((await till.settle(bread)).outcome, "unknown");
      assert.is((await till.void({ scope: "open", saleKey: bread.saleKey, operator: "ONA" })).outcome, "unknown");
      assert.is(changing(rrpay), before);
      assert.is((await decide(till, item, "nothing-happened")).status, "recorded");
      await till.pos();
      assert.is((await decide(till, item, "nothing-happened")).status, "recorded");
      await endsPaid(till, sale());
      assert.equal(
        postsOf(rrpay, bread.saleKey).map(({ id }) => id),
        [item.attemptId],
      );
    }));

  test("till-mismatch: the journal of another till is refused, and taken again under its own name", () =>
    withFaults(engine, {}, async (till, rrpay) => {
      await endsPaid(till, sale());
      await till.close();
      till.writeConfig({ till: "2" });
      await till.open();
      await assertRefused(till, "till-mismatch");
      await till.close();
      till.writeConfig();
      await till.open();
      await endsPaid(till, sale());
      assert.is(records(till, "sent").length, rrpay.transactions().length);
    }));

  test("another epoch: an open attempt is neither posted nor cancelled again, a person decides, and decides again", () =>
    withFaults(engine, { timeouts: impatient }, async (till, rrpay) => {
      const bread = sale();
      const item = await leavesOpen(till, rrpay, bread);
      await becomes(rrpay, "forgotten", till);
      const before = changing(rrpay);
      assert.is((await till.settle(bread)).outcome, "unknown");
      assert.is((await till.void({ scope: "open", saleKey: bread.saleKey, operator: "ONA" })).outcome, "unknown");
      const listed = onlyItem(await till.pos());
      assert.equal(listed.decisions, ["receipt-printed", "nothing-happened"]);
      assert.is((await decide(till, item, "nothing-happened")).status, "recorded");
      assertEnd(await till.settle(bread), "refused", "old-attempt-open");
      assert.is(changing(rrpay), before);
      assert.is((await decide(till, item, "nothing-happened")).status, "recorded");
      const { attemptId } = await till.settle(bread);
      assert.is.not(attemptId, item.attemptId);
      assert.equal(
        postsOf(rrpay, bread.saleKey).map(({ id }) => id),
        [item.attemptId, attemptId],
      );
      assert.is(rrpay.moneyTakenCents(bread.saleKey), bread.totals.totalCents);
    }));

  test("store-readonly: refused before anything is sent, and the same space pays once it can be written", () =>
    withFaults(engine, {}, async (till, rrpay) => {
      const bread = sale();
      await till.close();
      // a folder where the probe file should go: not even root can write it
      const probe = join(till.dataDir, "journal", "probe");
      mkdirSync(probe, { recursive: true });
      await till.open();
      assertEnd(await till.settle(bread), "refused", "store-readonly");
      assertNothingSent(rrpay, bread);
      rmSync(probe, { recursive: true });
      await endsPaid(till, bread);
    }));

  test.run();
});
