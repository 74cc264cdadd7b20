// What is not said where it may be untrue (docs/contracts.md B12).

import * as assert from "uvu/assert";
import {
  answersAgain,
  bread,
  cardOf,
  closing,
  decided,
  f8,
  pos,
  posts,
  printed,
  unanswered,
} from "../support/hostile.ts";
import { byCard } from "../support/scripted-rrpay.ts";
import { type StepTill, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";

const test = suite("not said");

/** RRPay has this sale, printed three days ago, under an id of its own. */
function knownElsewhere(till: StepTill, printedAt = "2026-11-20T10:00:00"): void {
  const theirs = {
    ...{ id: "theirs", till: "1", kind: "sale", saleKey: "A", currency: "EUR", totalCents: 258, state: "approved" },
    ...{ revision: 2, payments: cardOf(258), roundingCents: 0, changeCents: 0 },
    fiscal: printed("D1", printedAt),
  };
  till.rrpay.stored.set("theirs", theirs as never);
}

const saleKnown = {
  status: 409,
  body: { error: "sale-known", message: "known", details: { id: "theirs", state: "approved" } },
} as const;

test("B10: F8 open of a second try that RRPay answers with sale-known does not say 'voided'", () =>
  withTill((till) => {
    knownElsewhere(till);
    till.rrpay.instead = ({ action }) => (action === "post" ? saleKnown : undefined);
    assert.is(till.call("init", bread).code, "sale-known");
    till.rrpay.instead = ({ action }) => (action === "post" ? "silence" : undefined);
    till.start("init", bread);
    const call = till.start("void", { ...f8, scope: "open" });
    till.hear(saleKnown);
    assert.is.not(till.end(call).outcome, "voided");
  }));

test("B12: 'do not take the payment again' is said, and space does not take it again", () =>
  withTill((till) => {
    till.rrpay.outcome = (request) => ({ ...byCard(request), state: "cancelled" });
    const told = till.call("init", bread);
    till.rrpay.outcome = byCard;
    till.call("init", bread);
    assert.equal([/payment again/.test(JSON.stringify(told)), posts(till)], [true, 1]);
  }));

test("B12: 'the receipt stands' is not said while an earlier void of it is open", () =>
  withTill((till) => {
    till.rrpay.health = { ...till.rrpay.health, features: ["status", "fiscal", "print"] };
    till.call("init", bread);
    till.call("close", closing("sale", "A"));
    const sent = unanswered(till, () => till.call("void", f8));
    answersAgain(till, sent);
    for (let said = 0; said < 2; said++) {
      till.call("init", pos);
      decided(till, sent.attemptId, "nothing-happened", { kind: "void" });
    }
    till.rrpay.instead = ({ action }) => (action === "health" ? "silence" : undefined);
    const call = till.start("void", f8);
    till.cancel(call);
    till.rrpay.instead = () => undefined;
    till.hear({ status: 200, body: till.rrpay.health });
    assert.not.match(String(till.end(call).message), /receipt stands/);
  }));

test("B12: 'the same payment is then sent anew' is not said of what is never sent again", () =>
  withTill((till) => {
    // a cancel was asked for: this id is not sent again
    till.rrpay.health = { ...till.rrpay.health, features: ["status", "fiscal", "cancel"] };
    till.rrpay.instead = ({ action }) =>
      action === "post" || action === "get" || action === "cancel" ? "silence" : undefined;
    const call = till.start("init", bread);
    till.pass(100);
    till.cancel(call);
    till.end(call);
    till.rrpay.stored.clear();
    const { storeId, epoch } = till.rrpay.health;
    till.rrpay.instead = ({ action }) =>
      action === "cancel" ? { status: 404, body: { error: "not-found", storeId, epoch } } : undefined;
    const { message } = till.call("init", bread);
    assert.not.match(String(message), /sent anew/);
  }));

test.run();
