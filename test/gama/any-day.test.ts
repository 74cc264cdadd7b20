// Time limit: 900 s
/**
 * A day at the till, made up: a cashier rings up, pays, voids, edits, parks and restarts in GAMAs of several setups while
 * RRPay and the way to it fail. docs/contracts.md B as a whole, through the real hooks.
 *
 * `GRP_DAY_SEED=N` plays other days, `GRP_DAY_COUNT=N` as many; what fails is told with its seed and path.
 */
import fc from "fast-check";
import * as assert from "uvu/assert";
import { suite } from "../support/suite.ts";
import { times } from "../support/tier.ts";
import { playDay } from "./day/day.ts";
import { anyDay, type Day } from "./day/plan.ts";
import { WRONG_PROGRAMS } from "./day/wrong-programs.ts";

const test = suite("rrpay.prg: any day");

const seed = Number(process.env.GRP_DAY_SEED ?? 1);
/** A day takes a second of a processor. */
const daysOf = { truthful: times(4, 30), liar: times(2, 20) } as const;
const path = process.env.GRP_DAY_PATH;
/** How many shorter days are tried once one has failed: each takes seconds. */
const SHORTER_MAX = 60;

async function holds(who: "truthful" | "liar"): Promise<void> {
  let shorterLeft = SHORTER_MAX;
  const day = fc.asyncProperty(anyDay, async (day: Day) => {
    if (shorterLeft <= 0) return;
    if (shorterLeft < SHORTER_MAX) shorterLeft--;
    const { problems, story } = await playDay(day, who);
    if (problems.length === 0) return;
    if (shorterLeft === SHORTER_MAX) shorterLeft--;
    assert.unreachable(`${problems.join("\n")}\n${story.join("\n")}`);
  });
  const numRuns = Number(process.env.GRP_DAY_COUNT ?? daysOf[who]);
  await fc.assert(day, { seed, numRuns, ...(path === undefined ? {} : { path }) });
}

test("a truthful cashier: paid means paid once, nothing said is untrue, and in the end all that is unlisted adds up", () =>
  holds("truthful"));

test("a cashier who lies: no receipt is charged twice, and the till sells again", () => holds("liar"));

for (const { what, program, day, problem } of WRONG_PROGRAMS)
  test(`it is seen where ${what}`, async () => {
    assert.match((await playDay(day, "truthful", program)).problems.join("\n"), problem);
    assert.equal((await playDay(day, "truthful")).problems, []);
  });

test.run();
