// Only with --all: it runs Wine.
// Only on Node: the C is the same for any host.
// Time limit: 900 s
// Antivirus programs and indexers hold a file for moments: what they are in the way of is tried again, not for ever.
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { targets } from "../../build/native/targets.mjs";
import { ensureTools } from "../../build/native/tools.mjs";
import { ensureWine, runWine, wineFolders } from "../../build/native/wine.mjs";
import { skip } from "../support/skip.ts";
import { suite } from "../support/suite.ts";
import { windowsProgram } from "./programs.ts";

const sharing = suite("a file that another program holds");

const SHIM = ["win32.c", "win32_folders.c", "win32_paths.c", "win32_rights.c", "bytes.c"];
const EXPECTED = [
  "read: done after 2 tries",
  "append: done after 2 tries",
  "write: done after 2 tries",
  "held on: busy after 12 tries",
  "remove: done after 2 tries",
];

for (const bits of [32, 64] as const) {
  const { compiler } = targets[bits === 32 ? "win-x86" : "win-x64"];
  const missing = ensureTools([compiler], console.log) ?? (await ensureWine(bits, console.log));
  if (missing) {
    skip(`a file that another program holds in ${bits}-bit Wine`, missing.reason);
    continue;
  }
  sharing(`is tried again until it is let go, and given up in the end, in ${bits}-bit Wine`, async () => {
    const folder = mkdtempSync(join(wineFolders(bits), "grp-sharing-"));
    try {
      copyFileSync(await windowsProgram(bits, "sharing", ["sharing.c"], { shim: SHIM }), join(folder, "sharing.exe"));
      const { status, output } = await runWine(bits, folder, "sharing.exe", ["journal.jsonl"]);
      assert.is(status, 0, output);
      assert.equal(output.trim().split(/\r?\n/).slice(-EXPECTED.length), EXPECTED);
    } finally {
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    }
  });
}

sharing.run();
