/**
 * What ended here without money, and of which RRPay says later that it kept some (docs/contracts.md B4, B5, B21, C10):
 * an RRPay that was restored, or one that goes on with what it had refused.
 */
import * as assert from "uvu/assert";
import type { RrpayTransaction } from "../../schemas/generated/types.ts";
import { bread, cardOf, decided, itemOf, listed, posts } from "../support/hostile.ts";
import { type StepTill, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";

const test = suite("money kept at the end");

type End = "declined" | "cancelled";
const ENDS: readonly End[] = ["declined", "cancelled"];

/** RRPay has another epoch, names this one, and says this of it. */
function named(till: StepTill, id: string, change: Partial<RrpayTransaction>): void {
  till.rrpay.change(id, change);
  till.rrpay.health = { ...till.rrpay.health, epoch: "epoch-2", lastTransactionId: id };
  till.boot();
}

/** A sale that has ended without money. */
function ended(till: StepTill, state: End): string {
  till.rrpay.outcome = () => ({ state });
  return String(till.call("init", bread).attemptId);
}

const claimsOf = (till: StepTill, id: string) =>
  (itemOf(till, id) as { claimed?: { payments: { amountCents: number }[] } } | undefined)?.claimed?.payments.map(
    ({ amountCents }) => amountCents,
  );

for (const state of ENDS) {
  test(`B4, B5: a sale that was ${state}, and later ${state} with money: it is listed, and not paid again`, () =>
    withTill((till) => {
      const id = ended(till, state);
      named(till, id, { payments: cardOf(258) });
      assert.equal(claimsOf(till, id), [258]);
      assert.is(till.call("init", bread).code, "conflict");
      assert.is(decided(till, id, "leave-to-accountant"), "recorded");
      till.boot();
      assert.equal([listed(till), till.call("init", bread).code, posts(till)], [[], "left-to-accountant", 1]);
    }));

  test(`B19, B4: a sale that was ${state} and went on, then ${state} with money: that money is listed`, () =>
    withTill((till) => {
      const id = ended(till, state);
      named(till, id, { state: "in-progress" });
      listed(till);
      named(till, id, { state, payments: cardOf(258) });
      assert.equal(claimsOf(till, id), [258]);
      assert.is(decided(till, id, "leave-to-accountant"), "recorded");
      assert.equal([till.call("init", bread).code, posts(till)], ["left-to-accountant", 1]);
    }));
}

test("B4: the same answer again is journalled once", () =>
  withTill((till) => {
    const id = ended(till, "declined");
    for (let round = 0; round < 3; round++) {
      named(till, id, { payments: cardOf(258) });
      listed(till);
    }
    assert.is(till.recordsOf("evidence").length, 2);
  }));

test("B21: a person accepted that RRPay ended a refused sale with money: it does not come back with the next start", () =>
  withTill((till) => {
    till.rrpay.instead = ({ action }) =>
      action === "post" ? { status: 422, body: { error: "invalid", message: "invalid" } } : undefined;
    till.call("init", bread);
    till.rrpay.instead = () => undefined;
    const { attemptId: id, body } = till.recordsOf("sent").at(-1)!;
    till.rrpay.honest({ action: "post", id, body, wire: "" });
    named(till, id, { state: "declined", payments: cardOf(258), fiscal: { state: "not-printed" } });
    assert.is(itemOf(till, id)?.conflict?.code, "money-without-approval");
    assert.is(decided(till, id, "accept-rrpay"), "recorded");
    till.boot();
    assert.is(itemOf(till, id), undefined);
    named(till, id, { payments: cardOf(300) });
    assert.equal(claimsOf(till, id), [300], "more money is news");
  }));

test("B4: what was accepted so and is approved after all is a conflict", () =>
  withTill((till) => {
    const id = ended(till, "declined");
    named(till, id, { payments: cardOf(100) });
    listed(till);
    assert.is(decided(till, id, "leave-to-accountant"), "recorded");
    named(till, id, { state: "approved", payments: cardOf(258) });
    assert.ok(itemOf(till, id)?.conflict);
  }));

test.run();
