// A second "nothing happened" is taken back by RRPay's answer that it is in progress (docs/contracts.md B25).

import * as assert from "uvu/assert";
import { answersAgain, arrives, bread, decided, f8, itemOf, pos, type Sent, unanswered } from "../support/hostile.ts";
import { waits } from "../support/scripted-rrpay.ts";
import { type StepTill, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";
import { back, numbered, sold } from "../support/taken-back.ts";

const test = suite("taken second word");

/** It is said twice of it that nothing happened, RRPay makes tombstones, and then it comes: RRPay has it in progress. */
function comesAfterAll(till: StepTill, sent: Sent, kind: "sale" | "void"): void {
  answersAgain(till, sent);
  for (let said = 0; said < 2; said++) {
    till.call("init", pos);
    assert.is(decided(till, sent.attemptId, "nothing-happened", {}, kind), "recorded");
  }
  till.rrpay.outcome = waits;
  arrives(till, sent);
}

test("a void in progress after it is not cancelled by a return of the receipt", () =>
  withTill((till) => {
    sold(till, "A", "D1");
    const sent = unanswered(till, () => till.call("void", f8));
    comesAfterAll(till, sent, "void");
    till.call("init", pos);
    numbered(till, "R1");
    const told = till.call("init", back("D1"));
    assert.equal([told.code, till.rrpay.actions.includes("cancel")], ["blocked", false]);
  }));

test("nor where the return is the first to hear of it", () =>
  withTill((till) => {
    sold(till, "A", "D1");
    const sent = unanswered(till, () => till.call("void", f8));
    comesAfterAll(till, sent, "void");
    numbered(till, "R1");
    const told = till.call("init", back("D1"));
    assert.equal([told.code, till.rrpay.actions.includes("cancel")], ["blocked", false]);
    assert.is(itemOf(till, sent.attemptId)?.payment, "unknown");
  }));

test("a sale in progress after it is not cancelled by the next space, and is listed again", () =>
  withTill((till) => {
    const sent = unanswered(till, () => till.call("init", bread));
    comesAfterAll(till, sent, "sale");
    const told = till.call("init", bread);
    assert.equal([told.code, till.rrpay.actions.includes("cancel")], ["old-attempt-open", false]);
    assert.is(itemOf(till, sent.attemptId)?.payment, "unknown");
  }));

test.run();
