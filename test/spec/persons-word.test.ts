// B6, B10, B24, B25: what a person decided, and what RRPay says after it: no payment is lost, made or given back twice by it.

import * as assert from "uvu/assert";
import { sale } from "../support/sales.ts";
import { byCard, declines } from "../support/scripted-rrpay.ts";
import { type StepTill, TIMEOUTS, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";

const test = suite("a person's word");

const DAY_MS = 86_400_000;
const bread = sale(258, { saleKey: "A", receiptNo: "1" });
const pos = { window: "pos", till: "1", operator: "ONA" };
const f8 = { scope: "completed", saleKey: "A", operator: "ONA" };
const closing = (kind: string, saleKey: string) => ({ window: "settlement", kind, saleKey, saved: true });
const typed = { documentNo: "D7", payments: [{ method: 2, amountCents: 258 }] };

type Sent = { readonly attemptId: string; readonly body: string };

/** RRPay is silent about what is asked, until a person may decide. */
function unanswered(till: StepTill, ask: () => void): Sent {
  till.rrpay.instead = ({ action, id }) =>
    action === "post" || (action === "get" && id !== "before") ? "silence" : undefined;
  ask();
  till.pass(TIMEOUTS.manualAfterMs + 2000);
  return till.recordsOf("sent").at(-1)!;
}

/** RRPay answers again; what was sent has reached it only now, or never. */
function answersAgain(till: StepTill, sent: Sent, outcome?: StepTill["rrpay"]["outcome"]): void {
  till.rrpay.stored.delete(sent.attemptId);
  till.rrpay.instead = () => undefined;
  if (!outcome) return;
  till.rrpay.outcome = outcome;
  till.rrpay.honest({ action: "post", id: sent.attemptId, body: sent.body, wire: "" });
}

const decided = (till: StepTill, attemptId: string, decision: string, more: object = {}, kind = "sale") =>
  till.call("resolve", { kind, saleKey: "A", attemptId, operator: "ONA", decision, ...more }).code;
const listed = (till: StepTill) => till.call("init", pos).unresolved as { attemptId: string; claimed?: object }[];
const outcomeOf = ({ outcome, code }: { outcome?: unknown; code: string }) => [outcome, code];
const posts = (till: StepTill) => till.rrpay.actions.filter((action) => action === "post").length;

/** A receipt typed as printed that RRPay then declines. */
function declinedTyped(till: StepTill): Sent {
  const sent = unanswered(till, () => till.call("init", bread));
  decided(till, sent.attemptId, "receipt-printed", typed);
  answersAgain(till, sent, declines);
  till.call("init", pos);
  return sent;
}

test("B10: a typed receipt that was accepted stands: F8 open says not-voided, also where RRPay declined it", () =>
  withTill((till) => {
    decided(till, declinedTyped(till).attemptId, "accept-manual");
    const told = till.call("void", { ...f8, scope: "open" });
    assert.equal(outcomeOf(told), ["not-voided", "not-voided"]);
    assert.is((told.sale as { code: string }).code, "manual-accepted");
  }));

test("B10: its void is of what was typed, not of what RRPay declined", () =>
  withTill((till) => {
    decided(till, declinedTyped(till).attemptId, "accept-manual");
    till.rrpay.outcome = byCard;
    till.call("void", f8);
    const { totalCents, original } = JSON.parse(till.recordsOf("sent").at(-1)!.body) as Record<string, unknown>;
    assert.equal([totalCents, original], [258, { kind: "sale", documentNo: "D7" }]);
  }));

test("B10: a void typed as printed that a person let stand is voided, by outcome and by code", () =>
  withTill((till) => {
    till.call("init", bread);
    till.call("close", closing("sale", "A"));
    const sent = unanswered(till, () => till.call("void", f8));
    decided(till, sent.attemptId, "receipt-printed", { ...typed, documentNo: "V7" }, "void");
    answersAgain(till, sent, declines);
    till.call("init", pos);
    decided(till, sent.attemptId, "accept-manual", {}, "void");
    assert.equal(outcomeOf(till.call("void", f8)), ["voided", "voided"]);
  }));

test("B10: nothing-to-void is no word for what RRPay or a person says was paid", () => {
  withTill((till) => {
    declinedTyped(till);
    assert.equal(outcomeOf(till.call("void", f8)), ["refused", "conflict"]);
  });
  withTill((till) => {
    till.rrpay.outcome = (request) => ({ ...byCard(request), state: "declined" });
    till.call("init", bread);
    assert.equal(outcomeOf(till.call("void", f8)), ["refused", "conflict"]);
  });
});

/** A typed receipt that RRPay says it never received, and RRPay is believed. */
function notFoundAccepted(till: StepTill): Sent {
  const sent = unanswered(till, () => till.call("init", bread));
  decided(till, sent.attemptId, "receipt-printed", typed);
  return sent;
}

test("B25: RRPay's 'not found' is accepted, and then it approves after all: the payment waits for GAMA", () =>
  withTill((till) => {
    const sent = notFoundAccepted(till);
    answersAgain(till, sent);
    till.call("init", pos);
    assert.is(decided(till, sent.attemptId, "accept-rrpay"), "recorded");
    answersAgain(till, sent, byCard);
    assert.equal(
      listed(till).map(({ attemptId }) => attemptId),
      [sent.attemptId],
    );
    assert.is(till.call("init", sale(100, { saleKey: "B" })).code, "blocked");
  }));

test("B25: RRPay's 'not found' is accepted: what was typed is withdrawn, and space pays under the same id", () =>
  withTill((till) => {
    const sent = notFoundAccepted(till);
    answersAgain(till, sent);
    till.call("init", pos);
    decided(till, sent.attemptId, "accept-rrpay");
    const told = till.call("init", bread);
    assert.equal([...outcomeOf(told), told.attemptId], ["approved", "approved", sent.attemptId]);
  }));

test("B25: what GAMA saved of a typed receipt is a conflict where RRPay is believed and then declines", () =>
  withTill((till) => {
    const sent = notFoundAccepted(till);
    till.call("close", closing("sale", "A"));
    answersAgain(till, sent);
    till.call("init", pos);
    decided(till, sent.attemptId, "accept-rrpay");
    answersAgain(till, sent, declines);
    const [item] = listed(till) as unknown as [{ conflict?: { code: string } }];
    assert.is(item?.conflict?.code, "saved-unpaid");
  }));

test("B4: money that RRPay has after a second 'nothing happened' is listed, and nothing is sent for the sale", () =>
  withTill((till) => {
    till.rrpay.health = { ...till.rrpay.health, features: ["status", "fiscal"] };
    const sent = unanswered(till, () => till.call("init", bread));
    answersAgain(till, sent);
    for (let said = 0; said < 2; said++) {
      till.call("init", pos);
      decided(till, sent.attemptId, "nothing-happened");
    }
    answersAgain(till, sent, (request) => ({ ...byCard(request), state: "in-progress", fiscal: { state: "unknown" } }));
    assert.ok(listed(till)[0]?.claimed);
    assert.equal([till.call("init", bread).code, posts(till)], ["old-attempt-open", 1]);
  }));

test("B10: voided elsewhere while a second F8 connects: nothing is given back twice", () =>
  withTill((till) => {
    till.call("init", bread);
    till.call("close", closing("sale", "A"));
    till.rrpay.outcome = declines;
    const { attemptId } = till.call("void", f8);
    till.rrpay.outcome = byCard;
    till.rrpay.instead = ({ action }) => (action === "health" ? "silence" : undefined);
    const second = till.start("void", f8);
    till.hear({ status: 200, body: till.rrpay.health });
    decided(till, String(attemptId), "voided-elsewhere", { documentNo: "V9" }, "void");
    till.rrpay.instead = () => undefined;
    till.hear({ status: 200, body: till.rrpay.health });
    assert.equal([...outcomeOf(till.end(second)), posts(till)], ["refused", "already-voided", 2]);
  }));

test("B24: after a restart a repeated close means what the kept days know, though memory has only the void", () =>
  withTill((till) => {
    till.call("init", sale(258, { saleKey: "R", kind: "return", original: { documentNo: "X1" } }));
    till.call("close", closing("return", "R"));
    for (const saleKey of ["B", "C"]) {
      till.wallMs += DAY_MS;
      till.boot().call("init", sale(100, { saleKey }));
      till.call("close", closing("sale", saleKey));
    }
    till.boot().call("void", { ...f8, saleKey: "R" });
    till.boot();
    assert.is(till.call("close", closing("void", "R")).status, "acknowledged");
    assert.is(till.boot().call("close", closing("return", "R")).status, "acknowledged");
    assert.equal(listed(till), []);
  }));

test("C2: an RRPay restored from a backup counts its revisions anew: its approval of our id is not too old", () =>
  withTill((till) => {
    till.rrpay.outcome = () => ({ revision: 5, payments: [{ method: 2, name: "", amountCents: 100 }] });
    till.start("init", bread);
    till.pass(TIMEOUTS.answerMs);
    const taken = till.rrpay.only;
    till.rrpay.health = { ...till.rrpay.health, epoch: "epoch-2" };
    till.rrpay.change(taken.id, { ...byCard(taken), revision: 2 });
    till.boot().call("init", pos);
    assert.is(till.call("init", bread).outcome, "approved");
  }));

/** The first send was declined with money in it, and nobody has decided about that. */
function declinedWithMoney(till: StepTill): Sent {
  till.rrpay.outcome = (request) => ({ ...byCard(request), state: "declined" });
  till.call("init", bread);
  return till.recordsOf("sent").at(-1)!;
}

test("B12: F8 open while space finds that an earlier send was declined with money says conflict, not voided", () =>
  withTill((till) => {
    declinedWithMoney(till);
    till.rrpay.instead = ({ action }) => (action === "health" ? "silence" : undefined);
    const paying = till.start("init", bread);
    const voided = till.start("void", { ...f8, scope: "open" });
    till.hear({ status: 200, body: till.rrpay.health });
    const told = till.reply(voided);
    assert.equal(outcomeOf(told), ["refused", "conflict"]);
    assert.equal(outcomeOf(till.end(paying)), ["refused", "conflict"]);
    assert.is(till.recordsOf("sent").length, 1);
  }));

test("B9: a receipt in dispute is decided in the list, and then F8 leads on", () =>
  withTill((till) => {
    const { attemptId } = declinedWithMoney(till);
    assert.is(till.call("void", f8).code, "conflict");
    decided(till, attemptId, "accept-rrpay");
    assert.is(till.call("void", f8).outcome, "nothing-to-void");
  }));

/** GAMA's words before the send, one after the other, while RRPay's health is waited for. */
function closedEarly(till: StepTill, words: readonly boolean[]): number {
  till.rrpay.instead = ({ action }) => (action === "health" ? "silence" : undefined);
  const paying = till.start("init", bread);
  for (const saved of words) {
    const told = till.reply(till.start("close", { ...closing("sale", "A"), saved }));
    assert.is(told.status, "open");
  }
  return paying;
}

for (const [words, gama] of [
  [[true, false], "unsaved"],
  [[true, false, true], "saved"],
] as const)
  test(`B24: the last word before the send counts: ${words.join(", ")} is ${gama}`, () =>
    withTill((till) => {
      const paying = closedEarly(till, words);
      till.rrpay.instead = () => undefined;
      till.hear({ status: 200, body: till.rrpay.health });
      assert.equal(outcomeOf(till.end(paying)), ["approved", "approved"]);
      const items = listed(till) as unknown as { gama: string; conflict?: object }[];
      const wanted = gama === "saved" ? [] : [[gama, undefined]];
      assert.equal(
        items.map((item) => [item.gama, item.conflict]),
        wanted,
      );
    }));

test("B24: saved and then not, and a crash before the send: nothing is listed, and space pays", () =>
  withTill((till) => {
    closedEarly(till, [true, false]);
    till.rrpay.instead = () => undefined;
    assert.equal(listed(till.boot()), []);
    assert.is(till.call("init", bread).outcome, "approved");
  }));

test.run();
