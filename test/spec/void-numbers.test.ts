// Numbers, closes and words of voids (docs/contracts.md B10, B12, B24).

import * as assert from "uvu/assert";
import {
  answersAgain,
  bread,
  chargedTwice,
  closing,
  decided,
  f8,
  listed,
  pos,
  printed,
  type Sent,
  typed,
  unanswered,
} from "../support/hostile.ts";
import { sale } from "../support/sales.ts";
import { byCard } from "../support/scripted-rrpay.ts";
import { type StepTill, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";
import { back, byNumber, nextDay, numbered, sold, voids } from "../support/taken-back.ts";

const test = suite("numbers of voids");

/** A receipt that was typed with a wrong number, D7, and saved; then RRPay approves with its own, D9. */
function mistyped(till: StepTill): Sent {
  const sent = unanswered(till, () => till.call("init", bread));
  decided(till, sent.attemptId, "receipt-printed", typed);
  till.call("close", closing("sale", "A"));
  answersAgain(till, sent, (request) => ({ ...byCard(request), fiscal: printed("D9") }));
  listed(till);
  return sent;
}

test("rules 6, 11: a void names RRPay's number, not the mistyped one that GAMA still has", () =>
  withTill((till) => {
    decided(till, mistyped(till).attemptId, "accept-rrpay");
    numbered(till, "V1");
    assert.is(till.call("void", { ...f8, original: { documentNo: "D7" } }).outcome, "voided");
    assert.is(till.recordsOf("sent").at(-1)!.originalDocumentNo, "D9", "D7 is the receipt of somebody else");
  }));

for (const more of [{}, { original: { documentNo: "D7" } }, { original: { documentNo: "D9" } }])
  test(`rules 6, 11: where the typed word was accepted too: RRPay knows no other number (${JSON.stringify(more)})`, () =>
    withTill((till) => {
      decided(till, mistyped(till).attemptId, "accept-manual");
      numbered(till, "V1");
      assert.is(till.call("void", { ...f8, ...more }).outcome, "voided");
      assert.is(till.recordsOf("sent").at(-1)!.originalDocumentNo, "D9");
    }));

test("B10 Proof: the number of a second payment that was left is a number of that sale: it can be voided", () =>
  withTill((till) => {
    decided(till, chargedTwice(till).first.attemptId, "leave-to-accountant");
    numbered(till, "V1");
    const told = till.call("void", { ...f8, original: { documentNo: "D1" } });
    assert.equal([told.outcome, told.code, voids(till)], ["voided", "second-voided", 1]);
    assert.is(till.recordsOf("sent").at(-1)!.originalDocumentNo, "D1");
  }));

test("B12: F8 on a return does not speak of a payment, also where no kind is given", () =>
  withTill((till) => {
    const sent = unanswered(till, () => till.call("init", sale(258, { saleKey: "A", kind: "return" })));
    const said = [till.call("void", f8)];
    answersAgain(till, sent, (request) => ({ ...byCard(request), state: "declined" }));
    listed(till);
    said.push(till.call("void", f8), till.call("void", { ...f8, scope: "open" }));
    decided(till, sent.attemptId, "leave-to-accountant", {}, "return");
    said.push(till.call("void", f8), till.call("void", { ...f8, originalKind: "return" }));
    assert.equal(
      said.map(({ code }) => code),
      ["open", "conflict", "conflict", "left-to-accountant", "left-to-accountant"],
    );
    for (const { message } of said) assert.not.match(String(message), /payment/);
  }));

test("B24: a close saved false of a voided sale is acknowledged, and no conflict of it is listed", () =>
  withTill((till) => {
    sold(till, "A", "D1");
    numbered(till, "V1");
    till.call("void", f8);
    till.call("close", closing("void", "A"));
    assert.is(till.call("close", closing("sale", "A", { saved: false })).code, "acknowledged");
    assert.equal(listed(till), []);
  }));

test("B12: F8 open on a typed receipt does not say that it is paid in RRPay, which has not answered", () =>
  withTill((till) => {
    const sent = unanswered(till, () => till.call("init", bread));
    decided(till, sent.attemptId, "receipt-printed", typed);
    assert.not.match(String(till.call("void", { ...f8, scope: "open" }).message), /is already paid in RRPay/);
  }));

test("B9: F8 on a receipt whose return was left to the accountant is not told to void that return, which is refused", () =>
  withTill((till) => {
    sold(till, "A", "D1");
    const sent = unanswered(till, () => till.call("init", back("D1")));
    till.rrpay.health = { ...till.rrpay.health, epoch: "epoch-2" };
    answersAgain(till, sent);
    const word = { kind: "return", saleKey: "R", attemptId: sent.attemptId, operator: "ONA" };
    for (const decision of ["nothing-happened", "leave-to-accountant"]) {
      till.call("init", pos);
      assert.is(till.call("resolve", { ...word, decision }).code, "recorded");
    }
    const told = till.call("void", f8);
    assert.is(till.call("void", { ...f8, saleKey: "R" }).outcome, "refused");
    assert.is(told.outcome, "refused");
    assert.match(String(told.message), /the accountant/);
  }));

test("B3, B12: a typed void of the second payment does not send the cashier to void GAMA's receipt, which stands", () =>
  withTill((till) => {
    chargedTwice(till);
    const sent = unanswered(till, () => till.call("void", { ...f8, original: { documentNo: "D1" } }));
    decided(till, sent.attemptId, "receipt-printed", { ...typed, documentNo: "V7" }, "void");
    till.rrpay.instead = ({ action, id }) => (action === "get" && id === sent.attemptId ? "silence" : undefined);
    assert.not.match(String(till.call("void", f8).message), /Void the receipt in GAMA too/);
  }));

test("B10 Once: a return of the typed number is stopped by a void, under another key, of RRPay's number", () =>
  withTill((till) => {
    const sent = unanswered(till, () => till.call("init", bread));
    decided(till, sent.attemptId, "receipt-printed", typed); // D7
    till.call("close", closing("sale", "A"));
    till.rrpay.instead = ({ action, id }) => (action === "get" && id === sent.attemptId ? "silence" : undefined);
    numbered(till, "V1");
    assert.is(till.call("void", byNumber("D1")).outcome, "voided"); // the paper says D1
    till.call("close", closing("void", "Z"));
    answersAgain(till, sent, (request) => ({ ...byCard(request), fiscal: printed("D1") }));
    listed(till);
    decided(till, sent.attemptId, "accept-rrpay");
    for (const key of ["B", "C"]) {
      nextDay(till);
      sold(till, key, `N${key}`);
    }
    nextDay(till);
    numbered(till, "R1");
    assert.is.not(till.call("init", back("D7")).outcome, "approved");
  }));

test.run();
