// Only on Node: the histories are the same on every host, but their cost is not.
// Time limit: 1200 s
// Runs the real step through histories of crashes, faults and lies: nothing is charged or printed twice, no money is
// lost.

import * as assert from "uvu/assert";
import { suite } from "../support/suite.ts";
import { times } from "../support/tier.ts";
import { runHistories, tell } from "./histories.ts";
import { run } from "./history.ts";

const test = suite("simulation");

const first = Number(process.env.GRP_SIM_FIRST ?? 1);
/**
 * Two idle cores run about 35 histories a second: about a minute of them in the full run, some seconds in the daily one.
 */
const count = Number(process.env.GRP_SIM_COUNT ?? times(400, process.env.GRP_TIER === "all" ? 2_000 : 600));

test(`invariants 1 to 4 hold in ${count} histories from seed ${first} on`, async () => {
  const failures = await runHistories(first, count);
  assert.is(failures.length, 0, failures.map(tell).join("\n"));
});

test("a history is a function of its seed", () => {
  assert.equal(run(first), run(first));
});

test("a failed history is told by its seed, its invariant and its end", () => {
  const history = Array.from({ length: 50 }, (_, at) => `step ${at}`);
  const told = tell({ seed: 7, message: "invariant 2: T1-1 was charged 2 times", history });
  assert.match(told, /^seed 7: invariant 2: T1-1 was charged 2 times\n {2}… 5 lines before\n {2}step 5\n/);
  assert.match(told, /step 49$/);
});

test.run();
