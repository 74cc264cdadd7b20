// What is no proof that nothing was paid, or that the money is gone (docs/contracts.md B4, B10).

import * as assert from "uvu/assert";
import { answersAgain, bread, cardOf, decided, f8, pos, printed, unanswered } from "../support/hostile.ts";
import { byCard, waits } from "../support/scripted-rrpay.ts";
import { withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";

const test = suite("no proof");

test("B10: nothing-to-void is not said of a key of which RRPay had money in a declined answer that was left", () =>
  withTill((till) => {
    till.rrpay.outcome = (request) => ({ ...byCard(request), state: "declined" });
    const { attemptId } = till.call("init", bread);
    assert.is(decided(till, String(attemptId), "leave-to-accountant"), "recorded");
    assert.is.not(till.call("void", { ...f8, scope: "open" }).outcome, "nothing-to-void");
  }));

test("B10: nothing-to-void is not said of a sale that RRPay knows under another id, left to the accountant", () =>
  withTill((till) => {
    const theirs = {
      ...{ id: "theirs", till: "1", kind: "sale", saleKey: "A", currency: "EUR", totalCents: 258, state: "approved" },
      ...{ revision: 2, payments: cardOf(258), roundingCents: 0, changeCents: 0 },
      fiscal: printed("D1", "2026-11-20T10:00:00"),
    };
    till.rrpay.stored.set("theirs", theirs as never);
    till.rrpay.instead = ({ action }) =>
      action === "post"
        ? { status: 409, body: { error: "sale-known", message: "known", details: { id: "theirs", state: "approved" } } }
        : undefined;
    const { attemptId, code } = till.call("init", bread);
    assert.is(code, "sale-known");
    assert.is(decided(till, String(attemptId), "leave-to-accountant"), "recorded");
    assert.is.not(till.call("void", { ...f8, scope: "open" }).outcome, "nothing-to-void");
  }));

test("B2: after accept-rrpay of a paid-after-manual the payment waits for GAMA and is given back", () =>
  withTill((till) => {
    const sent = unanswered(till, () => till.call("init", bread));
    decided(till, sent.attemptId, "nothing-happened");
    answersAgain(till, sent, byCard);
    till.call("init", pos);
    decided(till, sent.attemptId, "accept-rrpay");
    const again = till.call("init", bread);
    assert.equal([again.outcome, again.code], ["approved", "approved"]);
  }));

test("B4: claimed money and then 'declined' of the same epoch with less: declined without money ends it only then", () =>
  withTill((till) => {
    till.rrpay.outcome = () => ({ payments: cardOf(100) });
    const call = till.start("init", bread);
    till.pass(500);
    till.rrpay.change(till.rrpay.only.id, { state: "declined" });
    assert.is(till.end(call).code, "conflict");
  }));

test("B27: F8 open of another key while a sale is paid does not cancel that sale", () =>
  withTill((till) => {
    till.rrpay.outcome = waits;
    till.start("init", bread);
    till.pass(300);
    till.call("void", { ...f8, saleKey: "B", scope: "open" });
    assert.not.ok(till.rrpay.actions.includes("cancel"));
  }));

test.run();
