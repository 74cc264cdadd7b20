// What a repair has set aside counts once in the accountant's table: each test is the rule that was broken.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as assert from "uvu/assert";
import type { JournalRecord } from "../../plugin/journal/record.ts";
import { encodeLine, segmentFile } from "../../runtime/node/store/segment.ts";
import type { Attempt } from "../../schemas/generated/types.ts";
import { attempt, rowOf } from "../cli/day-attempts.ts";
import { ATTEMPT_ID, evidence, sentRecord } from "../support/attempts.ts";
import { dayTable, exportDay } from "../support/journal-files.ts";
import { suite } from "../support/suite.ts";

const test = suite("files set aside");

const AT_MS = Date.UTC(2026, 10, 23, 10);
const OTHER = "00000000-0000-4000-8000-000000000099";
const head = (till: string, attempts: Attempt[] = []): JournalRecord => {
  return { t: "checkpoint", v: 1, atMs: AT_MS, till, segments: [], attempts };
};
const sent = (attemptId: string, saleKey: string) => sentRecord({ attemptId, saleKey, atMs: AT_MS, utcOffsetMin: 120 });
const paid = (attemptId: string) =>
  evidence({
    attemptId,
    atMs: AT_MS + 1000,
    fiscal: { state: "printed", documentNo: "D1", printedAt: "2026-11-23T12:00:01" },
  });
const saved = (attemptId: string) => ({ t: "close", atMs: AT_MS + 2000, attemptId, saved: true }) as const;

function bytesOf(...records: JournalRecord[]): Uint8Array {
  return Buffer.concat(records.map((record) => encodeLine(Buffer.from(JSON.stringify(record)))));
}

/** What the table of the day says of each attempt in these files. */
function told(files: Record<string, Uint8Array>): unknown[] {
  const folder = mkdtempSync(join(tmpdir(), "export-"));
  try {
    mkdirSync(join(folder, "journal"));
    for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, "journal", name), bytes);
    const { attempts } = exportDay(folder, "2026-11-23");
    return attempts.map(({ attemptId, payment, gama }) => [attemptId, payment, gama]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const whole = bytesOf(head("1"), sent(ATTEMPT_ID, "K1"), paid(ATTEMPT_ID), saved(ATTEMPT_ID));
const settled = [ATTEMPT_ID, "approved", "saved"];
const aside = (segment: number) => `${segmentFile(segment, 20261123)}.damaged`;

test("another till's file that a repair has set aside is not this till's money", () =>
  assert.equal(
    told({
      [segmentFile(1, 20261123)]: whole,
      [aside(2)]: bytesOf(head("2"), sent(OTHER, "T2-1"), paid(OTHER), saved(OTHER)),
    }),
    [settled],
  ));

for (const segment of [1, 2])
  test(`an older copy set aside under number ${segment} takes no money back`, () =>
    assert.equal(
      told({
        [segmentFile(1, 20261123)]: whole,
        [aside(segment)]: bytesOf(head("1"), sent(ATTEMPT_ID, "K1")),
        [segmentFile(3, 20261124)]: bytesOf(head("1")),
      }),
      [settled],
    ));

test("what only a file that was set aside still has of this till is in the table", () =>
  assert.equal(
    told({
      [aside(1)]: bytesOf(head("1"), sent(OTHER, "K2"), paid(OTHER)),
      [segmentFile(2, 20261123)]: bytesOf(head("1"), sent(ATTEMPT_ID, "K1"), paid(ATTEMPT_ID), saved(ATTEMPT_ID)),
    }),
    [[OTHER, "approved", "waiting"], settled],
  ));

test("a void that was made in RRPay's own window is told with its number", () => {
  const { result: _result, documentNo: _no, ...failed } = attempt({ kind: "void", originalKind: "sale" });
  const csv = dayTable([{ ...failed, payment: "declined", fiscal: "unknown", gama: "settled", voidedElsewhere: "V9" }]);
  const row = rowOf(csv, "anuliavimas");
  assert.equal([row["Fiskalinis dokumentas"], row["Įvesta ranka"]], ["V9", "anuliuota RRPay lange"]);
});

test.run();
