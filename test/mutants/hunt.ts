/** Whether a mutant is caught, and by what: the quick specs first, then the simulation. The first red ends it. */
import { spawn } from "node:child_process";
import type { Copy } from "./copy.ts";
import type { Mutant } from "./mutant.ts";

/** Specs of forms, texts and tools: the money's code is seldom noticed there. */
const FORMS =
  "runtime/|gama-code|texts|schemas|ascii|http|flat-lines|mask|hash|client|utf8|windows1257|payload|doctor|settings|codes";

/** What may notice a mutant, in the order of its price. */
const HUNTERS: readonly { readonly name: string; readonly args: readonly string[] }[] = [
  { name: "specs", args: ["build/runner/main.ts", "--fast", "--only", `test/spec/(?!${FORMS})`] },
  { name: "simulation", args: ["test/sim/main.ts", "--count", "300"] },
  { name: "all specs", args: ["build/runner/main.ts", "--fast"] },
];

/** A mutant that makes something go round for ever is noticed by that. */
const LIMIT_MS = 300_000;

/** The name of what noticed it, or undefined for a survivor. */
export async function hunt(copy: Copy, mutant: Mutant): Promise<string | undefined> {
  return copy.with(mutant, async () => {
    for (const { name, args } of HUNTERS) if (!(await isGreen(copy.folder, args))) return name;
    return undefined;
  });
}

/** Whether the suites are green without any mutant: else nothing can be concluded. */
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
