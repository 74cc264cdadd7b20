// Only with --all: it compiles the program's files with sanitizers.
// Only on Node: the C is the same for any host.
// A link that is put in the place of the journal's folder while a command changes files there: none is changed elsewhere.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { run } from "../../build/native/compile.mjs";
import { ensureTools } from "../../build/native/tools.mjs";
import { skip } from "../support/skip.ts";
import { suite } from "../support/suite.ts";
import { linuxProgram } from "./programs.ts";

const swapped = suite("a folder that is swapped under a command");

/** What is done, before which opening of the folder the link is put there, how it ends, and what lies where it leads. */
const EXPECTED = [
  "begins, 0: denied, one",
  "begins, 1: link, one",
  "begins, 2: ok, one",
  "replaces, 0: denied, one",
  "replaces, 1: link, one",
  "replaces, 2: ok, one",
  "appends, 0: denied, one",
  "sets aside, 0: link, one",
  "sets aside, 1: ok, one",
  "removes, 0: denied, one",
  "removes, 1: ok, one",
];

const missing = ensureTools(["gcc"], console.log);
if (missing) skip("a folder that is swapped under a command", missing.reason);
else
  swapped("gets nothing written, made, renamed or removed where it leads, whenever that is", async () => {
    const options = { sanitizer: "address,undefined", shim: ["program/files.c", "bytes.c"] } as const;
    const program = await linuxProgram("swapped", ["swapped.c"], options);
    const folder = mkdtempSync(join(tmpdir(), "swapped-"));
    try {
      const output = await run(program, [folder]);
      assert.equal(output.trim().split("\n"), EXPECTED);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

swapped.run();
