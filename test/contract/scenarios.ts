/** The scenario files that the contract tests play, on every engine. */
import { readdirSync, readFileSync } from "node:fs";
import { runScenario, scenariosOf } from "../emulator/scenario/scenario.ts";
import { checkoutFile } from "../support/checkout.ts";
import { enginesHere, forEachEngine } from "../support/engines.ts";
import { skip } from "../support/skip.ts";
import { suite } from "../support/suite.ts";
import { isDaily } from "../support/tier.ts";

const folder = checkoutFile("test/emulator/scenario/files/");

/** The files of these fault scenarios, each with the tests that it makes. In the daily run each is played on one engine, in turn. */
export function testScenarios(title: string, isWanted: (number: number) => boolean): void {
  const files = readdirSync(folder).filter((file) => isWanted(Number(/^F(\d\d)-/.exec(file)?.[1])));
  const scenarios = files.flatMap((file) => scenariosOf(JSON.parse(readFileSync(folder + file, "utf8"))));
  const engines = enginesHere().map(({ name }) => name);
  if (isDaily) skip(title, `each scenario is played on one engine here, in turn: ${engines.join(", ")}`);
  forEachEngine((engine) => {
    const test = suite(`${title}, on ${engine.name}`);
    const turn = engines.indexOf(engine.name);
    const mine = isDaily ? scenarios.filter((_one, at) => at % engines.length === turn) : scenarios;
    for (const scenario of mine) test(scenario.name, () => runScenario(scenario, engine));
    test.run();
  });
}
