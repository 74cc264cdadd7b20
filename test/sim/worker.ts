/**
 * One core's share of the histories: `worker [first seed] [how many] [which share] [of how many] [survey]`. Prints JSON
 * lines. Bundled by histories.ts.
 */
import { judge, tellAgain } from "./history.ts";
import { planOf } from "./plan.ts";
import { deal } from "./share.ts";
import { kindOf } from "./shorten.ts";

const [first = 1, count = 0, share = 0, shares = 1] = process.argv.slice(2).map(Number);
const isSurvey = process.argv[6] === "survey";
/** One fault breaks many histories, and a few of them are enough. A survey reports each kind once and counts. */
let left = 3;
const kinds = new Map<string, { seed: number; message: string; count: number }>();

for (const seed of deal(first, count, shares)[share] ?? []) {
  if (left === 0) break;
  const plan = planOf(seed);
  const message = judge(plan);
  if (message === undefined) continue;
  const kind = kindOf(message);
  const known = kinds.get(kind);
  if (known) known.count++;
  else kinds.set(kind, { seed, message, count: 1 });
  if (isSurvey) continue;
  left--;
  console.log(JSON.stringify(tellAgain(plan)));
}
if (isSurvey) for (const [kind, found] of kinds) console.log(JSON.stringify({ kind, ...found }));
