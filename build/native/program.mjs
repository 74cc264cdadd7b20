// Builds the command line of a till, gama-rrpay.exe: the shim's own sources and engine, and a host for the program.
import { readdirSync } from "node:fs";
import { compileShim, shimObjects } from "./build.mjs";
import { writeEmbeddedAlone, writeEmbeddedProgram } from "./embed.mjs";
import { shimDir } from "./places.mjs";
import { ensureProducts } from "./product.mjs";
import { targets } from "./targets.mjs";

/** What differs between the programs: the rest is the library's target. */
const programs = {
  "linux-x64": {
    output: "linux-x64/gama-rrpay",
    link: ["-pthread", "-Wl,--gc-sections,--build-id=none,-z,now,-z,relro"],
    libraries: ["-lm", "-ldl"],
  },
  "win-x86": { output: "win-x86/gama-rrpay.exe", ...windows("-Wl,--large-address-aware") },
  "win-x64": { output: "win-x64/gama-rrpay.exe", ...windows("-Wl,--high-entropy-va") },
};

function windows(more) {
  return {
    link: [
      "-municode",
      "-static-libgcc",
      "-Wl,--gc-sections,--no-insert-timestamp,--subsystem=console,--dynamicbase,--nxcompat",
      "-Wl,--major-subsystem-version=6,--minor-subsystem-version=1,--major-os-version=6,--minor-os-version=1",
      more,
    ],
    libraries: ["-lws2_32", "-ladvapi32", "-liphlpapi", "-lrstrtmgr"],
  };
}

/** Makes sure that the programs are built from the sources as they are; returns what ensureProducts does. */
export function ensureProgram({ targets: names = Object.keys(programs), log = () => {} } = {}) {
  return ensureProducts(names.map(programOf), log);
}

function programOf(name) {
  const target = targets[name];
  return { target, name: `program-${name}`, ...programs[name], objects: () => programObjects(target) };
}

async function programObjects(target) {
  const { compiler, shimFlags: flags, platform } = target;
  const sources = [...programSources(platform), await writeEmbeddedProgram()];
  const [shared, own] = await Promise.all([
    shimObjects(target, await writeEmbeddedAlone()),
    compileShim({ compiler, flags, sources, headers: programHeaders() }),
  ]);
  return [...shared, ...own];
}

/** The host's own sources of a platform. */
export function programSources(platform) {
  const folder = `${shimDir}/program`;
  const other = platform === "posix" ? "win32" : "posix";
  return readdirSync(folder)
    .filter((name) => name.endsWith(".c") && !name.startsWith(other))
    .sort()
    .map((name) => `${folder}/${name}`);
}

function programHeaders() {
  const folder = `${shimDir}/program`;
  return readdirSync(folder)
    .filter((name) => name.endsWith(".h"))
    .map((name) => `${folder}/${name}`);
}
