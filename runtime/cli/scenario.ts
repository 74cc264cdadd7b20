/** `gama-rrpay scenario run`: runs scenario files with a till and RRPay's emulator, without a browser. */
import { readFileSync } from "node:fs";
import { runScenario, type Scenario, ScenarioFailed, scenariosOf } from "../../test/emulator/scenario/scenario.ts";
import { engineNames } from "./engines.ts";
import { CliError, EXIT, type ExitCode, usageError } from "./exit.ts";
import { plain } from "./words.ts";

/** Runs every variant of each file. A step that fails ends its scenario; the others continue. */
export async function scenario([command, ...files]: string[]): Promise<ExitCode> {
  if (command !== "run" || files.length === 0)
    throw usageError({ en: "scenario takes run FILE…", lt: "scenario reikia run FAILAS…" });
  const engine = engineNames().includes("native") ? "native" : "quickjs";
  let exitCode: ExitCode = EXIT.done;
  for (const wanted of files.flatMap(read)) {
    try {
      await runScenario(wanted, engine);
      console.log(`ok      ${wanted.name}`);
    } catch (error) {
      if (!(error instanceof ScenarioFailed)) throw error;
      console.log(`failed  ${wanted.name}\n        ${error.message}`);
      exitCode = EXIT.notDone;
    }
  }
  return exitCode;
}

function read(file: string): Scenario[] {
  const text = readFileSync(file, "utf8");
  try {
    return scenariosOf(JSON.parse(text));
  } catch (error) {
    throw new CliError(plain(`${file}: ${error instanceof Error ? error.message : error}`));
  }
}
