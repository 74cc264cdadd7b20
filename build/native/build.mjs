// Builds the native shim:  node build/native/build.mjs [linux-x64|win-x86|win-x64 …]
// What it needs from the system it installs on Debian as root; elsewhere it says what is missing and goes on without.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { cpus } from "node:os";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { compile, hash, inParallel, run } from "./compile.mjs";
import { writeEmbedded, writeIdentity, writeResource } from "./embed.mjs";
import { engineFiles, makeEngineSource } from "./engine-source.mjs";
import { cacheDir, root, shimDir } from "./places.mjs";
import { ensureProducts } from "./product.mjs";
import { targets } from "./targets.mjs";

/** Makes sure that the libraries are built from the sources as they are; returns what ensureProducts does. */
export function ensureNative({ targets: names = Object.keys(targets), log = () => {} } = {}) {
  return ensureProducts(names.map(libraryOf), log);
}

function libraryOf(name) {
  const target = targets[name];
  if (target === undefined) throw new Error(`no such target: ${name} (${Object.keys(targets).join(", ")})`);
  const { output, link, libraries } = target;
  return { target, name, output, link, libraries, keepsSymbols: true, objects: () => libraryObjects(target) };
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

async function libraryObjects(target) {
  const resource = target.windres ? [await compileResource(target)] : [];
  return [...(await shimObjects(target, await writeEmbedded())), ...resource];
}

/** What a library and a program have in common: the engine and the shim, with the scripts inside that `embedded` holds. */
export async function shimObjects(target, embedded) {
  const sources = [...shimSources(target.platform), embedded, writeIdentity()];
  const [engine, shim] = await Promise.all([
    compileEngine(target),
    compileShim({ compiler: target.compiler, flags: target.shimFlags, sources }),
  ]);
  return [engine, ...shim];
}

async function compileResource({ name, windres }) {
  const source = writeResource();
  const object = `${cacheDir}/objects/version-${name}-${hash([readFileSync(source)])}.o`;
  if (!existsSync(object)) await run(windres, [source, "-O", "coff", "-o", object]);
  return object;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const names = process.argv.slice(2);
  const { built, skipped } = await ensureNative({ ...(names.length > 0 && { targets: names }), log: console.log });
  for (const { target, path } of built) console.log(`${target}: ${relative(root, path)}`);
  for (const { target, reason, how } of skipped) console.log(`${target} left out: ${reason} (${how})`);
}
