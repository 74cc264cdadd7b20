/** The scenario files that the contract tests play, on every engine. */
import { readdirSync, readFileSync } from "node:fs";
import { runScenario, scenariosOf } from "../emulator/scenario/scenario.ts";
import { checkoutFile } from "../support/checkout.ts";
import { engineNames, forEachEngine } from "../support/engines.ts";
import { suite } from "../support/suite.ts";

const folder = checkoutFile("test/emulator/scenario/files/");

export interface ScenarioOptions {
  /** In the daily run each scenario is played on one engine, in turn: it kills processes and takes its time. */
  readonly sampled?: boolean;
}

/** The files of these fault scenarios, each with the tests that it makes. */
export function testScenarios(
  title: string,
  isWanted: (number: number) => boolean,
  { sampled = false }: ScenarioOptions = {},
): void {
  const files = readdirSync(folder).filter((file) => isWanted(Number(/^F(\d\d)-/.exec(file)?.[1])));
  const scenarios = files.flatMap((file) => scenariosOf(JSON.parse(readFileSync(folder + file, "utf8"))));
  const engines = process.env.GRP_TIER === "default" && sampled ? engineNames() : [];
  forEachEngine((engine) => {
    const test = suite(`${title}, on ${engine.name}`);
    const mine = engines.length === 0 ? scenarios : everyNth(scenarios, engines.length, engines.indexOf(engine.name));
    for (const scenario of mine) test(scenario.name, () => runScenario(scenario, engine));
    test.run();
  });
}

function everyNth<T>(items: readonly T[], step: number, first: number): T[] {
  return items.filter((_item, at) => at % step === first);
}
