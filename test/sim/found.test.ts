// Only on Node: the histories are the same on every host.
// What the simulation found on the build before: none of it happens any more.

import * as assert from "uvu/assert";
import { suite } from "../support/suite.ts";
import { FOUND, planOfFound } from "./found.ts";
import { judge } from "./history.ts";

const test = suite("found by the simulation");

for (const found of FOUND)
  test(`${found.fault === "smaller" ? "a smaller fault" : `fault ${found.fault}`}: ${found.what}`, () => {
    assert.is(judge(planOfFound(found)), undefined);
  });

test.run();
