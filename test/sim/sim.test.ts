// Only on Node: the histories are the same on every host, but their cost is not.
// Time limit: 1200 s
// Runs the real step through histories of crashes, faults and lies: nothing is charged or printed twice, no money is
// lost.

import * as assert from "uvu/assert";
import { suite } from "../support/suite.ts";
import { times } from "../support/tier.ts";
import { runHistories, tell } from "./histories.ts";
import { judge, run } from "./history.ts";
import { type Plan, planOf } from "./plan.ts";
import { deal } from "./share.ts";
import { PLAIN } from "./traits.ts";
import { FAIR } from "./weather.ts";

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

test("each history is dealt to one process, and a past is lived in one of them", () => {
  const shares = deal(7, 1600, 3);
  assert.equal(
    shares.flat().sort((a, b) => a - b),
    Array.from({ length: 1600 }, (_, at) => 7 + at),
  );
  for (const past of ["days", "unprinted"])
    assert.is(shares.filter((seeds) => seeds.some((seed) => planOf(seed).past === past)).length, 1, past);
});

test("a history is a function of its seed", () => {
  assert.equal(run(first), run(first));
});

/** Histories in which the till was right and the oracle, or the cashier, was not. */
const RIGHT: readonly (readonly [what: string, plan: Partial<Plan>])[] = [
  [
    "B6: RRPay still says that it printed none of what was typed as printed: the conflict is no fault",
    {
      traits: { ...PLAIN, printing: "never", parts: 0.5 },
      weather: {
        ...FAIR,
        ...{ kill: 0.023347969567403197, loseRequest: 0.03856449886225164, loseAnswer: 0.2759128967765719 },
        ...{ garble: 0.10237751859240235, outOfPaper: 0.008495627192314715, clockJump: 0.004452800787985325 },
      },
      seed: 92010435,
      acts: [
        { type: "sell", totalCents: 3403, presses: 2, seed: 2358247886 },
        { type: "void", which: 0, named: "wrong", tries: 2, seed: 1641804855 },
        { type: "sell", totalCents: 1895, presses: 4, seed: 1337401300 },
      ],
    },
  ],
  [
    "B24: after a restart a close without an id means the latest attempt, also where GAMA used a number again",
    {
      seed: 771003881,
      weather: { ...FAIR, garble: 0.05051554804667831 },
      acts: [
        { type: "sell", totalCents: 3313, presses: 1, seed: 4193277215 },
        { type: "reuse", which: 1, same: true, seed: 3134633770 },
        { type: "reuse", which: 0, same: false, seed: 695281363 },
        { type: "restart", seed: 1913405950 },
        { type: "close", which: 1, kind: "receipt", saved: false, seed: 3139513831 },
      ],
    },
  ],
  [
    "B24: what was voided while space was pressed is not saved any more",
    {
      seed: 771002527,
      traits: { ...PLAIN, features: PLAIN.features.filter((feature) => feature !== "fiscal"), parts: 0.5 },
      weather: { ...FAIR, refuse: 0.05208526458591223, clockJump: 0.015939536201767624 },
      acts: [{ type: "sell", totalCents: 764, presses: 3, seed: 1728788594 }],
    },
  ],
  [
    "B24: what GAMA said it saved while the payment was open is saved once it is approved",
    {
      seed: 840005477,
      traits: { ...PLAIN, features: PLAIN.features.filter((feature) => feature !== "status") },
      acts: [
        { type: "sell", totalCents: 3198, presses: 1, seed: 1795706389 },
        { type: "rrpay-down", seed: 3475074226 },
        { type: "close", which: 0, kind: "receipt", saved: true, seed: 807901557 },
        { type: "reuse", which: 0, same: true, seed: 850883089 },
        { type: "press", which: 0, presses: 3, seed: 3800864544 },
      ],
    },
  ],
];

for (const [what, plan] of RIGHT)
  test(what, () => {
    const plain = { seed: 1, traits: PLAIN, weather: FAIR, honesty: "honest", past: "none", acts: [] } as const;
    assert.is(judge({ ...plain, ...plan }), undefined);
  });

test("a failed history is told by its seed, its invariant and its end", () => {
  const history = Array.from({ length: 50 }, (_, at) => `step ${at}`);
  const told = tell({ seed: 7, message: "invariant 2: T1-1 was charged 2 times", history });
  assert.match(told, /^seed 7: invariant 2: T1-1 was charged 2 times\n {2}… 5 lines before\n {2}step 5\n/);
  assert.match(told, /step 49$/);
});

test.run();
