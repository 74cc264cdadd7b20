// The manual-entry rule, and what a restart and a clock that jumps do to its wait.
import fc from "fast-check";
import * as assert from "uvu/assert";
import type { Moment } from "../../plugin/boundary.ts";
import { manualVerdict, type Watch, Watches } from "../../plugin/payment/manual-entry.ts";
import type { Attempt } from "../../schemas/generated/types.ts";
import { AT_MS, attempt } from "../support/attempts.ts";
import { suite } from "../support/suite.ts";

const test = suite("watch");

const WAIT_MS = 4000;
const at = (monoMs: number, wallMs = AT_MS): Moment => ({
  utcOffsetMin: 0,
  wallMs,
  monoMs,
  random: new Uint8Array(16),
});
const watch = (changes: Partial<Watch> = {}): Watch => ({
  namedAtMonoMs: 10_000,
  queried: true,
  answeredSinceManual: false,
  holdsUp: false,
  entryRefused: false,
  changedAtMonoMs: 10_000,
  content: "",
  revision: 0,
  ...changes,
});
const verdict = (changes: Partial<Attempt>, seen = watch(), monoMs = 14_000) =>
  manualVerdict(attempt({ payment: "unknown", code: "no-answer", ...changes }), seen, at(monoMs), WAIT_MS);

test("allowed once the outcome is unknown, a query was tried and the wait has passed", () => {
  assert.equal(verdict({}), { allowed: true, reason: "manual-allowed", waitMs: 0 });
});

test("one millisecond early is too early, and it says how long to wait", () => {
  assert.equal(verdict({}, watch(), 13_999), { allowed: false, reason: "manual-too-early", waitMs: 1 });
});

test("without a query it is too early, however long one waits", () => {
  const { allowed, reason } = verdict({}, watch({ queried: false }), 1e9);
  assert.equal([allowed, reason], [false, "manual-too-early"]);
});

const never: readonly [rule: string, changes: Partial<Attempt>, reason: string][] = [
  ["never while the send is under way", { payment: "sent" }, "manual-too-early"],
  ["never while a cancel is under way", { payment: "cancelling" }, "manual-cancelling"],
  [
    "never while RRPay has numbers that do not agree",
    { differs: { totalCents: 1, acceptable: true } },
    "amounts-differ",
  ],
  ["never once it is left to the accountant", { left: true }, "manual-not-needed"],
  ["never after an approval", { payment: "approved" }, "manual-not-needed"],
  ["never after a definite decline", { payment: "declined" }, "manual-not-needed"],
  ["never after a cancel", { payment: "cancelled" }, "manual-not-needed"],
  ["never after a refusal", { payment: "not-accepted" }, "manual-not-needed"],
  ["never while evidence disagrees", { conflict: { code: "manual-differs", sinceMs: 1 } }, "conflict"],
];
for (const [rule, changes, reason] of never)
  test(rule, () => {
    const told = verdict(changes, watch(), 1e9);
    assert.equal([told.allowed, told.reason, told.waitMs], [false, reason, 0]);
  });

test("the wait runs from the last answer that named our id", () => {
  assert.is(verdict({}, watch({ namedAtMonoMs: 12_000 })).waitMs, 2000);
});

test("B7: RRPay said that it waits for the customer, and is silent since: manual entry opens", () => {
  assert.ok(verdict({ code: "still-in-progress" }).allowed);
});

const named = attempt({ payment: "unknown", code: "no-answer", revision: 3 });

test("B7: a restart counts as an answer where RRPay had named the id, within what goes unjournalled", () => {
  for (const sinceMs of [0, 1000, WAIT_MS / 2])
    assert.is(new Watches(WAIT_MS).of(named, at(500, AT_MS + sinceMs)).namedAtMonoMs, 500);
});

test("B7: after that it counts as an answer no more, so that a process for each command gets to decide", () => {
  const first = new Watches(WAIT_MS).of(named, at(500, AT_MS + WAIT_MS));
  assert.is(first.namedAtMonoMs, 500 - WAIT_MS / 2);
  const later = at(500, AT_MS + WAIT_MS + WAIT_MS / 2);
  const seen = new Watches(WAIT_MS).of(named, later);
  assert.is(manualVerdict(named, seen, later, WAIT_MS).reason, "manual-too-early");
  seen.queried = true;
  assert.ok(manualVerdict(named, seen, later, WAIT_MS).allowed);
});

test("B7: however a till is started anew, manual entry never opens before the wait after the last answer has passed", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: WAIT_MS / 2 }),
      fc.integer({ min: 0, max: WAIT_MS - 1 }),
      (unnoted, sinceMs) => {
        // RRPay named it once more after the answer that is journalled, and then the till was started anew
        const now = at(500, AT_MS + unnoted + sinceMs);
        const seen = new Watches(WAIT_MS).of(named, now);
        seen.queried = true;
        assert.not.ok(manualVerdict(named, seen, now, WAIT_MS).allowed);
      },
    ),
  );
});

test("a restart goes on with the wait from the journal's clock", () => {
  const seen = new Watches(WAIT_MS).of(attempt({ payment: "unknown" }), at(500, AT_MS + 3000));
  assert.is(seen.namedAtMonoMs, -2500);
  assert.equal([seen.queried, seen.answeredSinceManual], [false, false]);
});

test("a restart begins at the revision that the journal has", () => {
  assert.is(new Watches(WAIT_MS).of(attempt({ revision: 7 }), at(0)).revision, 7);
});

test("a clock that went back cannot keep manual entry shut for longer than the whole wait", () => {
  const seen = new Watches(WAIT_MS).of(attempt({ payment: "unknown" }), at(500, AT_MS - 86_400_000));
  assert.is(seen.namedAtMonoMs, 500);
});

test("a clock that jumps while the till runs changes nothing", () => {
  const watches = new Watches(WAIT_MS);
  const one = attempt({ payment: "unknown" });
  const seen = watches.of(one, at(500));
  assert.is(watches.of(one, at(600, AT_MS + 86_400_000)), seen);
  assert.is(seen.namedAtMonoMs, 500);
});

test("what is forgotten begins anew, and what is known goes on", () => {
  const watches = new Watches(WAIT_MS);
  const [one, other] = [attempt({ attemptId: "one" }), attempt({ attemptId: "other" })];
  for (const each of [one, other]) watches.of(each, at(500)).queried = true;
  watches.keep((attemptId) => attemptId === "other");
  assert.is(watches.of(one, at(900)).queried, false);
  assert.is(watches.of(other, at(900)).queried, true);
});

test("with any clocks the wait is never longer than manualAfterMs and ends", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e9 }), fc.integer({ min: -1e9, max: 1e9 }), (monoMs, jumpMs) => {
      const one = attempt({ payment: "unknown" });
      const seen = new Watches(WAIT_MS).of(one, at(monoMs, AT_MS + jumpMs));
      seen.queried = true;
      assert.ok(manualVerdict(one, seen, at(monoMs), WAIT_MS).waitMs <= WAIT_MS);
      assert.ok(manualVerdict(one, seen, at(monoMs + WAIT_MS), WAIT_MS).allowed);
    }),
  );
});

test.run();
