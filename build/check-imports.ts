// Holds plugin/ to what makes the bundle deterministic and small: it imports only itself and schemas/, names no global
// that the sandbox takes away, writes no BigInt, keeps to its floors (check-floors.ts), and stays under its size.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { findUpwards } from "./check-floors.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const bundleFile = "dist/rrpay.plugin.js";
/** The bench holds it too. */
export const bundleMaxBytes = 175_100;

/** The globals that the realm keeps; every other name of a host's global object is forbidden. */
const allowedGlobals = new Set(
  (
    "Object Array String Number Boolean Symbol Error AggregateError EvalError RangeError ReferenceError SyntaxError " +
    "TypeError URIError Math JSON Map Set WeakMap WeakSet RegExp Reflect Proxy Promise ArrayBuffer DataView Int8Array " +
    "Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array Float32Array Float64Array " +
    "parseInt parseFloat isNaN isFinite NaN Infinity undefined globalThis"
  ).split(" "),
);

/** Names that Node's own global object does not have, or only inside a module. */
const foreignGlobals =
  "require module exports __filename __dirname window document self navigator location XMLHttpRequest localStorage " +
  "alert Bun Deno Date eval Function Intl BigInt Iterator Temporal WebSocket EventSource Worker Math.random";

/** Checks the script files below `folders` and returns one line a finding. */
export async function findForbidden(base: string, folders: readonly string[]): Promise<string[]> {
  const files = folders.flatMap((folder) => scriptsIn(join(base, folder)));
  const findings = files.flatMap((file) => foreignImports(base, file));
  // What it imports is an error already, and esbuild could not bundle it.
  return findings.length > 0 ? findings : forbiddenNames(base, files);
}

function scriptsIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => /\.(ts|js|mjs)$/.test(file) && !file.endsWith(".d.ts"))
    .map((file) => join(folder, file));
}

/** Types count too, though they vanish: what plugin/ knows by type it will soon use. */
function foreignImports(base: string, file: string): string[] {
  const specifiers = readFileSync(file, "utf8").matchAll(
    /^\s*(?:import|export)\b(?:[^"';]*?\bfrom)?\s*"([^"]+)"|\bimport\(\s*"([^"]+)"/gm,
  );
  return [...specifiers]
    .map((match) => match[1] ?? match[2] ?? "")
    .filter((specifier) => {
      const path = relative(base, resolve(dirname(file), specifier));
      return !specifier.startsWith(".") || !["plugin", "schemas"].includes(path.split(sep)[0] ?? "");
    })
    .map((specifier) => `${relative(base, file)}: imports "${specifier}"`);
}

/** esbuild's `define` replaces a name only where it is free, so what it has replaced is a use of the global. */
async function forbiddenNames(base: string, files: readonly string[]): Promise<string[]> {
  const hosts = [...Object.getOwnPropertyNames(globalThis), ...foreignGlobals.split(" ")];
  const names = [...new Set(hosts)].filter((name) => /^[\w$.]+$/.test(name) && !allowedGlobals.has(name));
  const mark = (name: string) => `FORBIDDEN_${name.replace(".", "_")}`;
  const { metafile, outputFiles, warnings } = await build({
    entryPoints: [...files],
    absWorkingDir: base,
    outdir: "unused",
    write: false,
    metafile: true,
    bundle: false,
    format: "esm",
    target: "es2022",
    supported: { bigint: false },
    logLevel: "silent",
    define: Object.fromEntries(names.map((name) => [name, mark(name)])),
  });
  const uses = outputFiles.flatMap(({ path, text }) => {
    const source = metafile.outputs[relative(base, path).split(sep).join("/")]?.entryPoint;
    return names
      .filter((name) => new RegExp(`\\b${mark(name)}\\b`).test(text))
      .map((name) => `${source}: uses the global ${name}`);
  });
  const bigints = warnings
    .filter(({ id }) => id === "bigint")
    .map(({ location }) => `${location?.file}:${location?.line}: a BigInt literal`);
  return [...uses, ...bigints];
}

function checkSize(): string[] {
  const path = join(root, bundleFile);
  if (!existsSync(path)) return [`${bundleFile} is missing: npm run build`];
  const { size } = statSync(path);
  return size < bundleMaxBytes ? [] : [`${bundleFile} has ${size} bytes, the limit is ${bundleMaxBytes}`];
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const forbidden = await findForbidden(root, ["plugin", "schemas/generated"]);
  const findings = [...forbidden, ...findUpwards(root), ...checkSize()];
  for (const finding of findings) console.error(finding);
  if (findings.length > 0) process.exit(1);
  console.log(`plugin/ imports only itself and schemas/; ${bundleFile} is under ${bundleMaxBytes / 1000} kB.`);
}
