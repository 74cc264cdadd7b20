// The money of a receipt goes back once: voids and returns, by whatever key or number they come (docs/contracts.md B10).

import * as assert from "uvu/assert";
import {
  answersAgain,
  bread,
  closing,
  decided,
  f8,
  listed,
  pos,
  printed,
  typed,
  unanswered,
} from "../support/hostile.ts";
import { sale } from "../support/sales.ts";
import { byCard, declines, unprinted, waits } from "../support/scripted-rrpay.ts";
import { type StepTill, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";
import { back, byNumber, nextDay, numbered, returned, sold, voids } from "../support/taken-back.ts";

const test = suite("taken back");

// whose receipt it is

test("a void by its payload is not sent with the number of another key's receipt of the day", () =>
  withTill((till) => {
    sold(till, "B", "D1");
    numbered(till, "D2");
    assert.is(till.call("void", byNumber("D1")).code, "original-differs");
    assert.is(till.call("void", byNumber("D1", { date: "2026-11-23" })).code, "original-differs");
    assert.is(voids(till), 0);
  }));

test("nor where the journal has the receipt of the key, but no number of it", () =>
  withTill((till) => {
    sold(till, "B", "D1");
    till.rrpay.outcome = (request) => ({ ...byCard(request), fiscal: { state: "printed" } });
    till.call("init", bread);
    till.call("close", closing("sale", "A"));
    assert.is(till.call("void", { ...f8, original: { documentNo: "D1" } }).code, "original-differs");
  }));

test("nor with the number of the void of another receipt", () =>
  withTill((till) => {
    sold(till, "B", "D1");
    numbered(till, "V1");
    till.call("void", { ...f8, saleKey: "B" });
    till.call("close", closing("void", "B"));
    assert.is(till.call("void", byNumber("V1")).code, "original-differs");
  }));

test("nor where memory has let the other receipt go", () =>
  withTill((till) => {
    sold(till, "B", "D1");
    for (let at = 0; at < 120; at++) sold(till, `X${at}`, `X${at}`);
    nextDay(till);
    numbered(till, "D2");
    assert.is(till.call("void", byNumber("D1")).code, "original-differs");
  }));

test("another day's receipt may have the same number: the one of the day that is named is voided", () =>
  withTill((till) => {
    sold(till, "B", "D1");
    numbered(till, "D2");
    assert.is(till.call("void", byNumber("D1", { date: "2026-11-20" })).outcome, "voided");
  }));

test("nor a paid receipt that has no number yet by the number of another day's, as a copied document of GAMA's bears", () =>
  withTill((till) => {
    sold(till, "B", "D1");
    nextDay(till);
    till.rrpay.outcome = unprinted;
    till.rrpay.health = { ...till.rrpay.health, features: ["status", "cancel", "tombstone", "fiscal"] };
    till.call("init", bread);
    till.call("close", closing("sale", "A"));
    numbered(till, "V1");
    const date = "2026-11-24";
    assert.is(till.call("void", { ...f8, date, original: { documentNo: "D1" } }).code, "original-differs");
    assert.is(till.call("void", { ...f8, date }).outcome, "voided");
  }));

test("a receipt whose number another one has as well is not voided until a person has decided", () =>
  withTill((till) => {
    sold(till, "B", "D1");
    const attemptId = sold(till, "A", "D1");
    assert.is(listed(till).find((item) => item.attemptId === attemptId)?.conflict?.code, "document-repeated");
    numbered(till, "D2");
    assert.is(till.call("void", f8).code, "conflict");
    assert.is(till.call("void", { ...f8, saleKey: "B" }).code, "conflict");
    assert.is(decided(till, attemptId, "accept-rrpay"), "recorded");
    assert.is(till.call("void", f8).outcome, "voided");
  }));

// once, under whatever key

/** A's receipt is voided by its number under key Z, while of A itself a person says that nothing happened. */
function voidedUnderAnotherKey(till: StepTill): void {
  const sent = unanswered(till, () => till.call("init", bread));
  decided(till, sent.attemptId, "nothing-happened");
  till.rrpay.instead = ({ id }) => (id === sent.attemptId ? "silence" : undefined);
  numbered(till, "D2");
  assert.is(till.call("void", byNumber("D1")).outcome, "voided");
  till.call("close", closing("void", "Z"));
  answersAgain(till, sent, (request) => ({ ...byCard(request), fiscal: { state: "printed", documentNo: "D1" } }));
  till.call("init", pos);
  decided(till, sent.attemptId, "accept-rrpay");
  till.call("close", closing("sale", "A"));
  numbered(till, "D3");
}

test("a receipt that was voided by its number under another key is voided already", () =>
  withTill((till) => {
    voidedUnderAnotherKey(till);
    assert.is(till.call("void", f8).code, "already-voided");
  }));

test("and it is not returned either", () =>
  withTill((till) => {
    voidedUnderAnotherKey(till);
    assert.is(till.call("init", back("D1")).code, "sale-voided");
  }));

test("a void that is open under another key stops a void of the same receipt", () =>
  withTill((till) => {
    numbered(till, "D1");
    const sent = unanswered(till, () => till.call("void", byNumber("D1")));
    decided(till, sent.attemptId, "nothing-happened", { saleKey: "Z" }, "void");
    answersAgain(till, sent, waits);
    sold(till, "A", "D1");
    numbered(till, "D2");
    const told = till.call("void", f8);
    assert.equal([told.code, voids(till)], ["blocked", 1]);
  }));

test("what is voided by its number is not voided by it under a third key", () =>
  withTill((till) => {
    numbered(till, "V1");
    assert.is(till.call("void", byNumber("D1")).outcome, "voided");
    till.call("close", closing("void", "Z"));
    assert.is(till.call("void", byNumber("D1", { saleKey: "Y" })).code, "already-voided");
  }));

test("the void of yesterday's receipt of the same number is not today's", () =>
  withTill((till) => {
    numbered(till, "V1");
    assert.is(till.call("void", byNumber("5")).outcome, "voided");
    till.call("close", closing("void", "Z"));
    nextDay(till);
    sold(till, "A", "5");
    numbered(till, "V2");
    assert.is(till.call("void", f8).outcome, "voided");
  }));

// numbers that begin anew each day

test("a return that names the number may be of each receipt that was there before it: none of them is voided", () =>
  withTill((till) => {
    sold(till, "Y", "5");
    nextDay(till);
    sold(till, "A", "5");
    returned(till, "5", "6");
    numbered(till, "7");
    assert.is(till.call("void", f8).code, "already-returned");
    assert.is(till.call("void", { ...f8, saleKey: "Y" }).code, "already-returned");
  }));

test("also where the other receipt of that number was voided before", () =>
  withTill((till) => {
    sold(till, "Y", "5");
    numbered(till, "6");
    assert.is(till.call("void", { ...f8, saleKey: "Y" }).outcome, "voided");
    till.call("close", closing("void", "Y"));
    nextDay(till);
    sold(till, "A", "5");
    returned(till, "5", "7");
    numbered(till, "8");
    assert.is(till.call("void", f8).code, "already-returned");
  }));

test("a return that was made on a day before the receipt's is of another one", () =>
  withTill((till) => {
    sold(till, "Y", "5");
    returned(till, "5", "6");
    nextDay(till);
    sold(till, "A", "5");
    numbered(till, "7");
    assert.is(till.call("void", f8).outcome, "voided");
  }));

test("a return that was voided itself takes nothing back", () =>
  withTill((till) => {
    sold(till, "A", "D1");
    returned(till, "D1", "D2");
    numbered(till, "D3");
    assert.is(till.call("void", { ...f8, saleKey: "R" }).outcome, "voided");
    till.call("close", closing("void", "R"));
    numbered(till, "D4");
    assert.is(till.call("void", f8).outcome, "voided");
  }));

// the number of a void or return is its own

test("a return is not typed with the number of the receipt that it takes back", () =>
  withTill((till) => {
    const sent = unanswered(till, () => till.start("init", back("X1")));
    const told = { ...typed, saleKey: "R", documentNo: "X1" };
    assert.is(decided(till, sent.attemptId, "receipt-printed", told, "return"), "document-used");
  }));

test("nor a void, whichever number of the receipt it is, and on whatever day it was printed", () =>
  withTill((till) => {
    const sale = unanswered(till, () => till.call("init", bread));
    decided(till, sale.attemptId, "receipt-printed", typed);
    till.call("close", closing("sale", "A"));
    answersAgain(till, sale, (request) => ({ ...byCard(request), fiscal: printed("D9") }));
    till.call("init", pos);
    decided(till, sale.attemptId, "accept-rrpay");
    nextDay(till);
    const sent = unanswered(till, () => till.start("void", f8));
    for (const documentNo of ["D7", "D9"])
      assert.is(decided(till, sent.attemptId, "receipt-printed", { ...typed, documentNo }, "void"), "document-used");
  }));

test("a void of which only the payload knows the receipt is not typed with its number", () =>
  withTill((till) => {
    const sent = unanswered(till, () => till.start("void", byNumber("X1")));
    const told = { ...typed, saleKey: "Z", documentNo: "X1" };
    assert.is(decided(till, sent.attemptId, "receipt-printed", told, "void"), "document-used");
  }));

test("voided-elsewhere is not taken with the number of a receipt that is known, and with any other it is", () =>
  withTill((till) => {
    sold(till, "B", "D2");
    sold(till, "A", "D1");
    till.rrpay.outcome = declines;
    const attemptId = String(till.call("void", f8).attemptId);
    const elsewhere = (documentNo: string) => decided(till, attemptId, "voided-elsewhere", { documentNo }, "void");
    assert.equal([elsewhere("D1"), elsewhere("D2")], ["document-used", "document-used"]);
    assert.is(elsewhere("V9"), "recorded");
  }));

// what comes back from the files is what it was

test("a return that was voided unsaved does not come back and block when its receipt is looked up days later", () =>
  withTill((till) => {
    sold(till, "A", "D1");
    numbered(till, "D2");
    till.call("init", back("D1"));
    numbered(till, "D3");
    till.call("void", { ...f8, saleKey: "R" });
    till.call("close", closing("void", "R"));
    for (const saleKey of ["B", "C"]) {
      nextDay(till);
      sold(till, saleKey, `of-${saleKey}`);
    }
    till.boot();
    numbered(till, "D4");
    assert.is(till.call("init", back("D1", "R2")).code, "approved");
    assert.equal(
      listed(till).map(({ attemptId }) => attemptId),
      [till.recordsOf("sent").at(-1)?.attemptId],
    );
  }));

test("a sale that was voided elsewhere does not come back when RRPay names it as its last transaction", () =>
  withTill((till) => {
    const { attemptId } = till.call("init", bread);
    till.rrpay.outcome = declines;
    const taken = till.call("void", f8).attemptId;
    decided(till, String(taken), "voided-elsewhere", { documentNo: "V9" }, "void");
    till.rrpay.health = { ...till.rrpay.health, lastTransactionId: String(attemptId) };
    nextDay(till);
    till.call("init", sale(100, { saleKey: "B" }));
    till.boot();
    assert.equal(listed(till), []);
  }));

test.run();
