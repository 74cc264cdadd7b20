// What has ended here, goes on in RRPay and was left to the accountant stops everything that it stopped before (B4, B10, B19, B25).

import * as assert from "uvu/assert";
import { bread, cardOf, closing, decided, f8, listed, posts, printed } from "../support/hostile.ts";
import { byCard, declines, waits } from "../support/scripted-rrpay.ts";
import { type StepTill, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";
import { back, nextDay, numbered, sold, voids } from "../support/taken-back.ts";

const test = suite("goes on and was left");

/** The first copy of the POST is with RRPay, the second one was refused; health names it, and a person leaves it. */
function leftGoingOn(till: StepTill, hook: "init" | "void", payload: object, kind: string, saleKey = "A"): string {
  till.rrpay.outcome = waits;
  till.rrpay.instead = (asked) => {
    if (asked.action !== "post") return undefined;
    till.rrpay.honest(asked);
    return { status: 422, body: { error: "invalid", message: "invalid" } };
  };
  till.call(hook, payload);
  till.rrpay.instead = () => undefined;
  const { attemptId } = till.recordsOf("sent").at(-1)!;
  till.rrpay.health = { ...till.rrpay.health, lastTransactionId: attemptId };
  listed(till);
  const word = { kind, saleKey, attemptId, operator: "ONA", decision: "leave-to-accountant" };
  assert.is(till.call("resolve", word).code, "recorded");
  assert.equal(listed(till), []);
  return attemptId;
}

/** The same for a void of A's receipt D1. */
function voidGoesOn(till: StepTill): string {
  sold(till, "A", "D1");
  const attemptId = leftGoingOn(till, "void", f8, "void");
  numbered(till, "V2");
  return attemptId;
}

const returns = (till: StepTill) => till.recordsOf("sent").filter(({ kind }) => kind === "return").length;

/** The void of D1 goes on in RRPay and was left to the accountant. The next day another receipt is D1. */
function voidLeftAndNumberUsedAgain(till: StepTill): void {
  sold(till, "A", "D1");
  till.rrpay.outcome = waits;
  const { attemptId } = till.call("void", f8);
  assert.is(decided(till, String(attemptId), "leave-to-accountant", {}, "void"), "recorded");
  nextDay(till);
  sold(till, "B", "D1");
}

test("B10 Once: a void that was left stops a return also where a later receipt bears the number, and no list is named", () =>
  withTill((till) => {
    voidLeftAndNumberUsedAgain(till);
    const told = till.call("init", back("D1"));
    assert.equal([told.code, told.blockedBy, listed(till)], ["left-to-accountant", undefined, []]);
  }));

test("B10 Once: a void that was left does not stop the void of a later day's receipt of the same number", () =>
  withTill((till) => {
    voidLeftAndNumberUsedAgain(till);
    numbered(till, "V2");
    assert.equal([till.call("void", { ...f8, saleKey: "B" }).code], ["voided"]);
  }));

for (const [when, between] of [
  ["at once", () => undefined],
  ["after a restart", (till: StepTill) => till.boot()],
] as const) {
  test(`B10 Once: a void that goes on and was left stops a return of its receipt, ${when}`, () =>
    withTill((till) => {
      voidGoesOn(till);
      between(till);
      assert.equal([till.call("init", back("D1")).code, returns(till)], ["left-to-accountant", 0]);
    }));

  test(`B25: a void that goes on and was left stops a second F8, ${when}`, () =>
    withTill((till) => {
      voidGoesOn(till);
      between(till);
      assert.equal([till.call("void", f8).code, voids(till)], ["void-conflict", 1]);
    }));

  test(`B10 Once: a return that goes on and was left stops the void of its receipt, ${when}`, () =>
    withTill((till) => {
      sold(till, "A", "D1");
      leftGoingOn(till, "init", back("D1"), "return", "R");
      numbered(till, "V1");
      between(till);
      assert.equal([till.call("void", f8).code, voids(till)], ["already-returned", 0]);
    }));

  test(`B4: a sale that goes on and was left is not charged again, ${when}`, () =>
    withTill((till) => {
      leftGoingOn(till, "init", bread, "sale");
      till.rrpay.outcome = byCard;
      between(till);
      assert.equal([till.call("init", bread).code, posts(till)], ["left-to-accountant", 1]);
    }));

  for (const [what, more] of [
    ["what is open", { scope: "open" }],
    ["what is completed", {}],
    ["the number on the paper", { original: { documentNo: "D1" }, lines: bread.lines, totals: bread.totals }],
  ] as const)
    test(`B10 Proof: nor is F8 of ${what} told that there is nothing, nor sent, ${when}`, () =>
      withTill((till) => {
        leftGoingOn(till, "init", bread, "sale");
        between(till);
        assert.equal([till.call("void", { ...f8, ...more }).code, voids(till)], ["left-to-accountant", 0]);
      }));
}

test("B24: a close of the key's other try is not told that RRPay has no payment", () =>
  withTill((till) => {
    till.rrpay.outcome = declines;
    const { attemptId } = till.call("init", bread);
    leftGoingOn(till, "init", bread, "sale");
    assert.is(till.call("close", closing("sale", "A", { attemptId })).code, "conflict");
  }));

test("B19: once RRPay says that it was declined it stops nothing any more", () =>
  withTill((till) => {
    const attemptId = voidGoesOn(till);
    till.rrpay.change(attemptId, { state: "declined" });
    listed(till);
    assert.equal([till.call("void", f8).outcome, voids(till)], ["voided", 2]);
  }));

test("B10 Once: an earlier void in doubt stops F8, also where a later one was declined", () =>
  withTill((till) => {
    sold(till, "A", "D1");
    till.rrpay.outcome = declines;
    const first = String(till.call("void", f8).attemptId);
    till.call("void", f8);
    till.rrpay.change(first, { state: "approved", payments: cardOf(258), fiscal: printed("V1") });
    till.rrpay.health = { ...till.rrpay.health, epoch: "epoch-2", lastTransactionId: first };
    listed(till);
    numbered(till, "V3");
    assert.equal([till.call("void", f8).code, voids(till)], ["void-conflict", 2]);
    assert.is(decided(till, first, "leave-to-accountant", {}, "void"), "recorded");
    assert.equal([till.call("void", f8).code, voids(till)], ["void-conflict", 2]);
  }));

test.run();
