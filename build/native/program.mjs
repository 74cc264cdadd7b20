// Builds the command line of a till, gama-rrpay.exe: the shim's own sources and engine, and a host for the program.
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
import { basename, dirname } from "node:path";
import { compileEngine, compileShim, missingFor, shimSources } from "./build.mjs";
import { hash, run } from "./compile.mjs";
import { writeEmbedded, writeEmbeddedProgram, writeIdentity } from "./embed.mjs";
import { cacheDir, distDir, shimDir } from "./places.mjs";
import { targets } from "./targets.mjs";

/** What differs between the programs: the rest is the library's target. */
const programs = {
  "linux-x64": {
    output: "linux-x64/gama-rrpay",
    link: ["-pthread", "-Wl,--gc-sections,-z,now,-z,relro"],
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
    libraries: ["-lws2_32", "-ladvapi32"],
  };
}

/**
 * Makes sure that the programs are built from the sources as they are.
 * Returns { built: [{ target, path }], skipped: [{ target, reason, how }] }; throws when something does not compile.
 */
export async function ensureProgram({ targets: names = Object.keys(programs), log = () => {} } = {}) {
  const built = [];
  const skipped = [];
  for (const name of names) {
    const missing = missingFor({ ...targets[name], output: programs[name].output }, log);
    if (missing) skipped.push({ target: name, ...missing });
    else built.push({ target: name, path: await buildProgramTarget(name, log) });
  }
  return { built, skipped };
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

async function buildProgramTarget(name, log) {
  const target = targets[name];
  const program = programs[name];
  const output = `${distDir}/${program.output}`;
  const own = [...programSources(target.platform), await writeEmbeddedProgram()];
  const shim = [...shimSources(target.platform), await writeEmbedded(), writeIdentity()];
  const [engine, ...objects] = (
    await Promise.all([
      compileEngine(target).then((object) => [object]),
      compileShim({ compiler: target.compiler, flags: target.shimFlags, sources: shim }),
      compileShim({ compiler: target.compiler, flags: target.shimFlags, sources: own, headers: programHeaders() }),
    ])
  ).flat();
  const key = hash([JSON.stringify([target, program]), engine, ...objects].map((object) => basename(object)));
  const stamp = `${cacheDir}/linked/program-${name}`;
  if (existsSync(output) && existsSync(stamp) && readFileSync(stamp, "utf8") === key) return output;
  await link(target, program, [engine, ...objects], output);
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, key);
  log(`Built ${program.output}`);
  return output;
}

async function link(target, program, objects, output) {
  const place = `${cacheDir}/link-program-${target.name}-${process.pid}`;
  const partial = `${place}/${basename(output)}`;
  mkdirSync(place, { recursive: true });
  mkdirSync(dirname(output), { recursive: true });
  await run(target.compiler, [...program.link, ...objects, ...program.libraries, "-o", partial]);
  await run(target.objcopy, ["--strip-all", partial]);
  copyFileSync(partial, `${output}.partial`);
  renameSync(`${output}.partial`, output);
  rmSync(place, { recursive: true });
}
