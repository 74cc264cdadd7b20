// QuickJS as C: npm's quickjs.wasm, translated by Debian's wasm2c, with a few exact text changes.
// Every input, every change and the result are asserted: another wasm2c or another module fails here, loudly, not in a till.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";

/** The engine as WebAssembly. */
export const engineModule = createRequire(import.meta.url).resolve("quickjs-wasi/quickjs.wasm");

const sha256Of = {
  wasm: "d4c9375f2b1ca4dc95f72c8aa2982a7a9951ac8011490d79c6582df732b4bbd9",
  source: "c96ebd3c6a49e79c3b9e0b29059cb2e86677f87b8ab427b93a4ac3489afcf4d5",
  runtime: "31324379ec158bda8ee5740b2f9e732a1838589e245ec27f7783a3e42dd4bc1c",
  header: "13f35858989530d29ad72f5bb7a099140e9fce5ab60184d9a9c8a965dd38827a",
};
const functionCount = 1698;

/**
 * What is changed, each exactly once: the checks of runtime/native/wasm_checks.h take the place of wasm2c's, and the
 * instance carries the stack limit that another thread may poison.
 */
const sourceChanges = (module) => [
  // mingw has no alloca.h, and nothing here calls alloca.
  ["#include <alloca.h>\n", ""],
  [`#include "${module}.h"\n`, `#include "${module}.h"\n#include "wasm_checks.h"\n`],
  // The barrier after each load serves builds that trap by guard pages, which this is not.
  ["#define wasm_asm __asm__\n", "#define wasm_asm(X)\n"],
  [
    "#else\n#define FUNC_PROLOGUE\n\n#define FUNC_EPILOGUE\n#endif\n",
    "#else\n#define FUNC_PROLOGUE WASM_CHECK_STACK(instance)\n\n#define FUNC_EPILOGUE\n#endif\n",
  ],
  [
    "#define MEMCHECK(mem, a, t) RANGE_CHECK(mem, a, sizeof(t))\n",
    "#define MEMCHECK(mem, a, t) WASM_CHECK_ACCESS(mem, a, t)\n",
  ],
];
/**
 * QuickJS's own: a BigInt has at most 32 words, not 32 768. Its builtins are quadratic in their length without a
 * function entry where a step could be stopped; larger ones are its RangeError.
 */
const engineChanges = [["w2c_i1 = 32769u;\n", "w2c_i1 = 33u;\n"]];
const headerChanges = (module) => [
  [
    `typedef struct Z_${module}_instance_t {\n`,
    `typedef struct Z_${module}_instance_t {\n  char* volatile stack_limit;\n`,
  ],
];

/** Debian's own header of wasm2c's runtime; copied, because a cross compiler does not look there. */
const runtimeHeader = "/usr/include/wasm-rt.h";

/** The files that make the engine. */
export const engineFiles = ["qjs.c", "qjs.h", "wasm-rt.h"];

/** Makes qjs.c, qjs.h and wasm-rt.h in `folder` (once) and returns the folder. */
export function makeEngineSource(folder) {
  expectHash("quickjs.wasm", readFileSync(engineModule), sha256Of.wasm);
  if (isMade(folder)) return folder;
  for (const made of engineFiles) rmSync(`${folder}/${made}`, { force: true });
  mkdirSync(folder, { recursive: true });
  const { source: translated, header } = translate(engineModule, "qjs", `${folder}.raw-${process.pid}`);
  const source = change("qjs.c", translated, engineChanges);
  checkFunctions(source);
  publish(`${folder}/wasm-rt.h`, readFileSync(runtimeHeader), sha256Of.runtime);
  publish(`${folder}/qjs.c`, source, sha256Of.source);
  publish(`${folder}/qjs.h`, header, sha256Of.header);
  return folder;
}

/** Translates a WebAssembly module and makes the changes: the texts of its C file and its header. */
export function translate(wasm, module, folder) {
  mkdirSync(folder, { recursive: true });
  const { status, stderr } = spawnSync("wasm2c", [wasm, "-n", module, "-o", `${folder}/${module}.c`], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`wasm2c failed: ${stderr}`);
  const read = (name) => readFileSync(`${folder}/${name}`, "utf8");
  const source = change(`${module}.c`, read(`${module}.c`), sourceChanges(module));
  const header = change(`${module}.h`, read(`${module}.h`), headerChanges(module));
  rmSync(folder, { recursive: true });
  return { source, header };
}

function isMade(folder) {
  const hashes = [sha256Of.source, sha256Of.header, sha256Of.runtime];
  return engineFiles.every((name, index) => {
    const path = `${folder}/${name}`;
    return existsSync(path) && sha256(readFileSync(path)) === hashes[index];
  });
}

function change(name, text, changes) {
  return changes.reduce((before, [from, to]) => {
    const parts = before.split(from);
    if (parts.length !== 2) throw new Error(`${name}: ${parts.length - 1} times instead of once: ${from}`);
    return parts.join(to);
  }, text);
}

/** Each function checks the stack, and each has the instance that holds the limit as a parameter. */
function checkFunctions(source) {
  if (/\balloca\(/.test(source)) throw new Error("qjs.c calls alloca");
  const bodies = source.match(
    /^[a-z].*\(Z_qjs_instance_t\* instance[,)][^;{]*\{\n(?: {2}(?:u32|u64|f32|f64) [^;]*;\n)* {2}FUNC_PROLOGUE;$/gm,
  );
  const checks = source.match(/^ {2}FUNC_PROLOGUE;$/gm);
  if (bodies?.length !== functionCount || checks?.length !== functionCount)
    throw new Error(`qjs.c: ${bodies?.length} functions and ${checks?.length} stack checks, not ${functionCount}`);
}

function publish(path, text, expected) {
  expectHash(path, text, expected);
  const partial = `${dirname(path)}/.partial-${process.pid}`;
  writeFileSync(partial, text);
  renameSync(partial, path);
}

function expectHash(name, bytes, expected) {
  const actual = sha256(bytes);
  if (actual !== expected) throw new Error(`${name} has sha256 ${actual}, not ${expected}`);
}

function sha256(bytes) {
  return createHash("sha256").update(bytes).digest("hex");
}
