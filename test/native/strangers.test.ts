// Only with --all: it runs Wine.
// Only on Node: the C is the same for any host.
// Time limit: 900 s
// Another process in the middle of an opening on Windows: nothing of others is written, whatever it puts where.
import * as assert from "uvu/assert";
import { suite } from "../support/suite.ts";
import { forEachWine, linesInWine } from "./wine-program.ts";

const WHAT = "a stranger while a file is opened";
const strangers = suite(WHAT);

const SHIM = ["win32.c", "win32_rights.c", "bytes.c"];
const EXPECTED = [
  "a second name of a foreign file: done, not written",
  "one that is put there meanwhile: done, not written",
  "one where a new file is to be: failed, not written",
  "one where the probe is to be: failed, not written",
  "the foreign file: precious",
  "a file that is put where a new one is to be: failed, not written",
  "that file: theirs",
  "a read-only file, to begin anew: denied, not written",
  "a folder in its place: denied, not written",
  "the folder, to begin anew: denied, not written",
  "the folder is renamed meanwhile: refused",
  "the file is removed while it is open: refused",
  "the folder is open to be removed: done, written",
  "a junction in the folder's place: denied, not written",
  "a link in the file's place: denied, not written",
  "a folder that becomes a junction meanwhile: denied, not written",
  "a file that is stored in another form: done, written",
  "the folder to make: denied",
  "the folder to list: denied",
  "a junction in the place of a folder to rename in: denied, not moved",
  "the folder is renamed while a file in it is: refused",
  "its name is: theirs",
  "a name that is taken: denied, not moved",
  "one that may be replaced: done, moved",
];

await forEachWine(WHAT, (bits) =>
  strangers(`gets nothing written that is not ours, in ${bits}-bit Wine`, async () =>
    assert.equal(await linesInWine(bits, "strangers", SHIM), EXPECTED),
  ),
);

strangers.run();
