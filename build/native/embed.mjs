// The C files that the build writes: the scripts as bytecode or as the engine's memory, and what identifies the build.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { deflateRawSync } from "node:zlib";
import { CompileFlags, QuickJS } from "quickjs-wasi";
import { buildBundle, buildLoader, buildProgram } from "../../esbuild.config.mjs";
import { engineModule } from "./engine-source.mjs";
import { makeImages } from "./image.mjs";
import { cacheDir, root } from "./places.mjs";

/** Writes embedded.c (the scripts, the bundle among them) and returns its path. */
export async function writeEmbedded() {
  const bundle = await buildBundle();
  const { realm, scripts } = await imagesOf({ "loader.js": await buildLoader(), "rrpay.plugin.js": bundle });
  const sha256 = /sha256=([0-9a-f]{64})\n$/.exec(bundle)[1];
  return writeImages("embedded.c", realm, scripts[0], image("bundle", scripts[1]), sha256);
}

/** Writes embedded_alone.c and returns its path: for the program, which compiles each bundle that it is given. */
export async function writeEmbeddedAlone() {
  const { realm, scripts } = await imagesOf({ "loader.js": await buildLoader() });
  return writeImages("embedded_alone.c", realm, scripts[0], ["const struct image embedded_bundle;\n"], "");
}

/** The realm, and each script loaded into one. */
async function imagesOf(scripts) {
  const prelude = { "prelude.js": readFileSync(`${root}/runtime/loader/prelude.js`, "utf8") };
  const [realm, ...codes] = Object.values(await compiled({ ...prelude, ...scripts }));
  return makeImages(realm, codes);
}

function writeImages(name, realm, loader, bundle, sha256) {
  const text = [
    '#include "embedded.h"\n',
    ...image("realm", realm),
    ...image("loader", loader),
    ...bundle,
    `const char embedded_bundle_sha256[] = "${sha256}";`,
  ].join("\n");
  return writeIfNew(name, `${text}\n`);
}

/** Writes embedded_program.c, the command line's script, packed to less than half, and returns its path. */
export async function writeEmbeddedProgram() {
  const code = (await compiled({ "program.js": await buildProgram() }))["program.js"];
  const text = [
    '#include "program/embedded_program.h"\n',
    ...bytes("packed", deflateRawSync(code, { level: 9, memLevel: 9 })),
    `const struct packed_program embedded_program = {.packed = {packed, sizeof packed}, .size_bytes = ${code.length}};`,
  ].join("\n");
  return writeIfNew("embedded_program.c", `${text}\n`);
}

/** Scripts as the engine's own bytecode, without what only a debugger wants: by the very module that the shim has inside. */
async function compiled(scripts) {
  const engine = await QuickJS.create({ wasm: readFileSync(engineModule) });
  const flags = CompileFlags.STRIP_SOURCE | CompileFlags.STRIP_DEBUG;
  try {
    const codes = Object.entries(scripts).map(([file, text]) => [file, engine.compile(text, file, 0, flags)]);
    return Object.fromEntries(codes);
  } finally {
    engine.dispose();
  }
}

/** Writes identity.c: the only file that changes with each commit, so that nothing else is compiled again for it. */
export function writeIdentity() {
  const { version } = JSON.parse(readFileSync(`${root}/package.json`, "utf8"));
  const text = [
    '#include "embedded.h"\n',
    `const char embedded_version[] = ${JSON.stringify(version)};`,
    `const char embedded_commit[] = ${JSON.stringify(commit())};`,
  ].join("\n");
  return writeIfNew("identity.c", `${text}\n`);
}

/** The version resource of the DLLs. */
export function writeResource() {
  const { version } = JSON.parse(readFileSync(`${root}/package.json`, "utf8"));
  const numbers = [...version.split("-")[0].split("."), "0"].join(",");
  const values = {
    CompanyName: "gama-rrpay",
    FileDescription: "Bridge between the Rivile GAMA point of sale and RASO RRPay",
    FileVersion: version,
    InternalName: "gama_rrpay",
    LegalCopyright: "MIT License",
    OriginalFilename: "gama_rrpay.dll",
    ProductName: "gama-rrpay",
    ProductVersion: version,
  };
  const lines = Object.entries(values).map(([name, value]) => `      VALUE "${name}", "${value}"`);
  const text = `1 VERSIONINFO
FILEVERSION ${numbers}
PRODUCTVERSION ${numbers}
FILEOS 0x40004
FILETYPE 2
BEGIN
  BLOCK "StringFileInfo"
  BEGIN
    BLOCK "040904b0"
    BEGIN
${lines.join("\n")}
    END
  END
  BLOCK "VarFileInfo"
  BEGIN
    VALUE "Translation", 0x409, 1200
  END
END
`;
  return writeIfNew("version.rc", text);
}

function image(name, { pages, runs }) {
  const fields = `.pages = ${pages}, .runs = {${name}, sizeof ${name}}`;
  return [...bytes(name, runs), `const struct image embedded_${name} = {${fields}};\n`];
}

function bytes(name, values) {
  const rows = [];
  for (let at = 0; at < values.length; at += 24) rows.push(`  ${values.subarray(at, at + 24).join(",")},`);
  return [`static const uint8_t ${name}[] = {\n${rows.join("\n")}\n};`];
}

/** The commit of the tree; a test that builds the same bytes again names the one it wants. */
function commit() {
  if (process.env.GRP_NATIVE_COMMIT) return process.env.GRP_NATIVE_COMMIT;
  const { status, stdout } = spawnSync("git", ["rev-parse", "--short=12", "HEAD"], { cwd: root, encoding: "utf8" });
  return status === 0 ? stdout.trim() : "unknown";
}

/** Leaves a file alone that has this text already. */
function writeIfNew(name, text) {
  const path = `${cacheDir}/generated/${name}`;
  if (existsSync(path) && readFileSync(path, "utf8") === text) return path;
  mkdirSync(`${cacheDir}/generated`, { recursive: true });
  writeFileSync(`${path}.${process.pid}`, text);
  renameSync(`${path}.${process.pid}`, path);
  return path;
}
