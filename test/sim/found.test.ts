// Only on Node: the histories are the same on every host.
// What the simulation has found: each history fails on a build without its mend, and succeeds on the present build.
import * as assert from "uvu/assert";
import { importWith } from "../mutants/build.ts";
import { mutantsOf } from "../mutants/list.ts";
import { suite } from "../support/suite.ts";
import { FOUND } from "./found.ts";
import { planOfFound } from "./found-history.ts";
import { judge } from "./history.ts";
import { kindOf } from "./shorten.ts";

const test = suite("found by the simulation");

/** The function that judges a history on a build without some mends. */
async function judgeWithout(names: readonly string[]): Promise<typeof judge> {
  const built = await importWith<{ readonly judge: typeof judge }>(mutantsOf(names), "test/sim/history.ts");
  return built.judge;
}

for (const found of FOUND)
  test(`${typeof found.fault === "number" ? `fault ${found.fault}` : `a ${found.fault} fault`}: ${found.what}`, async () => {
    const plan = planOfFound(found);
    assert.is(judge(plan), undefined);
    const said = (await judgeWithout(found.without))(plan);
    assert.is(said && kindOf(said), found.said);
  });

test.run();
