/** A journal that is damaged: nothing is sent, `repair` keeps what verifies, and a torn end is no damage. */
import { readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { wholeCheckpointOf } from "../../plugin/journal/checkpoint.ts";
import { Ledger } from "../../plugin/journal/ledger.ts";
import { encodeLine, segmentFile } from "../../runtime/node/store/segment.ts";
import { forEachEngine } from "../support/engines.ts";
import { encodeRecord, pairFolder, readSegments, repairFolder, todayOf } from "../support/journal-files.ts";
import { sale } from "../support/sales.ts";
import { suite } from "../support/suite.ts";
import type { Till } from "../support/till.ts";
import {
  assertEnd,
  assertPaidOnce,
  assertRefused,
  currentPath,
  decide,
  endsPaid,
  onlyItem,
  records,
  saves,
  withFaults,
} from "./support.ts";

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

forEachEngine((engine) => {
  const test = suite(`a damaged journal, on ${engine.name}`);

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

  test("B10: after a repair RRPay is asked for what was lost: a lost return is listed, its sale not voided as well", () =>
    withFaults(engine, {}, async (till, rrpay) => {
      const bread = sale();
      const { fiscal } = await endsPaid(till, bread);
      const back = sale(258, { kind: "return", original: { documentNo: fiscal.documentNo ?? "" } });
      const { attemptId } = await till.settle(back);
      await till.saved(back);
      await endsPaid(till, sale());
      await till.close();
      spoil(till, isRecord("sent", '"kind":"return"'));
      const repair = repairFolder(till.dataDir);
      assert.equal(repair.kind === "repaired" && repair.touched, [{ attemptId, attempt: undefined }]);
      await till.open();
      const f8 = { scope: "completed", saleKey: bread.saleKey, operator: "ONA" } as const;
      assert.is((await till.void(f8)).code, "already-returned");
      assert.is(rrpay.moneyTakenCents(bread.saleKey), 258);
      const item = onlyItem(await till.pos());
      assert.equal([item.kind, item.attemptId, item.conflict?.code], ["return", attemptId, "journal-behind"]);
      assert.is((await decide(till, item, "accept-rrpay")).status, "recorded");
      assert.is((await till.void(f8)).code, "already-returned");
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

  test("B10: beside zeros in an older file F8 proves nothing of a receipt that is not found, and sales go on", () =>
    withFaults(engine, {}, async (till) => {
      const asked = { scope: "completed", saleKey: "T1-none", operator: "ONA" } as const;
      for (const request of [sale(), sale()]) {
        await endsPaid(till, request);
        await saves(till, request);
      }
      await till.close();
      const path = currentPath(till);
      beginsSegment(till);
      await till.open();
      assert.is((await till.void(asked)).code, "nothing-to-void");
      await till.close();
      const bytes = readFileSync(path);
      writeFileSync(path, bytes.fill(0, bytes.indexOf('"t":"sent"'), bytes.lastIndexOf('"t":"sent"')));
      await till.open();
      assert.is((await till.void(asked)).code, "original-missing");
      await endsPaid(till, sale());
      await till.close();
      assert.is(repairFolder(till.dataDir).kind, "repaired");
      await till.open();
      assert.is((await till.void(asked)).code, "original-missing", "of a day on which a file was lost");
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
      assert.equal(repairFolder(till.dataDir), { kind: "sound", quarantined: [], unchained: [] });
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

  test.run();
});
