// What was left to a person and of which RRPay says more afterwards (docs/contracts.md B3, B4, B21).

import * as assert from "uvu/assert";
import {
  bread,
  cardOf,
  chargedTwice,
  closing,
  decided,
  f8,
  itemOf,
  listed,
  posts,
  printed,
} from "../support/hostile.ts";
import { byCard, unprinted, waits } from "../support/scripted-rrpay.ts";
import { type StepTill, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";

const test = suite("left and told again");

/** Paid, not printed yet, and then RRPay says that it was declined. */
function declinedAfterApproval(till: StepTill): string {
  till.rrpay.health = { ...till.rrpay.health, features: ["status", "cancel", "tombstone", "fiscal"] };
  till.rrpay.outcome = unprinted;
  const attemptId = String(till.call("init", bread).attemptId);
  till.rrpay.change(attemptId, { state: "declined", payments: [] });
  assert.is(itemOf(till, attemptId)?.conflict?.code, "evidence-contradicts");
  return attemptId;
}

test("B21: an approval that RRPay takes back can only be left: no final payment is made another one", () =>
  withTill((till) => {
    const attemptId = declinedAfterApproval(till);
    assert.equal(itemOf(till, attemptId)?.decisions, ["leave-to-accountant"]);
    assert.is(decided(till, attemptId, "accept-rrpay"), "decision-not-allowed");
  }));

test("B21: left to the accountant, it does not come back in the next round, nor after a restart", () =>
  withTill((till) => {
    const attemptId = declinedAfterApproval(till);
    assert.is(decided(till, attemptId, "leave-to-accountant"), "recorded");
    assert.is(itemOf(till, attemptId), undefined);
    till.boot();
    assert.is(itemOf(till, attemptId), undefined);
  }));

test("B4: nor is it given back as paid, or charged again", () =>
  withTill((till) => {
    decided(till, declinedAfterApproval(till), "leave-to-accountant");
    const told = till.call("init", bread);
    assert.equal([told.outcome, told.code, posts(till)], ["refused", "left-to-accountant", 1]);
  }));

test("B4: the money of an approval after a cancel is listed, and once it is left the key is not paid again", () =>
  withTill((till) => {
    till.rrpay.outcome = waits;
    const call = till.start("init", bread);
    till.pass(300);
    till.cancel(call);
    const id = String(till.end(call).attemptId);
    till.rrpay.health = { ...till.rrpay.health, epoch: "epoch-2", lastTransactionId: id };
    till.rrpay.change(id, byCard({ kind: "sale", saleKey: "A", totalCents: 258 }));
    const item = itemOf(till, id) as { claimed?: { payments: unknown[] }; decisions: string[] } | undefined;
    assert.equal([item?.claimed?.payments.length, item?.decisions], [1, ["leave-to-accountant"]]);
    decided(till, id, "leave-to-accountant");
    assert.equal([till.call("init", bread).code, posts(till)], ["left-to-accountant", 1]);
  }));

/** Left to the accountant while RRPay named neither money nor paper. */
function leftWithNothing(till: StepTill, told: object): string {
  till.rrpay.outcome = () => told;
  till.call("init", bread);
  const attemptId = String(till.recordsOf("sent")[0]?.attemptId);
  assert.is(decided(till, attemptId, "leave-to-accountant"), "recorded");
  assert.is(itemOf(till, attemptId), undefined);
  return attemptId;
}

for (const [what, told] of [
  ["of the sale as it was sent", {}],
  ["of another total", { totalCents: 238 }],
] as const)
  test(`B4: money and paper ${what} that are told once it was left are listed before the end`, () =>
    withTill((till) => {
      const attemptId = leftWithNothing(till, told);
      till.rrpay.change(attemptId, { payments: cardOf(238), fiscal: printed("D5") });
      assert.is(itemOf(till, attemptId)?.conflict?.code, "paid-after-left");
      till.boot();
      assert.is(itemOf(till, attemptId)?.conflict?.code, "paid-after-left");
    }));

test("B21: left once more, the same money makes no new conflict, and more of it does", () =>
  withTill((till) => {
    const attemptId = leftWithNothing(till, {});
    till.rrpay.change(attemptId, { payments: cardOf(100) });
    listed(till);
    decided(till, attemptId, "leave-to-accountant");
    assert.is(itemOf(till, attemptId), undefined);
    till.rrpay.change(attemptId, { payments: cardOf(200) });
    assert.is(itemOf(till, attemptId)?.conflict?.code, "paid-after-left");
  }));

test("B3: F8 on a sale that was paid twice says that the second receipt was voided, also when it is repeated", () =>
  withTill((till) => {
    chargedTwice(till);
    for (let pressed = 0; pressed < 2; pressed++) {
      const { outcome, code } = till.call("void", f8);
      assert.equal([outcome, code], ["voided", "second-voided"]);
    }
    assert.is(till.rrpay.actions.filter((action) => action === "post").length, 3);
  }));

test("B3: once GAMA has taken note of it, the next F8 voids the receipt that stands, and says so", () =>
  withTill((till) => {
    chargedTwice(till);
    const { attemptId } = till.call("void", f8);
    till.call("close", closing("void", "A", { attemptId }));
    till.rrpay.outcome = (request) => ({ ...byCard(request), fiscal: printed("V2") });
    const { outcome, code } = till.call("void", f8);
    assert.equal([outcome, code], ["voided", "voided"]);
  }));

/** The POST came twice: the first copy is at the terminal, the second one was refused. */
function refusedAndPaying(till: StepTill): string {
  till.rrpay.outcome = waits;
  till.rrpay.instead = (asked) => {
    if (asked.action !== "post") return undefined;
    till.rrpay.honest(asked);
    till.rrpay.health = { ...till.rrpay.health, lastTransactionId: till.rrpay.only.id };
    return { status: 422, body: { error: "invalid", message: "invalid" } };
  };
  assert.is(till.call("init", bread).outcome, "not-accepted");
  till.rrpay.instead = () => undefined;
  return till.rrpay.only.id;
}

test("B4, B19: what was refused and is being paid all the same is asked about until it has ended", () =>
  withTill((till) => {
    const id = refusedAndPaying(till);
    listed(till); // the customer is still paying
    till.rrpay.change(id, byCard({ kind: "sale", saleKey: "A", totalCents: 258 }));
    assert.is(itemOf(till, id)?.conflict?.code, "evidence-contradicts");
  }));

test("rule 4: RRPay named the id, without money, and forgot it: after a restart the bytes are not sent again", () =>
  withTill((till) => {
    till.rrpay.outcome = waits;
    till.start("init", bread);
    till.pass(500);
    till.rrpay.stored.clear();
    till.boot();
    assert.is(till.call("init", bread).outcome, "unknown");
    assert.is(posts(till), 1);
  }));

test.run();
