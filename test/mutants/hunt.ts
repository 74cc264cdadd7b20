/**
 * Whether a mutant is caught, and by what: first the quick specs, then the simulation. The first failure ends the hunt.
 */
import { spawn } from "node:child_process";
import type { Copy } from "./copy.ts";
import type { Mutant } from "./mutant.ts";

/** Specs of forms, texts and tools, which seldom notice a change in the code for money. */
const FORMS =
  "runtime/|gama-code|texts|schemas|ascii|http|flat-lines|mask|hash|client|utf8|windows1257|payload|doctor|settings|codes";

/** What may notice a mutant, the cheapest first. */
const HUNTERS: readonly { readonly name: string; readonly args: readonly string[] }[] = [
  { name: "specs", args: ["build/runner/main.ts", "--fast", "--only", `test/spec/(?!${FORMS})`] },
  { name: "simulation", args: ["test/sim/main.ts", "--count", "300"] },
  { name: "all specs", args: ["build/runner/main.ts", "--fast"] },
];

/** A mutant that causes an endless loop is noticed by this limit. */
const LIMIT_MS = 300_000;

/** The name of what noticed it; undefined if the mutant survives. */
export async function hunt(copy: Copy, mutant: Mutant): Promise<string | undefined> {
  return copy.with(mutant, async () => {
    for (const { name, args } of HUNTERS) if (!(await isGreen(copy.folder, args))) return name;
    return undefined;
  });
}

/** Whether the suites pass without any mutant. If not, nothing can be concluded. */
export async function isSound(copy: Copy): Promise<boolean> {
  for (const { args } of HUNTERS.slice(0, 2)) if (!(await isGreen(copy.folder, args))) return false;
  return true;
}

function isGreen(folder: string, args: readonly string[]): Promise<boolean> {
  const { NODE_V8_COVERAGE: _coverage, ...env } = process.env;
  const child = spawn(process.execPath, ["--import", "tsx", ...args], {
    cwd: folder,
    env,
    stdio: "ignore",
  });
  const limit = setTimeout(() => child.kill("SIGKILL"), LIMIT_MS);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      clearTimeout(limit);
      resolve(code === 0);
    });
  });
}
