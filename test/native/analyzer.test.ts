// Only with --all: it needs clang, and a minute.
// Only on Node: clang reads C, whoever starts it.
// The shim's C read by somebody else: clang, with its analyzer, for Linux and for Windows. No warning is left standing.
// Time limit: 900 s
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import * as assert from "uvu/assert";
import { shimHeaders, shimSources } from "../../build/native/build.mjs";
import { hash, inParallel, run } from "../../build/native/compile.mjs";
import { cacheDir, shimDir } from "../../build/native/places.mjs";
import { programSources } from "../../build/native/program.mjs";
import { ensureTools } from "../../build/native/tools.mjs";
import { skip } from "../support/skip.ts";
import { suite } from "../support/suite.ts";
import { library } from "./available.ts";

const flags = ["-std=c11", "-Wall", "-Wextra", "-Werror", "-Wshadow", "-Wstrict-prototypes", "-Wvla", "-Wundef"];
const defines = ["-DNDEBUG", "-DWASM_RT_MEMCHECK_SIGNAL_HANDLER=0", "-DWASM_RT_USE_STACK_DEPTH_COUNT=0"];
const analyzer = ["--analyze", "-Xclang", "-analyzer-output=text", "-Xclang", "-analyzer-werror"];
const targets = {
  posix: ["-D_GNU_SOURCE"],
  win32: ["--target=x86_64-w64-mingw32", "-D_WIN32_WINNT=0x0601", "-DUNICODE", "-D__USE_MINGW_ANSI_STDIO=0"],
} as const;

const test = suite("clang's analyzer");

/** Reads a file unless it was read, exactly as it is, before. */
async function read(args: readonly string[], source: string): Promise<void> {
  const inputs = [source, ...shimHeaders()].map((file) => readFileSync(file));
  const stamp = `${cacheDir}/analysed/${basename(source)}-${hash([...args, ...inputs])}`;
  if (existsSync(stamp)) return;
  for (const mode of [analyzer, ["-fsyntax-only"]])
    await run("clang", [...mode, ...args, `-I${cacheDir}/engine`, `-I${shimDir}`, source]);
  mkdirSync(`${cacheDir}/analysed`, { recursive: true });
  writeFileSync(stamp, "");
}

const missing = ensureTools(["clang"], console.log);
for (const [platform, target, needs] of [
  ["posix", targets.posix, "linux-x64"],
  ["win32", targets.win32, "win-x64"],
] as const) {
  const available = await library(needs);
  const reason = missing?.reason ?? (available.type === "absent" ? available.reason : undefined);
  if (reason !== undefined) skip(`clang's analyzer for ${platform}`, reason);
  else
    test(`has nothing to say about the shim for ${platform}`, async () => {
      const sources = [...shimSources(platform), ...programSources(platform)];
      await inParallel(sources, 2, (source) => read([...flags, ...defines, ...target], source));
      assert.ok(sources.length > 33);
    });
}

test.run();
