// Money goes back once: voids and returns of one receipt, also under numbers that come again (docs/contracts.md B5, B10).

import * as assert from "uvu/assert";
import {
  answersAgain,
  bread,
  cardOf,
  closing,
  DAY_MS,
  decided,
  f8,
  pos,
  typed,
  unanswered,
} from "../support/hostile.ts";
import { sale } from "../support/sales.ts";
import { byCard, declines } from "../support/scripted-rrpay.ts";
import { type StepTill, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";

const test = suite("given back once");

const numbered = (till: StepTill, documentNo: string, more: object = {}) => {
  till.rrpay.outcome = (request) => ({ ...byCard(request), fiscal: { state: "printed", documentNo }, ...more });
};

const back = (documentNo: string) => sale(258, { saleKey: "R", kind: "return", original: { documentNo } });

test("B10: a number that yesterday's voided sale bore too: today's returned receipt is not voided as well", () =>
  withTill((till) => {
    numbered(till, "5");
    till.call("init", sale(258, { saleKey: "Y" }));
    till.call("close", closing("sale", "Y"));
    numbered(till, "6");
    assert.is(till.call("void", { ...f8, saleKey: "Y" }).outcome, "voided");
    till.call("close", closing("void", "Y"));
    till.wallMs += DAY_MS;
    till.boot();
    numbered(till, "5");
    till.call("init", bread);
    till.call("close", closing("sale", "A"));
    numbered(till, "7");
    assert.is(till.call("init", back("5")).outcome, "approved");
    till.call("close", closing("return", "R"));
    numbered(till, "8");
    assert.is(till.call("void", f8).code, "already-returned");
  }));

test("B10: a return made before today's sale of the same number, and a return of today's: the sale is not voided as well", () =>
  withTill((till) => {
    numbered(till, "5");
    till.call("init", sale(258, { saleKey: "Y" }));
    till.call("close", closing("sale", "Y"));
    till.wallMs += DAY_MS;
    till.boot();
    numbered(till, "5");
    till.call("init", bread);
    till.call("close", closing("sale", "A"));
    numbered(till, "6");
    till.call("init", back("5"));
    till.call("close", closing("return", "R"));
    numbered(till, "7");
    till.call("void", { ...f8, saleKey: "Y" }); // yesterday's is voided: the return can only have been today's
    till.call("close", closing("void", "Y"));
    numbered(till, "8");
    assert.is(till.call("void", f8).code, "already-returned");
  }));

test("B10, B4: a void that RRPay approved with other amounts and that was left: its receipt is not returned as well", () =>
  withTill((till) => {
    numbered(till, "D1");
    till.call("init", bread);
    till.call("close", closing("sale", "A"));
    numbered(till, "D2", { totalCents: 238, payments: cardOf(238) });
    assert.is(till.call("void", f8).code, "void-amounts-differ");
    const { attemptId } = till.recordsOf("sent").at(-1)!;
    decided(till, attemptId, "leave-to-accountant", { kind: "void" });
    numbered(till, "D3");
    assert.is.not(till.call("init", back("D1")).outcome, "approved");
  }));

test("B5: a void that RRPay approved with other amounts blocks a return of its receipt until it is decided", () =>
  withTill((till) => {
    numbered(till, "D1");
    till.call("init", bread);
    till.call("close", closing("sale", "A"));
    numbered(till, "D2", { totalCents: 238, payments: cardOf(238) });
    till.call("void", f8);
    numbered(till, "D3");
    assert.is.not(till.call("init", back("D1")).outcome, "approved");
  }));

test("B10: a return whose approval does not balance stops a void of the receipt", () =>
  withTill((till) => {
    numbered(till, "D1");
    till.call("init", bread);
    till.call("close", closing("sale", "A"));
    numbered(till, "D2", { totalCents: 238, payments: cardOf(238) });
    till.call("init", back("D1"));
    assert.is(till.call("void", f8).code, "already-returned");
  }));

test("B5, B10: a return that RRPay declined with money in it stops a void of the receipt", () =>
  withTill((till) => {
    numbered(till, "D1");
    till.call("init", bread);
    till.call("close", closing("sale", "A"));
    numbered(till, "D2", { state: "declined" });
    till.call("init", back("D1"));
    numbered(till, "D3");
    assert.is.not(till.call("void", f8).outcome, "voided");
  }));

test("B10: a return that was typed as printed, and that RRPay then declined (conflict), stops a void of the receipt", () =>
  withTill((till) => {
    numbered(till, "D1");
    till.call("init", bread);
    till.call("close", closing("sale", "A"));
    const sent = unanswered(till, () => till.call("init", back("D1")));
    till.call("resolve", {
      ...{ kind: "return", saleKey: "R", attemptId: sent.attemptId, operator: "ONA", decision: "receipt-printed" },
      ...typed,
    });
    answersAgain(till, sent, declines);
    till.call("init", pos);
    numbered(till, "D3");
    assert.is.not(till.call("void", f8).outcome, "voided", "the customer has the paper of the return");
  }));

test.run();
