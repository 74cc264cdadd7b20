// By which number RRPay is told what is taken back: its own, and never one that two receipts have (B10 Proof, rules 6 and 11).

import * as assert from "uvu/assert";
import { answersAgain, bread, closing, decided, f8, listed, printed, typed, unanswered } from "../support/hostile.ts";
import { byCard } from "../support/scripted-rrpay.ts";
import { type StepTill, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";
import { back, nextDay, numbered, sold, voids } from "../support/taken-back.ts";

const test = suite("the number that RRPay is told");

const returned = (till: StepTill) =>
  till.recordsOf("sent").flatMap(({ kind, originalDocumentNo }) => (kind === "return" ? [originalDocumentNo] : []));

/** A receipt that was typed with a wrong number, D7, and saved; RRPay approves it with its own, D9. */
function mistyped(till: StepTill, decision: string): void {
  const sent = unanswered(till, () => till.call("init", bread));
  decided(till, sent.attemptId, "receipt-printed", typed);
  till.call("close", closing("sale", "A"));
  answersAgain(till, sent, (request) => ({ ...byCard(request), fiscal: printed("D9") }));
  listed(till);
  assert.is(decided(till, sent.attemptId, decision), "recorded");
  numbered(till, "R1");
}

for (const decision of ["accept-rrpay", "accept-manual"])
  for (const documentNo of ["D7", "D9"])
    test(`a return that names ${documentNo} tells RRPay D9, after ${decision}`, () =>
      withTill((till) => {
        mistyped(till, decision);
        assert.is(till.call("init", back(documentNo)).outcome, "approved");
        assert.equal(returned(till), ["D9"]);
      }));

test("the same return again, by either number, joins the one that is under way or paid", () =>
  withTill((till) => {
    mistyped(till, "accept-rrpay");
    const first = till.call("init", back("D7"));
    const again = till.call("init", back("D7"));
    assert.equal([again.outcome, again.attemptId, returned(till).length], ["approved", first.attemptId, 1]);
    till.call("close", closing("return", "R"));
    assert.is(till.call("void", f8).code, "already-returned");
  }));

test("where another receipt bears the typed number, RRPay is told what GAMA gives", () =>
  withTill((till) => {
    mistyped(till, "accept-rrpay");
    nextDay(till);
    sold(till, "B", "D7");
    numbered(till, "R1");
    till.call("init", back("D7"));
    assert.equal(returned(till), ["D7"]);
  }));

for (const date of [undefined, "2026-11-23", "2026-11-20"])
  test(`while document-repeated stands on the number it is conflict, whatever date F8 names: ${date}`, () =>
    withTill((till) => {
      sold(till, "B", "D1");
      sold(till, "A", "D1");
      numbered(till, "V1");
      assert.equal([till.call("void", { ...f8, ...(date ? { date } : {}) }).code, voids(till)], ["conflict", 0]);
    }));

test("rule 6: also where a busy day has turned the segment, so that nobody was told of the morning's receipt", () =>
  withTill((till) => {
    sold(till, "B", "D1");
    for (let at = 0; at < 400; at++) sold(till, `K${at}`, `N${at}`);
    sold(till, "A", "D1");
    assert.equal(listed(till), [], "memory has let the first one go");
    numbered(till, "V1");
    for (const saleKey of ["A", "B"]) assert.is(till.call("void", { ...f8, saleKey }).code, "conflict");
    assert.is(voids(till), 0);
  }));

test("a number that RRPay pads before it is the number on the paper: what is returned by it is not voided as well", () =>
  withTill((till) => {
    sold(till, "A", "    17");
    numbered(till, "R1");
    assert.is(till.call("init", back("17")).outcome, "approved");
    till.call("close", closing("return", "R"));
    numbered(till, "V1");
    assert.is(till.call("void", f8).code, "already-returned");
  }));

test("and it is voided by that number", () =>
  withTill((till) => {
    sold(till, "A", " 17 ");
    numbered(till, "V1");
    assert.is(till.call("void", { ...f8, original: { documentNo: "17" } }).outcome, "voided");
  }));

test("the same number on another day is another receipt's, and voided", () =>
  withTill((till) => {
    sold(till, "B", "D1");
    nextDay(till);
    sold(till, "A", "D1");
    numbered(till, "V1");
    assert.is(till.call("void", f8).outcome, "voided");
  }));

test.run();
