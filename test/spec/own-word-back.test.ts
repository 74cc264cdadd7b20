// B4, B5, B9, C10: RRPay says otherwise than in its own approval.

import * as assert from "uvu/assert";
import { bread, cardOf, closing, decided, itemOf, listed, posts, printed } from "../support/hostile.ts";
import { byCard } from "../support/scripted-rrpay.ts";
import { type StepTill, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";

const test = suite("own word back");

/** RRPay approves 2.38 of 2.58. */
function approvesLess(till: StepTill): string {
  till.rrpay.outcome = () => ({ state: "approved", totalCents: 238, payments: cardOf(238) });
  const attemptId = String(till.call("init", bread).attemptId);
  till.rrpay.outcome = byCard;
  return attemptId;
}

for (const state of ["declined", "cancelled"] as const)
  test(`B4: an approval of other amounts, and then ${state}: its money stays listed, and nothing is sent`, () =>
    withTill((till) => {
      const attemptId = approvesLess(till);
      till.rrpay.change(attemptId, { state, totalCents: 258, payments: [] });
      const item = itemOf(till, attemptId) as { claimed?: { payments: object[] }; decisions: string[] } | undefined;
      assert.equal([item?.claimed?.payments.length, item?.decisions], [1, ["leave-to-accountant"]]);
      assert.equal([till.call("init", bread).code, posts(till)], ["conflict", 1]);
    }));

test("B4: left to the accountant after that, the key is not paid again", () =>
  withTill((till) => {
    const attemptId = approvesLess(till);
    till.rrpay.change(attemptId, { state: "declined", payments: [] });
    listed(till);
    decided(till, attemptId, "leave-to-accountant");
    assert.equal([itemOf(till, attemptId), till.call("init", bread).code], [undefined, "left-to-accountant"]);
  }));

test("B9, C10: other money than the one that was accepted is a conflict, and its receipt is noted", () =>
  withTill((till) => {
    const attemptId = approvesLess(till);
    decided(till, attemptId, "accept-rrpay");
    till.rrpay.change(attemptId, { totalCents: 258, payments: cardOf(258), fiscal: printed("D1") });
    const item = itemOf(till, attemptId) as unknown as { conflict: { code: string }; fiscal: string; claimed: object };
    assert.equal([item.conflict.code, item.fiscal], ["evidence-contradicts", "printed"]);
    assert.ok(item.claimed);
  }));

test("C10: so is another way to pay, and left to the accountant it is told once", () =>
  withTill((till) => {
    till.rrpay.outcome = (request) => ({ ...byCard(request), fiscal: { state: "not-printed" } });
    till.rrpay.health = { ...till.rrpay.health, features: ["status", "fiscal"] };
    const attemptId = String(till.call("init", bread).attemptId);
    till.call("close", closing("sale", "A"));
    till.rrpay.change(attemptId, { payments: [{ method: 0, name: "Grynieji", amountCents: 258 }] });
    assert.is(itemOf(till, attemptId)?.conflict?.code, "evidence-contradicts");
    decided(till, attemptId, "leave-to-accountant");
    till.boot();
    assert.is(itemOf(till, attemptId), undefined);
  }));

test("C1: a card's data that come later, and another name of the way to pay, are no other money", () =>
  withTill((till) => {
    till.rrpay.outcome = (request) => ({ ...byCard(request), fiscal: { state: "not-printed" } });
    till.rrpay.health = { ...till.rrpay.health, features: ["status", "fiscal"] };
    const attemptId = String(till.call("init", bread).attemptId);
    const payments = [{ method: 2, name: "Visa", amountCents: 258, card: { authCode: "1" } }];
    till.rrpay.change(attemptId, { payments: payments as never, fiscal: printed("D1") });
    assert.is(itemOf(till, attemptId)?.conflict, undefined);
  }));

test.run();
