// Only with --all: it runs Wine.
// Only on Node: the C is the same for any host.
// Time limit: 900 s
// Antivirus programs and indexers hold a file for moments: what they are in the way of is tried again, not for ever.
import * as assert from "uvu/assert";
import { suite } from "../support/suite.ts";
import { forEachWine, linesInWine } from "./wine-program.ts";

const WHAT = "a file that another program holds";
const sharing = suite(WHAT);

const SHIM = ["win32.c", "win32_folders.c", "win32_paths.c", "win32_rights.c", "bytes.c"];
const EXPECTED = [
  "read: done after 2 tries",
  "append: done after 2 tries",
  "write: done after 2 tries",
  "held on: busy after 12 tries",
  "replaced while it is held on: in use",
  "remove: done after 2 tries",
];

await forEachWine(WHAT, (bits) =>
  sharing(`is tried again until it is let go, and given up in the end, in ${bits}-bit Wine`, async () =>
    assert.equal((await linesInWine(bits, "sharing", SHIM, ["journal.jsonl"])).slice(-EXPECTED.length), EXPECTED),
  ),
);

sharing.run();
