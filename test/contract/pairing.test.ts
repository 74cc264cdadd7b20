// biome-ignore-all lint/style/noExcessiveLinesPerFile: tests of one journal whose helpers are shared.
/**
 * A journal that is damaged or another's, and an RRPay that is another or has forgotten: nothing is sent, and each has its
 * way out, on the till or on the command line.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { wholeCheckpointOf } from "../../plugin/journal/checkpoint.ts";
import { Ledger } from "../../plugin/journal/ledger.ts";
import { encodeLine, segmentFile } from "../../runtime/node/store/segment.ts";
import type { InitSettlementRequest, UnresolvedItem } from "../../schemas/generated/types.ts";
import type { Rrpay } from "../emulator/rrpay/server.ts";
import { forEachEngine } from "../support/engines.ts";
import { encodeRecord, pairFolder, readSegments, repairFolder, todayOf } from "../support/journal-files.ts";
import { sale } from "../support/sales.ts";
import { suite } from "../support/suite.ts";
import type { Till } from "../support/till.ts";
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
  saves,
  withFaults,
} from "./support.ts";

/** The newest segment's file. */
function currentPath(till: Till): string {
  return readSegments(till.dataDir).at(-1)?.path ?? "";
}

/** Spoils one byte of each line that the predicate picks; the rest stays as it is. */
function spoil(till: Till, picks: (line: string, at: number) => boolean): void {
  const path = currentPath(till);
  const lines = readFileSync(path, "latin1").split("\n");
  const spoiled = lines.map((line, at) => (line !== "" && picks(line, at) ? line.replace('{"t"', '{"T"') : line));
  assert.is.not(lines.join(), spoiled.join());
  writeFileSync(path, spoiled.join("\n"), "latin1");
}

/** Goes on in a new segment, as at midnight. */
function beginsSegment(till: Till): void {
  const [checkpoint] = records(till, "checkpoint");
  const ledger = new Ledger();
  for (const record of till.journal()) ledger.apply(record);
  const segments = [...(checkpoint?.segments ?? []), { segment: 2, yyyymmdd: todayOf(new Date()) }];
  const next = wholeCheckpointOf(ledger, { till: "1", atMs: Date.now(), segments });
  const path = join(till.dataDir, "journal", segmentFile(2, todayOf(new Date())));
  writeFileSync(path, encodeLine(encodeRecord(next)));
}

/** Everything that the till has logged. */
function logOf(till: Till): string {
  const folder = join(till.dataDir, "log");
  return readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), "latin1"))
    .join("");
}

const isRecord =
  (t: string, part = "") =>
  (line: string) =>
    line.includes(`"t":"${t}"`) && line.includes(part);

/** Refused in every window, and nothing of the sale comes to RRPay. */
async function assertRefused(till: Till, code: "journal-corrupt" | "rrpay-changed" | "till-mismatch"): Promise<void> {
  const fresh = sale();
  assertEnd(await till.settle(fresh), "refused", code);
  assertNothingSent(till.rrpay, fresh);
  const { status, code: told } = await till.pos();
  assert.equal({ status, told }, { status: "refused", told: code });
}

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
  const test = suite(`journal and pairing, on ${engine.name}`);

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
      assert.equal(pairFolder(till.dataDir), { kind: "undone", storeId: old, left: [] });
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

  test("journal-corrupt: a valid line behind damage is refused, and stays refused after a restart", () =>
    withFaults(engine, {}, async (till) => {
      await endsPaid(till, sale());
      await till.close();
      spoil(till, isRecord("sent"));
      await till.open();
      await assertRefused(till, "journal-corrupt");
      await till.restart();
      await assertRefused(till, "journal-corrupt");
    }));

  test("repair mends damage in the middle: the till starts, knows what verified, and sends again", () =>
    withFaults(engine, {}, async (till, rrpay) => {
      const [bread, milk] = [sale(), sale()];
      await endsPaid(till, bread);
      const { attemptId } = await till.settle(milk);
      const refused = await till.settle(sale());
      assertEnd(refused, "refused", "blocked");
      await till.saved(milk);
      await endsPaid(till, sale());
      await till.close();
      spoil(till, isRecord("close", attemptId));
      const damaged = readFileSync(currentPath(till));
      const repair = repairFolder(till.dataDir);
      assert.is(repair.kind, "repaired");
      if (repair.kind !== "repaired") return;
      assert.equal(
        repair.touched.map((one) => ({ id: one.attemptId, gama: one.attempt?.gama })),
        [{ id: attemptId, gama: "waiting" }],
      );
      assert.equal(
        repair.lost.map(({ kind, madeUpFor }) => ({ kind, madeUpFor })),
        [{ kind: undefined, madeUpFor: false }],
      );
      const [aside = ""] = repair.quarantined;
      assert.match(aside, /^00000001-\d{8}\.jsonl\.damaged$/);
      assert.equal(readFileSync(join(till.dataDir, "journal", aside)), damaged);
      await till.open();
      const item = onlyItem(await till.pos());
      assert.is(item.attemptId, attemptId);
      assert.is((await decide(till, item, "saved-in-gama")).status, "recorded");
      await endsPaid(till, sale());
      assertPaidOnce(rrpay, bread);
      assertPaidOnce(rrpay, milk);
    }));

  test("repair after a lost send: what RRPay has of the sale is taken over, and it is not charged twice", () =>
    withFaults(engine, {}, async (till, rrpay) => {
      const bread = sale();
      const { attemptId } = await till.settle(bread);
      await till.close();
      spoil(till, isRecord("sent"));
      const repair = repairFolder(till.dataDir);
      assert.equal(repair.kind === "repaired" && repair.touched, [{ attemptId, attempt: undefined }]);
      assert.equal(repair.kind === "repaired" && repair.lost[0]?.saleKeys, [bread.saleKey]);
      await till.open();
      assertEnd(await till.settle(bread), "approved", "recovered");
      assert.is(rrpay.moneyTakenCents(bread.saleKey), bread.totals.totalCents);
      const item = onlyItem(await till.pos());
      assert.is((await decide(till, item, "saved-in-gama")).status, "recorded");
      await endsPaid(till, sale());
    }));

  test("repair of a lost checkpoint goes back to the segment before, and loses nothing", () =>
    withFaults(engine, {}, async (till) => {
      const [bread, milk] = [sale(), sale()];
      await endsPaid(till, bread);
      const paid = await till.settle(milk);
      await till.close();
      beginsSegment(till);
      await till.open();
      await saves(till, milk);
      await endsPaid(till, sale());
      await till.close();
      spoil(till, isRecord("checkpoint"));
      const repair = repairFolder(till.dataDir);
      assert.is(repair.kind, "repaired");
      if (repair.kind !== "repaired") return;
      assert.equal(
        { made: repair.lost.map(({ madeUpFor }) => madeUpFor), touched: repair.touched },
        { made: [true], touched: [] },
      );
      await till.open();
      assert.equal((await till.pos()).unresolved, []);
      assert.equal((await till.settle(milk)).sale, paid);
      await endsPaid(till, sale());
    }));

  test("repair without any checkpoint asks whose journal it is, and takes what is left", () =>
    withFaults(engine, {}, async (till, rrpay) => {
      const bread = sale();
      const { attemptId } = await till.settle(bread);
      await till.close();
      spoil(till, isRecord("checkpoint"));
      assert.throws(() => repairFolder(till.dataDir), /name the till with --till/);
      assert.is(repairFolder(till.dataDir, { till: "1" }).kind, "repaired");
      await till.open();
      assert.is((await till.settle(bread)).attemptId, attemptId);
      assertPaidOnce(rrpay, bread);
      await saves(till, bread);
      await endsPaid(till, sale());
    }));

  test("a sound journal is left as it is by repair", () =>
    withFaults(engine, {}, async (till) => {
      await endsPaid(till, sale());
      await till.close();
      const before = readFileSync(currentPath(till));
      assert.equal(repairFolder(till.dataDir), { kind: "sound", quarantined: [] });
      assert.equal(readFileSync(currentPath(till)), before);
      assert.is(readSegments(till.dataDir).length, 1);
    }));

  test("repair and pair keep away from a till that is running", () =>
    withFaults(engine, {}, async (till) => {
      await endsPaid(till, sale());
      assert.throws(() => repairFolder(till.dataDir), /has this till's data folder open/);
      assert.throws(() => pairFolder(till.dataDir), /has this till's data folder open/);
      await endsPaid(till, sale());
    }));

  test("a torn last line is cut off, logged, and the till goes on", () =>
    withFaults(engine, {}, async (till) => {
      const bread = sale();
      await endsPaid(till, bread);
      await till.close();
      const path = currentPath(till);
      truncateSync(path, readFileSync(path).length - 7);
      assert.is(readSegments(till.dataDir).at(-1)?.state.kind, "torn");
      await till.open();
      assert.equal(records(till, "close"), []);
      assert.match(logOf(till), /torn tail segment=1 offset=\d+/);
      assert.is((await till.saved(bread)).status, "acknowledged");
      await endsPaid(till, sale());
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
