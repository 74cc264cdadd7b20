/** npm run sim: runs histories and tells those that break an invariant. A seed and the commit tell a history again. */
import { parseArgs } from "node:util";
import { runHistories, tell } from "./histories.ts";

const help = `npm run sim -- [options]

  --first N   the first seed (default 1)
  --count M   how many histories (default 10000)
  --help      this text`;

function natural(name: string, text: string): number {
  const value = Number(text);
  if (!/^[0-9]{1,10}$/.test(text) || value < 1) throw new Error(`--${name} must be a number from 1 on.`);
  return value;
}

try {
  const { values } = parseArgs({
    options: {
      first: { type: "string", default: "1" },
      count: { type: "string", default: "10000" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) console.log(help);
  else {
    const count = natural("count", values.count);
    const startedMs = performance.now();
    const failures = await runHistories(natural("first", values.first), count);
    for (const failure of failures) console.log(tell(failure));
    const seconds = (performance.now() - startedMs) / 1000;
    if (failures.length === 0) console.log(`${count} histories, ${Math.round(count / seconds)} a second, none failed`);
    else process.exitCode = 1;
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
