/** One core's share of the histories: `worker [first seed] [how many]`; tells each failure as a JSON line. Bundled by histories.ts. */
import { run } from "./history.ts";

const [first = 1, count = 0] = process.argv.slice(2).map(Number);
/** One fault breaks many histories; a few of them say it all. */
let left = 3;
for (let seed = first; seed < first + count && left > 0; seed++) {
  const failure = run(seed);
  if (!failure) continue;
  left--;
  console.log(JSON.stringify(failure));
}
