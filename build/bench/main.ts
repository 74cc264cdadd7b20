/** npm run bench: measures, or takes what was measured; then shows, writes, draws and judges it. */
import { readFileSync, writeFileSync } from "node:fs";
import { root } from "../native/places.mjs";
import { checkBudgets, readBudgets } from "./budgets.ts";
import { graphsOf } from "./graphs.ts";
import { machineLine } from "./machine.ts";
import { type BenchOptions, readBench } from "./options.mjs";
import { type Result, readResult, writeResult } from "./result.ts";
import { tableLines } from "./table.ts";

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
function checks(result: Result): boolean {
  const budgets = readBudgets(readFileSync(`${root}/build/bench/budgets.json`, "utf8"));
  const { lines, passed } = checkBudgets(budgets, result);
  console.log("\nBudgets");
  for (const line of lines) console.log(`  ${line}`);
  return passed;
}

/** Measures, or reads what was measured. What measures is loaded only where something is. */
async function resultNow(options: BenchOptions): Promise<Result> {
  const { from } = options;
  if (from !== undefined) return readResult(readFileSync(from, "utf8"));
  const { measure } = await import("./measure.ts");
  return measure(options);
}

function giveUp(error: unknown): never {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}

const options = readBench();
const result = await resultNow(options).catch(giveUp);
show(result);
// first of all: a long run is not lost to what comes after it
if (options.json !== undefined) writeFileSync(options.json, writeResult(result));
if (options.graphs) draw(result);
const passed = options.check ? checks(result) : true;
if (!passed || result.missing.some(({ type }) => type === "failed")) process.exitCode = 1;
