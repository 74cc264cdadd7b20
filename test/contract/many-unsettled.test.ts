// Only with --all: ten thousand unsettled attempts on each engine.
// A till with 10 000 unsettled attempts starts, sells and turns its segment within the engine's own limits.
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { Batch } from "../../plugin/boundary.ts";
import { Journal } from "../../plugin/journal/journal.ts";
import type { JournalRecord } from "../../plugin/journal/record.ts";
import { digestOf } from "../../runtime/node/store/chain.ts";
import { encodeLine, segmentFile } from "../../runtime/node/store/segment.ts";
import { evidence, sentRecord } from "../support/attempts.ts";
import { decodeBatch, EMPTY_BOOT } from "../support/boundary.ts";
import { forEachEngine } from "../support/engines.ts";
import { JournalDisk } from "../support/journal-disk.ts";
import { sale } from "../support/sales.ts";
import { suite } from "../support/suite.ts";
import { withTill } from "../support/till.ts";

const COUNT = 10_000;
const id = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;

/** Five days of an RRPay that never says that a receipt is printed: all paid, all saved, none settled. */
function* records(atMs: number): Generator<JournalRecord> {
  const body = JSON.stringify({ lines: "x".repeat(200) });
  for (let number = 1; number <= COUNT; number++) {
    const attemptId = id(number);
    yield sentRecord({ attemptId, saleKey: `OLD-${number}`, atMs: atMs + number, body });
    yield evidence({ attemptId, atMs: atMs + number, fiscal: { state: "not-printed" } });
    yield { t: "close", atMs: atMs + number, attemptId, saved: true };
  }
}

/** The files as the journal itself writes them, the last day's segment begun. */
function writeJournal(folder: string): void {
  const disk = new JournalDisk();
  const batch = new Batch();
  const startedMs = Date.now() - 5 * 86_400_000;
  let wallMs = startedMs;
  const moment = () => ({ wallMs, utcOffsetMin: 0, monoMs: 0, random: new Uint8Array(16) });
  const carryOut = () => {
    for (const effect of decodeBatch(batch.encode())) disk.carryOut(effect);
  };
  const journal = new Journal(EMPTY_BOOT, "1", 90, moment(), batch);
  carryOut();
  let written = 0;
  for (const record of records(startedMs)) {
    wallMs = startedMs + Math.floor((written++ / (3 * COUNT)) * 4.9) * 86_400_000;
    assert.ok(journal.record(record, moment(), batch));
    carryOut();
  }
  let link = "";
  for (const [number, { yyyymmdd, lines }] of [...disk.segments].sort(([one], [other]) => one - other)) {
    const [first = "", ...rest] = lines;
    const encoded = rest.map((line) => encodeLine(Buffer.from(line)));
    const bytes = Buffer.concat([encodeLine(Buffer.from(first), Buffer.from(link)), ...encoded]);
    writeFileSync(join(folder, segmentFile(number, yyyymmdd)), bytes);
    link = `${String(number).padStart(8, "0")}:${digestOf(bytes)}`;
  }
}

const kept = mkdtempSync(join(tmpdir(), "many-"));
process.on("exit", () => rmSync(kept, { recursive: true, force: true }));
writeJournal(kept);

forEachEngine((engine) => {
  const test = suite(`10 000 unsettled attempts (${engine.name})`);

  // the time of a step is the machine's; the memory is the engine's own, and as the config has it where it says nothing
  test("the till starts, lists them and sells; the segment that turned is understood at the next start", () =>
    withTill({ engine, config: { limits: { stepMs: 60_000 } } }, async (till) => {
      const segments = () => readdirSync(join(till.dataDir, "journal")).length;
      await till.close();
      rmSync(join(till.dataDir, "journal"), { recursive: true, force: true });
      cpSync(kept, join(till.dataDir, "journal"), { recursive: true });
      await till.open();
      const before = segments();
      const { unresolvedTotal, unresolved } = await till.status();
      assert.equal([unresolvedTotal, unresolved.length], [COUNT, 200]);
      assert.is((await till.settle(sale())).outcome, "approved");
      assert.is(segments(), before + 1);
      await till.restart();
      assert.equal((await till.status()).unresolvedTotal, COUNT + 1);
    }));

  test.run();
});
