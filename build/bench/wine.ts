/** The product itself, the DLL, under Wine: a host in C tells what each thing cost it. */
import { copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { encodeWindows1257 } from "../../plugin/text/windows1257.ts";
import { run } from "../native/compile.mjs";
import { emulates32, emulator64 } from "../native/i386.mjs";
import { root } from "../native/places.mjs";
import { targets } from "../native/targets.mjs";
import { ensureWine, runWine, wineFolders } from "../native/wine.mjs";
import { measureNativeSteps } from "./native-steps.ts";
import { flatLines, longSale, type Recording } from "./recording.ts";
import { mb, median, ms } from "./samples.ts";
import { StubRrpay } from "./stub-rrpay.ts";
import { writeSegment } from "./till.ts";

const OPENS = 7;
const COMPARISONS = 4;
/** The DLLs by the width of the processor that they are for. */
const DLLS = { 32: targets["win-x86"], 64: targets["win-x64"] } as const;
type Bits = keyof typeof DLLS;

type Show = (what: string, figure: string, budget?: string) => void;

/**
 * Shows the DLL's figures line by line and says what they are of; the memory is looked at after a third of the sales and
 * after all of them. Throws where they cannot be had.
 */
export async function measureWine(bits: Bits, sales: number, recording: Recording, show: Show): Promise<string> {
  const dll = join(root, "dist", DLLS[bits].output);
  if (!existsSync(dll)) throw new Error("the DLL is not built: npm run build");
  const missing = await ensureWine(bits);
  if (missing) throw new Error(missing.reason);
  if (bits === 32 && emulates32()) return compareEmulated(recording, show);
  const stub = await StubRrpay.start();
  const folder = mkdtempSync(join(wineFolders(bits), "bench-"));
  try {
    copyFileSync(dll, join(folder, "gama_rrpay.dll"));
    copyFileSync(join(root, "dist/rrpay.plugin.js"), join(folder, "rrpay.plugin.js"));
    await compileHost(bits, folder);
    writePayloads(folder);
    const host = new Host(bits, folder, stub);
    await host.sell(0, undefined); // Wine itself starts only once
    show("load of the DLL", ms(await host.median("load", undefined)));
    show("INIT → ready, empty journal", ms(await host.median("open", undefined)));
    show("INIT → ready, full segment", ms(await host.median("open", recording)), "30 ms in the x86 DLL");
    const { saleMs } = await measureNativeSteps(DLLS[bits].name, recording);
    show("20-line sale, hook → request bytes, steps only", ms(saleMs), "4 ms in the x86 DLL");
    await host.showSales(sales, show);
    return "no FoxPro, no Windows: Wine on this machine";
  } finally {
    stub.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Where the kernel runs no 32-bit programs, times mean nothing, but both engines can be slowed down alike. */
async function compareEmulated(recording: Recording, show: Show): Promise<string> {
  const [x86, x64]: [number[], number[]] = [[], []];
  // in turn, and the least of each: otherwise noise of the machine would count as a difference
  for (let left = COMPARISONS; left > 0; left--) {
    x86.push((await measureNativeSteps(DLLS[32].name, recording, { rounds: 2 })).saleMs);
    x64.push((await measureNativeSteps("linux-x64", recording, { rounds: 2, through: emulator64 })).saleMs);
  }
  const ratio = Math.min(...x86) / Math.min(...x64);
  const { saleMs } = await measureNativeSteps("linux-x64", recording);
  show("20-line sale, hook → request bytes, steps only", `about ${ms(saleMs * ratio)}`, "4 ms");
  return `no 32-bit programs here: ${ratio.toFixed(2)} times the 64-bit engine, both in an emulator, nothing else measured`;
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

  /** The median of one figure, in ms. */
  async median(name: string, recording: Recording | undefined): Promise<number> {
    const samples: number[] = [];
    for (let left = OPENS; left > 0; left--) samples.push(figureOf(await this.sell(0, recording), name) / 1000);
    return median(samples);
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

  async showSales(count: number, show: Show): Promise<void> {
    const seenMs: number[] = [];
    this.#stub.sold = () => seenMs.push(performance.timeOrigin + performance.now());
    const output = await this.sell(count, undefined);
    const sales = [...output.matchAll(/^sale (\d+) (\d+)/gm)].map(([, wall, took]) => [Number(wall), Number(took)]);
    const requestMs = sales.map(([wall = 0], at) => seenMs[at]! - wall / 1000);
    // Included: GET health and its answer (Node), the journal's flush, two thread switches, the loopback.
    show("20-line sale, start → POST seen by a server", ms(median(requestMs)));
    show("20-line sale, start → result, stub server", ms(median(sales.map(([, took = 0]) => took / 1000))));
    show("poll of a finished call", ms(figureOf(output, "poll-ns") / 1e6), "5 µs");
    const [first, all] = [figureOf(output, "resident-first") * 1024, figureOf(output, "resident-all") * 1024];
    const growth = `${all < first ? "" : "+"}${mb(all - first)}`;
    show(`resident, ${Math.floor(count / 3)} and ${count} sales`, `+${mb(first)}, then ${growth}`, "8 MB, then flat");
  }
}

function figureOf(output: string, name: string): number {
  const figure = new RegExp(`^${name} (-?\\d+)`, "m").exec(output)?.[1];
  if (figure === undefined) throw new Error(`the host said no ${name}: ${output.slice(-400)}`);
  return Number(figure);
}
