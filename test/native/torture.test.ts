// Only with --all: it compiles and runs programs under valgrind and Wine.
// Only on Node: the programs are C, and whoever starts them changes nothing in them.
// Every function of docs/contracts.md A2 with every argument that a host gets wrong, from many threads, ten thousand times: on the
// shim as it ships, and with a stub engine under the address, undefined behaviour and thread sanitizers and valgrind.
// Time limit: 1800 s
import { copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { run } from "../../build/native/compile.mjs";
import { ensureTools } from "../../build/native/tools.mjs";
import { ensureWine, runWine, wineFolders } from "../../build/native/wine.mjs";
import { skip } from "../support/skip.ts";
import { suite } from "../support/suite.ts";
import { library } from "./available.ts";
import { linuxProgram, type Sanitizer, stubLibrary, windowsProgram } from "./programs.ts";
import { puppetBundle, withFolder, writePuppet } from "./puppet.ts";

const MODES = ["arguments", "calls", "losses", "threads", "reload", "exit"] as const;

/** Ten thousand boots flush ten thousand times: where there is a disk in memory, they do it there. */
const memory = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();

const torture = suite("contract A under torture");

/** A folder for the stub engine: its "loader" reads two lines. */
function writeStubTill(folder: string): string {
  const path = join(folder, "gama-rrpay.json");
  writeFileSync(path, "data\n9\n");
  writeFileSync(join(folder, "rrpay.plugin.js"), puppetBundle);
  return path;
}

const linux = await library("linux-x64");
if (linux.type === "absent") skip("torture on Linux", linux.reason);
else {
  const program = await linuxProgram("torture", ["torture.c", "torture_threads.c", "host.c"]);
  for (const mode of [...MODES, "cycles"])
    torture(`${mode}, on the shim as it ships`, () =>
      withFolder(async (folder) => {
        const config = writePuppet(folder, { stepMs: mode === "losses" ? 500 : 20_000 });
        assert.match(await run(program, [linux.value, config, mode, "200"]), `${mode}: fine`);
      }),
    );

  for (const sanitizer of ["address,undefined", "thread"] satisfies Sanitizer[]) {
    const [watched, stub] = await Promise.all([
      linuxProgram("torture", ["torture.c", "torture_threads.c", "host.c"], { sanitizer }),
      stubLibrary(sanitizer),
    ]);
    for (const mode of [...MODES, "cycles"])
      torture(`${mode}, under the ${sanitizer} sanitizer`, () =>
        withFolder(async (folder) => {
          const count = sanitizer === "thread" ? "1000" : "10000";
          assert.match(await run(watched, [stub, writeStubTill(folder), mode, count]), `${mode}: fine`);
        }, memory),
      );
  }

  const noValgrind = ensureTools(["valgrind"], console.log);
  if (noValgrind) skip("valgrind", noValgrind.reason);
  else
    for (const [name, config] of [
      ["the stub engine", writeStubTill],
      ["QuickJS", (folder: string) => writePuppet(folder, { stepMs: 60_000 })],
    ] as const)
      torture(`with ${name} nothing leaks and nothing is read unset, says valgrind`, () =>
        withFolder(async (folder) => {
          const tested = name === "QuickJS" ? linux.value : await stubLibrary();
          const options = [
            "--quiet",
            "--error-exitcode=9",
            "--leak-check=full",
            "--show-leak-kinds=definite",
            "--errors-for-leak-kinds=definite",
          ];
          const env = { ...process.env, PLAIN_FPU: "1" };
          assert.match(
            await run("valgrind", [...options, program, tested, config(folder), "calls"], { env }),
            "calls: fine",
          );
        }),
      );
}

for (const bits of [32, 64] as const) {
  const dll = await library(bits === 32 ? "win-x86" : "win-x64");
  const noWine = dll.type === "absent" ? dll : await ensureWine(bits, console.log);
  if (dll.type === "absent" || noWine) {
    skip(`torture of the ${bits}-bit DLL`, noWine?.reason ?? "");
    continue;
  }
  const program = await windowsProgram(bits, "torture", ["torture.c", "torture_threads.c", "host.c"]);
  for (const mode of [...MODES, "cycles", "files"])
    torture(`${mode}, on the ${bits}-bit DLL: stack pointer, registers and floating point as they were`, async () => {
      const folder = mkdtempSync(join(wineFolders(bits), "grp-"));
      try {
        writePuppet(folder, { stepMs: mode === "losses" ? 1000 : 20_000 });
        copyFileSync(program, join(folder, "torture.exe"));
        copyFileSync(dll.value, join(folder, "gama_rrpay.dll"));
        const { status, output } = await runWine(bits, folder, "torture.exe", [
          "gama_rrpay.dll",
          "gama-rrpay.json",
          mode,
          mode === "files" ? "data\\journal\\00000001-20261124.jsonl" : "40",
        ]);
        assert.ok(output.includes(`${mode}: fine`), `ended with ${status}: ${output}`);
        assert.is(status, 0);
      } finally {
        rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
      }
    });
}

torture.run();
