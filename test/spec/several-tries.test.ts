// Several tries of one receipt: which of them is paid, open, typed or voided (docs/contracts.md B).

import * as assert from "uvu/assert";
import {
  answersAgain,
  bread,
  centsOf,
  closing,
  confirmedNothing,
  dear,
  decided,
  f8,
  listed,
  pos,
  posts,
  printed,
  typed,
  unanswered,
} from "../support/hostile.ts";
import { sale } from "../support/sales.ts";
import { byCard, waits } from "../support/scripted-rrpay.ts";
import { TIMEOUTS, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";

const test = suite("several tries");

test("B1: sale-known under an older id of ours with another content is no payment of the new content", () =>
  withTill((till) => {
    const first = confirmedNothing(till);
    // the delayed POST of the first try arrives just before the second one: RRPay says so
    till.rrpay.instead = ({ action }) => {
      if (action !== "post") return undefined;
      answersAgain(till, first, byCard);
      return {
        status: 409,
        body: { error: "sale-known", message: "known", details: { id: first.attemptId, state: "approved" } },
      };
    };
    const told = till.call("init", dear);
    assert.equal([told.outcome, centsOf(told)], ["refused", []]);
  }));

test("B1: a changed sale that joins the cancel of its old try is not told the old try's money as its own", () =>
  withTill((till) => {
    const sent = unanswered(till, () => till.call("init", bread));
    decided(till, sent.attemptId, "nothing-happened");
    answersAgain(till, sent, byCard);
    till.rrpay.instead = ({ action }) => (action === "health" ? "silence" : undefined);
    till.start("void", { ...f8, scope: "open" });
    const second = till.start("init", dear);
    till.rrpay.instead = () => undefined;
    till.hear({ status: 200, body: till.rrpay.health });
    const told = till.end(second);
    assert.equal([told.outcome, told.code, centsOf(told)], ["refused", "sale-changed", []]);
  }));

test("B10: F8 open leaves a typed receipt alone, also while a call waits for it", () =>
  withTill((till) => {
    const sent = unanswered(till, () => till.call("init", bread));
    decided(till, sent.attemptId, "receipt-printed", typed);
    answersAgain(till, sent, waits);
    till.start("init", bread);
    till.pass(500);
    till.call("void", { ...f8, scope: "open" });
    assert.not.ok(till.rrpay.actions.includes("cancel"));
  }));

test("B10: a receipt typed as printed while F8 open connects is left alone", () =>
  withTill((till) => {
    const sent = unanswered(till, () => till.call("init", bread));
    answersAgain(till, sent, waits);
    till.rrpay.instead = ({ action }) => (action === "health" ? "silence" : undefined);
    const call = till.start("void", { ...f8, scope: "open" });
    assert.is(decided(till, sent.attemptId, "receipt-printed", typed), "recorded");
    till.rrpay.instead = () => undefined;
    till.hear({ status: 200, body: till.rrpay.health });
    till.end(call);
    assert.not.ok(till.rrpay.actions.includes("cancel"));
  }));

test("B4: what is left to the accountant while F8 open connects is not cancelled", () =>
  withTill((till) => {
    till.rrpay.outcome = () => ({ totalCents: 238 });
    till.call("init", bread);
    const { attemptId } = till.recordsOf("sent")[0]!;
    till.rrpay.instead = ({ action }) => (action === "health" ? "silence" : undefined);
    const call = till.start("void", { ...f8, scope: "open" });
    assert.is(decided(till, attemptId, "leave-to-accountant"), "recorded");
    till.rrpay.instead = () => undefined;
    till.hear({ status: 200, body: till.rrpay.health });
    till.end(call);
    assert.not.ok(till.rrpay.actions.includes("cancel"));
  }));

test("B6: a document number that disagrees with the typed one is manual-differs at once, before the end", () =>
  withTill((till) => {
    const sent = unanswered(till, () => till.call("init", bread));
    decided(till, sent.attemptId, "receipt-printed", typed);
    answersAgain(till, sent, (request) => ({ ...byCard(request), state: "in-progress", fiscal: printed("D9") }));
    assert.is(listed(till)[0]?.conflict?.code, "manual-differs");
  }));

test("B10: a typed sale that was voided and that RRPay approves later blocks nothing", () =>
  withTill((till) => {
    const sent = unanswered(till, () => till.call("init", bread));
    decided(till, sent.attemptId, "receipt-printed", typed);
    till.rrpay.instead = ({ id }) => (id === sent.attemptId ? "silence" : undefined);
    assert.is(till.call("void", f8).outcome, "voided");
    till.call("close", closing("void", "A"));
    answersAgain(till, sent, (request) => ({ ...byCard(request), fiscal: printed("D7") }));
    till.call("init", pos);
    assert.is(till.call("init", sale(100, { saleKey: "B" })).code, "approved");
  }));

test("B25: after a second 'nothing happened' RRPay says that the old id is in progress: nothing new is sent", () =>
  withTill((till) => {
    const sent = confirmedNothing(till);
    answersAgain(till, sent, waits);
    till.call("init", pos);
    const told = till.call("init", bread);
    assert.equal([told.code, posts(till)], ["old-attempt-open", 1]);
  }));

test("B12: F8 open that stops a new try does not say 'voided' while the old try is open", () =>
  withTill((till) => {
    confirmedNothing(till);
    till.rrpay.instead = ({ action }) => (action === "health" ? "silence" : undefined);
    till.start("init", bread);
    const call = till.start("void", { ...f8, scope: "open" });
    till.rrpay.instead = () => undefined;
    till.hear({ status: 200, body: till.rrpay.health });
    assert.is.not(till.end(call).outcome, "voided");
  }));

test("B12: F8 open that cancels a second send says that the end of the first one is not known", () =>
  withTill((till) => {
    const first = confirmedNothing(till);
    till.rrpay.health = { ...till.rrpay.health, features: ["status", "cancel"] };
    till.rrpay.outcome = () => ({});
    till.start("init", bread);
    till.pass(TIMEOUTS.answerMs);
    const told = till.end(till.start("void", { ...f8, scope: "open" }));
    assert.is(till.recordsOf("sent").length, 2);
    assert.equal([told.outcome, told.attemptId], ["unknown", first.attemptId]);
  }));

test("B5: RRPay declined and has the money: the same sale is not charged again by a second space", () =>
  withTill((till) => {
    till.rrpay.outcome = (request) => ({ ...byCard(request), state: "declined" });
    till.call("init", bread);
    till.rrpay.outcome = byCard;
    till.call("init", bread);
    assert.is(posts(till), 1);
  }));

test("B10: a void that is open stops a return of its receipt, though a person said that nothing happened", () =>
  withTill((till) => {
    till.call("init", bread);
    till.call("close", closing("sale", "A"));
    const sent = unanswered(till, () => till.call("void", f8));
    assert.is(decided(till, sent.attemptId, "nothing-happened", {}, "void"), "recorded");
    answersAgain(till, sent, waits);
    const back = sale(258, { saleKey: "R", kind: "return", original: { documentNo: "sale-A" } });
    assert.is.not(till.call("init", back).outcome, "approved");
  }));

test("B10: declined void with money in it, F8 again: the receipt is not given back a second time", () =>
  withTill((till) => {
    till.call("init", bread);
    till.call("close", closing("sale", "A"));
    till.rrpay.outcome = (request) => ({ ...byCard(request), state: "declined" });
    till.call("void", f8);
    till.rrpay.outcome = byCard;
    till.call("void", f8);
    assert.is(posts(till), 2);
  }));

test.run();
