// What is remembered of money that RRPay named, and what a look-up broken off may not decide (docs/contracts.md B4, B24).

import * as assert from "uvu/assert";
import {
  answersAgain,
  bread,
  cardOf,
  closing,
  confirmedNothing,
  DAY_MS,
  decided,
  f8,
  listed,
  posts,
  printed,
  told,
  typed,
  unanswered,
} from "../support/hostile.ts";
import { sale } from "../support/sales.ts";
import { byCard, declines } from "../support/scripted-rrpay.ts";
import { type StepTill, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";

const test = suite("remembered");

/** RRPay has named the id, with 2.00 of 2.58 taken, and then says under the same epoch that it never had it. */
function forgottenWithMoney(till: StepTill, payments = cardOf(200)): string {
  till.rrpay.outcome = () => ({ payments });
  till.start("init", bread);
  till.pass(500);
  const { id } = till.rrpay.only;
  till.rrpay.stored.clear();
  till.boot();
  till.rrpay.outcome = byCard;
  return id;
}

test("rule 4, B4: RRPay named the id with money and then says 404: the same bytes are not sent again", () =>
  withTill((till) => {
    forgottenWithMoney(till);
    till.call("init", bread);
    assert.is(posts(till), 1);
  }));

test("B4: a tombstone of an id that RRPay had named with money does not make the money unknown", () =>
  withTill((till) => {
    forgottenWithMoney(till);
    assert.is.not(till.call("void", { ...f8, scope: "open" }).outcome, "voided");
    assert.is(listed(till).length, 1);
  }));

test("C9: a tombstone of an RRPay that does not list them concludes nothing", () =>
  withTill((till) => {
    till.rrpay.health = { ...till.rrpay.health, features: ["status", "cancel", "fiscal"] };
    const sent = unanswered(till, () => till.call("init", bread));
    answersAgain(till, sent);
    assert.is.not(till.call("void", { ...f8, scope: "open" }).outcome, "voided");
  }));

/** A settled sale that memory has let go: two days have passed. */
function longAgo(till: StepTill): void {
  till.call("init", bread);
  till.call("close", closing("sale", "A"));
  for (const saleKey of ["B", "C"]) {
    till.wallMs += DAY_MS;
    till.boot().call("init", sale(100, { saleKey }));
    till.call("close", closing("sale", saleKey));
  }
  till.boot();
}

test("B24: a late close whose look-up is broken off by another hook is not judged without it", () =>
  withTill((till) => {
    longAgo(till);
    const { disk } = till;
    const carryOut = disk.carryOut.bind(disk);
    disk.carryOut = (effect) => (effect.type === "find" ? undefined : carryOut(effect)); // a slow disk
    const late = till.start("close", closing("sale", "A"));
    till.start("init", sale(100, { saleKey: "D" })); // the next customer
    disk.carryOut = carryOut;
    if (till.replies.has(late)) assert.is.not(till.reply(late).code, "saved-unpaid");
    till.boot();
    assert.equal(
      listed(till).map(({ conflict }) => conflict?.code),
      [],
    );
  }));

test("B24: a late close that names the first try is not GAMA's word on the second one", () =>
  withTill((till) => {
    till.rrpay.outcome = declines;
    const first = till.call("init", bread).attemptId;
    till.rrpay.outcome = byCard;
    till.rrpay.instead = ({ action }) => (action === "health" ? "silence" : undefined);
    const second = till.start("init", bread);
    till.call("close", closing("sale", "A", { attemptId: first }));
    till.rrpay.instead = () => undefined;
    till.hear({ status: 200, body: till.rrpay.health });
    const { attemptId } = till.end(second);
    const item = listed(till).find((one) => one.attemptId === attemptId);
    assert.is(item?.gama, "waiting", "paid, and GAMA has not saved it");
  }));

test("B9: accept-rrpay that was taken once is taken again when RRPay's numbers differ later", () =>
  withTill((till) => {
    const sent = unanswered(till, () => till.call("init", bread));
    decided(till, sent.attemptId, "receipt-printed", typed);
    answersAgain(till, sent);
    assert.is(listed(till)[0]?.conflict?.code, "manual-not-found");
    decided(till, sent.attemptId, "accept-rrpay");
    answersAgain(till, sent, () => ({
      state: "approved",
      totalCents: 238,
      payments: cardOf(238),
      fiscal: printed("D9"),
    }));
    assert.equal(listed(till)[0]?.decisions, ["accept-rrpay", "leave-to-accountant"]);
    assert.is(decided(till, sent.attemptId, "accept-rrpay"), "recorded");
    assert.is(till.call("init", bread).code, "accepted-differs");
  }));

test("B25: a receipt typed anew with another number after GAMA saved it is not told as recorded", () =>
  withTill((till) => {
    const sent = unanswered(till, () => till.call("init", bread));
    decided(till, sent.attemptId, "receipt-printed", typed);
    till.call("close", closing("sale", "A"));
    const before = till.recordsOf("decision").length;
    const { status } = told(till, sent.attemptId, "receipt-printed", { ...typed, documentNo: "D8" });
    assert.ok(status !== "recorded" || till.recordsOf("decision").length > before, String(status));
  }));

test("B21: two payments of one key that GAMA saved both stay a conflict", () =>
  withTill((till) => {
    const first = confirmedNothing(till);
    till.rrpay.outcome = (request) => ({ ...byCard(request), fiscal: printed("D2") });
    const second = String(till.call("init", bread).attemptId);
    till.call("close", closing("sale", "A", { attemptId: second }));
    answersAgain(till, first, (request) => ({ ...byCard(request), fiscal: printed("D1") }));
    assert.is(listed(till)[0]?.conflict?.code, "charged-twice");
    till.call("close", closing("sale", "A", { attemptId: first.attemptId }));
    assert.is(listed(till)[0]?.conflict?.code, "charged-twice");
  }));

test("B12: 'no money was taken' is not said of a key whose old try is open", () =>
  withTill((till) => {
    confirmedNothing(till);
    till.rrpay.instead = ({ action }) => (action === "health" ? "silence" : undefined);
    const call = till.start("init", bread);
    till.cancel(call);
    till.rrpay.instead = () => undefined;
    till.hear({ status: 200, body: till.rrpay.health });
    const { message } = till.end(call);
    assert.not.match(String(message), /no money was taken/);
  }));

test("B12: 'not-accepted' is not said of a key of which RRPay had declined with money in it", () =>
  withTill((till) => {
    till.rrpay.outcome = (request) => ({ ...byCard(request), state: "declined" });
    till.call("init", bread);
    till.listens = false;
    till.boot();
    const { outcome, fiscal } = till.call("init", bread);
    assert.equal([outcome, (fiscal as { state: string }).state], ["refused", "printed"]);
  }));

test.run();
