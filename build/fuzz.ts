/** npm run fuzz -- --minutes N: lets clang's fuzzers run in turn; what they find is kept in the cache for the next run. */
import { parseArgs } from "node:util";
import { fuzz } from "../test/native/fuzz.ts";
import { FUZZERS, type FuzzerName } from "../test/native/programs.ts";

const { values } = parseArgs({
  options: { minutes: { type: "string", default: "4" }, only: { type: "string" } },
});
const names = (Object.keys(FUZZERS) as FuzzerName[]).filter(
  (name) => values.only === undefined || name === values.only,
);
const seconds = Math.max(1, Math.round((Number(values.minutes) * 60) / names.length));
for (const name of names) {
  const report = await fuzz(name, { seconds });
  console.log(`${name}: ${/Done \d+ runs in \d+ second/.exec(report)?.[0] ?? report.slice(-500)}(s), nothing found`);
}
