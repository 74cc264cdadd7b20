/** Runs many histories: `main.ts [first seed] [how many]`. Prints the first failure's seed and the end of its history. */
import { run } from "./history.ts";

const first = Number(process.argv[2] ?? 1);
const count = Number(process.argv[3] ?? 1000);
const startedAt = performance.now();
let failed = 0;
const kinds = new Map<string, number>();
for (let seed = first; seed < first + count; seed++) {
  const failure = run(seed);
  if (!failure) continue;
  failed++;
  const kind = failure.message.replace(/[0-9a-f-]{36}|T1-[0-9]/g, "…");
  if (!kinds.has(kind)) {
    console.log(`seed ${seed}: ${failure.message}`);
    console.log(failure.history.slice(-45).join("\n"));
  }
  kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  if (kinds.size >= 4) break;
}
const seconds = (performance.now() - startedAt) / 1000;
console.log(`${count} histories, ${failed} failed, ${Math.round(count / seconds)} a second`, Object.fromEntries(kinds));
process.exitCode = failed === 0 ? 0 : 1;
