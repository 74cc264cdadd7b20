/** npm run bench: measures, or takes what was measured; then shows, writes, draws and judges it. */
import { readFileSync, writeFileSync } from "node:fs";
import { root } from "../native/places.mjs";
import { checkBudgets, readBudgets } from "./budgets.ts";
import { measureCommits } from "./compare.ts";
import { Figures } from "./figures.ts";
import { graphsOf } from "./graphs.ts";
import { machineLine, thisMachine } from "./machine.ts";
import { type BenchOptions, readBench } from "./options.mjs";
import { MEASURES } from "./parts.ts";
import { record } from "./recording.ts";
import { commitOf, type Result, readResult, resultOf, writeResult } from "./result.ts";
import { FULL, QUICK } from "./rounds.ts";
import { tableLines } from "./table.ts";

async function measured({ parts, quick, compare, dllSales }: BenchOptions): Promise<Result> {
  const [machine, commit, at] = [thisMachine(), commitOf(), new Date().toISOString()];
  const rounds = quick ? QUICK : FULL;
  const figures = new Figures();
  const run = { figures, rounds, quick, dllSales, recording: record(rounds.segmentChars) };
  for (const part of parts) {
    console.error(`measuring ${part} …`);
    await MEASURES[part](run);
  }
  let before: string | undefined;
  if (compare !== undefined)
    await figures.measure(`comparison with ${compare}`, async () => {
      console.error(`measuring ${compare} beside this commit …`);
      before = await measureCommits(compare, { figures, rounds });
    });
  const command = ["npm run bench --", ...process.argv.slice(2)].join(" ");
  const { all, missing } = figures;
  return resultOf({ command, at, commit, ...(before ? { before } : {}), quick, machine, figures: all, missing });
}

function show({ command, commit, before, quick, machine, figures, missing, at }: Result): void {
  console.log(`${command}, commit ${commit}${before ? ` beside ${before}` : ""}, ${at}`);
  console.log(`${machineLine(machine)}\n`);
  for (const line of tableLines(figures, missing)) console.log(line);
  if (quick) console.log("\nA quick run of a few rounds: everything ran, nothing was measured.");
}

function draw(result: Result): void {
  const graphs = graphsOf(result);
  if (graphs.length === 0) console.log("\nNo graph: this run has none of their figures.");
  for (const { file, svg } of graphs) {
    writeFileSync(`${root}/docs/${file}`, svg);
    console.log(`\nDrawn: docs/${file}`);
  }
}

/** Whether no budget that is held is broken. */
function checks({ figures }: Result): boolean {
  const budgets = readBudgets(readFileSync(`${root}/build/bench/budgets.json`, "utf8"));
  const { lines, passed } = checkBudgets(budgets, figures);
  console.log("\nBudgets");
  for (const line of lines) console.log(`  ${line}`);
  return passed;
}

const options = readBench();
const result = options.from === undefined ? await measured(options) : readResult(readFileSync(options.from, "utf8"));
show(result);
// first of all: a long run is not lost to what comes after it
if (options.json !== undefined) writeFileSync(options.json, writeResult(result));
if (options.graphs) draw(result);
const passed = options.check ? checks(result) : true;
if (!passed || result.missing.some(({ type }) => type === "failed")) process.exitCode = 1;
