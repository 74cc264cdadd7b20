/** npm run bench: the architecture's budgets beside what this machine does. Figures are medians of one run. */
import { existsSync, readFileSync, statSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { run as runHistory } from "../../test/sim/history.ts";
import { builtLibrary } from "../../test/support/built.ts";
import { engineOf, type TestEngine } from "../../test/support/engines.ts";
import { type EngineFigures, measureEngine } from "./engine.ts";
import { measureLookUp } from "./look-up.ts";
import { measureMemory } from "./memory.ts";
import { countInstructions, measureNativeSteps } from "./native-steps.ts";
import { type Recording, record } from "./recording.ts";
import { mb, ms } from "./samples.ts";
import { measureOpen, measurePoll, measureRequest, measureWhole } from "./whole.ts";
import { measureWine } from "./wine.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const HISTORIES_MS = 3000;
/** How many sales each DLL makes (build/bench.mjs). */
const dllSales = Number(process.env.GRP_BENCH_SALES ?? 3000);

/** What could not be measured, and why. */
const failures: string[] = [];

function line(what: string, figure: string, budget = ""): void {
  console.log(`  ${what.padEnd(46)} ${figure.padEnd(30)} ${budget && `budget ${budget}`}`.trimEnd());
}

/** Measures one thing; what cannot be run is said and counted. */
async function measure(what: string, body: () => Promise<string>, budget?: string): Promise<void> {
  try {
    line(what, await body(), budget);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    line(what, `could not be run: ${reason}`);
    failures.push(what);
  }
}

function sizes(): void {
  console.log("\nFiles");
  for (const [file, budget] of [
    ["rrpay.plugin.js", "156 kB"],
    ["win-x86/gama_rrpay.dll", "2.20 MB"],
    ["win-x64/gama_rrpay.dll", ""],
    ["linux-x64/libgama_rrpay.so", ""],
  ] as const) {
    const path = `${root}dist/${file}`;
    line(file, existsSync(path) ? mb(statSync(path).size) : "not built", budget);
  }
}

/** The bundle alone: in the engines of this process from its source, in a library's engine from its bytecode. */
async function steps(from: "source" | "bytecode", measured: () => Promise<EngineFigures>): Promise<void> {
  await measure("bundle, step by step, no sockets or disk", async () => {
    const { loadedMs, emptyBootMs, fullBootMs, saleMs } = await measured();
    line(`${from} → loaded (engine, prelude, bundle)`, ms(loadedMs));
    line("boot step, empty journal", ms(emptyBootMs));
    line(`boot step, segment of ${Math.round(recording.fullBoot.byteLength / 1024)} KiB`, ms(fullBootMs));
    line("20-line sale, hook → request bytes, steps only", ms(saleMs), "4 ms in the x86 DLL");
    return "the same bytes as recorded";
  });
}

async function whole(engine: TestEngine, recording: Recording): Promise<void> {
  await measure("INIT → ready, empty journal", async () => ms(await measureOpen(engine, undefined)));
  await measure(
    "INIT → ready, full segment",
    async () => ms(await measureOpen(engine, recording)),
    "30 ms in the x86 DLL",
  );
  // Included: GET health and its answer (Node), the journal's flush, thread or task switches, the loopback.
  await measure("20-line sale, start → POST seen by a server", async () => ms(await measureRequest(engine)));
  const through = engine.name === "native" ? "export, koffi's crossing included" : "a promise of Node's included";
  await measure(`poll of a finished call (${through})`, async () => ms(await measurePoll(engine)), "5 µs");
  await measure(
    "whole 20-line sale, init and close",
    async () => {
      const { tillMs, bareMs, requests, flushes } = await measureWhole(engine);
      const counted = `${requests} requests, ${flushes} flushes`;
      return `${ms(tillMs)}, bare client ${ms(bareMs)}: +${ms(tillMs - bareMs)} (${counted})`;
    },
    "+5 ms",
  );
  await measure(
    "resident, 1 000 and 3 000 sales",
    async () => {
      const { beforeBytes, afterFirstBytes, afterMoreBytes } = await measureMemory(engine.name);
      const [own, growth] = [afterFirstBytes - beforeBytes, afterMoreBytes - afterFirstBytes];
      return `+${mb(own)} over Node's ${mb(beforeBytes)}, then ${growth < 0 ? "" : "+"}${mb(growth)}`;
    },
    "8 MB in the x86 DLL, then flat",
  );
}

/** What the trace adds to a sale, as a part of the sale's own steps: both are counted in this run. */
async function recordingCost(recording: Recording): Promise<string> {
  const trace = await countInstructions("sale_trace", recording);
  const sale = await countInstructions("sale_step", recording);
  return `${((100 * trace) / sale).toFixed(2)} % (${Math.round(trace / 1000)} thousand instructions)`;
}

function histories(): string {
  const startedAt = performance.now();
  let seed = 0;
  while (performance.now() - startedAt < HISTORIES_MS) {
    const failure = runHistory(++seed);
    if (failure) throw new Error(`seed ${seed}: ${failure.message}`);
  }
  return `${Math.round((seed * 1000) / (performance.now() - startedAt))} a second`;
}

console.log(
  `${cpus()[0]?.model ?? "?"} × ${cpus().length}, load ${loadavg()[0]?.toFixed(1)}, Node ${process.versions.node}`,
);
sizes();
const recording = record();
const bundle = readFileSync(`${root}dist/rrpay.plugin.js`, "utf8");
for (const name of ["direct", "quickjs", "native"] as const) {
  console.log(`\n${name}${name === "native" ? " (linux-x64, by koffi)" : ""}`);
  if (name === "native" && builtLibrary() === undefined) {
    line("libgama_rrpay.so", "not built on this machine: skipped");
    continue;
  }
  if (name === "native") {
    await steps("bytecode", () => measureNativeSteps("linux-x64", recording));
    // steady where clocks are not: what two commits are compared by
    await measure(
      "20-line sale, hook → request bytes, counted by valgrind",
      async () => `${((await countInstructions("sale_step", recording)) / 1e6).toFixed(1)} million instructions`,
      "64 million",
    );
    await measure("its recording in the trace, counted likewise", async () => recordingCost(recording), "5 %");
    await measure(
      "an old receipt in 90 days of 500 sales",
      async () => {
        const { bytes, textMs, keyMs } = await measureLookUp(builtLibrary() as string);
        return `${ms(textMs)} by any text in ${mb(bytes)}, ${ms(keyMs)} by its key`;
      },
      "300 ms",
    );
  } else await steps("source", () => measureEngine(name, bundle, recording));
  await whole(engineOf(name), recording);
}
for (const bits of [32, 64] as const) {
  console.log(`\n${bits === 32 ? "win-x86" : "win-x64"} DLL under ${bits}-bit Wine`);
  await measure("in a host that calls as Visual FoxPro does", () => measureWine(bits, dllSales, recording, line));
}
console.log("\nSimulation");
await measure("histories, direct engine", async () => histories(), "at least 1 000 a second");

if (failures.length > 0) {
  console.log(`\nCould not be run: ${failures.join("; ")}`);
  process.exitCode = 1;
}
