/** What a run consists of, each part adding its figures. */
import { existsSync, readFileSync, statSync } from "node:fs";
import { PEERS } from "../../test/bench/peers/peers.ts";
import { workOf } from "../../test/bench/peers/work.ts";
import { run as runHistory } from "../../test/sim/history.ts";
import { builtLibrary, builtProgram } from "../../test/support/built.ts";
import { engineOf } from "../../test/support/engines.ts";
import { root } from "../native/places.mjs";
import { measureCommands } from "./commands.ts";
import { measureElsewhere } from "./elsewhere.ts";
import { type EngineFigures, measureEngine } from "./engine.ts";
import type { Figures } from "./figures.ts";
import { measureLookUp } from "./look-up.ts";
import { measureMemory } from "./memory.ts";
import { type Counted, countInstructions, measureNativeSteps } from "./native-steps.ts";
import type { Part } from "./options.mjs";
import { findBun } from "./programs.ts";
import { longSale, type Recording, recordSales } from "./recording.ts";
import type { Rounds } from "./rounds.ts";
import { measureOpen, measureOpenOld, measurePoll, measureRate, measureRequest } from "./session.ts";
import { measureTraceCommands } from "./trace-commands.ts";
import { measureWhole } from "./whole.ts";
import { measureWine } from "./wine.ts";

/** What all parts of a run have in common. */
export interface Run {
  readonly figures: Figures;
  readonly rounds: Rounds;
  readonly recording: Recording;
  readonly quick: boolean;
  /** How many sales each DLL makes under Wine. */
  readonly dllSales: number;
}

export const MEASURES: { readonly [part in Part]: (run: Run) => Promise<void> } = {
  sizes: measureSizes,
  peers: measurePeers,
  direct: (run) => measureInProcess(run, "direct"),
  quickjs: (run) => measureInProcess(run, "quickjs"),
  native: measureNative,
  commands: measureCommandLine,
  wine: measureDlls,
  simulation: measureSimulation,
};

const FILES = ["rrpay.plugin.js", "win-x86/gama_rrpay.dll", "win-x64/gama_rrpay.dll", "linux-x64/libgama_rrpay.so"];

async function measureSizes({ figures }: Run): Promise<void> {
  for (const file of FILES) {
    const path = `${root}/dist/${file}`;
    if (existsSync(path)) figures.add("size", file, [statSync(path).size]);
    else figures.skip(file, "not built on this machine");
  }
}

/** The peers on the same sale. One that writes other bytes than the bundle is no peer. */
async function measurePeers({ figures, rounds }: Run): Promise<void> {
  const { work, request } = workOf(longSale());
  for (const peer of PEERS) {
    const missing = peer.missing();
    if (missing !== undefined) {
      figures.skip(peer.name, missing);
      continue;
    }
    await figures.measure(peer.name, async () => {
      const done = await peer.run(work, rounds.peerMappings);
      if (!done.request.equals(request)) throw new Error("it writes another request than the bundle");
      figures.add("request", peer.name, done.tookMs, FLOOR);
    });
  }
}

/** The figure of the peer that has nothing around it. */
const FLOOR = "request@bare C client";

async function measureInProcess(run: Run, name: "direct" | "quickjs"): Promise<void> {
  const { figures, rounds, recording } = run;
  const bundle = readFileSync(`${root}/dist/rrpay.plugin.js`, "utf8");
  await figures.measure(`${name}: the bundle step by step`, async () =>
    addSteps(figures, name, await measureEngine(name, bundle, recording, rounds.starts)),
  );
  await addSizes(run, name, (sized) => measureEngine(name, bundle, sized, 1));
  await measureOnBun(run, name);
  await measureSession(run, name);
}

/** The same steps where Bun's engine compiles the bundle, or runs QuickJS. */
async function measureOnBun({ figures, rounds }: Run, name: "direct" | "quickjs"): Promise<void> {
  const bun = findBun();
  const place = `${name} on Bun`;
  if (bun === undefined) return figures.skip(place, "Bun is not installed");
  await figures.measure(`${place}: the bundle step by step`, async () =>
    addSteps(figures, place, await measureElsewhere(bun, name, rounds)),
  );
}

async function measureNative(run: Run): Promise<void> {
  const { figures, rounds, recording, quick } = run;
  const library = builtLibrary();
  if (library === undefined) return figures.skip("native", "libgama_rrpay.so is not built on this machine");
  await figures.measure("native: the bundle step by step", async () =>
    addSteps(figures, "native", await measureNativeSteps("linux-x64", recording, { rounds: rounds.days })),
  );
  await addSizes(run, "native", (sized) => measureNativeSteps("linux-x64", sized, { rounds: 1 }));
  for (const [key, counted, over] of COUNTS)
    await figures.measure(`native: ${counted} counted`, async () =>
      figures.add(key, "native", [await countInstructions(counted, recording)], over),
    );
  if (quick) figures.skip("old receipt in 90 days", "a quick run writes no 360 MB");
  else
    await figures.measure("old receipt in 90 days", async () => {
      const { textMs, keyMs, listMs, listPeakBytes } = await measureLookUp(library, builtProgram(), rounds.lookUps);
      figures.add("look-up-text", "native", textMs);
      figures.add("look-up-key", "native", keyMs, "look-up-text@native");
      if (listMs.length > 0) figures.add("journal-list", "native", listMs);
      if (listPeakBytes.length > 0) figures.add("list-memory", "native", listPeakBytes);
    });
  await measureOld(run);
  await measureSession(run, "native");
}

/** A start beside a journal of many sales: what is settled and old may not make it longer. */
async function measureOld({ figures, rounds, quick }: Run): Promise<void> {
  if (quick) return figures.skip("a start with many sales in the journal", "a quick run writes no 400 MB");
  for (const [key, sales] of OLD)
    await figures.measure(`native: a start with ${sales} sales in the journal`, async () => {
      const over = sales === 1 ? undefined : "open-1@native";
      figures.add(key, "native", await measureOpenOld(engineOf("native"), sales, rounds.opens), over);
    });
}

const OLD = [
  ["open-1", 1],
  ["open-1000", 1000],
  ["open-50000", 50_000],
] as const;

async function measureCommandLine(run: Run): Promise<void> {
  await measureCommands(run.figures, run.recording, run.rounds.opens);
  await measureProgram(run);
}

/** A till's own program over a day's trace. */
async function measureProgram({ figures, rounds, quick }: Run): Promise<void> {
  const program = builtProgram();
  if (program === undefined) return figures.skip("a day's trace", "gama-rrpay is not built on this machine");
  if (quick) return figures.skip("a day's trace", "a quick run makes no 500 sales");
  await figures.measure("a day's trace", async () => {
    const { explainMs, explainCount, exportCount } = await measureTraceCommands(program, rounds.lookUps);
    figures.add("explain-day", "native", explainMs);
    figures.add("explain-count", "native", [explainCount], "sale-count@native");
    figures.add("export-count", "native", [exportCount], "sale-count@native");
  });
}

/** Steady where clocks are not. */
const COUNTS: readonly (readonly [
  "load-count" | "boot-empty-count" | "boot-full-count" | "sale-count" | "trace-count",
  Counted,
  string?,
])[] = [
  ["load-count", "engine_start"],
  ["boot-empty-count", "empty_boot_step"],
  ["boot-full-count", "full_boot_step"],
  ["sale-count", "sale_step"],
  ["trace-count", "sale_trace", "sale-count@native"],
];

/** The bundle alone: in the engines of this process from its source, in a library's engine from its image. */
function addSteps(figures: Figures, place: string, steps: EngineFigures): void {
  figures.add("load", place, steps.loadedMs);
  figures.add("boot-empty", place, steps.emptyBootMs);
  figures.add("boot-full", place, steps.fullBootMs);
  figures.add("sale-steps", place, steps.saleMs, place === "native" ? "sale-steps@quickjs" : FLOOR);
  figures.add("answer-steps", place, steps.answerMs);
}

/** What each line costs: a sale that is fifty times as long may take fifty times as long. */
const SIZES = [
  { key: "steps-1", lines: 1 },
  { key: "steps-200", lines: 200, over: "steps-1" },
  { key: "steps-1000", lines: 1000, over: "steps-200" },
] as const;

async function addSizes(
  { figures, rounds }: Run,
  place: string,
  measure: (recording: Recording) => Promise<EngineFigures>,
): Promise<void> {
  for (const { key, lines, ...beside } of SIZES)
    await figures.measure(`${place}: a sale of ${lines} lines`, async () => {
      const { saleMs } = await measure(recordSales(lines, rounds.sizedSales));
      figures.add(key, place, saleMs, "over" in beside ? `${beside.over}@${place}` : undefined);
    });
}

/** A session as GAMA has it: sockets, journal, flushes, thread or task switches. */
async function measureSession({ figures, rounds, recording }: Run, name: string): Promise<void> {
  const engine = engineOf(name);
  await figures.measure(`${name}: INIT → ready`, async () => {
    figures.add("open-empty", name, await measureOpen(engine, undefined, rounds.opens));
    figures.add("open-full", name, await measureOpen(engine, recording, rounds.opens), `open-empty@${name}`);
  });
  await figures.measure(`${name}: 20-line sale`, async () =>
    figures.add("sale-seen", name, await measureRequest(engine, rounds.sales)),
  );
  await figures.measure(`${name}: sales one after the other`, async () =>
    figures.add("sales-rate", name, [await measureRate(engine, rounds.memorySales)]),
  );
  await figures.measure(`${name}: poll`, async () =>
    figures.add("poll", name, [await measurePoll(engine, rounds.polls)]),
  );
  await figures.measure(`${name}: whole sale`, async () => {
    const { tillMs, bareMs, returnMs, voidMs, journalBytes } = await measureWhole(engine, rounds.sales);
    figures.add("sale-bare", name, bareMs);
    figures.add("sale-whole", name, tillMs, `sale-bare@${name}`);
    figures.add("return-whole", name, returnMs, `sale-whole@${name}`);
    figures.add("void-whole", name, voidMs, `sale-whole@${name}`);
    figures.add("journal-bytes", name, [journalBytes]);
  });
  await figures.measure(`${name}: memory`, async () => {
    const { beforeBytes, afterFirstBytes, afterMoreBytes, peakBytes } = await measureMemory(name, rounds.memorySales);
    figures.add("memory-own", name, [afterFirstBytes - beforeBytes]);
    figures.add("memory-growth", name, [afterMoreBytes - afterFirstBytes]);
    figures.add("memory-peak", name, [peakBytes - beforeBytes]);
  });
}

async function measureDlls({ figures, rounds, recording, dllSales: sales }: Run): Promise<void> {
  for (const bits of [32, 64] as const)
    await figures.measure(`${bits}-bit DLL under Wine`, () => measureWine({ bits, sales, rounds, recording, figures }));
}

async function measureSimulation({ figures, rounds }: Run): Promise<void> {
  await figures.measure("simulation", () => {
    const startedAt = performance.now();
    let seed = 0;
    while (seed === 0 || performance.now() - startedAt < rounds.historiesMs) {
      const failure = runHistory(++seed);
      if (failure) throw new Error(`seed ${seed}: ${failure.message}`);
    }
    figures.add("histories", "direct", [(seed * 1000) / (performance.now() - startedAt)]);
  });
}
