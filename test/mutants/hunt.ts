/**
 * Whether a mutant is caught, and by what: first the spec that caught it the last time, then the quick specs, then the
 * simulation. The first failure ends the hunt.
 */
import { runNode } from "./child.ts";
import type { Copy } from "./copy.ts";
import type { Mutant } from "./mutant.ts";

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
  return copy.with(mutant, async () => {
    for (const hunter of known === undefined ? HUNTERS : [hunterOf(known), ...HUNTERS]) {
      const by = await firstFailure(copy.folder, hunter);
      if (by !== undefined) return by;
    }
    return undefined;
  });
}

/** Whether the suites pass without any mutant. If not, nothing can be concluded. `known`: only what caught one before. */
export async function isSound(copy: Copy, known: readonly string[]): Promise<boolean> {
  const files = known.filter((one) => one !== SIMULATION.name);
  const hunters = files.length === 0 ? HUNTERS.slice(0, 2) : [specs(files.map(literally).join("|"))];
  for (const hunter of hunters) if ((await firstFailure(copy.folder, hunter)) !== undefined) return false;
  return true;
}

function hunterOf(known: string): Hunter {
  return known === SIMULATION.name ? SIMULATION : specs(literally(known));
}

function specs(pattern: string): Hunter {
  return { name: "specs", args: ["build/runner/main.ts", "--fast", "--only", pattern] };
}

function literally(file: string): string {
  return file.replaceAll(".", "\\.");
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
