import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import * as assert from "uvu/assert";
import { Ledger } from "../../plugin/journal/ledger.ts";
import type { JournalRecord } from "../../plugin/journal/record.ts";
import { segmentFile } from "../../runtime/node/store/segment.ts";
import {
  describeRepair,
  exportDay,
  pairFolder,
  printed,
  readSegments,
  repairFolder,
} from "../support/journal-files.ts";
import { suite } from "../support/suite.ts";
import {
  approved,
  atMs,
  checkpoint,
  closed,
  filesOf,
  idOf,
  ledgerOf,
  lineOf,
  now,
  repaired,
  sent,
  spoiled,
  withFolder,
} from "./damaged-journals.ts";

const test = suite("repair and pair of a journal");

test("says what was put aside, kept, lost and touched", () =>
  withFolder([[checkpoint, sent(1), approved(1)].map(lineOf).concat(spoiled(closed(1)), lineOf(sent(2)))], (folder) => {
    const size = readFileSync(join(folder, "journal", segmentFile(1, 20261123))).length;
    const lostAt = size - lineOf(sent(2)).length - spoiled(closed(1)).length;
    const { length } = spoiled(closed(1));
    assert.equal(describeRepair(repairFolder(folder, { now })), [
      "put aside: 00000001-20261123.jsonl.damaged (nothing of it was deleted)",
      "kept: 4 records, 2 attempts, 2 of them unsettled, now in 00000002-20261123.jsonl",
      `unsettled: sale K1, 1.01 EUR, attempt ${idOf(1)}: payment approved, receipt printed, GAMA waiting`,
      `unsettled: sale K2, 1.02 EUR, attempt ${idOf(2)}: payment sent, receipt unknown, GAMA waiting`,
      `lost: ${length} bytes at ${lostAt} of 00000001-20261123.jsonl, a record of kind close, which names ${idOf(1)}`,
      `touched: sale K1, 1.01 EUR, attempt ${idOf(1)}: payment approved, receipt printed, GAMA waiting`,
      "The till can be started; compare the attempts named above with RRPay's receipts.",
    ]);
  }));

test("a lost record that names nobody may be anybody's, so nobody is told that nothing was lost", () => {
  const nameless = Buffer.from(lineOf(closed(1)).toString("latin1").replaceAll(idOf(1), "\u0001"), "latin1");
  const [all, named] = ["Whose the lost records were cannot be told", "compare the attempts named above"];
  for (const [lines, end] of [
    [[nameless], all],
    [[spoiled(closed(1))], named],
    [[nameless, spoiled(closed(1))], all],
  ] as const)
    withFolder([[lineOf(checkpoint), lineOf(sent(1)), ...lines, lineOf(approved(1))]], (folder) =>
      assert.match(describeRepair(repairFolder(folder, { now })).at(-1) ?? "", end),
    );
});

test("names an attempt whose send is lost, of which later words speak", () =>
  withFolder([[lineOf(checkpoint), spoiled(sent(1)), lineOf(approved(1))]], (folder) => {
    const { touched, lost } = repaired(repairFolder(folder, { now }));
    assert.equal(touched, [{ attemptId: idOf(1), attempt: undefined }]);
    assert.equal(lost[0]?.saleKeys, ["K1"]);
    assert.equal(lost[0]?.attemptIds, [idOf(1)]);
  }));

test("the new segment states the till, the pairing, the segments that are left, and that the days before may lack something", () =>
  withFolder(
    [
      [lineOf(checkpoint), lineOf(sent(1))],
      [lineOf({ ...checkpoint, attempts: [] }), spoiled(sent(2)), lineOf(sent(3))],
    ],
    (folder) => {
      repairFolder(folder, { now });
      const [line] = readSegments(folder).at(-1)?.lines ?? [];
      assert.ok(line?.kind === "record" && line.record.t === "checkpoint");
      if (line?.kind !== "record" || line.record.t !== "checkpoint") return;
      const { till, storeId, segments, gapUntil } = line.record;
      assert.equal({ till, storeId, gapUntil }, { till: "7", storeId: "S1", gapUntil: 20261123 });
      assert.equal(
        segments.map(({ segment }) => segment),
        [1, 3],
      );
    },
  ));

test("whatever one line is lost, every attempt that another line begins is kept, and nothing is invented", () =>
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 6 }), fc.nat(), (sales, pick) => {
      const records: JournalRecord[] = [checkpoint];
      for (let n = 1; n <= sales; n++) records.push(sent(n), approved(n), closed(n));
      const lost = 1 + (pick % (records.length - 2));
      const lines = records.map((record, at) => (at === lost ? spoiled(record) : lineOf(record)));
      withFolder([lines], (folder) => {
        repairFolder(folder, { now });
        const expected = new Ledger();
        for (const [at, record] of records.entries()) if (at !== lost) expected.apply(record);
        const bare = (ledger: Ledger) => ledger.all().map(({ body: _body, ...rest }) => rest);
        assert.equal(bare(ledgerOf(folder)), bare(expected));
      });
    }),
    { numRuns: 40 },
  ));

test("a repair that was killed between its two steps is finished by the next one, which says all that it would have said", () =>
  withFolder([[lineOf(checkpoint), spoiled(sent(1)), lineOf(sent(2))]], (folder) => {
    const whole = repairFolder(folder, { now });
    const [aside = ""] = filesOf(folder).filter((name) => name.endsWith(".damaged"));
    renameSync(join(folder, "journal", aside), join(folder, "journal", segmentFile(1, 20261123)));
    const known = ledgerOf(folder).all();
    assert.equal(repairFolder(folder, { now }), whole);
    assert.equal(ledgerOf(folder).all(), known);
    assert.equal(filesOf(folder), [aside, segmentFile(2, 20261123)]);
    assert.is(repairFolder(folder, { now }).kind, "sound");
  }));

test("a repair that was killed before it spoke is not unsaid: the next one names what it put aside, and who tells of it", () =>
  withFolder([[lineOf(checkpoint), spoiled(sent(1)), lineOf(sent(2))]], (folder) => {
    repairFolder(folder, { now });
    const next = repairFolder(folder, { now });
    assert.equal(next, { kind: "sound", quarantined: [`${segmentFile(1, 20261123)}.damaged`], unchained: [] });
    assert.match(describeRepair(next).join("\n"), `has put aside ${segmentFile(1, 20261123)}.damaged: what it could`);
    assert.match(describeRepair(next).at(-1) ?? "", "of those days is told by journal export and report.");
    assert.is(exportDay(folder, "2026-11-23").unreadableLines, 1, "and it is");
  }));

test("of two damaged files the one that a killed repair had put aside is told by the next one too", () =>
  withFolder(
    [
      [lineOf(checkpoint), spoiled(sent(1))],
      [spoiled(sent(2)), lineOf(sent(3))],
    ],
    (folder) => {
      const whole = repairFolder(folder, { now });
      renameSync(
        join(folder, "journal", `${segmentFile(2, 20261123)}.damaged`),
        join(folder, "journal", segmentFile(2, 20261123)),
      );
      const { quarantined, ...again } = repairFolder(folder, { now });
      assert.equal(quarantined, [`${segmentFile(2, 20261123)}.damaged`]);
      assert.equal({ ...again, quarantined: whole.quarantined }, whole);
    },
  ));

test("whichever operation of the disk fails, nothing is put aside before its successor stands, and a second try ends it", () => {
  const lines = [lineOf(checkpoint), spoiled(sent(1)), lineOf(sent(2))];
  for (let nth = 1, failed = true; failed; nth++)
    withFolder([lines], (folder) => {
      let operations = 0;
      const beforeDisk = () => {
        if (++operations === nth) throw new Error("the disk failed");
      };
      failed = false;
      try {
        repairFolder(folder, { now, faults: { beforeDisk } });
      } catch {
        failed = true;
        const names = filesOf(folder);
        assert.ok(names.includes(segmentFile(1, 20261123)) || names.includes(segmentFile(2, 20261123)), String(nth));
        repairFolder(folder, { now });
      }
      assert.equal(
        ledgerOf(folder)
          .all()
          .map(({ saleKey }) => saleKey),
        ["K2"],
      );
      assert.equal(filesOf(folder), [`${segmentFile(1, 20261123)}.damaged`, segmentFile(2, 20261123)]);
      assert.ok(nth < 20);
    });
});

test("a send that verifies stands for a lost pin, so that another RRPay is still noticed", () =>
  withFolder(
    [[lineOf({ ...checkpoint, storeId: undefined }), spoiled({ t: "pin", atMs, storeId: "S1" }), lineOf(sent(1))]],
    (folder) => {
      repairFolder(folder, { now });
      assert.is(ledgerOf(folder).storeId, "S1");
    },
  ));

test("a second damage of one number is put aside beside the first", () =>
  withFolder([[lineOf(checkpoint), spoiled(sent(1)), lineOf(sent(2))]], (folder) => {
    const damaged = join(folder, "journal", segmentFile(1, 20261123));
    writeFileSync(`${damaged}.damaged`, "earlier");
    assert.equal(repaired(repairFolder(folder, { now })).quarantined, ["00000001-20261123.jsonl.damaged-2"]);
    assert.is(readFileSync(`${damaged}.damaged`, "utf8"), "earlier");
  }));

test("records of another version are given up only by force", () =>
  withFolder([[lineOf(checkpoint), lineOf(sent(1)), lineOf({ t: "later", v: 2 })]], (folder) => {
    const before = filesOf(folder);
    assert.throws(() => repairFolder(folder, { now }), /another version.*--force/);
    assert.equal(filesOf(folder), before);
    const { lost, attempts } = repaired(repairFolder(folder, { now, force: true }));
    assert.equal([lost.length, attempts.length], [1, 1]);
  }));

test("--till does not turn one till's journal into another's", () =>
  withFolder([[lineOf(checkpoint), spoiled(sent(1)), lineOf(sent(2))]], (folder) => {
    assert.throws(() => repairFolder(folder, { now, till: "8" }), /of till 7, not 8/);
  }));

test("pair cuts a torn tail off before it writes behind it", () =>
  withFolder([[lineOf(checkpoint), lineOf(closed(1)).subarray(0, -3)]], (folder) => {
    assert.is(pairFolder(folder, { now }).kind, "undone");
    const [segment] = readSegments(folder);
    assert.is(segment?.state.kind, "sound");
    assert.is(ledgerOf(folder).storeId, undefined);
  }));

test("pair counts only what RRPay may still know more of", () =>
  withFolder([[checkpoint, sent(1), approved(1)].map(lineOf)], (folder) => {
    assert.is(pairFolder(folder, { now }).kind, "undone");
    assert.is(pairFolder(folder, { now }).kind, "not-paired");
  }));

test("pair refuses a damaged journal", () =>
  withFolder([[lineOf(checkpoint), spoiled(sent(1)), lineOf(sent(2))]], (folder) => {
    assert.throws(() => pairFolder(folder, { now }), /journal repair first/);
  }));

test("a folder without a journal is named, and none is made in it", () => {
  const folder = mkdtempSync(join(tmpdir(), "repair-"));
  try {
    assert.throws(() => repairFolder(folder), /holds no journal/);
    assert.equal(readdirSync(folder), []);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("show --sale tells what is left of a sale after a repair, where its records were put aside", () =>
  withFolder(
    [[lineOf(checkpoint), lineOf(sent(1)), lineOf(approved(1)), lineOf(closed(1)), spoiled(sent(2)), lineOf(sent(3))]],
    (folder) => {
      repairFolder(folder, { now });
      const told = printed("journal", "show", folder, "--sale", "K1");
      assert.is(told.length, 1, told.join("\n"));
      assert.match(told[0] ?? "", /stood then: sale K1, 1\.01 EUR, .*payment approved, receipt printed, GAMA saved/);
      const [json = ""] = printed("journal", "show", folder, "--sale", "K1", "--json");
      const { t, attempts } = JSON.parse(json) as { t: string; attempts: { saleKey: string }[] };
      assert.equal([t, attempts.map(({ saleKey }) => saleKey)], ["carried", ["K1"]]);
    },
  ));

test.run();
