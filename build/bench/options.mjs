// What `npm run bench` takes, judged before anything is installed or built.
import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { natural, readArguments } from "../arguments.mjs";

/** What a run consists of, in its order. */
export const PARTS = ["sizes", "peers", "direct", "quickjs", "native", "commands", "wine", "simulation"];

const help = `npm run bench -- [options]

  --only PARTS    only these, with commas: ${PARTS.join(", ")}
  --quick         a few rounds of each: shows that everything runs, and measures nothing
  --json FILE     writes the figures, the machine and the commit to a file
  --check         judges the budgets of build/bench/budgets.json; exit code 1 where one that is held is broken
  --graphs        draws docs/speed-*.svg
  --from FILE     measures nothing: takes the figures from such a file, for --check, --graphs, or to see the table
  --compare REV   measures the commit REV and this one in turn too: instructions by valgrind, times
  --sales N       how many sales each DLL makes under Wine (default 3000; 100000 shows whether memory stays flat)
  --help          this text

Measures the files, the peers, the engines, a whole sale, the command line, the DLLs under Wine and the simulation: some minutes on a machine
that does nothing else. It builds the libraries first (npm run build -- --help).`;

const options = {
  only: { type: "string" },
  quick: { type: "boolean", default: false },
  json: { type: "string" },
  check: { type: "boolean", default: false },
  graphs: { type: "boolean", default: false },
  from: { type: "string" },
  compare: { type: "string" },
  sales: { type: "string" },
};

/** Throws what is wrong with the values. */
export function check({ only, quick, json, from, compare, sales }) {
  if (sales !== undefined) natural("--sales", sales);
  for (const part of namesOf(only))
    if (!PARTS.includes(part)) throw new Error(`--only ${part}: there is only ${PARTS.join(", ")}.`);
  for (const [name, value] of Object.entries({ json, from, compare }))
    if (value !== undefined && value.trim() === "") throw new Error(`--${name} needs a value.`);
  if (json !== undefined && !existsSync(dirname(resolve(json))))
    throw new Error(`--json ${json}: there is no such folder.`);
  if (from !== undefined && !existsSync(from)) throw new Error(`--from ${from}: there is no such file.`);
  // git would take it for an option
  if (compare?.startsWith("-")) throw new Error(`--compare ${compare}: not a commit.`);
  if (from === undefined) return;
  const measuring = Object.entries({ only, quick: quick || undefined, json, compare, sales });
  for (const [name, value] of measuring)
    if (value !== undefined) throw new Error(`--from measures nothing: --${name} excludes it.`);
}

/** Reads the arguments of this process. */
export function readBench() {
  const { only, sales, names: _, help: __, ...values } = readArguments({ help, options, check });
  return { ...values, parts: partsOf(only), dllSales: Number(sales ?? (values.quick ? 6 : 3000)) };
}

/** The parts in the run's own order, each once: figures stand beside those of parts before them. */
export function partsOf(only) {
  return PARTS.filter((part) => namesOf(only).includes(part));
}

function namesOf(only) {
  return only === undefined ? PARTS : only.split(",").map((part) => part.trim());
}
