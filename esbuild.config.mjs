// What esbuild makes of the sources: the one bundle file, the loader, and the command line.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build, context } from "esbuild";
import { minify } from "terser";
import { DIALECTS } from "./build/dialects.mjs";

const root = fileURLToPath(new URL(".", import.meta.url));
const { version } = JSON.parse(readFileSync(`${root}package.json`, "utf8"));

/**
 * Scripts for the sandbox: one file each, no imports or exports, nothing newer than QuickJS knows; UTF-8, a third of the
 * bytes for Lithuanian. No function around it all: QuickJS looks up a thousand names of one function slowly, and loads the
 * bundle a fifth faster when they are the script's own.
 */
const script = {
  bundle: true,
  format: "esm",
  target: "es2022",
  platform: "neutral",
  charset: "utf8",
  minify: true,
  legalComments: "none",
  absWorkingDir: root,
  define: { PRODUCT_VERSION: JSON.stringify(version) },
  write: false,
};

/** Adds the line by which a truncated or mixed-up copy is refused: SHA-256 over all bytes before it. */
export function seal(code) {
  const body = code.endsWith("\n") ? code : `${code}\n`;
  return `${body}//# sha256=${createHash("sha256").update(body).digest("hex")}\n`;
}

/** Puts the port of another protocol in the place of RRPay's own: everything else is the same bundle. */
const portOf = (dialect) => ({
  name: "dialect",
  setup: ({ onResolve }) =>
    onResolve({ filter: /\/port\.ts$/ }, ({ path, resolveDir }) =>
      `${root}${DIALECTS.rrpay}` === resolve(resolveDir, path) ? { path: `${root}${DIALECTS[dialect]}` } : undefined,
    ),
});

/**
 * Builds dist/rrpay.plugin.js (with its map beside it for the direct engine), or that of another protocol in a folder of
 * its name. Returns its text.
 */
export async function buildBundle(dialect = "rrpay") {
  if (!Object.hasOwn(DIALECTS, dialect)) throw new Error(`build/dialects.mjs has no dialect ${dialect}`);
  const name = dialect === "rrpay" ? "rrpay.plugin.js" : `${dialect}/rrpay.plugin.js`;
  const result = await build({
    ...script,
    entryPoints: ["plugin/main.ts"],
    outfile: `dist/${name}`,
    sourcemap: "external",
    plugins: [portOf(dialect)],
  });
  const [text, map] = [".js", ".map"].map((end) => result.outputFiles.find(({ path }) => path.endsWith(end)).text);
  const { code, map: smallerMap } = await minify(text, { ...SMALLER, sourceMap: { content: map } });
  return writeScript(name, {
    outputFiles: [
      { path: name, text: code },
      { path: `${name}.map`, text: smallerMap },
    ],
  });
}

/**
 * The bundle for `npm run dev`: only what has changed is read again, and nothing is made small, so that a build takes a
 * tenth of a second and its lines can be read. `rebuild` writes dist/dev/rrpay.plugin.js with its map and returns the
 * file's seal; where the sources are wrong it throws what esbuild says.
 */
export async function developBundle() {
  const name = "dev/rrpay.plugin.js";
  const options = { ...script, minify: false, logLevel: "silent", sourcemap: "external" };
  const building = await context({ ...options, entryPoints: ["plugin/main.ts"], outfile: `dist/${name}` });
  return {
    file: `${root}dist/${name}`,
    rebuild: async () => /sha256=([0-9a-f]{64})\n$/.exec(writeScript(name, await building.rebuild()))[1],
    dispose: () => building.dispose(),
  };
}

/**
 * What esbuild leaves: 4 kB of the bundle's 171. Nothing here may change what a name is looked up by. Arrows are "unsafe"
 * only for functions that are called with `new` or have a prototype, and plugin/ has classes for that.
 */
const SMALLER = {
  ecma: 2020,
  toplevel: true,
  compress: { ecma: 2020, passes: 3, toplevel: true, unsafe_arrows: true },
  mangle: { toplevel: true },
  format: { ecma: 2020, ascii_only: false, comments: false },
};

/** Builds dist/loader.js, the trusted first script, which the shim embeds. */
export async function buildLoader() {
  const result = await build({ ...script, entryPoints: ["runtime/loader/loader.ts"], outfile: "dist/loader.js" });
  return writeScript("loader.js", result);
}

/** Builds dist/program.js: the commands of gama-rrpay.exe, which any engine can run. */
export async function buildProgram() {
  const result = await build({ ...script, entryPoints: ["runtime/cli/program/main.ts"], outfile: "dist/program.js" });
  return writeScript("program.js", result);
}

/** Builds dist/gama-rrpay.mjs, the command line, with the prelude beside it. */
export async function buildCli() {
  await buildForNode("runtime/cli/main.ts", "gama-rrpay.mjs");
  writeChanged(`${root}dist/prelude.js`, readFileSync(`${root}runtime/loader/prelude.js`, "utf8"));
}

/** Builds dist/till-process.mjs: the till in a process of its own that the emulator's POS and the tests start. */
export async function buildTillProcess() {
  await buildForNode("test/support/till-process.ts", "till-process.mjs");
}

/**
 * Builds dist/kit, the developer kit as a package of plain JavaScript: `npm pack dist/kit`, and any folder's tests can
 * import "gama-rrpay/kit", in Node and Bun. It needs no other package. Its types are made when it is packed.
 */
export async function buildKit() {
  await buildForNode("test/kit/index.ts", "kit/kit.mjs");
  const { name, description, license, engines } = JSON.parse(readFileSync(`${root}package.json`, "utf8"));
  const about = { name, version, description: `${description}: the developer kit`, license, engines, type: "module" };
  const kit = { types: "./types/test/kit/index.d.ts", default: "./kit.mjs" };
  const exports = { "./kit": kit, "./package.json": "./package.json" };
  const scripts = { prepack: "node ../../build/kit-types.mjs" };
  writeChanged(`${root}dist/kit/package.json`, `${JSON.stringify({ ...about, exports, scripts }, null, 2)}\n`);
  writeChanged(`${root}dist/kit/LICENSE`, readFileSync(`${root}LICENSE`, "utf8"));
}

/** A program for Node. Native modules and WebAssembly packages stay outside. */
async function buildForNode(entry, name) {
  const { outputFiles } = await build({
    bundle: true,
    format: "esm",
    target: "node20",
    platform: "node",
    packages: "external",
    sourcemap: "linked",
    absWorkingDir: root,
    entryPoints: [entry],
    outfile: `dist/${name}`,
    define: { PRODUCT_VERSION: JSON.stringify(version), PRODUCT_COMMIT: JSON.stringify(commit()) },
    write: false,
  });
  for (const { path, text } of outputFiles) writeChanged(path, text);
}

/** Leaves alone what is up to date, and replaces a file as a whole: somebody may be running it. */
function writeChanged(path, text) {
  if (existsSync(path) && readFileSync(path, "utf8") === text) return;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.${process.pid}.new`, text);
  renameSync(`${path}.${process.pid}.new`, path);
}

/** The commit that is built, marked when there are changes on top of it; an unpacked archive has none. */
function commit() {
  const { status, stdout } = spawnSync("git", ["describe", "--always", "--dirty", "--exclude", "*"], {
    cwd: root,
    encoding: "utf8",
  });
  return status === 0 ? stdout.trim() : "none";
}

function writeScript(name, { outputFiles }) {
  const map = outputFiles.find((file) => file.path.endsWith(".map"));
  if (map) writeChanged(`${root}dist/${name}.map`, map.text);
  const sealed = seal(outputFiles.find((file) => file.path.endsWith(".js")).text);
  writeChanged(`${root}dist/${name}`, sealed);
  return sealed;
}

/** Builds every script and the command line. */
export async function buildAll() {
  await Promise.all([buildBundle(), buildLoader(), buildProgram(), buildCli(), buildTillProcess(), buildKit()]);
}
