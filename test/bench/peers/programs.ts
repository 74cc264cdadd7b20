/** Peers that are programs: the C client, compiled here, and engines of the system, where they are installed. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findProgram } from "../../../build/bench/programs.ts";
import { hash, run } from "../../../build/native/compile.mjs";
import { cacheDir } from "../../../build/native/places.mjs";
import { MAPPING, toldOf } from "./in-process.ts";
import type { Done, Peer, Work } from "./work.ts";

const fileOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** How many mappings a script times at once: its clock may tick in milliseconds. */
const AT_ONCE = 20;

export const C_CLIENT: Peer = {
  name: "bare C client",
  missing: () => (findProgram("gcc") ? undefined : "gcc is not installed"),
  run: async (work, rounds) => runProgram([await clientProgram()], work, rounds),
};

export const LUA: Peer = {
  name: "Lua",
  missing: () => (findProgram("lua5.4") ? undefined : "Debian's lua5.4 is not installed"),
  run: (work, rounds) => runProgram(["lua5.4", fileOf("mapping.lua")], work, rounds),
};

/** A program that reads the payload from a file and takes the rest as arguments. */
function runProgram([program, ...script]: readonly [string, ...string[]], work: Work, rounds: number): Promise<Done> {
  return withFolder(async (folder) => {
    const payload = join(folder, "payload");
    writeFileSync(payload, work.payload);
    const { id, till, host, epoch } = work;
    return doneOf(await run(program, [...script, payload, id, till, host, epoch, String(rounds)]));
  });
}

/** The C client, compiled once for each state of its source. */
async function clientProgram(): Promise<string> {
  const source = fileOf("client.c");
  const program = join(cacheDir, `peer-client-${hash([readFileSync(source)])}`);
  if (existsSync(program)) return program;
  mkdirSync(cacheDir, { recursive: true });
  const partial = `${program}.${process.pid}.partial`;
  await run("gcc", ["-std=gnu11", "-O2", "-Wall", "-Wextra", source, "-o", partial]);
  renameSync(partial, program);
  return program;
}

/** Duktape and MuJS: the same script, the work written into it, because neither reads files alike. */
function scriptEngine(name: string, program: string, debianPackage: string): Peer {
  return {
    name,
    missing: () => (findProgram(program) ? undefined : `Debian's ${debianPackage} is not installed`),
    run: (work, rounds) =>
      withFolder(async (folder) => {
        const path = join(folder, "peer.js");
        writeFileSync(path, scriptOf(work, rounds));
        return doneOf(await run(program, [path]));
      }),
  };
}

/** The mapping with the work inside, for an engine that has `print` and nothing else. */
export function scriptOf(work: Work, rounds: number): string {
  const payload = JSON.stringify(work.payload.toString("latin1")).replace(
    /[\x7f-\xff]/g,
    (unit) => `\\u00${unit.charCodeAt(0).toString(16)}`,
  );
  return `${MAPPING}
var payload = ${payload};
var told = ${JSON.stringify(toldOf(work))};
var request = "";
for (var round = 0; round < ${rounds}; round++) {
  var startedAt = new Date().getTime();
  for (var left = ${AT_ONCE}; left > 0; left--) request = requestOf(payload, told);
  print("ns " + Math.round(((new Date().getTime() - startedAt) * 1e6) / ${AT_ONCE}));
}
print("");
print(request);
`;
}

export const DUKTAPE = scriptEngine("Duktape", "duk", "duktape");
export const MUJS = scriptEngine("MuJS", "mujs", "mujs");

/** Reads what a program printed: `ns N` for each sample, an empty line, the request. */
export function doneOf(output: string): Done {
  const end = output.indexOf("\n\n");
  const samples = [...output.slice(0, end + 1).matchAll(/^ns (\d+)$/gm)].map(([, ns]) => Number(ns) / 1e6);
  // `print` ends its line, the request's body never does
  return { request: Buffer.from(output.slice(end + 2).replace(/\n$/, ""), "latin1"), tookMs: samples };
}

async function withFolder<T>(body: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "peer-"));
  try {
    return await body(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
