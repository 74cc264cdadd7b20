// A number that RRPay tells only once its receipt was taken back (docs/contracts.md B10, Once): the money has gone back already.

import * as assert from "uvu/assert";
import { bread, closing, f8, printed } from "../support/hostile.ts";
import { byCard } from "../support/scripted-rrpay.ts";
import { type StepTill, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";
import { back, byNumber, nextDay, numbered, sold } from "../support/taken-back.ts";

const test = suite("a number that is told after the void");

/** A is printed without a number, voided, and saved so. Then RRPay has its number, D1. */
function voidedUntold(till: StepTill): string {
  till.rrpay.outcome = (request) => ({ ...byCard(request), fiscal: { state: "printed" } });
  const attemptId = String(till.call("init", bread).attemptId);
  till.call("close", closing("sale", "A"));
  numbered(till, "V1");
  assert.is(till.call("void", f8).outcome, "voided");
  till.call("close", closing("void", "A"));
  till.rrpay.change(attemptId, { fiscal: printed("D1") });
  return attemptId;
}

const sentSince = (till: StepTill, before: number) => till.rrpay.actions.slice(before).includes("post");

test("a return by it is sale-voided, and nothing is sent", () =>
  withTill((till) => {
    voidedUntold(till);
    const before = till.rrpay.actions.length;
    assert.is(till.call("init", back("D1")).code, "sale-voided");
    assert.not(sentSince(till, before));
  }));

test("a return by it is sale-voided days later too, when memory has let go of the receipt", () =>
  withTill((till) => {
    voidedUntold(till);
    for (const key of ["B", "C"]) {
      nextDay(till);
      sold(till, key, `N${key}`);
    }
    nextDay(till);
    const before = till.rrpay.actions.length;
    assert.is(till.call("init", back("D1")).code, "sale-voided");
    assert.not(sentSince(till, before));
  }));

test("a void by it, under another key, is original-differs", () =>
  withTill((till) => {
    voidedUntold(till);
    const before = till.rrpay.actions.length;
    assert.is(till.call("void", byNumber("D1")).code, "original-differs");
    assert.not(sentSince(till, before));
  }));

test("while RRPay does not answer for that receipt, nothing is given back by a number that nobody knows", () =>
  withTill((till) => {
    const attemptId = voidedUntold(till);
    till.rrpay.instead = ({ action, id }) => (action === "get" && id === attemptId ? "silence" : undefined);
    const before = till.rrpay.actions.length;
    assert.is(till.call("init", back("D1")).code, "no-answer");
    assert.is(till.call("void", byNumber("D1")).code, "void-unknown");
    assert.not(sentSince(till, before));
  }));

test("a return by another number is paid, and so is one by a number that the journal knows, without a question", () =>
  withTill((till) => {
    const attemptId = voidedUntold(till);
    numbered(till, "R1");
    assert.is(till.call("init", back("D5")).outcome, "approved");
    till.call("close", closing("return", "R"));
    sold(till, "B", "D2");
    const before = till.rrpay.asked.length;
    assert.is(till.call("init", back("D2", "R2")).outcome, "approved");
    assert.not(till.rrpay.asked.slice(before).some(({ id }) => id === attemptId));
  }));

test.run();
