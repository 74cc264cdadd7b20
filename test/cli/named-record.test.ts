// What health has named, in the command line: told in one line, and folded as a repair folds it (docs/contracts.md C2).
import * as assert from "uvu/assert";
import { Ledger } from "../../plugin/journal/ledger.ts";
import { foldRecord } from "../../runtime/cli/journal/fold-record.ts";
import { describeRecord } from "../../runtime/cli/record-text.ts";
import type { CheckpointRecord, NamedRecord } from "../../schemas/generated/types.ts";
import { suite } from "../support/suite.ts";

const test = suite("named record");

const named = (more: Partial<NamedRecord> = {}): NamedRecord => ({
  ...{ t: "named", atMs: 1, attemptId: "lost-1", storeId: "store-1", epoch: "epoch-1", utcOffsetMin: 120 },
  ...more,
});
const chained = { isChained: true, isCopy: false };
const foreign = { isChained: false, isCopy: false };
const copy = { isChained: false, isCopy: true };
const one = { id: "lost-1", atMs: 1, storeId: "store-1", epoch: "epoch-1", utcOffsetMin: 120 };
const whole: CheckpointRecord = { t: "checkpoint", v: 1, atMs: 2, till: "1", segments: [], attempts: [] };

test("each of its words names the id, in both languages", () => {
  const records = [named(), named({ holdsUp: true }), named({ answered: true })];
  for (const language of ["lt", "en"] as const) {
    const told = records.map((record) => describeRecord(record, language));
    for (const text of told) assert.match(text, "lost-1");
    assert.is(new Set(told).size, records.length);
  }
});

test("a copy of what the journal had answers for nothing, and names nothing anew", () => {
  const ledger = new Ledger();
  foldRecord(ledger, named(), chained);
  foldRecord(ledger, named({ answered: true }), copy);
  assert.is(ledger.named.size, 1);
  foldRecord(ledger, named({ answered: true }), chained);
  foldRecord(ledger, named(), copy);
  assert.is(ledger.named.size, 0);
});

test("a rebuilt checkpoint that does not follow takes nothing back, and adds what it names", () => {
  const ledger = new Ledger();
  foldRecord(ledger, named({ attemptId: "lost-2" }), chained);
  foldRecord(ledger, { ...whole, named: [one] }, foreign);
  assert.equal(
    ledger.named.all().map(({ id }) => id),
    ["lost-2", "lost-1"],
  );
});

test.run();
