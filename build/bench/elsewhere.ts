/** An engine's steps on another host: `elsewhere.ts ENGINE STARTS CHARS`, run by Bun, prints the samples as one line of JSON. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { run } from "../native/compile.mjs";
import { root } from "../native/places.mjs";
import { type EngineFigures, measureEngine } from "./engine.ts";
import { record } from "./recording.ts";
import type { Rounds } from "./rounds.ts";

const program = fileURLToPath(import.meta.url);

/** Measures an engine in a process of another host. */
export async function measureElsewhere(
  host: string,
  engine: "direct" | "quickjs",
  { starts, segmentChars }: Rounds,
): Promise<EngineFigures> {
  return JSON.parse(await run(host, [program, engine, String(starts), String(segmentChars ?? "")], { cwd: root }));
}

if (process.argv[1] === program) {
  const [engine, starts, chars] = process.argv.slice(2);
  const bundle = readFileSync(`${root}/dist/rrpay.plugin.js`, "utf8");
  const name = engine === "quickjs" ? "quickjs" : "direct";
  process.stdout.write(
    JSON.stringify(await measureEngine(name, bundle, record(chars ? Number(chars) : undefined), Number(starts))),
  );
}
