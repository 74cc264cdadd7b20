// What is done next about an attempt that RRPay may know: the table of the heart of the money path.

import * as assert from "uvu/assert";
import {
  beginProgress,
  type News,
  nextStep,
  type Present,
  type Progress,
  type Step,
} from "../../plugin/payment/next-step.ts";
import { suite } from "../support/suite.ts";

const test = suite("next step");

const START = 10_000;
const named: News = { type: "named", changed: false };
const changed: News = { type: "named", changed: true };
const lost: News = { type: "nothing", code: "connection-lost" };
const unreachable: News = { type: "unsent", why: "unreachable" };
const waited: News = { type: "waited" };
const checked: News = { type: "health-checked" };

const present = (changes: Partial<Present> = {}): Present => ({
  monoMs: START + 500,
  isOver: false,
  cancelAsked: false,
  cancelAskedMonoMs: 0,
  isUp: true,
  isFresh: true,
  mayCancel: true,
  mayQuery: true,
  answerMs: 10_000,
  customerMs: 60_000,
  ...changes,
});
const progress = (changes: Partial<Progress> = {}): Progress => ({
  ...beginProgress({ type: "named", changed: true }, START),
  ...changes,
});
const after = { last: lost };

type Row = readonly [rule: string, before: Partial<Progress>, news: News, now: Partial<Present>, step: Step];

const wait = (untilMonoMs: number): Step => ({ type: "wait", untilMonoMs });
const giveUp = (code: Extract<Step, { type: "give-up" }>["code"]): Step => ({ type: "give-up", code });
const query: Step = { type: "query" };
const cancel: Step = { type: "cancel" };
const check: Step = { type: "check-health" };

const table: readonly Row[] = [
  ["a payment that has ended is done, whatever came", {}, lost, { isOver: true }, { type: "done" }],
  ["an answer that names us is followed by a query", {}, changed, {}, query],
  ["a failed query is waited for before the next", {}, lost, {}, wait(START + 600)],
  ["the wait ends at the latest when answerMs has passed", {}, lost, { monoMs: START + 9950 }, wait(START + 10_000)],
  ["after the wait it is asked again", after, waited, {}, query],
  ["no answer for answerMs: left, and why", {}, lost, { monoMs: START + 10_000 }, giveUp("connection-lost")],
  ["never reached for answerMs", {}, unreachable, { monoMs: START + 10_000 }, giveUp("no-answer")],
  ["not found for answerMs", {}, { type: "not-found" }, { monoMs: START + 10_000 }, giveUp("not-received")],
  [
    "a refusal after the send proves nothing",
    {},
    { type: "refusal", code: "busy" },
    { monoMs: START + 10_000 },
    giveUp("answer-invalid"),
  ],
  [
    "what could not be stored says so",
    {},
    { type: "unsent", why: "not-stored" },
    { monoMs: START + 10_000 },
    giveUp("outcome-not-stored"),
  ],
  ["unchanged for customerMs ends", {}, named, { monoMs: START + 60_000 }, giveUp("still-in-progress")],
  ["a change begins customerMs anew", {}, changed, { monoMs: START + 60_000 }, query],
  [
    "customerMs ends also where a failed query came between",
    after,
    named,
    { monoMs: START + 60_000 },
    giveUp("still-in-progress"),
  ],
  ["down: health first", {}, named, { isUp: false }, check],
  ["still down: waited for", {}, checked, { isUp: false }, wait(START + 600)],
  ["up again: asked at once", after, checked, {}, query],
  ["a cancel that is asked for is sent", {}, named, { cancelAsked: true }, cancel],
  ["a cancel needs health of the same wire", {}, named, { cancelAsked: true, isFresh: false }, check],
  ["a cancel follows the health that was read for it", {}, checked, { cancelAsked: true }, cancel],
  [
    "a cancel is sent again while no answer to it has come",
    { asked: "cancel", last: lost },
    waited,
    { cancelAsked: true },
    cancel,
  ],
  ["a cancel that was answered is followed by queries", { asked: "cancel" }, named, { cancelAsked: true }, query],
  ["no cancel under another epoch: only queries", {}, named, { cancelAsked: true, mayCancel: false }, query],
  ["an RRPay without queries: left as unknown", {}, named, { mayQuery: false }, giveUp("unknown")],
  ["an RRPay without queries may still be asked to cancel", {}, named, { mayQuery: false, cancelAsked: true }, cancel],
  [
    "an RRPay that does not hold its answer back is paced",
    { askedAtMonoMs: START + 450 },
    named,
    {},
    wait(START + 700),
  ],
  ["a cancel is not paced", { askedAtMonoMs: START + 450 }, named, { cancelAsked: true }, cancel],
];
for (const [rule, before, news, now, step] of table)
  test(rule, () => assert.equal(nextStep(progress(before), news, present(now)).step, step));

test("waits between failed queries double up to a second", () => {
  let at = progress();
  const waits: number[] = [];
  for (let turn = 0; turn < 6; turn++) {
    const decided = nextStep(at, lost, present());
    if (decided.step.type === "wait") waits.push(decided.step.untilMonoMs - START - 500);
    at = decided.progress;
  }
  assert.equal(waits, [100, 200, 400, 800, 1000, 1000]);
});

test("an answer that names us makes the next wait short again, and answerMs begin anew", () => {
  const { progress: at } = nextStep(progress({ retryMs: 800 }), named, present({ monoMs: START + 5000 }));
  assert.equal([at.retryMs, at.namedAtMonoMs], [100, START + 5000]);
});

test("alternating answers and failures end with customerMs all the same", () => {
  let at = progress();
  let monoMs = START;
  let news: News = named;
  for (let turn = 0; turn < 10_000; turn++) {
    const { step, progress: next } = nextStep(at, news, present({ monoMs }));
    at = next;
    if (step.type === "give-up")
      return assert.equal([step.code, monoMs - START <= 70_000], ["still-in-progress", true]);
    if (step.type === "wait") {
      monoMs = step.untilMonoMs;
      news = waited;
    } else {
      monoMs += 50;
      news = turn % 2 === 0 ? named : lost;
    }
  }
  assert.unreachable("it never ends");
});

test.run();
