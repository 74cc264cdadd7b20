/** Many histories at once: bundled first, because tsx's own loader is in the way, then shared between the cores. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { Failure } from "./history.ts";

const PROCESSES = 2;
/** Of a failed history: the end of it, which is where it went wrong. */
const TOLD_STEPS = 45;

/** Runs the histories of `count` seeds from `first` on. Returns what failed, the lowest seeds first. */
export async function runHistories(first: number, count: number): Promise<Failure[]> {
  const folder = mkdtempSync(join(tmpdir(), "gama-rrpay-sim-"));
  try {
    const outfile = join(folder, "worker.mjs");
    const entry = fileURLToPath(new URL("./worker.ts", import.meta.url));
    await build({ entryPoints: [entry], outfile, bundle: true, format: "esm", platform: "node", target: "node20" });
    const share = Math.ceil(count / PROCESSES);
    const firsts = Array.from({ length: PROCESSES }, (_, at) => first + at * share);
    const end = first + count;
    const failures = await Promise.all(firsts.map((from) => runShare(outfile, from, Math.min(share, end - from))));
    return failures.flat().sort((a, b) => a.seed - b.seed);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function runShare(worker: string, first: number, count: number): Promise<Failure[]> {
  // what runs here is a bundle: its coverage would say nothing, and measuring it takes half of the speed
  const { NODE_V8_COVERAGE: _coverage, ...env } = process.env;
  const child = spawn(process.execPath, [worker, String(first), String(count)], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      if (code !== 0) return reject(new Error(`the histories from seed ${first} on ended with code ${code}`));
      const lines = output.split("\n").filter((line) => line !== "");
      resolve(lines.map((line) => JSON.parse(line) as Failure));
    });
  });
}

/** A failure as a person reads it: the seed that tells it again, the invariant, and the end of the history. */
export function tell({ seed, message, history }: Failure): string {
  const told = history.slice(-TOLD_STEPS);
  const left = history.length - told.length;
  return [`seed ${seed}: ${message}`, ...(left > 0 ? [`… ${left} lines before`] : []), ...told].join("\n  ");
}
