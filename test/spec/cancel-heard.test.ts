// B27, C8: whoever waits behind a cancel that RRPay has heard can leave.

import * as assert from "uvu/assert";
import { answersAgain, bread, decided, f8, unanswered } from "../support/hostile.ts";
import { waits } from "../support/scripted-rrpay.ts";
import { type StepTill, TIMEOUTS, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";

const test = suite("a cancel that was heard");

/** RRPay answers a cancel, and goes on: the terminal is past the point of no return. */
function hearsAndGoesOn(till: StepTill): void {
  till.rrpay.instead = ({ action, id }) =>
    action === "cancel" ? { status: 202, body: till.rrpay.stored.get(id) } : undefined;
}

function underWay(till: StepTill): number {
  till.rrpay.outcome = waits;
  hearsAndGoesOn(till);
  const call = till.start("init", bread);
  till.pass(300);
  return call;
}

const told = ({ outcome, code }: { outcome?: unknown; code: string }) => [outcome, code];

test("C8: Esc once more, answerMs after RRPay heard the first, ends the call, and the end is not known", () =>
  withTill((till) => {
    const call = underWay(till);
    till.cancel(call);
    till.pass(TIMEOUTS.answerMs * 2);
    assert.not.ok(till.replies.has(call));
    till.cancel(call);
    till.pass(TIMEOUTS.answerMs);
    assert.equal(told(till.reply(call)), ["unknown", "cancel-unconfirmed"]);
    assert.is(till.rrpay.actions.filter((action) => action === "cancel").length, 1);
  }));

test("C8: a key that is held down leaves nothing early", () =>
  withTill((till) => {
    const call = underWay(till);
    for (let at = 0; at < 5; at++) {
      till.cancel(call);
      till.pass(TIMEOUTS.answerMs / 10);
    }
    till.pass(TIMEOUTS.answerMs * 2);
    assert.not.ok(till.replies.has(call));
  }));

test("B27: F8 open is left by Esc", () =>
  withTill((till) => {
    underWay(till);
    till.boot();
    const call = till.start("void", { ...f8, scope: "open" });
    till.pass(TIMEOUTS.answerMs * 2);
    assert.not.ok(till.replies.has(call));
    till.cancel(call);
    till.pass(TIMEOUTS.answerMs);
    assert.equal(told(till.reply(call)), ["unknown", "cancel-unconfirmed"]);
  }));

test("B25: space on a reopened sale whose old id RRPay does not let go is left by Esc", () =>
  withTill((till) => {
    const sent = unanswered(till, () => till.call("init", bread));
    decided(till, sent.attemptId, "nothing-happened");
    answersAgain(till, sent, waits);
    hearsAndGoesOn(till);
    const call = till.start("init", bread);
    till.pass(TIMEOUTS.answerMs * 2);
    till.cancel(call);
    till.pass(TIMEOUTS.answerMs);
    assert.equal(told(till.reply(call)), ["refused", "old-attempt-open"]);
  }));

test("B10: an end that comes meanwhile is told", () =>
  withTill((till) => {
    const call = underWay(till);
    till.cancel(call);
    till.pass(TIMEOUTS.answerMs * 2);
    till.rrpay.change(till.rrpay.only.id, { state: "cancelled" });
    assert.is(till.end(call).outcome, "cancelled");
  }));

test("C8: a query of before RRPay's last answer opens no manual entry", () =>
  withTill((till) => {
    till.rrpay.outcome = waits;
    till.start("init", bread);
    till.pass(300);
    till.boot();
    // the rounds in the background come a minute apart at last; each query is answered
    till.pass(300_000);
    const asked = () => till.rrpay.actions.length;
    for (let before = asked(); asked() === before; ) till.pass(100);
    till.pass(TIMEOUTS.manualAfterMs + 1000);
    const { attemptId } = till.recordsOf("sent")[0]!;
    assert.is(decided(till, attemptId, "nothing-happened"), "decision-not-allowed");
  }));

test("B20: an open payment of a key blocks a return of the same key, and the other way round", () => {
  for (const kinds of [
    ["sale", "return"],
    ["return", "sale"],
  ] as const)
    withTill((till) => {
      till.rrpay.outcome = waits;
      const original = { documentNo: "X1" };
      till.start("init", kinds[0] === "sale" ? bread : { ...bread, kind: "return", original });
      till.pass(300);
      till.boot();
      const second = till.call("init", kinds[1] === "sale" ? bread : { ...bread, kind: "return", original });
      assert.equal([second.code, (second.blockedBy as { kind: string } | undefined)?.kind], ["blocked", kinds[0]]);
    });
});

test.run();
