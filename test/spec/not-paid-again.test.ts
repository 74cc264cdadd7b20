// A typed receipt that RRPay declined is not charged again (docs/contracts.md B2, B6, B25).

import * as assert from "uvu/assert";
import {
  answersAgain,
  bread,
  closing,
  decided,
  f8,
  itemOf,
  pos,
  posts,
  type Sent,
  typed,
  unanswered,
} from "../support/hostile.ts";
import { sale } from "../support/sales.ts";
import { byCard, declines } from "../support/scripted-rrpay.ts";
import { type StepTill, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";

const test = suite("not paid again");

/** A receipt typed as printed, saved in GAMA or not, that RRPay then declines: the customer has the paper. */
function typedThenDeclined(till: StepTill, isSaved: boolean): Sent {
  const sent = unanswered(till, () => till.call("init", bread));
  decided(till, sent.attemptId, "receipt-printed", typed);
  if (isSaved) till.call("close", closing("sale", "A"));
  answersAgain(till, sent, declines);
  assert.is(itemOf(till, sent.attemptId)?.conflict?.code, "unpaid-after-manual");
  till.rrpay.outcome = byCard;
  return sent;
}

test("B6, B25: a typed receipt that RRPay declined, not decided yet: space does not charge again", () =>
  withTill((till) => {
    typedThenDeclined(till, false);
    till.call("init", bread);
    assert.is(posts(till), 1);
  }));

test("B2: a typed receipt that GAMA saved and that RRPay declined: space does not charge again", () =>
  withTill((till) => {
    typedThenDeclined(till, true);
    till.call("init", bread);
    assert.is(posts(till), 1);
  }));

test("B2: a typed receipt that GAMA saved, declined, left to the accountant: another content under the key is not charged", () =>
  withTill((till) => {
    const { attemptId } = typedThenDeclined(till, true);
    decided(till, attemptId, "leave-to-accountant");
    till.call("init", sale(300, { saleKey: "A", receiptNo: "1" }));
    assert.is(posts(till), 1);
  }));

test("B10: a typed receipt that RRPay declined, not decided yet: F8 open does not call it voided", () =>
  withTill((till) => {
    typedThenDeclined(till, false);
    assert.is.not(till.call("void", { ...f8, scope: "open" }).outcome, "voided");
  }));

test("B10: a typed receipt that RRPay declined, left to the accountant: F8 does not say that nothing was paid", () =>
  withTill((till) => {
    const { attemptId } = typedThenDeclined(till, false);
    decided(till, attemptId, "leave-to-accountant");
    assert.is.not(till.call("void", { ...f8, scope: "open" }).outcome, "nothing-to-void");
  }));

test("B20: an open payment whose conflict nobody has decided blocks nothing, and its key sends nothing", () =>
  withTill((till) => {
    const sent = unanswered(till, () => till.call("init", bread));
    decided(till, sent.attemptId, "receipt-printed", typed);
    answersAgain(till, sent);
    till.call("init", pos);
    till.call("init", bread);
    assert.is(posts(till), 1);
  }));

test.run();
