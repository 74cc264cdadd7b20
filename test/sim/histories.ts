/**
 * Runs many histories at once. They are bundled first, because tsx's own loader is slow, and shared between the cores.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { Failure } from "./history.ts";

/** How many lines of a failed history are shown. They are its last lines, because the fault is at the end. */
const TOLD_STEPS = Number(process.env.GRP_SIM_TOLD ?? 45);

/** A kind of fault: where it appears first, and how often. */
export interface Found {
  readonly kind: string;
  readonly seed: number;
  readonly message: string;
  readonly count: number;
}

/** Runs the histories of `count` seeds, beginning with `first`. Returns the failures, the lowest seeds first. */
export async function runHistories(first: number, count: number): Promise<Failure[]> {
  const failures = await share<Failure>(first, count, []);
  return failures.sort((a, b) => a.seed - b.seed);
}

/** Runs all of them, even after a failure, and reports each kind of fault once. */
export async function survey(first: number, count: number): Promise<Found[]> {
  const kinds = new Map<string, Found>();
  for (const found of await share<Found>(first, count, ["survey"])) {
    const known = kinds.get(found.kind);
    const lowest = known && known.seed < found.seed ? known : found;
    kinds.set(found.kind, { ...lowest, count: found.count + (known?.count ?? 0) });
  }
  return [...kinds.values()].sort((a, b) => b.count - a.count || a.seed - b.seed);
}

/** Shares the seeds between the cores. Each line that a worker prints is one value. */
async function share<Line>(first: number, count: number, mode: readonly string[]): Promise<Line[]> {
  const folder = mkdtempSync(join(tmpdir(), "gama-rrpay-sim-"));
  try {
    const outfile = join(folder, "worker.mjs");
    const entry = fileURLToPath(new URL("./worker.ts", import.meta.url));
    await build({ entryPoints: [entry], outfile, bundle: true, format: "esm", platform: "node", target: "node20" });
    const shares = Math.max(1, Math.min(availableParallelism(), count));
    const lines = await Promise.all(
      Array.from({ length: shares }, (_, at) => runShare(outfile, [first, count, at, shares, ...mode])),
    );
    return lines.flat().map((line) => JSON.parse(line) as Line);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function runShare(worker: string, args: readonly (string | number)[]): Promise<string[]> {
  const child = spawn(process.execPath, [worker, ...args.map(String)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      if (code !== 0) return reject(new Error(`share ${args[2]} of the histories ended with code ${code}`));
      resolve(output.split("\n").filter((line) => line !== ""));
    });
  });
}

/** A failure in a form for people: the seed that repeats it, the invariant, and the end of the history. */
export function tell({ seed, message, history }: Failure): string {
  const told = history.slice(-TOLD_STEPS);
  const left = history.length - told.length;
  return [`seed ${seed}: ${message}`, ...(left > 0 ? [`… ${left} lines before`] : []), ...told].join("\n  ");
}
