// Builds the native shim:  node build/native/build.mjs [linux-x64|win-x86|win-x64 …]
// What it needs from the system it installs on Debian as root; elsewhere it says what is missing and goes on without.
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { cpus } from "node:os";
import { basename, dirname, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { compile, hash, inParallel, run } from "./compile.mjs";
import { writeEmbedded, writeIdentity, writeResource } from "./embed.mjs";
import { engineFiles, makeEngineSource } from "./engine-source.mjs";
import { finishDll } from "./pe.mjs";
import { cacheDir, distDir, root, shimDir } from "./places.mjs";
import { targets } from "./targets.mjs";
import { ensureTools } from "./tools.mjs";

/**
 * Makes sure that the libraries are built from the sources as they are.
 * Returns { built: [{ target, path }], skipped: [{ target, reason, how }] }; throws when something does not compile.
 */
export async function ensureNative({ targets: names = Object.keys(targets), log = () => {} } = {}) {
  const built = [];
  const skipped = [];
  for (const name of names) {
    const target = targets[name];
    if (target === undefined) throw new Error(`no such target: ${name} (${Object.keys(targets).join(", ")})`);
    const missing = missingFor(target, log);
    if (missing) skipped.push({ target: name, ...missing });
    else built.push({ target: name, path: await buildTarget(target, log) });
  }
  return { built, skipped };
}

/** Why a target cannot be built here, or undefined. */
export function missingFor(target, log) {
  if (process.platform !== "linux" || process.arch !== "x64")
    return {
      reason: `built on Linux x64 only, this is ${process.platform} ${process.arch}`,
      how: "use quickjs-emscripten",
    };
  // The daily test run tests what is built, made anew where its sources changed, and compiles no engine.
  if (process.env.GRP_BUILD === "never" && !existsSync(`${distDir}/${target.output}`))
    return { reason: "not built here", how: "npm run build" };
  return ensureTools(target.commands, log);
}

/** Every C file of the shim that belongs to a platform. */
export function shimSources(platform) {
  const other = platform === "posix" ? "win32" : "posix";
  return readdirSync(shimDir)
    .filter((name) => name.endsWith(".c") && !name.startsWith(other))
    .sort()
    .map((name) => `${shimDir}/${name}`);
}

/** Every header of the shim. */
export function shimHeaders() {
  return [shimDir, `${shimDir}/generated`].flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith(".h"))
      .sort()
      .map((name) => `${folder}/${name}`),
  );
}

/** Compiles sources of the shim, with the engine's headers at hand. */
export async function compileShim({ compiler, flags, sources, headers = [], includes = [] }) {
  const engine = makeEngineSource(`${cacheDir}/engine`);
  const all = [...shimHeaders(), `${engine}/qjs.h`, `${engine}/wasm-rt.h`, ...headers];
  return inParallel(sources, cpus().length, (source) =>
    compile({ compiler, flags, source, headers: all, includes: [shimDir, engine, ...includes] }),
  );
}

/** The engine as an object: by far the slowest piece, and almost never a new one. */
export async function compileEngine({ compiler, engineFlags }) {
  const engine = makeEngineSource(`${cacheDir}/engine`);
  const headers = [...engineFiles.slice(1).map((name) => `${engine}/${name}`), `${shimDir}/wasm_checks.h`];
  return compile({ compiler, flags: engineFlags, source: `${engine}/qjs.c`, headers, includes: [engine, shimDir] });
}

async function buildTarget(target, log) {
  const output = `${distDir}/${target.output}`;
  const sources = [...shimSources(target.platform), await writeEmbedded(), writeIdentity()];
  const [engine, shim] = await Promise.all([
    compileEngine(target),
    compileShim({ compiler: target.compiler, flags: target.shimFlags, sources }),
  ]);
  const objects = [engine, ...shim, ...(target.windres ? [await compileResource(target)] : [])];
  const key = hash([JSON.stringify(target), ...objects.map((object) => basename(object))]);
  const stamp = `${cacheDir}/linked/${target.name}`;
  if (existsSync(output) && existsSync(stamp) && readFileSync(stamp, "utf8") === key) return output;
  await link(target, objects, output);
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, key);
  log(`Built ${relative(root, output)}`);
  return output;
}

async function compileResource({ name, windres }) {
  const source = writeResource();
  const object = `${cacheDir}/objects/version-${name}-${hash([readFileSync(source)])}.o`;
  if (!existsSync(object)) await run(windres, [source, "-O", "coff", "-o", object]);
  return object;
}

/** Links, keeps the symbols aside, strips. */
async function link(target, objects, output) {
  const folder = dirname(output);
  const symbols = `${distDir}/symbols/${target.name}`;
  mkdirSync(folder, { recursive: true });
  mkdirSync(symbols, { recursive: true });
  // Linked under its own name, which the export directory repeats.
  const place = `${cacheDir}/link-${target.name}-${process.pid}`;
  const partial = `${place}/${basename(output)}`;
  mkdirSync(place, { recursive: true });
  await run(target.compiler, [...target.link, ...objects, ...target.libraries, "-o", partial]);
  copyFileSync(partial, `${symbols}/${basename(output)}`);
  await run(target.objcopy, ["--strip-all", partial]);
  if (target.windres) finishDll(partial);
  // A process that has the old one loaded keeps it: the name moves to a new file.
  copyFileSync(partial, `${output}.partial`);
  renameSync(`${output}.partial`, output);
  rmSync(place, { recursive: true });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const names = process.argv.slice(2);
  const { built, skipped } = await ensureNative({ ...(names.length > 0 && { targets: names }), log: console.log });
  for (const { target, path } of built) console.log(`${target}: ${relative(root, path)}`);
  for (const { target, reason, how } of skipped) console.log(`${target} left out: ${reason} (${how})`);
}
