/** One run of the bench, from its options to its result. */
import { basename, isAbsolute } from "node:path";
import { commitNamed, measureCommits } from "./compare.ts";
import { Figures } from "./figures.ts";
import { thisMachine } from "./machine.ts";
import type { BenchOptions } from "./options.mjs";
import { MEASURES } from "./parts.ts";
import { record } from "./recording.ts";
import { commitOf, type Result, resultOf } from "./result.ts";
import { FULL, QUICK } from "./rounds.ts";

/** Measures the parts one after the other; what fails is in the result, with its reason. */
export async function measure({ parts, quick, compare, dllSales }: BenchOptions): Promise<Result> {
  const [machine, commit, at] = [thisMachine(), commitOf(), new Date().toISOString()];
  const before = compare === undefined ? undefined : await commitNamed(compare);
  const rounds = quick ? QUICK : FULL;
  const figures = new Figures();
  const run = { figures, rounds, quick, dllSales, recording: record(rounds.segmentChars) };
  for (const part of parts) {
    console.error(`measuring ${part} …`);
    await figures.measure(part, () => MEASURES[part](run));
  }
  if (before !== undefined) {
    console.error(`measuring ${before} beside this commit …`);
    await figures.measure(`comparison with ${before}`, () => measureCommits(before, { figures, rounds }));
  }
  const command = ["npm run bench --", ...process.argv.slice(2).map(named)].join(" ");
  const { all, missing } = figures;
  return resultOf({ command, at, commit, ...(before ? { before } : {}), quick, machine, figures: all, missing });
}

/** An argument without the folders of the machine that measured: graphs are committed. */
function named(argument: string): string {
  return isAbsolute(argument) ? basename(argument) : argument;
}
