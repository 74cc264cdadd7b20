/** The scenario files that ship, and what a file that is wrong says. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { checkScenario, runScenario, ScenarioFailed } from "./scenario/scenario.ts";

const test = suite("scenarios");
const folder = fileURLToPath(new URL("./scenario/files/", import.meta.url));

for (const file of readdirSync(folder)) {
  const scenario = checkScenario(JSON.parse(readFileSync(folder + file, "utf8")));
  test(scenario.name, () => runScenario(scenario, "quickjs"));
}

test("an expectation that does not hold names its step and what was found", async () => {
  const scenario = checkScenario({ name: "x", steps: [{ expect: { saved: 1 } }] });
  try {
    await runScenario(scenario, "quickjs");
    assert.unreachable();
  } catch (error) {
    assert.instance(error, ScenarioFailed);
    assert.match((error as Error).message, /step 1.*saved is 0, not 1/);
  }
});

test("a file with an unknown key is refused with its place", () => {
  assert.throws(() => checkScenario({ name: "x", steps: [{ expect: { money: 1 } }] }), /steps\/0.*additional/);
});

test.run();
