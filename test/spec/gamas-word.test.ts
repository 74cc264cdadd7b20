// GAMA's last word about its document (docs/contracts.md B24): kept where its fact does not say it, and told truly.

import * as assert from "uvu/assert";
import {
  answersAgain,
  bread,
  cardOf,
  closing,
  confirmedNothing,
  decided,
  f8,
  itemOf,
  listed,
  posts,
  printed,
  typed,
  unanswered,
} from "../support/hostile.ts";
import { both } from "../support/over-restarts.ts";
import { byCard, declines, waits } from "../support/scripted-rrpay.ts";
import { type StepTill, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";
import { numbered, sold } from "../support/taken-back.ts";

const test = suite("GAMA's word");

/** A receipt is typed in, saved in GAMA, and then not saved after all. */
function typedAndUnsaved(till: StepTill): { attemptId: string; body: string } {
  const sent = unanswered(till, () => till.call("init", bread));
  decided(till, sent.attemptId, "receipt-printed", typed);
  for (const saved of [true, false]) till.call("close", closing("sale", "A", { saved }));
  return sent;
}

both(
  test,
  "a typed receipt that GAMA took back, then RRPay's word, and RRPay approves: GAMA can save it",
  (till, restart) => {
    const sent = typedAndUnsaved(till);
    restart();
    assert.is(decided(till, sent.attemptId, "accept-rrpay"), "recorded");
    restart();
    answersAgain(till, sent, byCard);
    listed(till);
    assert.equal([till.call("init", bread).outcome, posts(till)], ["approved", 1]);
    assert.is(till.call("close", closing("sale", "A")).status, "acknowledged");
    assert.equal(listed(till), []);
  },
);

for (const decision of ["accept-rrpay", "accept-manual"])
  both(test, `the same where RRPay had approved before, by ${decision}`, (till, restart) => {
    const sent = typedAndUnsaved(till);
    answersAgain(till, sent, (request) => ({ ...byCard(request), fiscal: printed("D9") }));
    assert.is(itemOf(till, sent.attemptId)?.conflict?.code, "manual-differs");
    restart();
    assert.is(decided(till, sent.attemptId, decision), "recorded");
    restart();
    assert.equal([till.call("init", bread).outcome, posts(till)], ["approved", 1]);
  });

both(test, "where RRPay had declined, nothing is left to do", (till, restart) => {
  const sent = typedAndUnsaved(till);
  answersAgain(till, sent, declines);
  listed(till);
  restart();
  assert.is(decided(till, sent.attemptId, "accept-rrpay"), "recorded");
  assert.equal(listed(till), []);
});

test("B12: 'RRPay has no payment' is not said of a sale that RRPay declined with money in it", () =>
  withTill((till) => {
    till.rrpay.outcome = () => ({ state: "declined", payments: cardOf(258), fiscal: printed("D1") });
    till.call("init", bread);
    const told = till.call("close", closing("sale", "A", { attemptId: till.rrpay.only.id }));
    assert.equal([told.status, told.code], ["conflict", "conflict"]);
  }));

test("B12: nor of one that goes on in RRPay after it had refused it", () =>
  withTill((till) => {
    till.rrpay.outcome = waits;
    till.rrpay.instead = (asked) => {
      if (asked.action !== "post") return undefined;
      till.rrpay.honest(asked);
      return { status: 422, body: { error: "invalid", message: "invalid" } };
    };
    till.call("init", bread);
    till.rrpay.instead = () => undefined;
    const { id } = till.rrpay.only;
    till.rrpay.health = { ...till.rrpay.health, lastTransactionId: id };
    listed(till);
    const told = till.call("close", closing("sale", "A", { attemptId: id }));
    assert.equal([told.status, told.code], ["conflict", "conflict"]);
  }));

both(test, "a close that was answered open while RRPay's busy old id is followed is that one's", (till, restart) => {
  const old = confirmedNothing(till);
  till.rrpay.outcome = waits;
  till.rrpay.instead = ({ action, id }) => {
    if (action !== "post" || id === old.attemptId) return undefined;
    till.rrpay.honest({ action: "post", id: old.attemptId, body: old.body, wire: "" });
    return { status: 423, body: { error: "busy", message: "busy", details: { id: old.attemptId, till: "1" } } };
  };
  till.start("init", bread);
  till.pass(500);
  assert.is(till.call("close", closing("sale", "A")).status, "open");
  restart();
  till.rrpay.instead = () => undefined;
  till.rrpay.change(old.attemptId, byCard({ kind: "sale", saleKey: "A", totalCents: 258 }));
  till.pass(2000);
  assert.is(itemOf(till, old.attemptId)?.gama, "saved");
});

test("a close that was answered open is the busy old id's, also where RRPay is asked about that one in vain", () =>
  withTill((till) => {
    const old = confirmedNothing(till);
    till.rrpay.outcome = waits;
    let isSent = false;
    till.rrpay.instead = ({ action, id }) => {
      if (action === "get" && isSent) return "silence";
      if (action !== "post" || id === old.attemptId) return undefined;
      isSent = true;
      till.rrpay.honest({ action: "post", id: old.attemptId, body: old.body, wire: "" });
      return { status: 423, body: { error: "busy", message: "busy", details: { id: old.attemptId, till: "1" } } };
    };
    till.rrpay.stored.delete(old.attemptId);
    till.start("init", bread);
    till.pass(500); // RRPay does not have the old id, then has it, and is asked in vain
    assert.is(till.call("close", closing("sale", "A")).status, "open");
    till.boot();
    till.rrpay.instead = () => undefined;
    till.rrpay.change(old.attemptId, byCard({ kind: "sale", saleKey: "A", totalCents: 258 }));
    assert.is(itemOf(till, old.attemptId)?.gama, "saved");
  }));

both(test, "saved, voided, unsaved, and saved anew: saved-after-void, listed until it is left", (till, restart) => {
  const attemptId = sold(till, "A", "D1");
  numbered(till, "V1");
  till.call("void", f8);
  till.call("close", closing("void", "A"));
  assert.is(till.call("close", closing("sale", "A", { attemptId, saved: false })).status, "acknowledged");
  assert.equal(listed(till), []);
  restart();
  for (const _again of [1, 2])
    assert.is(till.call("close", closing("sale", "A", { attemptId })).code, "saved-after-void");
  restart();
  assert.is(itemOf(till, attemptId)?.conflict?.code, "saved-after-void");
  assert.is(decided(till, attemptId, "leave-to-accountant"), "recorded");
  assert.is(till.call("close", closing("sale", "A", { attemptId })).status, "recorded");
  assert.equal(listed(till), []);
});

test.run();
