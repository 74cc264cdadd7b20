// A link that is put in the place of the journal's folder while `repair` runs is not followed: nothing is changed there.
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { answerHere, runHere } from "../../../runtime/cli/host/here.ts";
import { repairFolder } from "../../../runtime/cli/journal/repair.ts";
import type { Request } from "../../../runtime/cli/program/wire.ts";
import { suite } from "../../support/suite.ts";
import { at, foreign, knownKeys, one, startRefuses, two, withFiles } from "./verdict-journal.ts";

const test = suite("a folder that is swapped under a repair");

const FILES = { [at(1)]: one, [at(2)]: two, [at(90)]: foreign };

/** Every request that changes the disk; the lock comes before the journal is looked at. */
const CHANGES: readonly Request["type"][] = ["write", "rename"];

for (const type of CHANGES)
  test(`before its ${type} request: refused, and nothing is changed where the link leads`, () =>
    withFiles(FILES, (folder) => {
      const journal = join(folder, "journal");
      const elsewhere = join(folder, "elsewhere");
      mkdirSync(elsewhere);
      for (const name of Object.keys(FILES)) writeFileSync(join(elsewhere, name), "precious");
      let isSwapped = false;
      const swap = () => {
        isSwapped = true;
        renameSync(journal, join(folder, "was"));
        symlinkSync(elsewhere, journal, "junction");
      };
      const repair = () =>
        runHere(repairFolder(folder), (request) => {
          if (request.type === type && !isSwapped) swap();
          return answerHere(request);
        });
      assert.throws(repair, /journal.*is a link, which is not followed/);
      assert.ok(isSwapped);
      assert.equal(readdirSync(elsewhere).sort(), Object.keys(FILES));
      for (const name of readdirSync(elsewhere)) assert.is(readFileSync(join(elsewhere, name), "latin1"), "precious");
      // The next repair, on the folder itself, ends what this one has begun.
      rmSync(journal);
      renameSync(join(folder, "was"), journal);
      runHere(repairFolder(folder));
      assert.not(startRefuses(folder));
      assert.equal(knownKeys(folder).sort(), ["K1", "K2"]);
    }));

test.run();
