/** A day whose journal file is missing or was changed is told, and never looks like a day without sales. */
import { randomUUID } from "node:crypto";
import { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { encodeLine, linesOf } from "../../runtime/node/store/segment.ts";
import { describeRepair, exportDay, repairFolder, reportDay, said } from "../support/journal-files.ts";
import { suite } from "../support/suite.ts";
import { DAYS, withShop } from "../support/working-shop.ts";

const test = suite("files that are missing from a journal");

const [, , , LAST] = DAYS;

/** The files of a till, by the day's place in the week. */
function filesOf(folder: string): string[] {
  return readdirSync(join(folder, "journal")).sort();
}

/** A shop of one till, of whose files something has become. */
function withLoss(become: (path: (at: number) => string) => void, body: (folder: string) => void): void {
  withShop({ seed: 5, tills: 1, acts: 6 }, ({ folders }) => {
    const [folder = ""] = folders;
    const files = filesOf(folder);
    assert.is(files.length, DAYS.length);
    become((at) => join(folder, "journal", files[at] ?? ""));
    body(folder);
  });
}

function firstLineOf(path: string): Uint8Array {
  const bytes = readFileSync(path);
  return bytes.subarray(0, bytes.indexOf("\n") + 1);
}

const whyOn = (folder: string, day: string) => exportDay(folder, day).gaps.map(({ file, why }) => [file, why]);

test("a day whose file is gone is told by both commands, in every form, and is not done", () =>
  withLoss(
    (path) => rmSync(path(1)),
    (folder) => {
      const [, third = ""] = filesOf(folder);
      for (const day of DAYS.slice(0, 3)) assert.equal(whyOn(folder, day), [[third, "missing"]], day);
      assert.equal(whyOn(folder, LAST), [], "a day behind the gap is whole");
      const { csv, attempts } = exportDay(folder, DAYS[1]);
      assert.is(attempts.length, 0);
      assert.match(csv, `Žurnalo failo trūksta arba jis pakeistas (${third} – NE GRANDINĖJE, sako tęsiąs 2: `);
      const { page, report } = reportDay([folder], DAYS[1]);
      assert.match(page, "Trūkstami ar pakeisti žurnalo failai: <b>1</b>");
      assert.match(page, "šios dienos mokėjimų gali nebūti jokioje sumoje");
      assert.not.match(page, "Šią dieną mokėjimų nebuvo.");
      assert.not.match(page, "Viskas sutikrinta");
      assert.equal([report.gaps.length, report.tills[0]?.gapCount], [1, 1]);
      for (const command of [
        ["journal", "export", folder],
        ["report", "--dir", folder],
      ]) {
        const { code, error, out } = said(...command, "--day", DAYS[1], "--json");
        assert.is(code, 1, `${command}`);
        assert.match(error, `${third} – NOT IN THE CHAIN, says that it follows 2: the segment before it is missing`);
        const { gaps } = JSON.parse(out) as { gaps: unknown[] };
        assert.equal(
          gaps.map((gap) => ({ ...(gap as object), till: "" })),
          [{ till: "", file: third, why: "missing", before: 2 }],
        );
        assert.is(said(...command, "--day", LAST).code, 0, "a whole day is done");
      }
    },
  ));

test("a day before the first file that is kept is not a day without sales, and one before the first sale is", () =>
  withLoss(
    (path) => {
      rmSync(path(0));
      rmSync(path(1));
    },
    (folder) => {
      const [first = ""] = filesOf(folder);
      for (const day of ["2026-11-01", DAYS[0], DAYS[1]]) assert.equal(whyOn(folder, day), [[first, "not-kept"]], day);
      assert.equal(whyOn(folder, DAYS[2]), [], "what retention has removed is missing from no later day");
      assert.match(exportDay(folder, DAYS[0]).csv, `Šios dienos žurnalo failai nebesaugomi (pirmasis – ${first})`);
    },
  ));

test("a journal that begins with its first file has nothing missing before it", () =>
  withLoss(
    () => {},
    (folder) => assert.equal(whyOn(folder, "2026-11-01"), []),
  ));

test("an earlier day's file that was changed, or put in, is told on its day", () =>
  withLoss(
    (path) => {
      const bytes = readFileSync(path(1));
      const lines = [...linesOf(bytes)].map((line) => bytes.subarray(line.offset, line.end));
      // every line that is left verifies
      writeFileSync(path(1), Buffer.concat(lines.slice(0, -1)));
    },
    (folder) => {
      const [, , third] = filesOf(folder);
      assert.equal(whyOn(folder, DAYS[1]), [[third, "changed"]]);
      assert.equal(whyOn(folder, LAST), []);
    },
  ));

test("a first line of a payment cut out of the newest file is told, which no file follows, and a whole day is not", () =>
  withLoss(
    (path) => {
      const bytes = readFileSync(path(3));
      const sent = [...linesOf(bytes)].find(({ offset, end }) => bytes.subarray(offset, end).includes('{"t":"sent"'));
      const record = JSON.parse(bytes.subarray((sent?.offset ?? 0) + 9, sent?.end).toString()) as { attemptId: string };
      const { attemptId: transactionId } = record;
      const later = { ...record, attemptId: randomUUID(), baseline: { documentNo: "1", transactionId } };
      const named = encodeLine(Buffer.from(JSON.stringify(later)));
      writeFileSync(path(3), Buffer.concat([bytes.subarray(0, sent?.offset), bytes.subarray(sent?.end), named]));
    },
    (folder) => {
      const last = filesOf(folder).at(-1);
      assert.is(said("journal", "list", folder).code, 0, "the chain knows nothing of it");
      assert.equal(whyOn(folder, LAST), [[last, "lines-missing"]]);
      assert.equal(whyOn(folder, DAYS[2]), []);
      assert.match(exportDay(folder, LAST).csv, `Žurnale trūksta eilučių (${last})`);
      assert.is(said("report", "--dir", folder, "--day", LAST, "--json").code, 1);
    },
  ));

test("a repair rebuilds nothing of a line cut out of an earlier file, and names the days to compare", () =>
  withLoss(
    (path) => {
      const bytes = readFileSync(path(1));
      const [first, cut] = [...linesOf(bytes)];
      writeFileSync(path(1), Buffer.concat([bytes.subarray(0, first?.end), bytes.subarray(cut?.end)]));
    },
    (folder) => {
      const [, , third = ""] = filesOf(folder);
      const before = filesOf(folder);
      const repair = repairFolder(folder);
      assert.is(repair.kind, "sound");
      assert.equal(
        repair.unchained.map(({ file, days }) => [file, days]),
        [[third, [DAYS[1], DAYS[2]].map((day) => Number(day.replaceAll("-", "")))]],
      );
      const told = describeRepair(repair);
      assert.not.match(told.join("\n"), "nothing to rebuild");
      assert.match(told[1] ?? "", `${third}: NOT IN THE CHAIN`);
      assert.match(told.at(-1) ?? "", `of these days with RRPay's receipts (${DAYS[1]} – ${DAYS[2]})`);
      assert.equal(filesOf(folder), before);
    },
  ));

for (const [what, become] of [
  ["gone", (path: string) => rmSync(path)],
  ["empty", (path: string) => writeFileSync(path, "")],
  ["shorter", (path: string) => writeFileSync(path, firstLineOf(path))],
] as const)
  test(`a day whose file is ${what} is told after a repair too`, () =>
    withLoss(
      (path) => become(path(2)),
      (folder) => {
        const last = filesOf(folder).at(-1) ?? "";
        const [, why] = whyOn(folder, DAYS[2])[0] ?? [];
        assert.is(repairFolder(folder).kind, "repaired");
        assert.equal(whyOn(folder, DAYS[2]), [[`${last}.damaged`, why]]);
        assert.is(said("report", "--dir", folder, "--day", DAYS[2], "--json").code, 1);
        assert.equal(whyOn(folder, DAYS[0]), [], "a day before the gap is whole");
      },
    ));

test("a file that a repair has put aside whole is not called missing, by no command", () =>
  withLoss(
    (path) => copyFileSync(path(0), path(1).replace(/\d+\.jsonl/, "20270101.jsonl")),
    (folder) => {
      const sums = DAYS.map((day) => reportDay([folder], day).report.shop);
      const { quarantined } = repairFolder(folder);
      assert.is(quarantined.length, 2, "the copy, and the file whose number it has");
      for (const [at, day] of DAYS.entries()) {
        assert.equal(whyOn(folder, day), [], day);
        assert.equal(reportDay([folder], day).report.shop, sums[at], day);
      }
      assert.is(said("journal", "list", folder).code, 0);
    },
  ));

test("a file that a repair has put aside damaged was changed, and is not called missing", () =>
  withLoss(
    (path) => writeFileSync(path(1), readFileSync(path(1)).fill(0, 5, 9)),
    (folder) => {
      const [, , third] = filesOf(folder);
      assert.is(repairFolder(folder).kind, "repaired");
      assert.equal(whyOn(folder, DAYS[1]), [[third, "changed"]]);
    },
  ));

test("what was damaged days before a day is not told of it, though it is kept for months", () =>
  withLoss(
    (path) => writeFileSync(path(0), readFileSync(path(0)).fill(0, 5, 9)),
    (folder) => {
      repairFolder(folder);
      const damaged = DAYS.map((day) => exportDay(folder, day).unreadableLines);
      assert.equal(damaged, [1, 1, 1, 0]);
      assert.is(said("report", "--dir", folder, "--day", LAST, "--json").code, 0);
    },
  ));

test("a last file of which nothing can be read is told, and the beginning that a crash leaves is not", () =>
  withLoss(
    (path) => writeFileSync(path(3), new Uint8Array(500)),
    (folder) => {
      assert.is(exportDay(folder, LAST).unreadableLines, 1);
      const [, , , last = ""] = filesOf(folder);
      writeFileSync(join(folder, "journal", last), "");
      assert.is(exportDay(folder, LAST).unreadableLines, 0);
    },
  ));

test("the states of unfinished payments that a day goes on with are missed", () =>
  withLoss(
    (path) => {
      const bytes = readFileSync(path(1));
      const [first = Buffer.alloc(0)] = [...linesOf(bytes)].map((line) => bytes.subarray(line.offset, line.end));
      const checkpoint = JSON.parse(first.subarray(9).toString("latin1").split("\t")[0] ?? "") as object;
      const attempts = [{ id: "00000000-0000-4000-8000-000000000001", kind: "sale", key: "T1-7", at: 0 }];
      const carried = [{ segment: 1, offset: 1, attempts }];
      const link = first.subarray(first.indexOf("\t") + 1, -1);
      const changed = encodeLine(Buffer.from(JSON.stringify({ ...checkpoint, carried })), link);
      writeFileSync(path(1), Buffer.concat([changed, bytes.subarray(first.length)]));
      rmSync(path(2));
      rmSync(path(3));
    },
    (folder) => {
      const [, second] = filesOf(folder);
      assert.equal(whyOn(folder, DAYS[1]), [[second, "states-missing"]]);
    },
  ));

test("of several tills the one is named whose file is missing", () =>
  withShop({ seed: 6, tills: 2, acts: 4 }, ({ tills, folders }) => {
    const [, other = ""] = folders;
    rmSync(join(other, "journal", filesOf(other)[1] ?? ""));
    const { gaps, csv } = exportDay(folders, DAYS[1]);
    assert.equal(
      gaps.map(({ till }) => till),
      [tills[1]?.name],
    );
    assert.match(csv, `(kasa ${tills[1]?.name}, `);
  }));

test.run();
