// One reader, one verdict: what a start refuses, `journal list` and doctor call trouble, and `repair` makes startable.
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { printableLine } from "../../../runtime/cli/terminal-text.ts";
import { encodeLine } from "../../../runtime/node/store/segment.ts";
import { describeRepair, doctorOf, printed, readSegments, repairFolder } from "../../support/journal-files.ts";
import { suite } from "../../support/suite.ts";
import {
  after,
  at,
  atMs,
  bytesOf,
  checkpoint,
  closed,
  type Files,
  foreign,
  isRefusedAndRepaired,
  isTaken,
  knownKeys,
  lineOf,
  linkTo,
  now,
  old,
  one,
  sent,
  startRefuses,
  three,
  two,
  withCr,
  withFiles,
} from "./verdict-journal.ts";

const test = suite("one verdict on a journal");

/** What a start refuses, and the sales that a repair must keep. */
const REFUSED: Readonly<Record<string, { files: Files; keeps: readonly string[] }>> = {
  "another till's segment under a high number": {
    files: { [at(1)]: one, [at(2)]: two, [at(90)]: foreign },
    keeps: ["K1", "K2"],
  },
  "a segment of another shop's till of that name under a high number": {
    files: { [at(1)]: one, [at(2)]: two, [at(90)]: after(4, one, sent(9)) },
    keeps: ["K1", "K2", "K9"],
  },
  "one that states none before it, of another shop's till of that name": {
    files: { [at(1)]: one, [at(2)]: two, [at(90)]: bytesOf({ ...checkpoint(), atMs: atMs + 10 }, sent(9)) },
    keeps: ["K1", "K2", "K9"],
  },
  "another till's first segment above a till's first one": {
    files: { [at(1)]: one, [at(90)]: bytesOf(checkpoint("8"), sent(9)) },
    keeps: ["K1"],
  },
  "an older copy of a till's first segment above it": {
    files: { [at(1)]: Buffer.concat([one, bytesOf(sent(2))]), [at(2)]: one },
    keeps: ["K1", "K2"],
  },
  "another till's segment that states none before it": {
    files: { [at(1)]: one, [at(2)]: two, [at(90)]: bytesOf(checkpoint("8"), sent(9)) },
    keeps: ["K1", "K2"],
  },
  "another till's segment under the highest of all numbers": {
    files: { [at(1)]: one, [at(2)]: two, [at(99_999_999)]: foreign },
    keeps: ["K1", "K2"],
  },
  "an older segment of the same till copied over the newest": {
    files: { [at(1)]: one, [at(2)]: after(1, one, sent(2), closed(1)), [at(3)]: one },
    keeps: ["K1", "K2"],
  },
  "a gap": { files: { [at(1)]: one, [at(3)]: three }, keeps: ["K1", "K3"] },
  "a segment that lost its last line whole": {
    files: { [at(1)]: one, [at(2)]: lineOf(checkpoint(), linkTo(1, one)), [at(3)]: three },
    keeps: ["K1", "K3"],
  },
  "a segment that was put in between": {
    files: { [at(1)]: one, [at(2)]: foreign, [at(3)]: after(1, one, sent(3)) },
    keeps: ["K1", "K3"],
  },
  "two files of one number": {
    files: { [at(1)]: one, [at(2)]: two, [at(2, 20261124)]: foreign },
    keeps: ["K1", "K2"],
  },
  "two files of one number, both of this till": {
    files: { [at(1)]: one, [at(2)]: two, [at(2, 20261124)]: after(1, one, sent(3)) },
    keeps: ["K1", "K2", "K3"],
  },
  "a newest segment of zeros": { files: { [at(1)]: one, [at(2)]: Buffer.alloc(64) }, keeps: ["K1"] },
  "a single segment of CR LF": { files: { [at(1)]: withCr(one) }, keeps: ["K1"] },
  "a newest segment of CR LF": { files: { [at(1)]: one, [at(2)]: withCr(two) }, keeps: ["K1", "K2"] },
  "a CR LF in one line": {
    files: { [at(1)]: Buffer.concat([bytesOf(checkpoint()), withCr(bytesOf(sent(1))), bytesOf(sent(2))]) },
    keeps: ["K1", "K2"],
  },
  "a CR LF in the last line": {
    files: { [at(1)]: Buffer.concat([bytesOf(checkpoint()), withCr(bytesOf(sent(1)))]) },
    keeps: ["K1"],
  },
  "a line that does not verify before one that does": {
    files: { [at(1)]: Buffer.concat([one, Buffer.from("00000000 {}\n"), bytesOf(sent(2))]) },
    keeps: ["K1", "K2"],
  },
};

for (const [what, { files, keeps }] of Object.entries(REFUSED))
  test(`${what}: a start, list and doctor refuse it, and repair keeps ${keeps.join(" and ")}`, () =>
    isRefusedAndRepaired(files, keeps));

const ACCEPTED: Readonly<Record<string, { files: Files; states: readonly string[] }>> = {
  "a whole chain": { files: { [at(1)]: one, [at(2)]: two, [at(3)]: three }, states: ["sound", "sound", "sound"] },
  "a lowest segment whose predecessor retention removed": {
    files: { [at(2)]: two, [at(3)]: three },
    states: ["sound", "sound"],
  },
  "a file under the number 0, which is no segment's": {
    files: { [at(0)]: foreign, [at(1)]: one },
    states: ["sound"],
  },
  "a torn tail": {
    files: { [at(1)]: one, [at(2)]: two.subarray(0, -3) },
    states: ["sound", "torn"],
  },
  "a rotation that was cut off": {
    files: { [at(1)]: one, [at(2)]: two.subarray(0, 5), [at(3)]: Buffer.alloc(0) },
    states: ["sound", "begun", "begun"],
  },
  "a journal of before the chain": {
    files: { [at(1)]: bytesOf(old, sent(1)), [at(2)]: bytesOf(old, sent(2)) },
    states: ["sound", "sound"],
  },
};

for (const [what, { files, states }] of Object.entries(ACCEPTED))
  test(`${what}: a start, list and doctor take it, and repair leaves it`, () => isTaken(files, states));

test("a file under the number 0 alone is no journal: a start begins one, and the doctor names the file", () =>
  withFiles({ [at(0)]: foreign }, (folder) => {
    assert.not(startRefuses(folder));
    assert.is(doctorOf(folder), "warn");
    assert.throws(() => readSegments(folder), /holds no journal/);
  }));

for (const [what, number] of [
  ["the newest", 3],
  ["an older", 1],
] as const)
  test(`a folder in the place of ${what} segment: a start refuses, list, doctor and repair say how to go on`, () =>
    withFiles(number === 3 ? { [at(1)]: one, [at(2)]: two } : { [at(2)]: two }, (folder) => {
      const inPlace = join(folder, "journal", at(number));
      mkdirSync(inPlace);
      assert.throws(() => startRefuses(folder), /EISDIR/);
      assert.is(doctorOf(folder), "fail");
      for (const read of [() => readSegments(folder), () => repairFolder(folder, { now })])
        assert.throws(read, /is a folder in the place of a journal file.*move the folder out of the journal/);
      rmSync(inPlace, { recursive: true });
      assert.not(startRefuses(folder));
      assert.is(doctorOf(folder), "ok");
    }));

test("a break below the newest is told by list and doctor, though a start does not look there", () =>
  withFiles({ [at(1)]: bytesOf(checkpoint()), [at(2)]: two, [at(3)]: three }, (folder) => {
    assert.not(startRefuses(folder));
    assert.equal(
      readSegments(folder).map(({ state }) => state.kind),
      ["sound", "unchained", "sound"],
    );
    assert.is(doctorOf(folder), "warn");
    assert.match(printed("journal", "list", folder)[1] ?? "", /NOT IN THE CHAIN, says that it follows 1/);
  }));

test("a stranger's file below a damaged one: repair does not choose whose journal it is, and --till says it", () => {
  const broken = Buffer.concat([bytesOf(checkpoint(), sent(1)), Buffer.from("00000000 {}\n"), bytesOf(sent(2))]);
  const files = { [at(1)]: bytesOf(checkpoint("8"), sent(9)), [at(2)]: broken };
  withFiles(files, (folder) => {
    assert.throws(() => repairFolder(folder, { now }), /several tills \(7, 8\): name this one with --till/);
    assert.equal(readdirSync(join(folder, "journal")).sort(), Object.keys(files));
    assert.is(repairFolder(folder, { now, till: "7" }).kind, "repaired");
    assert.equal(knownKeys(folder).sort(), ["K1", "K2"]);
  });
});

test("what another till's file holds is not taken in, and that is said", () =>
  withFiles({ [at(1)]: one, [at(90)]: foreign }, (folder) => {
    const said = describeRepair(repairFolder(folder, { now })).join("\n");
    assert.match(said, /00000090-20261123\.jsonl: NOT IN THE CHAIN.*NOT READ, it is of till 8/);
    assert.not.match(said, /K9/);
  }));

test("of a key that a journal line gives twice the last value counts, for a start and for the commands", () => {
  const twice = JSON.stringify(closed(1)).replace('"saved":true', '"saved":false,"saved":true');
  const line = Buffer.from(encodeLine(Buffer.from(twice), Buffer.from("")));
  withFiles({ [at(1)]: Buffer.concat([one, line]) }, (folder) => {
    assert.not(startRefuses(folder));
    assert.is(readSegments(folder)[0]?.lines.length, 3);
    assert.match(JSON.stringify(readSegments(folder)[0]?.lines.at(-1)), '"saved":true');
  });
});

test("an older copy of a segment takes nothing back", () => {
  const later = after(1, one, closed(1));
  withFiles({ [at(1)]: one, [at(2)]: later, [at(3)]: one }, (folder) => {
    const repair = repairFolder(folder, { now });
    assert.ok(repair.kind === "repaired" && repair.attempts[0]?.closeSaved);
  });
});

test("a journal line moves no terminal's cursor, and makes no line that is not there", () => {
  assert.is(printableLine("a\u001b[2Jb\u009bc\r\nd\u202ee"), "a\\u001b[2Jb\\u009bc\\r\\nd\\u202ee");
});

test.run();
