/** npm run sim: runs histories and tells those that break an invariant. A seed and the commit tell a history again. */
import { parseArgs } from "node:util";
import { runHistories, survey, tell } from "./histories.ts";
import { judge, tellAgain } from "./history.ts";
import { planOf } from "./plan.ts";
import { shorten } from "./shorten.ts";

const help = `npm run sim -- [options]

  --first N   the first seed (default 1)
  --count M   how many histories (default 10000)
  --survey    go on after a failure, and tell each kind of fault once
  --shorten N the history of this seed, made shorter and told
  --help      this text`;

function natural(name: string, text: string): number {
  const value = Number(text);
  if (!/^[0-9]{1,10}$/.test(text) || value < 1) throw new Error(`--${name} must be a number from 1 on.`);
  return value;
}

/** Runs, and says what broke. */
async function histories(first: number, count: number): Promise<void> {
  const startedMs = performance.now();
  const failures = await runHistories(first, count);
  for (const failure of failures) console.log(tell(failure));
  const seconds = (performance.now() - startedMs) / 1000;
  if (failures.length === 0) console.log(`${count} histories, ${Math.round(count / seconds)} a second, none failed`);
  else process.exitCode = 1;
}

async function kinds(first: number, count: number): Promise<void> {
  for (const { seed, message, count: times } of await survey(first, count))
    console.log(`${String(times).padStart(6)}  seed ${seed}: ${message}`);
}

function short(seed: number): void {
  const plan = planOf(seed);
  const message = judge(plan);
  if (message === undefined) return console.log(`seed ${seed}: nothing breaks`);
  const shorter = shorten(plan, message);
  console.log(JSON.stringify(shorter));
  console.log(tell(tellAgain(shorter)));
}

try {
  const { values } = parseArgs({
    options: {
      first: { type: "string", default: "1" },
      count: { type: "string", default: "10000" },
      survey: { type: "boolean", default: false },
      shorten: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  const first = natural("first", values.first);
  const count = natural("count", values.count);
  if (values.help) console.log(help);
  else if (values.shorten !== undefined) short(natural("shorten", values.shorten));
  else if (values.survey) await kinds(first, count);
  else await histories(first, count);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
