/** npm run fuzz -- --minutes N: lets clang's fuzzers run in turn; what they find is kept in the cache for the next run. */
import { fuzz } from "../test/native/fuzz.ts";
import { FUZZERS, type FuzzerName } from "../test/native/programs.ts";
import { natural, readArguments } from "./arguments.mjs";
import { ensureTools } from "./native/tools.mjs";

const all = Object.keys(FUZZERS) as FuzzerName[];
const help = `npm run fuzz -- [options]

  --minutes N   how long in all (default 4)
  --only NAME   only one of ${all.join(", ")}
  --help        this text

Needs clang with its fuzzers (on Debian as root it is installed).`;

const { minutes, only } = readArguments({
  help,
  options: { minutes: { type: "string", default: "4" }, only: { type: "string" } },
  check: (values) => {
    natural("--minutes", values.minutes);
    if (values.only !== undefined && !all.some((name) => name === values.only))
      throw new Error(`--only ${values.only}: there is only ${all.join(", ")}.`);
  },
});
const missing = ensureTools(["gcc", "wasm2c", "clang"], console.log);
if (missing) {
  console.error(`${missing.reason}: ${missing.how}`);
  process.exit(69);
}
const names = all.filter((name) => only === undefined || name === only);
const seconds = Math.max(1, Math.round((Number(minutes) * 60) / names.length));
for (const name of names) {
  const report = await fuzz(name, { seconds });
  console.log(`${name}: ${/Done \d+ runs in \d+ second/.exec(report)?.[0] ?? report.slice(-500)}(s), nothing found`);
}
