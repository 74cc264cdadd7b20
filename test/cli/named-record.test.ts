// What health has named, in the command line: told in one line, and folded as a repair folds it (docs/contracts.md C2).
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import * as assert from "uvu/assert";
import { Ledger } from "../../plugin/journal/ledger.ts";
import type { JournalRecord } from "../../plugin/journal/record.ts";
import { foldRecord } from "../../runtime/cli/journal/fold-record.ts";
import { describeRecord } from "../../runtime/cli/record-text.ts";
import { encodeLine, segmentFile } from "../../runtime/node/store/segment.ts";
import type { CheckpointRecord, NamedRecord } from "../../schemas/generated/types.ts";
import { exportDay, pairFolder, printed, reportDay } from "../support/journal-files.ts";
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

/** A journal of one till that is paired with store-1. */
function withJournal(records: readonly JournalRecord[], run: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), "named-"));
  const all = [whole, { t: "pin", atMs: 1, storeId: "store-1" } as const, ...records];
  try {
    mkdirSync(join(folder, "journal"));
    const lines = all.map((record) => encodeLine(Buffer.from(JSON.stringify(record))));
    writeFileSync(join(folder, "journal", segmentFile(1, 20261123)), Buffer.concat(lines));
    run(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
const held = named({ atMs: Date.UTC(2026, 10, 20, 10) });
const answered = named({ answered: true });

test("the table and the report of any day tell of it, because its money is in no sum; once answered they do not", () => {
  withJournal([held], (folder) => {
    const { named: told, csv } = exportDay(folder, "2026-11-23");
    assert.equal(
      told.map(({ id }) => id),
      ["lost-1"],
    );
    assert.match(csv, /\r\n\r\nOperacija lost-1, kurią RRPay nurodė 2026-11-20 12:00 .*\r\n$/);
    for (const language of ["lt", "en"] as const) {
      const { report, page } = reportDay([folder], "2026-11-23", { language });
      assert.is(report.named.length, 1);
      assert.match(page, /lost-1.*2026-11-20 12:00/);
      assert.not.match(page, /class="calm"/);
    }
  });
  withJournal([held, answered], (folder) => {
    assert.not.match(exportDay(folder, "2026-11-23").csv, /lost-1/);
    assert.match(reportDay([folder], "2026-11-23").page, /class="calm"/);
  });
});

test("what --json prints of it has the shape of schemas/command-line.json", () =>
  withJournal([held], (folder) => {
    const schema = JSON.parse(
      readFileSync(new URL("../../schemas/command-line.json", import.meta.url), "utf8"),
    ) as object;
    const shapes = new Ajv2020({ strict: false }).addSchema(schema, "command-line");
    for (const [command, ...args] of [
      ["report", "--dir", folder, "--day", "2026-11-23"],
      ["journal export", folder, "--day", "2026-11-23"],
      ["journal pair", folder],
      ["journal pair", folder, "--force"],
    ] as const) {
      const told: unknown = JSON.parse(printed(...command.split(" "), ...args, "--json").join("\n"));
      const validate = shapes.getSchema(`command-line#/$defs/${encodeURIComponent(command)}`);
      assert.ok(validate?.(told), `${command}: ${JSON.stringify(validate?.errors)}`);
      assert.match(JSON.stringify(told), "lost-1");
    }
  }));

test("pair refuses while the old RRPay has not answered for it, and by force leaves it to a person", () => {
  withJournal([held], (folder) => {
    const refused = pairFolder(folder);
    assert.equal(
      [refused.kind, refused.kind !== "not-paired" && refused.named.map(({ id }) => id)],
      ["refused", ["lost-1"]],
    );
    assert.ok(printed("journal", "pair", folder).some((line) => line.includes("transaction lost-1")));
    assert.is(pairFolder(folder, { force: true }).kind, "undone");
  });
  withJournal([held, answered], (folder) => assert.is(pairFolder(folder).kind, "undone"));
  withJournal([{ ...held, storeId: "store-0" }], (folder) => assert.is(pairFolder(folder).kind, "undone"));
});

test.run();
