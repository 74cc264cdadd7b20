// B5, B9, B24, B25: a person is offered what leads on, and what was decided stays decided.

import * as assert from "uvu/assert";
import { notYet } from "../../runtime/cli/journal/dialog.ts";
import type { Item as ResolveItem } from "../../runtime/cli/journal/resolve.ts";
import {
  answersAgain,
  bread,
  cardOf,
  closing,
  dear,
  decided,
  f8,
  type Item,
  itemOf,
  listed,
  posts,
  printed,
  typed,
  unanswered,
} from "../support/hostile.ts";
import { sale } from "../support/sales.ts";
import { byCard, declines, waits } from "../support/scripted-rrpay.ts";
import { type StepTill, TIMEOUTS, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";

const test = suite("decisions offered");

test("B25: accept-manual is not offered where nothing was typed", () =>
  withTill((till) => {
    till.rrpay.outcome = (request) => ({ ...byCard(request), fiscal: printed("D1") });
    till.call("init", bread);
    till.call("close", closing("sale", "A"));
    const { attemptId } = till.call("init", sale(100, { saleKey: "B" }));
    const item = itemOf(till, String(attemptId));
    assert.equal(
      [item?.conflict?.code, item?.decisions],
      ["document-repeated", ["accept-rrpay", "leave-to-accountant"]],
    );
  }));

test("B25: nor of what a person said did not happen and RRPay approved: it would hide the customer's money", () =>
  withTill((till) => {
    const sent = unanswered(till, () => till.call("init", bread));
    decided(till, sent.attemptId, "nothing-happened");
    answersAgain(till, sent, byCard);
    const item = itemOf(till, sent.attemptId);
    assert.equal(
      [item?.conflict?.code, item?.decisions],
      ["paid-after-manual", ["accept-rrpay", "leave-to-accountant"]],
    );
    assert.is(decided(till, sent.attemptId, "accept-manual"), "decision-not-allowed");
  }));

test("B22: where nothing can be decided yet, it is told how long until something can, and then no more", () =>
  withTill((till) => {
    till.rrpay.instead = ({ action }) => (action === "health" ? undefined : "silence");
    till.start("init", bread);
    till.boot();
    const [early] = listed(till);
    assert.equal(early?.decisions, []);
    const manualInMs = early?.manualInMs ?? 0;
    assert.ok(manualInMs > 0 && manualInMs <= TIMEOUTS.manualAfterMs, `${manualInMs}`);
    till.pass(manualInMs);
    const [later] = listed(till);
    assert.ok(later?.decisions.includes("nothing-happened"));
    assert.is(later?.manualInMs, undefined);
  }));

test("B7: journal resolve, whose every start is a restart, promises no time that its next start breaks", () =>
  withTill(
    (till) => {
      till.rrpay.outcome = waits;
      till.rrpay.instead = ({ action }) => (action === "get" ? "silence" : undefined);
      till.start("init", bread);
      till.boot();
      const wait = listed(till)[0]?.manualInMs ?? 0;
      till.pass(wait);
      till.boot();
      const [again] = listed(till);
      assert.equal(again?.decisions, []);
      assert.ok((again?.manualInMs ?? 0) > 0, "the wait of the restart before has grown");
      const words = notYet({ ...(again as unknown as ResolveItem), manualInMs: wait });
      assert.match(words.en, /repeat in \d+ s\. Where that is too early still, it says how long yet\./);
      assert.match(words.lt, /pakartokite po \d+ s\. Jei tada dar bus per anksti, bus parašyta, kiek laukti\./);
      till.pass(again?.manualInMs ?? 0);
      till.boot();
      assert.ok(listed(till)[0]?.decisions.includes("nothing-happened"), "and it ends");
    },
    { timeouts: { ...TIMEOUTS, manualAfterMs: 60_000 } },
  ));

/** RRPay accepted it and has waited for the customer since; its decisions as a process just begun lists them. */
function waitedFor(till: StepTill, sinceMs: number): readonly string[] | undefined {
  till.boot();
  till.pass(sinceMs);
  till.boot();
  return listed(till)[0]?.decisions;
}

test("B7: what RRPay waits for without end can be left to the accountant in a process of its own each time", () =>
  withTill((till) => {
    till.rrpay.outcome = waits;
    till.start("init", bread);
    assert.equal(waitedFor(till, TIMEOUTS.customerMs - 1), []);
    assert.equal(waitedFor(till, 1), ["leave-to-accountant"]);
  }));

test("B7: what RRPay waits for with a part of the money paid can be left to the accountant too", () =>
  withTill((till) => {
    till.rrpay.outcome = () => ({ payments: cardOf(100) });
    till.start("init", bread);
    assert.equal(waitedFor(till, TIMEOUTS.customerMs - 1), []);
    assert.equal(waitedFor(till, 1), ["leave-to-accountant"]);
  }));

test("B7: money that came in while nobody asked begins the wait anew", () =>
  withTill((till) => {
    till.rrpay.outcome = waits;
    till.start("init", bread);
    const offered = waitedFor(till, TIMEOUTS.customerMs - 1);
    till.rrpay.change(till.rrpay.only.id, { payments: cardOf(100) });
    assert.equal([offered, waitedFor(till, 1)], [[], []]);
  }));

/** Typed and saved; RRPay approves with numbers that do not add up. */
function unbalanced(till: StepTill): string {
  const sent = unanswered(till, () => till.call("init", bread));
  decided(till, sent.attemptId, "receipt-printed", typed);
  till.call("close", closing("sale", "A"));
  answersAgain(till, sent, () => ({ state: "approved", payments: cardOf(200), fiscal: printed("D7") }));
  assert.is(itemOf(till, sent.attemptId)?.conflict?.code, "manual-differs");
  return sent.attemptId;
}

test("B5, B25: accept-rrpay is not offered of numbers that do not balance", () =>
  withTill((till) => {
    const attemptId = unbalanced(till);
    assert.equal(itemOf(till, attemptId)?.decisions, ["accept-manual", "leave-to-accountant"]);
  }));

for (const decision of ["accept-manual", "leave-to-accountant"])
  test(`B9: ${decision} of numbers that do not balance leads on`, () =>
    withTill((till) => {
      decided(till, unbalanced(till), decision);
      assert.equal(listed(till), []);
      assert.is(till.call("init", sale(100, { saleKey: "B" })).outcome, "approved");
    }));

/** GAMA saved it, and then said that it did not; a person has decided about that. */
function decidedUnsaved(till: StepTill, decision: string): string {
  const attemptId = String(till.call("init", bread).attemptId);
  till.call("close", closing("sale", "A", { attemptId }));
  till.call("close", closing("sale", "A", { attemptId, saved: false }));
  assert.is(itemOf(till, attemptId)?.conflict?.code, "saved-then-unsaved");
  assert.is(decided(till, attemptId, decision), "recorded");
  return attemptId;
}

for (const decision of ["accept-rrpay", "leave-to-accountant"])
  test(`B24: the same close saved false, repeated after ${decision}, opens nothing again`, () =>
    withTill((till) => {
      const attemptId = decidedUnsaved(till, decision);
      for (const restart of [false, true]) {
        if (restart) till.boot();
        const { status } = till.call("close", closing("sale", "A", { attemptId, saved: false }));
        assert.equal([status, itemOf(till, attemptId)], ["recorded", undefined]);
      }
    }));

test("B24: saved once more and then not is a conflict of its own", () =>
  withTill((till) => {
    const attemptId = decidedUnsaved(till, "accept-rrpay");
    assert.is(till.call("close", closing("sale", "A", { attemptId })).status, "acknowledged");
    till.call("close", closing("sale", "A", { attemptId, saved: false }));
    assert.is(itemOf(till, attemptId)?.conflict?.code, "saved-then-unsaved");
  }));

test("B12, B24: 'RRPay has no payment' is not said of a key that is paid, where a later init of it was refused", () =>
  withTill((till) => {
    till.call("init", bread);
    assert.is(till.call("init", dear).code, "sale-changed");
    const { status, code } = till.call("close", closing("sale", "A"));
    assert.equal([status, code], ["conflict", "conflict"]);
  }));

test("B12, B24: 'RRPay has no payment' is said where nothing was sent", () =>
  withTill((till) => {
    till.rrpay.health = { ...till.rrpay.health, ready: false };
    assert.is(till.call("init", bread).code, "rrpay-not-ready");
    assert.is(till.call("close", closing("sale", "A")).code, "saved-unpaid");
  }));

test("B21: saved-unpaid holds back no payment of its own key: paying is what mends it", () =>
  withTill((till) => {
    const sent = unanswered(till, () => till.call("init", bread));
    decided(till, sent.attemptId, "nothing-happened");
    till.call("close", closing("sale", "A"));
    answersAgain(till, sent);
    assert.is(itemOf(till, sent.attemptId)?.conflict?.code, "saved-unpaid");
    assert.equal([till.call("init", bread).outcome, posts(till)], ["approved", 2]);
  }));

/** RRPay named some money, then lost its memory; a person types the receipt. */
function typedBesideClaim(till: StepTill, told: object, row: object): Item | undefined {
  till.rrpay.outcome = () => told;
  till.start("init", bread);
  till.pass(500);
  const { id } = till.rrpay.only;
  till.rrpay.health = { ...till.rrpay.health, epoch: "epoch-2" };
  till.rrpay.stored.clear();
  till.boot();
  listed(till);
  till.pass(TIMEOUTS.manualAfterMs * 2 + 2000);
  listed(till);
  assert.is(decided(till, id, "receipt-printed", { documentNo: "D7", payments: [row] }), "recorded");
  return itemOf(till, id);
}

for (const [what, told, row, conflict] of [
  [
    "cash is typed where RRPay had named a card",
    { payments: cardOf(200) },
    { method: 0, amountCents: 258 },
    "manual-differs",
  ],
  [
    "the card is typed, and all of the money by it",
    { payments: cardOf(200) },
    { method: 2, amountCents: 258 },
    undefined,
  ],
  ["nothing is known but the id", {}, { method: 0, amountCents: 258 }, undefined],
  [
    "cash is typed of what RRPay had printed as paid by card",
    { payments: cardOf(258), fiscal: printed("D7") },
    { method: 0, amountCents: 258 },
    "manual-differs",
  ],
] as const)
  test(`B6: ${what}: ${conflict ?? "no conflict"}`, () =>
    withTill((till) => {
      assert.is(typedBesideClaim(till, told, row)?.conflict?.code, conflict);
      till.boot();
      assert.is(listed(till)[0]?.conflict?.code, conflict);
    }));

test("B24: GAMA saved what was typed, and RRPay's decline is accepted: saved-unpaid, and listed", () =>
  withTill((till) => {
    const sent = unanswered(till, () => till.call("init", bread));
    decided(till, sent.attemptId, "receipt-printed", typed);
    till.call("close", closing("sale", "A"));
    answersAgain(till, sent, declines);
    listed(till);
    assert.is(decided(till, sent.attemptId, "accept-rrpay"), "recorded");
    assert.is(itemOf(till, sent.attemptId)?.conflict?.code, "saved-unpaid");
    decided(till, sent.attemptId, "leave-to-accountant");
    assert.equal(listed(till), []);
  }));

for (const state of ["declined", "cancelled"] as const)
  test(`B5: ${state} without money and paper is believed, whatever its total`, () =>
    withTill((till) => {
      till.rrpay.outcome = () => ({ state, totalCents: 238 });
      assert.is(till.call("init", bread).outcome, state);
      till.rrpay.outcome = byCard;
      assert.is(till.call("init", bread).outcome, "approved");
    }));

test("B5: a discount in RRPay and then F8, which RRPay confirms: voided", () =>
  withTill((till) => {
    till.rrpay.outcome = () => ({ totalCents: 238 });
    till.start("init", bread);
    till.pass(300);
    assert.is(till.call("void", { ...f8, scope: "open" }).outcome, "voided");
  }));

test("B5: declined with another total and money in it stays amounts-differ", () =>
  withTill((till) => {
    till.rrpay.outcome = () => ({ state: "declined", totalCents: 238, payments: cardOf(238) });
    assert.is(till.call("init", bread).code, "amounts-differ");
  }));

test("B5: declined under another key says nothing of ours", () =>
  withTill((till) => {
    till.rrpay.outcome = () => ({ state: "declined", saleKey: "Z" });
    assert.is(till.call("init", bread).code, "amounts-differ");
  }));

test.run();
