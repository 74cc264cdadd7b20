/** Plays a scenario in a folder of its own, with its own RRPay and its own till. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EngineName } from "../../../runtime/node/api.ts";
import type { TestEngine } from "../../support/engines.ts";
import type { ConfigPart } from "../../support/till.ts";
import { type Rrpay, type RrpayOptions, startRrpay } from "../rrpay/server.ts";
import { isRaw, type Scenario } from "./file.ts";
import { PosSide } from "./pos-side.ts";
import type { Side } from "./side.ts";
import { Stage } from "./stage.ts";
import { TillSide } from "./till-side.ts";

export { type Scenario, scenariosOf } from "./file.ts";

/** A step failed. The message names the step. */
export class ScenarioFailed extends Error {}

/** How long one step may take. After that, what it waits for will never come. */
const STEP_MS = 60_000;

/** Another protocol than ours: how RRPay speaks it, and what the config says about it. */
export interface Dialect {
  readonly rrpay?: Pick<RrpayOptions, "converse" | "features">;
  readonly config?: ConfigPart;
}

/**
 * Runs a scenario in an engine; if only the engine's name is given, the till is a process of its own. Throws
 * ScenarioFailed. `ended` gets the folder as the till has left it.
 */
export async function runScenario(
  scenario: Scenario,
  engine: TestEngine | EngineName,
  played: () => void = () => {},
  dialect: Dialect = {},
  ended: (dir: string) => void = () => {},
): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), "scenario-"));
  const { policy = "wait", faults = [], steps } = scenario;
  const rrpay = await startRrpay({ dir: join(dir, "rrpay"), policy, faults, ...dialect.rrpay });
  const side = sideOf(scenario, dir, rrpay, engine, dialect.config);
  const stage = new Stage(side, rrpay);
  try {
    await side.open();
    for (const [at, step] of steps.entries()) {
      await inTime(stage.play(step)).catch((error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error);
        throw new ScenarioFailed(`step ${at + 1}, ${JSON.stringify(step)}: ${reason}`);
      });
      played();
    }
  } finally {
    await side.stop();
    await rrpay.stop();
    ended(dir);
    rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
  }
}

function sideOf(
  scenario: Scenario,
  dir: string,
  rrpay: Rrpay,
  engine: TestEngine | EngineName,
  config?: ConfigPart,
): Side {
  return isRaw(scenario)
    ? new TillSide(dir, rrpay, engine, scenario, config)
    : new PosSide(dir, rrpay, typeof engine === "string" ? engine : engine.name, scenario, config?.bundle?.file);
}

async function inTime(step: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it did not happen within ${STEP_MS / 1000} s`)), STEP_MS);
  });
  await Promise.race([step, late]).finally(() => clearTimeout(timer));
}
