// A newest segment that has got another name, and what a repair set aside: one verdict, and no payment is forgotten.
import { mkdirSync, readdirSync, renameSync, truncateSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { segmentFile } from "../../../runtime/node/store/segment.ts";
import { CAPS } from "../../../schemas/generated/boundary.ts";
import { checksOf, doctorOf, repairFolder } from "../../support/journal-files.ts";
import { suite } from "../../support/suite.ts";
import {
  at,
  bytesOf,
  checkpoint,
  type Files,
  foreign,
  isRefusedAndRepaired,
  isTaken,
  knownKeys,
  now,
  old,
  one,
  sent,
  startRefuses,
  two,
  withFiles,
} from "./verdict-journal.ts";

const test = suite("one verdict on names in a journal");

const NOTHING = Buffer.alloc(0);
const GARBAGE = Buffer.from("garbage\ngarbage\n");

/** What a start refuses, and the sales that a repair must keep. */
const REFUSED: Readonly<Record<string, { files: Files; keeps: readonly string[] }>> = {
  "a newest segment under a copy's name": {
    files: { [at(1)]: one, "Copy of 00000002-20261123.jsonl": two },
    keeps: ["K1", "K2"],
  },
  "a newest segment with another ending, of another till": {
    files: { [at(1)]: one, [`${at(90)}.bak`]: foreign },
    keeps: ["K1"],
  },
  "the only segment under another name": { files: { "00000001-20261123 (1).jsonl": one }, keeps: ["K1"] },
  "what a repair set aside, whose own segment is gone": {
    files: { [at(1)]: one, [`${at(2)}.damaged`]: two },
    keeps: ["K1", "K2"],
  },
  "what a repair set aside, alone": { files: { [`${at(1)}.damaged`]: one }, keeps: ["K1"] },
  "what a repair set aside, above a segment that was emptied": {
    files: { [at(1)]: one, [`${at(2)}.DAMAGED`]: two, [at(3)]: Buffer.alloc(0) },
    keeps: ["K1", "K2"],
  },
  "a copy of the newest segment, which was itself emptied": {
    files: { [at(1)]: one, [at(2)]: NOTHING, "Copy of 00000002-20261123.jsonl": two },
    keeps: ["K1", "K2"],
  },
  "two beginnings of one number": {
    files: { [at(1)]: one, [at(2)]: NOTHING, [at(2, 20261124)]: NOTHING },
    keeps: ["K1"],
  },
  "two damaged files of one number, below the newest": {
    files: { [at(1)]: GARBAGE, [at(1, 20261124)]: Buffer.concat([GARBAGE, GARBAGE]), [at(2)]: bytesOf(old, sent(2)) },
    keeps: ["K2"],
  },
  "a beginning under the number of what a repair set aside": {
    files: { [at(1)]: one, [`${at(2)}.damaged`]: NOTHING, [at(2, 20261124)]: NOTHING },
    keeps: ["K1"],
  },
  "a beginning under a number that is none of ours": {
    files: { [at(1)]: one, [`${at(2)}.damaged`]: two, [at(90_000_000)]: NOTHING },
    keeps: ["K1", "K2"],
  },
};

for (const [what, { files, keeps }] of Object.entries(REFUSED))
  test(`${what}: a start, list and doctor refuse it, and repair keeps ${keeps.join(" and ")}`, () =>
    isRefusedAndRepaired(files, keeps));

const ACCEPTED: Readonly<Record<string, { files: Files; states: readonly string[] }>> = {
  "segments in capitals": {
    files: { "00000001-20261123.JSONL": one, "00000002-20261123.Jsonl": two },
    states: ["sound", "sound"],
  },
  "a copy of a segment": {
    files: { [at(1)]: one, [at(2)]: two, "Copy of 00000002-20261123.jsonl": two },
    states: ["sound", "sound"],
  },
  "what was set aside under a number that is none of ours": {
    files: { [at(1)]: one, [`${at(99_999_999)}.damaged`]: foreign },
    states: ["sound"],
  },
};

for (const [what, { files, states }] of Object.entries(ACCEPTED))
  test(`${what}: a start, list and doctor take it, and repair leaves it`, () => isTaken(files, states));

if (process.platform === "linux")
  test("two files whose names differ in case only: refused, and repair keeps both", () =>
    withFiles({ [at(1)]: one, "00000001-20261123.JSONL": bytesOf(checkpoint(), sent(2)) }, (folder) => {
      assert.ok(startRefuses(folder));
      assert.is(doctorOf(folder), "fail");
      assert.is(repairFolder(folder, { now }).kind, "repaired");
      assert.not(startRefuses(folder));
      assert.equal(knownKeys(folder).sort(), ["K1", "K2"]);
    }));

test("a newest segment that gets its own name back is read as it was, and doctor says that name", () =>
  withFiles({ [at(1)]: one, "00000002-20261123 - Copy.jsonl": two }, (folder) => {
    const [said] = checksOf(folder);
    assert.is(
      said?.detail,
      "00000002-20261123 - Copy.jsonl: NOT IN THE CHAIN: it is newer than every segment, but has another name",
    );
    assert.match(said?.fix ?? "", at(2));
    renameSync(join(folder, "journal", "00000002-20261123 - Copy.jsonl"), join(folder, "journal", at(2)));
    assert.not(startRefuses(folder));
    assert.is(doctorOf(folder), "ok");
  }));

test("a file that nobody can read stops no doctor: it is named, with what to do", () =>
  withFiles({ [at(1)]: one, [at(2)]: two }, (folder) => {
    truncateSync(join(folder, "journal", at(2)), CAPS.measuredBytes + 1);
    const [said, ...others] = checksOf(folder);
    assert.equal([said?.id, said?.status, others], ["segments", "fail", []]);
    assert.match(said?.fix ?? "", `${at(2)} cannot be read`);
    assert.match(said?.fix ?? "", "A file of more than 64 MiB is no journal file: move it out");
  }));

test("files that look like segments and are read by nobody are named by the doctor", () => {
  const files = { "000000~1.JSO": one, "Copy of 00000001-20261123.jsonl": one, "backup.jsonl": one };
  withFiles({ [at(1)]: one, ...files }, (folder) => {
    assert.equal(
      checksOf(folder).map(({ id, status, detail }) => [id, status, detail]),
      [
        ["segments", "ok", "1"],
        ["journal-files", "warn", Object.keys(files).join(", ")],
      ],
    );
  });
});

test("a folder that is called as what a repair set aside is none of the journal", () =>
  withFiles({ [at(1)]: one }, (folder) => {
    mkdirSync(join(folder, "journal", `${at(2)}.damaged`));
    assert.not(startRefuses(folder));
    assert.is(doctorOf(folder), "ok");
    assert.is(repairFolder(folder, { now }).kind, "sound");
  }));

test("a repair that is killed before it renames a newest segment of another name is finished by the next", () =>
  withFiles({ [at(1)]: one, "Copy of 00000002-20261123.jsonl": two }, (folder) => {
    let left = 2;
    const beforeDisk = () => {
      if (left-- === 0) throw new Error("killed");
    };
    assert.throws(() => repairFolder(folder, { now, faults: { beforeDisk } }));
    const files = readdirSync(join(folder, "journal")).sort();
    assert.equal(files, [at(1), segmentFile(3, 20261123), "Copy of 00000002-20261123.jsonl"]);
    const repair = repairFolder(folder, { now });
    assert.equal([repair.kind, repair.quarantined], ["repaired", [`${at(2)}.damaged`]]);
    assert.not(startRefuses(folder));
    assert.equal(knownKeys(folder).sort(), ["K1", "K2"]);
  }));

test.run();
