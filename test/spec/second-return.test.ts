// A receipt may be returned in parts; what nobody knows of one return stops the next (docs/contracts.md B10, Once).

import * as assert from "uvu/assert";
import {
  answersAgain,
  approvedOf,
  arrives,
  bread,
  cardOf,
  closing,
  confirmedNothing,
  decided,
  givenUp,
  itemOf,
  listed,
  type Sent,
  unanswered,
  withoutTombstones,
  worded,
} from "../support/hostile.ts";
import { returns } from "../support/named.ts";
import { byCard } from "../support/scripted-rrpay.ts";
import { type StepTill, TIMEOUTS, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";
import { back, numbered, returned, sold } from "../support/taken-back.ts";

const test = suite("second return");

const second = back("D1", "R2");
const another = (till: StepTill) => till.call("init", second);
const ofFirst = (till: StepTill, { attemptId }: Pick<Sent, "attemptId">, decision: string, more: object = {}) =>
  worded(till, "return", "R", attemptId, decision, more);

/** A return of D1 whose POST was lost. */
function lost(till: StepTill): Sent {
  sold(till, "A", "D1");
  return unanswered(till, () => till.call("init", back("D1")));
}

/** And a person says that nothing happened. */
function lostAndGivenUp(till: StepTill): Sent {
  const first = lost(till);
  assert.is(ofFirst(till, first, "nothing-happened"), "recorded");
  return first;
}

test("a receipt is returned in parts", () =>
  withTill((till) => {
    sold(till, "A", "D1");
    returned(till, "D1", "D2");
    assert.is(another(till).outcome, "approved");
  }));

test("nothing is paid out while RRPay does not answer for a return that was given up", () =>
  withTill((till) => {
    const first = lostAndGivenUp(till);
    const told = another(till);
    assert.equal([told.outcome, told.code, returns(till)], ["refused", "no-answer", 1]);
    till.pass(TIMEOUTS.manualAfterMs + 2000);
    assert.is(another(till).code, "no-answer", "however often");
    assert.ok(itemOf(till, first.attemptId)?.decisions.includes("leave-to-accountant"));
  }));

test("the accountant's word lets the next return go", () =>
  withTill((till) => {
    const first = lostAndGivenUp(till);
    another(till);
    till.pass(TIMEOUTS.manualAfterMs + 2000);
    assert.is(ofFirst(till, first, "leave-to-accountant"), "recorded");
    till.rrpay.instead = ({ action, id }) => (action === "get" && id === first.attemptId ? "silence" : undefined);
    numbered(till, "D3");
    assert.is(another(till).outcome, "approved");
  }));

test("a return that was given up and is paid in RRPay stops the next one until a person has decided", () =>
  withTill((till) => {
    const first = lostAndGivenUp(till);
    answersAgain(till, first, (request) => ({ ...byCard(request), fiscal: { state: "printed", documentNo: "D2" } }));
    const told = another(till);
    assert.equal(
      [told.code, told.blockedBy],
      ["blocked", { kind: "return", saleKey: "R", attemptId: first.attemptId }],
    );
    assert.is(itemOf(till, first.attemptId)?.conflict?.code, "paid-after-manual");
    assert.is(another(till).code, "blocked");
    assert.is(approvedOf(till, "return"), 1);
    assert.is(ofFirst(till, first, "accept-rrpay"), "recorded");
    assert.is(ofFirst(till, first, "saved-in-gama"), "recorded");
    numbered(till, "D3");
    assert.is(another(till).outcome, "approved");
  }));

test("a return that was given up and never came is ended before the next one is sent", () =>
  withTill((till) => {
    const first = lostAndGivenUp(till);
    answersAgain(till, first);
    numbered(till, "D3");
    assert.is(another(till).outcome, "approved");
    arrives(till, first);
    assert.is(approvedOf(till, "return"), 1);
    assert.equal(
      listed(till).map(({ saleKey }) => saleKey),
      ["R2"],
    );
  }));

test("without tombstones a second word is needed, and the list asks for it", () =>
  withTill((till) => {
    withoutTombstones(till);
    const first = lostAndGivenUp(till);
    answersAgain(till, first);
    assert.equal([another(till).code, returns(till)], ["blocked", 1]);
    assert.ok(itemOf(till, first.attemptId)?.decisions.includes("nothing-happened"));
    assert.is(ofFirst(till, first, "nothing-happened"), "recorded");
    numbered(till, "D3");
    assert.is(another(till).outcome, "approved");
  }));

test("a return that twice did not happen is asked about before the next one is sent", () =>
  withTill((till) => {
    sold(till, "A", "D1");
    const first = givenUp(till, "init", back("D1"), "return", "R");
    till.rrpay.instead = ({ action, id }) => (action === "get" && id === first.attemptId ? "silence" : undefined);
    assert.equal(listed(till), []);
    assert.equal([another(till).code, returns(till)], ["no-answer", 1]);
    assert.ok(itemOf(till, first.attemptId)?.decisions.includes("leave-to-accountant"), "what holds up is listed");
    till.rrpay.instead = () => undefined;
    assert.equal(listed(till), [], "until RRPay answers for it");
    numbered(till, "D2");
    arrives(till, first);
    assert.is(another(till).code, "blocked");
    assert.is(approvedOf(till, "return"), 1);
    assert.is(ofFirst(till, first, "accept-rrpay"), "recorded");
    assert.is(another(till).code, "blocked");
    assert.ok(itemOf(till, first.attemptId)?.decisions.includes("saved-in-gama"), "what blocks is listed");
  }));

test("a sale that twice did not happen is listed while RRPay does not answer for it and space waits for that", () =>
  withTill((till) => {
    const first = confirmedNothing(till);
    till.rrpay.instead = ({ action, id }) => (action === "get" && id === first.attemptId ? "silence" : undefined);
    assert.equal(listed(till), []);
    assert.is(till.call("init", bread).code, "no-answer");
    assert.ok(itemOf(till, first.attemptId)?.decisions.includes("leave-to-accountant"));
    assert.is(decided(till, first.attemptId, "leave-to-accountant"), "recorded");
    assert.equal(listed(till), []);
    assert.is(till.call("init", bread).code, "left-to-accountant", "which names a way out");
    assert.equal(listed(till), []);
  }));

test("a return that RRPay has in progress after a person gave it up is cancelled before the next one is sent", () =>
  withTill((till) => {
    const first = lostAndGivenUp(till);
    answersAgain(till, first, () => ({}));
    numbered(till, "D3");
    assert.is(another(till).outcome, "approved");
    assert.is(till.rrpay.stored.get(first.attemptId)?.state, "cancelled");
  }));

test("a return that is typed as printed stops no other", () =>
  withTill((till) => {
    const first = lost(till);
    const told = { documentNo: "D2", payments: [{ method: 2, amountCents: 258 }] };
    assert.is(ofFirst(till, first, "receipt-printed", told), "recorded");
    till.call("close", closing("return", "R"));
    till.rrpay.instead = ({ action, id }) => (action === "get" && id === first.attemptId ? "silence" : undefined);
    numbered(till, "D3");
    assert.is(another(till).outcome, "approved");
  }));

for (const [what, more] of [
  ["was declined with money in it", { state: "declined" }],
  ["was approved with other amounts", { totalCents: 238, payments: cardOf(238) }],
] as const) {
  test(`a return that ${what} stops another one of the receipt until a person has decided`, () =>
    withTill((till) => {
      sold(till, "A", "D1");
      numbered(till, "D2", more);
      const { attemptId } = till.call("init", back("D1"));
      numbered(till, "D3");
      assert.equal([another(till).code, returns(till)], ["blocked", 1]);
      assert.is(decided(till, String(attemptId), "leave-to-accountant", { saleKey: "R" }, "return"), "recorded");
      assert.is(another(till).outcome, "approved");
    }));
}

test("a return that RRPay has and the journal lost stops another one of the receipt until a person has decided", () =>
  withTill((till) => {
    sold(till, "A", "D1");
    const [known] = [...till.rrpay.stored.values()];
    const fiscal = { state: "printed", documentNo: "X5", printedAt: "2026-11-23T10:00:00" } as const;
    const original = { kind: "sale", documentNo: "D1" } as const;
    till.rrpay.stored.set("lost-1", { ...known!, id: "lost-1", kind: "return", saleKey: "R", original, fiscal });
    till.rrpay.health = { ...till.rrpay.health, lastTransactionId: "lost-1" };
    numbered(till, "D3");
    assert.equal([another(till).code, returns(till)], ["blocked", 0]);
    assert.is(ofFirst(till, { attemptId: "lost-1" }, "leave-to-accountant"), "recorded");
    assert.is(another(till).outcome, "approved");
  }));

test.run();
