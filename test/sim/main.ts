/** npm run sim: runs histories and shows those that break an invariant. A seed and the commit repeat a history. */
import { natural, readArguments } from "../../build/arguments.mjs";
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

/** Runs histories and reports what broke. */
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

const options = {
  first: { type: "string", default: "1" },
  count: { type: "string", default: "10000" },
  survey: { type: "boolean", default: false },
  shorten: { type: "string" },
} as const;
const values = readArguments({
  help,
  options,
  check: ({ first, count, shorten }) => {
    natural("--first", first);
    natural("--count", count);
    if (shorten !== undefined) natural("--shorten", shorten);
  },
});
const [first, count] = [Number(values.first), Number(values.count)];
if (values.shorten !== undefined) short(Number(values.shorten));
else if (values.survey) await kinds(first, count);
else await histories(first, count);
