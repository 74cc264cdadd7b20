// What RRPay says after a person has decided, and F8 again: each test is the rule of docs/contracts.md that it names.

import * as assert from "uvu/assert";
import {
  answersAgain,
  bread,
  cardOf,
  centsOf,
  chargedTwice,
  closing,
  decided,
  f8,
  listed,
  printed,
  typed,
  unanswered,
  withoutTombstones,
} from "../support/hostile.ts";
import { byCard } from "../support/scripted-rrpay.ts";
import { TIMEOUTS, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";

const test = suite("after decisions");

test("B3: F8 pressed again after the second payment was voided does not void the sale that stands", () =>
  withTill((till) => {
    chargedTwice(till);
    assert.is(till.call("void", f8).outcome, "voided");
    till.call("void", f8); // the answer of the first was lost on GAMA's side, or the key was pressed twice
    const voids = till.recordsOf("sent").filter(({ kind }) => kind === "void");
    assert.equal(
      voids.map(({ originalDocumentNo }) => originalDocumentNo),
      ["D1"],
    );
  }));

test("B3: F8 repeated with the number of the second payment gives its void back", () =>
  withTill((till) => {
    chargedTwice(till);
    const named = { ...f8, original: { documentNo: "D1" } };
    assert.is(till.call("void", named).outcome, "voided");
    assert.is(till.call("void", named).outcome, "voided");
  }));

test("B10 Once: the number of the second payment, whose void GAMA has saved, does not void the sale that stands", () =>
  withTill((till) => {
    chargedTwice(till);
    assert.is(till.call("void", f8).outcome, "voided");
    till.call("close", closing("void", "A"));
    const again = till.call("void", { ...f8, original: { documentNo: "D1" } });
    assert.equal([again.outcome, again.code], ["refused", "already-voided"]);
  }));

test("B5: an approval under our id that names another key never offers 'nothing happened'", () =>
  withTill((till) => {
    till.rrpay.outcome = (request) => ({ ...byCard(request), saleKey: "a" });
    till.call("init", bread);
    till.pass(TIMEOUTS.manualAfterMs + 2000);
    const [item] = listed(till);
    assert.not.ok(item?.decisions.includes("nothing-happened"), String(item?.decisions));
    assert.ok(item?.decisions.includes("leave-to-accountant"));
  }));

test("B21: a void that RRPay declined with money in it stays a conflict when F8 is pressed again", () =>
  withTill((till) => {
    till.call("init", bread);
    till.call("close", closing("sale", "A"));
    till.rrpay.outcome = (request) => ({ ...byCard(request), state: "declined" });
    const { attemptId } = till.call("void", f8);
    const before = listed(till).find((item) => item.attemptId === attemptId);
    assert.is(before?.conflict?.code, "money-without-approval");
    till.rrpay.outcome = byCard;
    till.call("void", f8);
    const after = listed(till).find((item) => item.attemptId === attemptId);
    assert.is(after?.conflict?.code, "money-without-approval");
  }));

test("B25: an approval of another document after accept-manual is a conflict", () =>
  withTill((till) => {
    const sent = unanswered(till, () => till.call("init", bread));
    decided(till, sent.attemptId, "receipt-printed", typed);
    answersAgain(till, sent);
    assert.is(listed(till)[0]?.conflict?.code, "manual-not-found");
    assert.is(decided(till, sent.attemptId, "accept-manual"), "recorded");
    answersAgain(till, sent, (request) => ({ ...byCard(request), fiscal: printed("D9") }));
    assert.ok(listed(till)[0]?.conflict, "RRPay charged by itself, under D9");
  }));

test("B25: accept-manual, saved, then RRPay charges under the same id: somebody is told", () =>
  withTill((till) => {
    const sent = unanswered(till, () => till.call("init", bread));
    decided(till, sent.attemptId, "receipt-printed", typed);
    answersAgain(till, sent);
    listed(till);
    decided(till, sent.attemptId, "accept-manual");
    till.call("close", closing("sale", "A"));
    answersAgain(till, sent, (request) => ({ ...byCard(request), fiscal: printed("D9") }));
    till.pass(300_000);
    assert.is(listed(till).length, 1);
  }));

test("B4: left while the customer pays another total; the approval that comes later is paid-after-left", () =>
  withTill((till) => {
    till.rrpay.outcome = () => ({ totalCents: 238 });
    till.call("init", bread);
    const { attemptId } = till.recordsOf("sent")[0]!;
    assert.equal(listed(till)[0]?.decisions, ["leave-to-accountant"]);
    assert.is(decided(till, attemptId, "leave-to-accountant"), "recorded");
    till.rrpay.change(attemptId, { state: "approved", payments: cardOf(238), fiscal: printed("D5") });
    assert.is(listed(till)[0]?.conflict?.code, "paid-after-left");
  }));

test("B9: accept-rrpay of an approval with everything discounted takes effect", () =>
  withTill((till) => {
    withoutTombstones(till);
    till.rrpay.health = { ...till.rrpay.health, features: ["status"] };
    till.rrpay.outcome = () => ({ state: "approved", totalCents: 0, payments: [], fiscal: { state: "unknown" } });
    till.call("init", bread);
    const [item] = listed(till);
    assert.ok(item?.decisions.includes("accept-rrpay"));
    decided(till, item!.attemptId, "accept-rrpay");
    assert.equal(
      listed(till).map(({ decisions }) => decisions),
      [["saved-in-gama", "leave-to-accountant"]],
    );
  }));

test("B5: accept-rrpay gives RRPay's last numbers, not those it had claimed before", () =>
  withTill((till) => {
    till.rrpay.outcome = () => ({ payments: cardOf(100) });
    const call = till.start("init", bread);
    till.pass(500);
    till.rrpay.change(till.rrpay.only.id, { state: "approved", totalCents: 0, payments: [] });
    till.end(call);
    const [item] = listed(till);
    decided(till, item!.attemptId, "accept-rrpay");
    assert.equal(centsOf(till.call("init", bread)), []);
  }));

test.run();
