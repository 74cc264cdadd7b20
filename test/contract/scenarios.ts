/** The scenario files that the contract tests play, on every engine. */
import { readdirSync, readFileSync } from "node:fs";
import { suite } from "uvu";
import { runScenario, scenariosOf } from "../emulator/scenario/scenario.ts";
import { checkoutFile } from "../support/checkout.ts";
import { forEachEngine } from "../support/engines.ts";

const folder = checkoutFile("test/emulator/scenario/files/");

/** The files of these fault scenarios, each with the tests that it makes. */
export function testScenarios(title: string, isWanted: (number: number) => boolean): void {
  const files = readdirSync(folder).filter((file) => isWanted(Number(/^F(\d\d)-/.exec(file)?.[1])));
  const scenarios = files.flatMap((file) => scenariosOf(JSON.parse(readFileSync(folder + file, "utf8"))));
  forEachEngine((engine) => {
    const test = suite(`${title}, on ${engine.name}`);
    for (const scenario of scenarios) test(scenario.name, () => runScenario(scenario, engine));
    test.run();
  });
}
