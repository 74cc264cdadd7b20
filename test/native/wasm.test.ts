// Only with --all: it compiles an engine of its own for each target.
// Only on Node: the programs are C, and whoever starts them changes nothing in them.
// The WebAssembly runtime and the changed bounds check, with a small module of our own, on 64-bit and 32-bit processors.
// Time limit: 900 s
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { run } from "../../build/native/compile.mjs";
import { translate } from "../../build/native/engine-source.mjs";
import { ensureWine, runWine, wineFolders } from "../../build/native/wine.mjs";
import { skip } from "../support/skip.ts";
import { suite } from "../support/suite.ts";
import { library, root } from "./available.ts";
import { linuxProgram, windowsProgram } from "./programs.ts";
import { withFolder } from "./puppet.ts";

const test = suite("the WebAssembly runtime");

/** Translates the module as the build translates QuickJS; gives the C file, with its header beside it. */
async function makeModule(folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const wasm = join(folder, "bounds.wasm");
  await run("wat2wasm", [`${root}/test/native/programs/bounds.wat`, "-o", wasm]);
  const { source, header } = translate(wasm, "bounds", join(folder, "raw"));
  writeFileSync(join(folder, "bounds.h"), header);
  // As a system header, so that only what a person wrote is held to no warnings.
  writeFileSync(join(folder, "bounds_module.h"), `#pragma GCC system_header\n${source}`);
  writeFileSync(join(folder, "bounds_module.c"), '#include "bounds_module.h"\n');
  return join(folder, "bounds_module.c");
}

const linux = await library("linux-x64");
if (linux.type === "absent") skip("the WebAssembly runtime", linux.reason);
else {
  test("keeps every access inside the memory on 64 bits", () =>
    withFolder(async (folder) => {
      const module = await makeModule(folder);
      const shim = ["wasm_rt.c", "posix.c", "posix_files.c", "bytes.c"];
      const options = { shim, extra: [module], includes: [folder], sanitizer: "address,undefined" } as const;
      assert.is(await run(await linuxProgram("bounds", ["bounds.c"], options), []), "fine\n");
    }));
}

for (const bits of [32, 64] as const) {
  const dll = await library(bits === 32 ? "win-x86" : "win-x64");
  const noWine = dll.type === "absent" ? dll : await ensureWine(bits, console.log);
  if (noWine) {
    skip(`the WebAssembly runtime in ${bits}-bit Wine`, noWine.reason);
    continue;
  }
  test(`keeps every access inside the memory in ${bits}-bit Wine`, async () => {
    const folder = mkdtempSync(join(wineFolders(bits), "grp-wasm-"));
    try {
      const module = await makeModule(folder);
      const shim = [
        "wasm_rt.c",
        "win32.c",
        "win32_files.c",
        "win32_folders.c",
        "win32_paths.c",
        "win32_rights.c",
        "bytes.c",
      ];
      const program = await windowsProgram(bits, "bounds", ["bounds.c"], { shim, extra: [module], includes: [folder] });
      copyFileSync(program, join(folder, "bounds.exe"));
      const { status, output } = await runWine(bits, folder, "bounds.exe", []);
      assert.match(output, "fine");
      assert.is(status, 0);
    } finally {
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    }
  });
}

test.run();
