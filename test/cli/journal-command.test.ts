import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as assert from "uvu/assert";
import type { JournalRecord } from "../../plugin/journal/record.ts";
import { runHere } from "../../runtime/cli/host/here.ts";
import { outputTo, writeText } from "../../runtime/cli/program/output.ts";
import { sayJson } from "../../runtime/cli/program/talk.ts";
import type { Reply } from "../../runtime/cli/program/wire.ts";
import { encodeLine, segmentFile } from "../../runtime/node/store/segment.ts";
import { CAPS } from "../../schemas/generated/boundary.ts";
import { STATUS } from "../../schemas/generated/program.ts";
import { printed, readSegments } from "../support/journal-files.ts";
import { suite } from "../support/suite.ts";
import { cli } from "../support/traces.ts";

const test = suite("the journal on the command line");

const atMs = new Date(2026, 10, 23, 14, 5, 9, 120).getTime();
const checkpoint: JournalRecord = {
  t: "checkpoint",
  v: 1,
  atMs,
  till: "1",
  segments: [{ segment: 1, yyyymmdd: 20261123 }],
  attempts: [],
};
const refusal = (saleKey: string): JournalRecord => ({
  t: "refusal",
  atMs,
  hook: "init",
  code: "payload-sums",
  saleKey,
  path: "totals",
});
const closed = (attemptId: string): JournalRecord => ({ t: "close", atMs, attemptId, saved: true });
const unpaid = (saleKey: string, attemptId: string): JournalRecord => ({
  t: "unpaid",
  atMs,
  attemptId,
  kind: "sale",
  saleKey,
});

const bytesOf = (...records: JournalRecord[]) =>
  Buffer.concat(records.map((record) => encodeLine(Buffer.from(JSON.stringify(record)))));

/** A data folder with these segments' bytes. */
async function withJournal(segments: Uint8Array[], body: (folder: string) => void | Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "journal-"));
  try {
    mkdirSync(join(folder, "journal"));
    for (const [at, bytes] of segments.entries())
      writeFileSync(join(folder, "journal", segmentFile(at + 1, 20261123)), bytes);
    await body(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("shows records of all segments in order, with their local time", () =>
  withJournal([bytesOf(checkpoint), bytesOf(refusal("K1"))], (folder) => {
    assert.equal(printed("journal", "show", folder), [
      "2026-11-23 14:05:09.120  checkpoint of till 1: 0 attempts, segments from 1",
      "2026-11-23 14:05:09.120  refused init K1 (payload-sums at totals)",
    ]);
  }));

test("shows the very records as JSON", () =>
  withJournal([bytesOf(checkpoint, refusal("K1"))], (folder) => {
    const lines = printed("journal", "show", folder, "--json");
    assert.equal(
      lines.map((line) => JSON.parse(line)),
      [checkpoint, refusal("K1")],
    );
  }));

test("takes the journal folder as well as the data folder", () =>
  withJournal([bytesOf(checkpoint)], (folder) => {
    assert.equal(
      readSegments(join(folder, "journal")),
      readSegments(folder).map((segment) => ({ ...segment })),
    );
  }));

test("shows one sale: its own records and those of its attempts", () =>
  withJournal(
    [bytesOf(checkpoint, unpaid("K1", "A1"), unpaid("K2", "A2")), bytesOf(closed("A1"), closed("A2"))],
    (folder) => {
      const lines = printed("journal", "show", folder, "--sale", "K1", "--json");
      assert.equal(
        lines.map((line) => JSON.parse(line)),
        [unpaid("K1", "A1"), closed("A1")],
      );
    },
  ));

test("lists a sound segment", () =>
  withJournal([bytesOf(checkpoint)], (folder) => {
    const bytes = bytesOf(checkpoint).length;
    assert.equal(printed("journal", "list", folder), [`1  20261123  1 record, ${bytes} bytes, sound`]);
  }));

test("tells a torn tail by its offset, and shows what is before it", () =>
  withJournal([Buffer.concat([bytesOf(checkpoint), bytesOf(closed("A1")).subarray(0, -1)])], (folder) => {
    const [segment] = readSegments(folder);
    assert.equal(segment?.state, { kind: "torn", offset: bytesOf(checkpoint).length });
    assert.is(segment?.lines.length, 1);
  }));

test("a sale that a damaged journal shows nothing of is not called absent", () => {
  const damaged = Buffer.concat([bytesOf(checkpoint), Buffer.from("00000000 {}\n"), bytesOf(unpaid("T1-7", "A1"))]);
  return withJournal([damaged], async (folder) => {
    const { code, error } = await cli("journal", "show", folder, "--sale", "T1-9");
    assert.is(code, 1);
    assert.not.match(error, "The journal has no sale");
    assert.match(error, "is damaged and may have it");
  });
});

test("a sale that a repair may have put aside is not called absent", () =>
  withJournal([bytesOf(checkpoint)], async (folder) => {
    const aside = "00000001-20261122.jsonl.damaged";
    const show = () => cli("journal", "show", folder, "--sale", "T1-9");
    assert.match((await show()).error, "The journal has no sale T1-9.");
    writeFileSync(join(folder, "journal", aside), "00000000 {}\n");
    const { code, error } = await show();
    assert.is(code, 1);
    assert.not.match(error, "The journal has no sale");
    assert.match(error, `may be in ${aside}: look at its day with gama-rrpay journal export`);
  }));

test("tells damage with a valid line behind it, which a person must look at", () => {
  const damaged = Buffer.concat([bytesOf(checkpoint), Buffer.from("00000000 {}\n"), bytesOf(closed("A1"))]);
  return withJournal([damaged], (folder) => {
    const segments = readSegments(folder);
    assert.equal(segments[0]?.state, { kind: "damaged", offset: bytesOf(checkpoint).length });
    assert.match(printed("journal", "show", folder).at(-1) ?? "", /^segment 1: DAMAGED at byte \d+/);
  });
});

test("shows a verified line of another version as it stands", () =>
  withJournal([encodeLine(Buffer.from('{"t":"later","v":9}'))], (folder) => {
    assert.equal(printed("journal", "show", folder), ['not a record of this version: {"t":"later","v":9}']);
  }));

test("says when a folder holds no journal", () =>
  withJournal([], (folder) => {
    assert.throws(() => readSegments(folder), /holds no journal/);
  }));

test("a JSON result of any length goes out in pieces, each of which a request of the program brings", () => {
  const pieces: string[] = [];
  const value = { attempts: "a".repeat(2 * CAPS.batchBytes) };
  runHere(sayJson(value), (request) => {
    if (request.type === "print") pieces.push(request.text);
    return { status: STATUS.ok, fields: {} } as Reply;
  });
  for (const piece of pieces) assert.ok(piece.length < CAPS.batchBytes / 2);
  assert.is(pieces.join(""), `${JSON.stringify(value)}\n`);
});

test("a table or page of any length goes out in pieces, to a program or a file, and no letter is cut in two", () => {
  const text = `${"ąž🧾".repeat(CAPS.batchBytes / 8)}\n`;
  for (const file of [undefined, "day.csv"]) {
    const pieces: Uint8Array[] = [];
    runHere(writeText(outputTo(file, "data"), text), (request) => {
      if (request.type === "print") pieces.push(Buffer.from(request.text));
      if (request.type === "write") pieces.push(request.bytes);
      return { status: STATUS.ok, fields: {} } as Reply;
    });
    for (const piece of pieces) assert.ok(piece.length < CAPS.batchBytes / 2);
    assert.is(Buffer.concat(pieces).toString(), text);
  }
});

test.run();
