// The receipt of a paid sale: printing is asked for once, waited for, and never hides the payment.
import * as assert from "uvu/assert";
import { one, outcome, outOfPaper, pos, settle, withUnknown } from "../support/pay-sales.ts";
import { byCard, unprinted } from "../support/scripted-rrpay.ts";
import { TIMEOUTS, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";

const test = suite("pay: printing");

test("paid but not printed: printing is asked for once, and waited for (F43)", () => {
  withTill((till) => {
    till.rrpay.outcome = unprinted;
    assert.equal(outcome(settle(till)), ["approved", "approved"]);
    assert.equal(till.rrpay.actions, ["post", "print"]);
  });
});

test("paid and out of paper: approved after customerMs, with the fiscal state as known", () => {
  withTill((till) => {
    outOfPaper(till);
    const startedMs = till.monoMs;
    const told = settle(till);
    assert.equal([...outcome(told), told.fiscal.state], ["approved", "approved-not-printed", "not-printed"]);
    assert.ok(till.monoMs - startedMs >= TIMEOUTS.customerMs);
    assert.is(till.rrpay.actions.filter((action) => action === "print").length, 1);
  });
});

test("paid and printing unknown: approved after answerMs", () => {
  withTill((till) => {
    till.rrpay.outcome = (request) => ({ ...byCard(request), fiscal: { state: "unknown" } });
    const startedMs = till.monoMs;
    const told = settle(till);
    assert.equal([...outcome(told), told.fiscal.state], ["approved", "approved-print-unknown", "unknown"]);
    assert.ok(till.monoMs - startedMs < TIMEOUTS.customerMs);
  });
});

test("the wait for the printer ends when the cashier cancels it, and when RRPay is gone", () => {
  withTill((till) => {
    outOfPaper(till);
    const call = till.start("init", one);
    till.pass(300);
    till.cancel(call);
    assert.equal(till.end(call).code, "approved-not-printed");
  });
  withTill((till) => {
    outOfPaper(till);
    const call = till.start("init", one);
    till.rrpay.instead = () => "silence";
    assert.equal(till.end(call).code, "approved-not-printed");
  });
});

test("without the features print and status the sale is approved as it is known", () => {
  withTill((till) => {
    till.rrpay.outcome = unprinted;
    till.rrpay.health = { ...till.rrpay.health, features: ["cancel", "fiscal"] };
    assert.equal(outcome(settle(till)), ["approved", "approved-not-printed"]);
    assert.equal(till.rrpay.actions, ["post"]);
  });
});

test("under another epoch nothing is printed for an old id", () => {
  withTill((till) => {
    outOfPaper(till);
    settle(till);
    till.rrpay.health = { ...till.rrpay.health, epoch: "epoch-2" };
    till.step({ type: "closed", conn: till.conn, reason: 0 });
    const prints = () => till.rrpay.actions.filter((action) => action === "print").length;
    const before = prints();
    settle(till);
    assert.is(prints(), before);
  });
});

test("the look of the POS window asks for a receipt that is owed", () => {
  withTill((till) => {
    outOfPaper(till);
    settle(till);
    till.rrpay.instead = () => undefined;
    pos(till);
    assert.is(till.recordsOf("evidence").at(-1)?.fiscal.state, "printed");
  });
});

test("a look takes no longer than answerMs in all", () => {
  withUnknown((till) => {
    till.rrpay.instead = ({ action }) => (action === "health" ? undefined : "silence");
    const startedMs = till.monoMs;
    assert.is(pos(till).status, "attention");
    assert.ok(till.monoMs - startedMs <= TIMEOUTS.answerMs);
  });
});

test("the look says why an attempt stays open where RRPay forgot it", () => {
  withUnknown((till) => {
    till.rrpay.health = { ...till.rrpay.health, epoch: "epoch-2" };
    till.rrpay.stored.clear();
    const { unresolved } = pos(till);
    assert.is(till.recordsOf("payment").at(-1)?.code, "rrpay-forgot");
    assert.is(unresolved[0]?.payment, "unknown");
  });
});

test.run();
