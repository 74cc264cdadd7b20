/** The product itself, the DLL, under Wine: a host in C tells what each thing cost it. */
import { copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { encodeWindows1257 } from "../../plugin/text/windows1257.ts";
import { run } from "../native/compile.mjs";
import { emulates32, emulator64 } from "../native/i386.mjs";
import { root } from "../native/places.mjs";
import { targets } from "../native/targets.mjs";
import { ensureWine, runWine, wineFolders } from "../native/wine.mjs";
import type { Figures } from "./figures.ts";
import { measureNativeSteps } from "./native-steps.ts";
import { flatLines, longSale, type Recording } from "./recording.ts";
import type { Rounds } from "./rounds.ts";
import { StubRrpay } from "./stub-rrpay.ts";
import { writeSegment } from "./till.ts";

/** The DLLs by the width of the processor that they are for. */
const DLLS = { 32: targets["win-x86"], 64: targets["win-x64"] } as const;
type Bits = keyof typeof DLLS;

/** What the DLL under Wine is measured by. */
export interface WineRun {
  readonly bits: Bits;
  readonly sales: number;
  readonly rounds: Rounds;
  readonly recording: Recording;
  readonly figures: Figures;
}

/** Measures a DLL in a host that calls as Visual FoxPro does. There is no FoxPro and no Windows: Wine on this machine. */
export async function measureWine(wine: WineRun): Promise<void> {
  const { bits, figures } = wine;
  const what = `${DLLS[bits].name} DLL under Wine`;
  const dll = join(root, "dist", DLLS[bits].output);
  if (!existsSync(dll)) return figures.skip(what, "the DLL is not built: npm run build");
  const missing = await ensureWine(bits);
  if (missing) return figures.skip(what, missing.reason);
  if (bits === 32 && emulates32()) return compareEmulated(wine);
  const stub = await StubRrpay.start();
  const folder = mkdtempSync(join(wineFolders(bits), "bench-"));
  try {
    copyFileSync(dll, join(folder, "gama_rrpay.dll"));
    copyFileSync(join(root, "dist/rrpay.plugin.js"), join(folder, "rrpay.plugin.js"));
    await compileHost(bits, folder);
    writePayloads(folder);
    await measureHost(wine, new Host(bits, folder, stub));
  } finally {
    stub.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function measureHost({ bits, sales, rounds, recording, figures }: WineRun, host: Host): Promise<void> {
  const place = DLLS[bits].name;
  await host.sell(0, undefined); // Wine itself starts only once
  figures.add("open-library", place, await host.samplesMs("load", rounds.opens, undefined));
  figures.add("open-empty", place, await host.samplesMs("open", rounds.opens, undefined));
  figures.add("open-full", place, await host.samplesMs("open", rounds.opens, recording));
  const { saleMs } = await measureNativeSteps(place, recording, { rounds: rounds.days });
  figures.add("sale-steps", place, saleMs, "sale-steps@native");
  const sold = await host.sellMany(sales);
  // Included: GET health and its answer (Node), the journal's flush, two thread switches, the loopback.
  figures.add("sale-seen", place, sold.seenMs);
  figures.add("sale-result", place, sold.resultMs);
  figures.add("poll", place, [sold.pollMs]);
  figures.add("memory-own", place, [sold.firstBytes]);
  figures.add("memory-growth", place, [sold.allBytes - sold.firstBytes]);
}

/** Where the kernel runs no 32-bit programs, times mean nothing, but both engines can be slowed down alike. */
async function compareEmulated({ recording, rounds, figures }: WineRun): Promise<void> {
  const [x86, x64]: [number[], number[]] = [[], []];
  // in turn, and the least of each: otherwise noise of the machine would count as a difference
  for (let left = rounds.turns; left > 0; left--) {
    x86.push(...(await measureNativeSteps(DLLS[32].name, recording, { rounds: 2 })).saleMs);
    x64.push(...(await measureNativeSteps("linux-x64", recording, { rounds: 2, through: emulator64 })).saleMs);
  }
  figures.add("sale-steps", "linux-x64 emulated", x64);
  figures.add("sale-steps", "win-x86 emulated", x86, "sale-steps@linux-x64 emulated");
  figures.skip("win-x86 DLL under Wine", "this kernel runs no 32-bit programs: its engine ran in an emulator");
}

async function compileHost(bits: Bits, folder: string): Promise<void> {
  const { compiler } = DLLS[bits];
  const sources = [join(root, "build/bench/host.c"), join(root, "test/native/programs/host.c")];
  const flags = [
    "-std=gnu11",
    "-O1",
    ...(bits === 32 ? ["-msse2"] : []),
    "-D_WIN32_WINNT=0x0602",
    "-D__USE_MINGW_ANSI_STDIO=1",
  ];
  await run(compiler, [...flags, "-static-libgcc", ...sources, "-o", join(folder, "host.exe")]);
}

/** The host puts the sale's number behind the year. */
function writePayloads(folder: string): void {
  const sale = { ...longSale(), saleKey: "T1-2026-000000" };
  const closed = { window: "settlement", kind: sale.kind, saleKey: sale.saleKey, saved: "true" };
  writeFileSync(join(folder, "sale"), encodeWindows1257(flatLines(sale)));
  writeFileSync(join(folder, "close"), encodeWindows1257(flatLines(closed)));
}

/** Runs the host again and again, each time on a data folder of its own. */
class Host {
  readonly #bits: Bits;
  readonly #folder: string;
  readonly #stub: StubRrpay;
  #runs = 0;

  constructor(bits: Bits, folder: string, stub: StubRrpay) {
    this.#bits = bits;
    this.#folder = folder;
    this.#stub = stub;
  }

  /** One figure of a start, again and again. */
  async samplesMs(name: string, count: number, recording: Recording | undefined): Promise<number[]> {
    const samples: number[] = [];
    for (let left = count; left > 0; left--) samples.push(figureOf(await this.sell(0, recording), name) / 1000);
    return samples;
  }

  /** What the host printed. */
  async sell(count: number, recording: Recording | undefined): Promise<string> {
    const dataDir = `data-${++this.#runs}`;
    const config = { till: "1", rrpay: { port: this.#stub.port }, dataDir };
    writeFileSync(join(this.#folder, "config.json"), JSON.stringify(config));
    if (recording) writeSegment({ config: "", data: join(this.#folder, dataDir) }, recording);
    const args = ["gama_rrpay.dll", "config.json", "sale", "close", String(count)];
    const { status, output } = await runWine(this.#bits, this.#folder, "host.exe", args);
    if (status !== 0) throw new Error(`the host ended with ${status}: ${output.slice(-400)}`);
    return output;
  }

  /** Sells again and again in one session; the memory is looked at after a third of the sales and after all of them. */
  async sellMany(count: number): Promise<Sold> {
    const seenMs: number[] = [];
    this.#stub.sold = () => seenMs.push(performance.timeOrigin + performance.now());
    const output = await this.sell(count, undefined);
    const sales = [...output.matchAll(/^sale (\d+) (\d+)/gm)].map(([, wall, took]) => [Number(wall), Number(took)]);
    return {
      seenMs: sales.map(([wall = 0], at) => seenMs[at]! - wall / 1000),
      resultMs: sales.map(([, took = 0]) => took / 1000),
      pollMs: figureOf(output, "poll-ns") / 1e6,
      firstBytes: figureOf(output, "resident-first") * 1024,
      allBytes: figureOf(output, "resident-all") * 1024,
    };
  }
}

interface Sold {
  readonly seenMs: readonly number[];
  readonly resultMs: readonly number[];
  readonly pollMs: number;
  readonly firstBytes: number;
  readonly allBytes: number;
}

function figureOf(output: string, name: string): number {
  const figure = new RegExp(`^${name} (-?\\d+)`, "m").exec(output)?.[1];
  if (figure === undefined) throw new Error(`the host said no ${name}: ${output.slice(-400)}`);
  return Number(figure);
}
