/** The test programs in C, and the shim under sanitizers: compiled on demand, cached by hash. */
import { existsSync, mkdirSync, readdirSync, renameSync } from "node:fs";
import { compileEngine, compileShim, shimSources } from "../../build/native/build.mjs";
import { hash, run } from "../../build/native/compile.mjs";
import { writeEmbedded, writeEmbeddedProgram, writeIdentity } from "../../build/native/embed.mjs";
import { cacheDir, root, shimDir } from "../../build/native/places.mjs";
import { programSources } from "../../build/native/program.mjs";
import { targets } from "../../build/native/targets.mjs";

const programsDir = `${root}/test/native/programs`;
const warnings = ["-std=c11", "-Wall", "-Wextra", "-Werror"];
/** What wasm-rt.h is told in the shim, too. */
const defines = ["-DNDEBUG", "-DWASM_RT_MEMCHECK_SIGNAL_HANDLER=0", "-DWASM_RT_USE_STACK_DEPTH_COUNT=0"];
const linuxFlags = [...warnings, ...defines, "-O1", "-g", "-D_GNU_SOURCE", "-fPIC", "-pthread"];

/** The stub takes the engine's place in these. */
const engineFiles = ["engine.c", "engine_imports.c", "image.c", "wasm_rt.c"];

/** What a program is made of beyond its own sources. */
export interface Parts {
  /** Files of the shim. */
  readonly shim?: readonly string[];
  /** Sources that a test has made, and where their headers are. */
  readonly extra?: readonly string[];
  readonly includes?: readonly string[];
}

export type Sanitizer = "address,undefined" | "thread";

/** A program for this machine, from its own sources and perhaps the shim's, perhaps under a sanitizer. */
export async function linuxProgram(
  name: string,
  sources: readonly string[],
  options: Parts & { readonly sanitizer?: Sanitizer } = {},
): Promise<string> {
  const { sanitizer, shim = [], extra = [], includes = [] } = options;
  const flags = [...linuxFlags, ...sanitize(sanitizer)];
  const all = [...sources.map(locate), ...shim.map((file) => `${shimDir}/${file}`), ...extra];
  return link("gcc", flags, all, ["-pthread", ...sanitize(sanitizer), "-ldl", "-lm"], name, includes);
}

/** A program for Windows. */
export async function windowsProgram(
  bits: 32 | 64,
  name: string,
  sources: readonly string[],
  options: Parts = {},
): Promise<string> {
  const { shim = [], extra = [], includes = [] } = options;
  const { compiler } = targets[bits === 32 ? "win-x86" : "win-x64"];
  const flags = [
    ...warnings,
    ...defines,
    "-O1",
    "-D_WIN32_WINNT=0x0601",
    "-D__USE_MINGW_ANSI_STDIO=1",
    ...(bits === 32 ? ["-msse2"] : []),
  ];
  const all = [...sources.map(locate), ...shim.map((file) => `${shimDir}/${file}`), ...extra];
  return link(
    compiler,
    flags,
    all,
    ["-static-libgcc", "-lws2_32", "-ladvapi32", "-liphlpapi"],
    `${name}-${bits}.exe`,
    includes,
  );
}

/** The shim under a sanitizer, with the stub engine. */
export async function stubLibrary(sanitizer?: Sanitizer): Promise<string> {
  const shim = shimSources("posix").filter((file) => !engineFiles.some((engine) => file.endsWith(`/${engine}`)));
  const sources = [...shim, await writeEmbedded(), writeIdentity(), locate("engine_stub.c")];
  const flags = [
    ...targets["linux-x64"].shimFlags.filter((flag) => flag !== "-O2"),
    "-O1",
    "-g",
    ...sanitize(sanitizer),
  ];
  const linkFlags = ["-shared", "-pthread", "-Wl,-z,nodelete", ...sanitize(sanitizer)];
  return link("gcc", flags, sources, linkFlags, `stub-${sanitizer ?? "plain"}.so`);
}

/** The shim under a sanitizer with the real engine, whose translated C is not watched: its memory is its own wall. */
export async function engineLibrary(): Promise<string> {
  const sources = [...shimSources("posix"), await writeEmbedded(), writeIdentity()];
  const flags = [...targets["linux-x64"].shimFlags.filter((flag) => flag !== "-O2"), "-O1", "-g"];
  const watched = sanitize("address,undefined");
  const engine = await compileEngine(targets["linux-x64"]);
  const linkFlags = [engine, "-shared", "-pthread", "-Wl,-z,nodelete", ...watched, "-lm"];
  return link("gcc", [...flags, ...watched], sources, linkFlags, "engine-watched.so");
}

/** The command line's program under a sanitizer, with the real engine: what reads a journal that anybody may have written. */
export async function watchedProgram(): Promise<string> {
  const target = targets["linux-x64"];
  const embedded = [await writeEmbedded(), writeIdentity(), await writeEmbeddedProgram()];
  const sources = [...shimSources("posix"), ...programSources("posix"), ...embedded];
  const watched = sanitize("address,undefined");
  const flags = [...target.shimFlags.filter((flag) => flag !== "-O2"), "-O1", "-g", ...watched];
  const linkFlags = [await compileEngine(target), "-pthread", ...watched, "-ldl", "-lm"];
  return link("gcc", flags, sources, linkFlags, "gama-rrpay-watched", [`${shimDir}/program`]);
}

/** What clang's fuzzer is let loose on: the program of programs/fuzz_NAME.c, and whether it has the real engine. */
export const FUZZERS = { boundary: false, segment: false, loader: true, exports: true } as const;
export type FuzzerName = keyof typeof FUZZERS;

/** A fuzzer: clang's, under the address and undefined behaviour sanitizers. */
export async function fuzzer(name: FuzzerName): Promise<string> {
  const withEngine = FUZZERS[name];
  const own = ["boundary.c", "bytes.c", "digest.c", "segment.c", "search.c"].map((file) => `${shimDir}/${file}`);
  const all = withEngine ? [...shimSources("posix"), await writeEmbedded(), writeIdentity()] : own;
  const engine = withEngine ? [await compileEngine(targets["linux-x64"])] : [];
  const watch = ["-fsanitize=fuzzer-no-link,address,undefined", "-fno-sanitize-recover=all", "-fno-omit-frame-pointer"];
  const flags = ["-std=c11", ...defines, "-O1", "-g", "-D_GNU_SOURCE", "-fPIC", "-pthread", ...watch];
  const linkFlags = [...engine, "-fsanitize=fuzzer,address,undefined", "-pthread", "-ldl", "-lm"];
  return link("clang", flags, [...all, locate(`fuzz_${name}.c`)], linkFlags, `fuzz-${name}`);
}

/** The stub library again, whose allocations and disk operations fail on demand (faults.c). */
export async function faultyLibrary(): Promise<string> {
  const shim = shimSources("posix").filter((file) => !engineFiles.some((engine) => file.endsWith(`/${engine}`)));
  const renamed = ["malloc", "calloc", "realloc", "open", "pwrite", "fdatasync", "ftruncate", "getrandom"];
  const flags = [...linuxFlags, ...sanitize("address,undefined"), "-fvisibility=hidden"];
  const sources = [...shim, await writeEmbedded(), writeIdentity(), locate("engine_stub.c")];
  const objects = await compileShim({
    compiler: "gcc",
    flags: [...flags, ...renamed.map((name) => `-D${name}=test_${name}`)],
    sources,
    headers: headersIn(programsDir),
    includes: [programsDir],
  });
  const linkFlags = [...objects, "-shared", "-pthread", "-Wl,-z,nodelete", ...sanitize("address,undefined")];
  return link("gcc", flags, [locate("faults.c")], linkFlags, "faulty.so");
}

function locate(file: string): string {
  return file.startsWith("/") ? file : `${programsDir}/${file}`;
}

function sanitize(sanitizer: Sanitizer | undefined): string[] {
  return sanitizer === undefined
    ? []
    : [`-fsanitize=${sanitizer}`, "-fno-sanitize-recover=all", "-fno-omit-frame-pointer"];
}

/** Compiles what has changed and links once for each set of objects. */
async function link(
  compiler: string,
  flags: readonly string[],
  sources: readonly string[],
  linkFlags: readonly string[],
  name: string,
  includes: readonly string[] = [],
): Promise<string> {
  const headers = [programsDir, ...includes].flatMap(headersIn);
  const objects = await compileShim({ compiler, flags, sources, includes: [programsDir, ...includes], headers });
  const folder = `${cacheDir}/programs/${hash([compiler, ...linkFlags, ...objects])}`;
  const path = `${folder}/${name}`;
  if (existsSync(path)) return path;
  mkdirSync(folder, { recursive: true });
  await run(compiler, [...objects, ...linkFlags, "-o", `${path}.${process.pid}`]);
  renameSync(`${path}.${process.pid}`, path);
  return path;
}

function headersIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".h"))
    .map((name) => `${folder}/${name}`);
}
