// Only with --all: it compiles under sanitizers, and for Windows.
// Only on Node: a program in C knows nothing of the host that runs the tests.
// Time limit: 300 s
/** The sockets of gama-rrpay in C: loopback only, bounded, every end told as what it is; under sanitizers and under Wine. */
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { ensureWine, runWine, wineFolders } from "../../build/native/wine.mjs";
import { skip } from "../support/skip.ts";
import { suite } from "../support/suite.ts";
import { library } from "./available.ts";
import { linuxProgram, windowsProgram } from "./programs.ts";

const test = suite("the program's sockets");
const source = ["sockets_test.c"];
const own = (system: string) =>
  ["sockets.c", "connection.c", "loopback.c", `${system}_sockets.c`].map((file) => `program/${file}`);

const linux = await library("linux-x64");
if (linux.type === "absent") skip("the program's sockets", linux.reason);
else
  for (const sanitizer of ["address,undefined", "thread"] as const)
    test(`keep to the loopback and their bounds, and tell every end, under ${sanitizer}`, async () => {
      const shim = [...own("posix"), "bytes.c", "posix.c", "posix_files.c"];
      const program = await linuxProgram("sockets", source, { shim, sanitizer });
      const { status, stdout, stderr } = spawnSync(program, { encoding: "utf8" });
      assert.is(stdout + stderr, "ok\n");
      assert.is(status, 0);
    });

for (const bits of [32, 64] as const) {
  const target = bits === 32 ? "win-x86" : "win-x64";
  const built = await library(target);
  const reason = built.type === "absent" ? built.reason : (await ensureWine(bits))?.reason;
  if (reason !== undefined) skip(`the program's sockets, ${bits} bits`, reason);
  else
    test(`do the same on Windows, ${bits} bits`, async () => {
      const shim = [...own("win32"), "bytes.c", "win32.c", "win32_paths.c"];
      const program = await windowsProgram(bits, "sockets", source, { shim });
      const folder = mkdtempSync(join(wineFolders(bits), "sockets-"));
      try {
        copyFileSync(program, join(folder, "sockets.exe"));
        const { status, output } = await runWine(bits, folder, "sockets.exe", []);
        assert.is(output, "ok\r\n");
        assert.is(status, 0);
      } finally {
        rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
      }
    });
}

test.run();
