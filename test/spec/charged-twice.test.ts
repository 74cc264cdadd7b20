// B3, B10: a sale that was paid twice, where RRPay gives its receipts no numbers.

import * as assert from "uvu/assert";
import { answersAgain, bread, closing, confirmedNothing, decided, f8, itemOf, listed } from "../support/hostile.ts";
import { byCard, declines } from "../support/scripted-rrpay.ts";
import { type StepTill, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";
import { numbered, voids } from "../support/taken-back.ts";

const test = suite("charged twice");

const printed = (documentNo?: string) => ({
  fiscal: { state: "printed", ...(documentNo === undefined ? {} : { documentNo }) } as const,
});

/** Paid under a second id and saved; then the first payment turns up. The numbers are of the first and the second. */
function twice(till: StepTill, firstNo?: string, secondNo?: string): string {
  const first = confirmedNothing(till);
  till.rrpay.outcome = (request) => ({ ...byCard(request), ...printed(secondNo) });
  const { attemptId } = till.call("init", bread);
  till.call("close", closing("sale", "A", { attemptId }));
  answersAgain(till, first, (request) => ({ ...byCard(request), ...printed(firstNo) }));
  assert.is(itemOf(till, first.attemptId)?.conflict?.code, "charged-twice");
  till.rrpay.outcome = byCard;
  return first.attemptId;
}

test("B3: where no number tells the two receipts apart, none of them is voided until a person has decided", () =>
  withTill((till) => {
    const first = twice(till);
    for (const original of [undefined, { documentNo: "D9" }]) {
      const { outcome, code } = till.call("void", { ...f8, ...(original ? { original } : {}) });
      assert.equal([outcome, code, voids(till)], ["refused", "conflict", 0]);
    }
    assert.equal(itemOf(till, first)?.decisions, ["leave-to-accountant"]);
  }));

test("B9: left to the accountant, F8 takes back the sale that stands, and it is over", () =>
  withTill((till) => {
    decided(till, twice(till), "leave-to-accountant");
    assert.equal([till.call("void", f8).outcome, voids(till)], ["voided", 1]);
    till.call("close", closing("void", "A"));
    assert.equal([till.call("init", bread).code, till.call("void", f8).code], ["sale-voided", "already-voided"]);
    assert.equal(listed(till), []);
  }));

test("B3: the number of the second payment alone is enough, and the sale that stands without one stays", () =>
  withTill((till) => {
    twice(till, "D1");
    const { outcome, code } = till.call("void", f8);
    assert.equal([outcome, code], ["voided", "second-voided"]);
    assert.is(till.call("init", bread).code, "already-saved");
  }));

test("B10: a void of one of two payments does not end the failed void of the other one", () =>
  withTill((till) => {
    const first = twice(till, "D1", "D2");
    till.rrpay.outcome = declines;
    const { attemptId } = till.call("void", f8);
    decided(till, first, "leave-to-accountant");
    numbered(till, "D3");
    assert.is(till.call("void", { ...f8, original: { documentNo: "D2" } }).outcome, "voided");
    assert.equal(itemOf(till, String(attemptId))?.decisions, ["voided-elsewhere", "leave-to-accountant"]);
  }));

test.run();
