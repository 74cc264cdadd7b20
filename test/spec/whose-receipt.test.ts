// A receipt, a number or a sale that is another one's (docs/contracts.md B8, B10).

import * as assert from "uvu/assert";
import { bread, cardOf, closing, f8, itemOf, printed } from "../support/hostile.ts";
import { sale } from "../support/sales.ts";
import { byCard } from "../support/scripted-rrpay.ts";
import { type StepTill, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";

const test = suite("whose receipt");

/** RRPay has something of key A under an id of its own and answers each POST so. */
function knows(till: StepTill, more: object = {}): void {
  const theirs = {
    ...{ id: "theirs", till: "1", kind: "sale", saleKey: "A", currency: "EUR", totalCents: 258, state: "approved" },
    ...{ revision: 2, payments: cardOf(258), roundingCents: 0, changeCents: 0, fiscal: printed("D1") },
    ...more,
  };
  till.rrpay.stored.set("theirs", theirs as never);
  till.rrpay.instead = ({ action }) =>
    action === "post"
      ? { status: 409, body: { error: "sale-known", message: "known", details: { id: "theirs", state: "approved" } } }
      : undefined;
}

test("B8: an adopted sale whose money does not balance is amounts-differ, and accept-rrpay gives it back", () =>
  withTill((till) => {
    knows(till, { totalCents: 258, payments: cardOf(200) });
    const { code, attemptId } = till.call("init", bread);
    assert.equal([code, attemptId], ["amounts-differ", "theirs"]);
    assert.equal(itemOf(till, "theirs")?.decisions, ["leave-to-accountant"]);
  }));

for (const [printedAt, code] of [
  ["2026-11-23T22:35:00Z", "recovered"],
  ["2026-11-24T00:35:00+02:00", "recovered"],
  ["2026-11-24T00:35:00", "recovered"],
  ["2026-11-23T21:35:00Z", "sale-known"],
] as const)
  test(`B8: at 00:40 of the 24th at the till a sale printed at ${printedAt} is ${code}`, () =>
    withTill((till) => {
      till.wallMs = Date.UTC(2026, 10, 23, 22, 40);
      till.boot();
      knows(till, { fiscal: printed("D1", printedAt) });
      assert.is(till.call("init", bread).code, code);
    }));

test("B8: what is adopted with a document number that the journal has of another sale is a conflict", () =>
  withTill((till) => {
    till.rrpay.outcome = (request) => ({ ...byCard(request), fiscal: printed("D1") });
    till.call("init", sale(100, { saleKey: "B" }));
    till.call("close", closing("sale", "B"));
    knows(till);
    till.call("init", bread);
    assert.is(itemOf(till, "theirs")?.conflict?.code, "document-repeated");
  }));

test("rule 6, 11: a void is not sent with a number that belongs to another receipt by the journal's own word", () =>
  withTill((till) => {
    till.rrpay.outcome = (request) => ({ ...byCard(request), fiscal: printed("D1") });
    till.call("init", sale(100, { saleKey: "B" }));
    till.call("close", closing("sale", "B"));
    till.call("init", bread); // document-repeated: D1 is B's
    till.call("close", closing("sale", "A"));
    assert.ok(itemOf(till, till.recordsOf("sent").at(-1)!.attemptId)?.conflict);
    till.call("void", f8);
    assert.is(till.recordsOf("sent").filter(({ kind }) => kind === "void").length, 0);
  }));

test("B10: a void by payload alone is not sent with the number of another key's receipt of today", () =>
  withTill((till) => {
    till.rrpay.outcome = (request) => ({ ...byCard(request), fiscal: printed("D1") });
    till.call("init", sale(100, { saleKey: "B" }));
    till.call("close", closing("sale", "B"));
    const { lines, totals } = bread;
    till.rrpay.outcome = (request) => ({ ...byCard(request), fiscal: printed("D2") });
    // the cashier mistypes the number of a receipt that the journal does not have: D1 is B's
    const told = till.call("void", { ...f8, original: { documentNo: "D1" }, lines, totals });
    assert.is.not(told.outcome, "voided");
  }));

test("B10: a void by payload alone of a receipt that a return names is already-returned", () =>
  withTill((till) => {
    till.rrpay.outcome = (request) => ({ ...byCard(request), fiscal: printed(`${request.kind}1`) });
    till.call("init", sale(258, { saleKey: "R", kind: "return", original: { documentNo: "X1" } }));
    till.call("close", closing("return", "R"));
    const { lines, totals } = bread;
    assert.is(till.call("void", { ...f8, original: { documentNo: "X1" }, lines, totals }).code, "already-returned");
  }));

test.run();
