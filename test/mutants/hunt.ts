/**
 * Whether a mutant is caught, and by what: first the spec that caught it the last time, then the quick specs, then the
 * simulation. The first failure ends the hunt.
 */
import { runNode } from "./child.ts";
import type { Copy } from "./copy.ts";
import type { Mutant } from "./mutant.ts";
import { isRed } from "./specs.ts";

/** Specs of forms, texts and tools, which seldom notice a change in the code for money. */
const FORMS =
  "runtime/|gama-code|texts|schemas|ascii|http|flat-lines|mask|hash|client|utf8|windows1257|payload|doctor|settings|codes";

interface Hunter {
  readonly name: string;
  readonly args: readonly string[];
}

const SIMULATION: Hunter = { name: "simulation", args: ["test/sim/main.ts", "--count", "300"] };

/** What may notice a mutant, the cheapest first. */
const HUNTERS: readonly Hunter[] = [specs(`test/spec/(?!${FORMS})`), SIMULATION, specs("test/spec/")];

/** The spec file that noticed it, or "simulation"; undefined if the mutant survives. `known` is what did so before. */
export async function hunt(copy: Copy, mutant: Mutant, known?: string): Promise<string | undefined> {
  if (known !== undefined && known !== SIMULATION.name && (await isRed(known, mutant))) return known;
  return copy.with(mutant, async () => {
    for (const hunter of known === SIMULATION.name ? [SIMULATION, ...HUNTERS] : HUNTERS) {
      const by = await firstFailure(copy.folder, hunter);
      if (by !== undefined) return by;
    }
    return undefined;
  });
}

/** Whether the suites pass without any mutant. If not, nothing can be concluded. `known`: only what caught one before. */
export async function isSound(copy: Copy, known: readonly string[]): Promise<boolean> {
  const files = new Set(known.filter((one) => one !== SIMULATION.name));
  for (const file of files) if (await isRed(file)) return false;
  for (const hunter of files.size === 0 ? HUNTERS.slice(0, 2) : [])
    if ((await firstFailure(copy.folder, hunter)) !== undefined) return false;
  return true;
}

function specs(pattern: string): Hunter {
  return { name: "specs", args: ["build/runner/main.ts", "--fast", "--only", pattern] };
}

/**
 * The first spec file that fails, or the hunter's name where it names none; undefined when all is green. The run ends at the
 * first file that fails: the others would tell nothing more.
 */
async function firstFailure(folder: string, { name, args }: Hunter): Promise<string | undefined> {
  const { code, printed } = await runNode(folder, ["--import", "tsx", ...args], {}, (told, child) => {
    if (redFileIn(told) !== undefined) child.kill("SIGTERM");
  });
  return code === 0 ? undefined : (redFileIn(printed) ?? name);
}

function redFileIn(printed: string): string | undefined {
  return /✗ (test\/\S+)/.exec(printed)?.[1];
}
