/** A test program in C for Windows, run in each Wine that is here. */
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { targets } from "../../build/native/targets.mjs";
import { ensureTools } from "../../build/native/tools.mjs";
import { ensureWine, runWine, wineFolders } from "../../build/native/wine.mjs";
import { skip } from "../support/skip.ts";
import { windowsProgram } from "./programs.ts";

type Bits = 32 | 64;

/** Calls `body` for each Wine. Where one cannot be had, or no compiler for it, the tests of `what` are skipped. */
export async function forEachWine(what: string, body: (bits: Bits) => void): Promise<void> {
  for (const bits of [32, 64] as const) {
    const { compiler } = targets[bits === 32 ? "win-x86" : "win-x64"];
    const missing = ensureTools([compiler], console.log) ?? (await ensureWine(bits, console.log));
    if (missing) skip(`${what} in ${bits}-bit Wine`, missing.reason);
    else body(bits);
  }
}

/** What `NAME.c` says, line by line, in a folder of its own. It must end well. */
export async function linesInWine(
  bits: Bits,
  name: string,
  shim: readonly string[],
  args: readonly string[] = [],
): Promise<string[]> {
  const folder = mkdtempSync(join(wineFolders(bits), `grp-${name}-`));
  try {
    copyFileSync(await windowsProgram(bits, name, [`${name}.c`], { shim }), join(folder, `${name}.exe`));
    const { status, output } = await runWine(bits, folder, `${name}.exe`, args);
    assert.is(status, 0, output);
    return output.trim().split(/\r?\n/);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
