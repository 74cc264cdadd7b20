// Two doubts about one attempt (docs/contracts.md B21): the one about money shows, and what stands behind it is not lost.

import * as assert from "uvu/assert";
import { AT_MS, ATTEMPT_ID, attempt, evidence, fold } from "../support/attempts.ts";
import {
  answersAgain,
  bread,
  cardOf,
  chargedTwice,
  closing,
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
import { byCard, declines, type Outcome, waits } from "../support/scripted-rrpay.ts";
import type { StepTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";
import { numbered, sold, voids } from "../support/taken-back.ts";

const test = suite("two doubts");

const declinedWithMoney: Outcome = () => ({ state: "declined", payments: cardOf(258), fiscal: printed("D1") });
const numberedD1: Outcome = (request) => ({ ...byCard(request), fiscal: printed("D1") });
const codeOf = (till: StepTill, attemptId: string) => itemOf(till, attemptId)?.conflict?.code;

/** A person said that nothing happened, and GAMA saved the sale all the same. */
function savedUnpaid(till: StepTill): { attemptId: string; body: string } {
  const sent = unanswered(till, () => till.call("init", bread));
  decided(till, sent.attemptId, "nothing-happened");
  till.call("close", closing("sale", "A", { attemptId: sent.attemptId }));
  assert.is(codeOf(till, sent.attemptId), "saved-unpaid");
  return sent;
}

both(
  test,
  "B5: saved-unpaid does not hide that RRPay declined it with money and paper: nothing is charged",
  (till, restart) => {
    const sent = savedUnpaid(till);
    restart();
    answersAgain(till, sent, declinedWithMoney);
    assert.is(codeOf(till, sent.attemptId), "money-without-approval");
    restart();
    till.rrpay.outcome = byCard;
    assert.equal([till.call("init", bread).code, posts(till)], ["conflict", 1]);
  },
);

both(test, "B24: and once a person accepts that nothing was paid, what GAMA saved is listed again", (till, restart) => {
  const sent = savedUnpaid(till);
  answersAgain(till, sent, declinedWithMoney);
  listed(till);
  restart();
  assert.is(decided(till, sent.attemptId, "accept-rrpay"), "recorded");
  restart();
  assert.is(codeOf(till, sent.attemptId), "saved-unpaid");
});

both(test, "B24: GAMA's word that comes after the money is not lost either", (till, restart) => {
  till.rrpay.outcome = declinedWithMoney;
  till.call("init", bread);
  const { id } = till.rrpay.only;
  assert.is(till.call("close", closing("sale", "A", { attemptId: id })).code, "conflict");
  restart();
  assert.is(codeOf(till, id), "money-without-approval");
  decided(till, id, "accept-rrpay");
  restart();
  assert.is(codeOf(till, id), "saved-unpaid");
  decided(till, id, "leave-to-accountant");
  assert.equal(listed(till), []);
});

both(test, "B24: unless GAMA has taken it back meanwhile", (till, restart) => {
  till.rrpay.outcome = declinedWithMoney;
  till.call("init", bread);
  const { id } = till.rrpay.only;
  till.call("close", closing("sale", "A", { attemptId: id }));
  restart();
  till.call("close", closing("sale", "A", { attemptId: id, saved: false }));
  decided(till, id, "accept-rrpay");
  assert.equal(listed(till), []);
});

both(
  test,
  "B24, B12: 'RRPay has no payment' is not said of what RRPay has approved: GAMA has saved it",
  (till, restart) => {
    const sent = savedUnpaid(till);
    restart();
    answersAgain(till, sent, byCard);
    const item = itemOf(till, sent.attemptId);
    assert.equal([item?.conflict?.code, item?.gama], ["paid-after-manual", "saved"]);
    restart();
    assert.is(decided(till, sent.attemptId, "accept-rrpay"), "recorded");
    assert.equal(listed(till), []);
  },
);

both(test, "B24: and where GAMA took that back before RRPay answered, it has yet to save it", (till, restart) => {
  const sent = savedUnpaid(till);
  till.call("close", closing("sale", "A", { attemptId: sent.attemptId, saved: false }));
  restart();
  answersAgain(till, sent, byCard);
  assert.is(itemOf(till, sent.attemptId)?.gama, "waiting");
  assert.equal([till.call("init", bread).outcome, posts(till)], ["approved", 1]);
});

/** The first copy of the POST is at the terminal; the second one was refused. */
function refusedAndPaying(till: StepTill): string {
  till.rrpay.outcome = waits;
  till.rrpay.instead = (asked) => {
    if (asked.action !== "post") return undefined;
    till.rrpay.honest(asked);
    return { status: 422, body: { error: "invalid", message: "invalid" } };
  };
  assert.is(till.call("init", bread).outcome, "not-accepted");
  till.rrpay.instead = () => undefined;
  return till.rrpay.only.id;
}

both(
  test,
  "C2: saved-unpaid does not keep RRPay from being asked about the refused id that it names",
  (till, restart) => {
    const id = refusedAndPaying(till);
    till.call("close", closing("sale", "A", { attemptId: id }));
    till.rrpay.health = { ...till.rrpay.health, lastTransactionId: id };
    restart();
    till.rrpay.outcome = byCard;
    till.call("init", bread);
    assert.equal([posts(till), codeOf(till, id)], [1, "evidence-contradicts"]);
  },
);

both(test, "C2: nor about the declined one that RRPay, restored, names and has approved", (till, restart) => {
  till.rrpay.outcome = declines;
  const id = String(till.call("init", bread).attemptId);
  till.call("close", closing("sale", "A", { attemptId: id }));
  till.rrpay.health = { ...till.rrpay.health, epoch: "epoch-2", lastTransactionId: id };
  till.rrpay.change(id, byCard({ kind: "sale", saleKey: "A", totalCents: 258 }));
  restart();
  till.rrpay.outcome = byCard;
  till.call("init", bread);
  assert.equal([posts(till), codeOf(till, id)], [1, "evidence-contradicts"]);
});

/** A receipt was typed in, and RRPay says that it has never received it. */
function neverReceived(till: StepTill): { attemptId: string; body: string } {
  const sent = unanswered(till, () => till.call("init", bread));
  decided(till, sent.attemptId, "receipt-printed", typed);
  answersAgain(till, sent);
  assert.is(codeOf(till, sent.attemptId), "manual-not-found");
  return sent;
}

for (const [what, outcome, code] of [
  ["declined with money and paper in it", declinedWithMoney, "money-without-approval"],
  ["approved under another number", numberedD1, "manual-differs"],
  [
    "approved with other amounts",
    () => ({ ...numberedD1, state: "approved", totalCents: 238, payments: cardOf(238) }),
    "manual-differs",
  ],
  ["declined without money", declines, "unpaid-after-manual"],
  ["in progress", waits, undefined],
] as const satisfies readonly (readonly [string, Outcome, string | undefined])[])
  both(
    test,
    `B12: 'never received' is not said of what RRPay then has ${what}: ${code ?? "no conflict"}`,
    (till, restart) => {
      const sent = neverReceived(till);
      restart();
      answersAgain(till, sent, outcome);
      assert.is(codeOf(till, sent.attemptId), code);
      restart();
      assert.is(codeOf(till, sent.attemptId), code);
    },
  );

both(
  test,
  "B5: what was typed, and declined with money in it before a person decided, is not charged again",
  (till, restart) => {
    const sent = neverReceived(till);
    answersAgain(till, sent, declinedWithMoney);
    listed(till);
    restart();
    till.rrpay.outcome = byCard;
    assert.equal([till.call("init", bread).code, posts(till)], ["conflict", 1]);
  },
);

both(
  test,
  "B10 Proof: charged-twice does not erase document-repeated: F8 takes no other receipt back",
  (till, restart) => {
    sold(till, "B", "D1");
    const { first } = chargedTwice(till); // the payment that turns up late has D1 as well
    restart();
    numbered(till, "V1");
    assert.equal([till.call("void", f8).code, voids(till)], ["conflict", 0]);
    assert.is(decided(till, first.attemptId, "leave-to-accountant"), "recorded");
    restart();
    assert.is(codeOf(till, first.attemptId), "document-repeated");
    const second = { ...f8, original: { documentNo: "D1" } };
    assert.equal([till.call("void", second).code, voids(till)], ["conflict", 0]);
    assert.is(decided(till, first.attemptId, "accept-rrpay"), "recorded");
    assert.equal(listed(till), []);
  },
);

for (const decision of ["accept-rrpay", "accept-manual", "leave-to-accountant"])
  both(
    test,
    `B21: ${decision} of what was typed otherwise leaves the number of another receipt to decide about`,
    (till, restart) => {
      sold(till, "B", "D1");
      till.rrpay.outcome = byCard;
      const sent = unanswered(till, () => till.call("init", bread));
      decided(till, sent.attemptId, "receipt-printed", typed);
      till.call("close", closing("sale", "A"));
      answersAgain(till, sent, numberedD1);
      assert.is(codeOf(till, sent.attemptId), "manual-differs");
      restart();
      assert.is(decided(till, sent.attemptId, decision), "recorded");
      assert.is(codeOf(till, sent.attemptId), "document-repeated");
      restart();
      numbered(till, "V1");
      assert.equal([till.call("void", f8).code, voids(till)], ["conflict", 0]);
      assert.is(decided(till, sent.attemptId, "leave-to-accountant"), "recorded");
      assert.is(codeOf(till, sent.attemptId), undefined);
    },
  );

both(
  test,
  "B21: a document-repeated that was decided does not come back with the decision of another doubt",
  (till, restart) => {
    sold(till, "B", "D1");
    const id = sold(till, "A", "D1");
    assert.is(decided(till, id, "accept-rrpay"), "recorded");
    restart();
    till.call("close", closing("sale", "A", { saved: false }));
    assert.is(codeOf(till, id), "saved-then-unsaved");
    assert.is(decided(till, id, "accept-rrpay"), "recorded");
    restart();
    assert.equal(listed(till), []);
  },
);

both(test, "B21, B24: what GAMA took back while document-repeated stands is listed after it", (till, restart) => {
  sold(till, "B", "D1");
  const id = sold(till, "A", "D1");
  till.call("close", closing("sale", "A", { saved: false }));
  assert.is(codeOf(till, id), "document-repeated");
  restart();
  assert.is(decided(till, id, "accept-rrpay"), "recorded");
  assert.is(codeOf(till, id), "saved-then-unsaved");
  assert.is(decided(till, id, "accept-rrpay"), "recorded");
  restart();
  assert.equal(listed(till), []);
});

both(test, "B24: and is not where GAMA has saved it again meanwhile", (till, restart) => {
  sold(till, "B", "D1");
  const id = sold(till, "A", "D1");
  for (const saved of [false, true]) till.call("close", closing("sale", "A", { saved }));
  restart();
  assert.is(decided(till, id, "accept-rrpay"), "recorded");
  assert.equal(listed(till), []);
});

test("B4: that RRPay takes its own approval back shows before what GAMA took back", () => {
  const close = (saved: boolean) => ({ t: "close", atMs: AT_MS, attemptId: ATTEMPT_ID, saved }) as const;
  const told = fold(attempt(), evidence(), close(true), close(false), evidence({ state: "declined", revision: 9 }));
  assert.equal([told.payment, told.conflict?.code], ["approved", "evidence-contradicts"]);
});

test.run();
