// Only with --all: it runs Wine.
// Only on Node: the C is the same for any host.
// Time limit: 900 s
// Another process in the middle of an opening on Windows: nothing of others is written, whatever it puts where.
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { targets } from "../../build/native/targets.mjs";
import { ensureTools } from "../../build/native/tools.mjs";
import { ensureWine, runWine, wineFolders } from "../../build/native/wine.mjs";
import { skip } from "../support/skip.ts";
import { suite } from "../support/suite.ts";
import { windowsProgram } from "./programs.ts";

const strangers = suite("a stranger while a file is opened");

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
];

for (const bits of [32, 64] as const) {
  const { compiler } = targets[bits === 32 ? "win-x86" : "win-x64"];
  const missing = ensureTools([compiler], console.log) ?? (await ensureWine(bits, console.log));
  if (missing) {
    skip(`a stranger while a file is opened in ${bits}-bit Wine`, missing.reason);
    continue;
  }
  strangers(`gets nothing written that is not ours, in ${bits}-bit Wine`, async () => {
    const folder = mkdtempSync(join(wineFolders(bits), "grp-strangers-"));
    try {
      const program = await windowsProgram(bits, "strangers", ["strangers.c"], { shim: SHIM });
      copyFileSync(program, join(folder, "strangers.exe"));
      const { status, output } = await runWine(bits, folder, "strangers.exe", []);
      assert.is(status, 0, output);
      assert.equal(output.trim().split(/\r?\n/), EXPECTED);
    } finally {
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    }
  });
}

strangers.run();
