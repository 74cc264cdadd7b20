/**
 * One side of a comparison, in a process of its own: `side.ts CHECKOUT counts|times ROUNDS CHARS` measures that checkout by
 * its own bench, and prints samples by name as one line of JSON.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { EngineFigures } from "./engine.ts";
import type { Counted } from "./native-steps.ts";
import type { Recording } from "./recording.ts";

/** What the bench of a checkout must have; an old one may lack the counting, and gives medians instead of samples. */
interface Bench {
  readonly record: (segmentChars?: number) => Recording;
  readonly measureNativeSteps: (
    name: "linux-x64",
    recording: Recording,
    options: { readonly rounds: number },
  ) => Promise<{ readonly [name in keyof EngineFigures]: number | readonly number[] }>;
  readonly countInstructions?: (counted: Counted, recording: Recording) => Promise<number>;
}

const COUNTED: readonly Counted[] = ["engine_start", "empty_boot_step", "full_boot_step", "sale_step"];

async function benchOf(checkout: string): Promise<Bench> {
  const files = ["recording.ts", "native-steps.ts"].map((file) => join(checkout, "build/bench", file));
  const missing = files.find((file) => !existsSync(file));
  if (missing !== undefined) throw new Error(`that commit has no ${missing.slice(checkout.length + 1)}`);
  const modules = await Promise.all(files.map((file) => import(pathToFileURL(file).href) as Promise<Partial<Bench>>));
  return Object.assign({}, ...modules) as Bench;
}

const [checkout = "", what, rounds, chars] = process.argv.slice(2);
const bench = await benchOf(checkout);
const recording = bench.record(chars ? Number(chars) : undefined);
const samples: Record<string, readonly number[]> = {};
if (what === "counts") {
  for (const counted of COUNTED)
    if (bench.countInstructions) samples[counted] = [await bench.countInstructions(counted, recording)];
} else {
  const figures = await bench.measureNativeSteps("linux-x64", recording, { rounds: Number(rounds) });
  for (const [name, value] of Object.entries(figures)) samples[name] = [value].flat();
}
process.stdout.write(`${JSON.stringify(samples)}\n`);
