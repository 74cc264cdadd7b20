// What RRPay names is left to the accountant, and only then says what it is (docs/contracts.md C2, B4, rule 5).

import * as assert from "uvu/assert";
import { bread, decided, f8, listed, printed, unanswered, worded } from "../support/hostile.ts";
import { neverAnswered, refusedAndNamed, returns, silentOf, takenBackElsewhere } from "../support/named.ts";
import { sale } from "../support/sales.ts";
import { declines } from "../support/scripted-rrpay.ts";
import { type StepTill, TIMEOUTS, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";
import { back, numbered, sold, voids } from "../support/taken-back.ts";

const test = suite("named and left");

/** Only once a person has left it does RRPay say what it is: it has taken back D1, or is a try of another sale. */
function leftAndAnswered(till: StepTill, kind: "return" | "void" | "sale", saleKey: string): void {
  neverAnswered(till);
  till.pass(TIMEOUTS.manualAfterMs);
  listed(till);
  worded(till, "sale", "x-report", "x-report", "leave-to-accountant");
  till.rrpay.instead = () => undefined;
  const [known] = [...till.rrpay.stored.values()];
  const original = { kind: "sale", documentNo: "D1" } as const;
  till.rrpay.stored.set("x-report", { ...known!, id: "x-report", kind, saleKey, original, fiscal: printed("X5") });
  assert.equal(
    listed(till).map((item) => [item.kind, item.saleKey, item.conflict?.code]),
    [[kind, saleKey, "paid-after-left"]],
  );
  till.boot();
  numbered(till, "V1");
}

for (const [kind, saleKey, code] of [
  ["return", "R", "already-returned"],
  ["void", "A", "already-voided"],
] as const)
  test(`what was left turns out to be a ${kind} of the receipt: F8 gives nothing back once more`, () =>
    withTill((till) => {
      leftAndAnswered(till, kind, saleKey);
      assert.equal([till.call("void", f8).code, voids(till)], [code, 0]);
    }));

test("what was left turns out to be the void of the receipt: it is not returned", () =>
  withTill((till) => {
    leftAndAnswered(till, "void", "A");
    assert.equal([till.call("init", back("D1")).code, returns(till)], ["sale-voided", 0]);
  }));

test("what was left turns out to be a sale: it is not charged again", () =>
  withTill((till) => {
    leftAndAnswered(till, "sale", "C");
    assert.is(till.call("init", sale(258, { saleKey: "C" })).code, "left-to-accountant");
  }));

test("its name is journalled once", () =>
  withTill((till) => {
    leftAndAnswered(till, "return", "R");
    const before = till.recordsOf("behind").length;
    listed(till);
    listed(till);
    assert.is(till.recordsOf("behind").length, before);
  }));

test("a tombstone is an answer: nothing waits for it", () =>
  withTill((till) => {
    sold(till, "A", "D1");
    till.rrpay.stored.set("tomb-1", { id: "tomb-1", state: "cancelled", revision: 1 } as never);
    till.rrpay.health = { ...till.rrpay.health, lastTransactionId: "tomb-1" };
    numbered(till, "V1");
    assert.is(till.call("void", f8).outcome, "voided");
  }));

test("a restored RRPay names the tombstone of our own cancelled sale: it is sold", () =>
  withTill((till) => {
    const sent = unanswered(till, () => till.call("init", bread));
    till.rrpay.stored.delete(sent.attemptId);
    till.rrpay.instead = () => undefined;
    assert.is(till.call("void", { ...f8, scope: "open" }).outcome, "voided");
    till.rrpay.health = { ...till.rrpay.health, epoch: "epoch-2", lastTransactionId: sent.attemptId };
    assert.is(till.call("init", bread).outcome, "approved");
  }));

test("a return of RRPay's own, without a key, is listed under its id and holds up its receipt", () =>
  withTill((till) => {
    takenBackElsewhere(till, "return");
    till.rrpay.change("lost-1", { saleKey: "" });
    assert.equal([till.call("void", f8).code, voids(till)], ["already-returned", 0]);
    assert.equal(
      listed(till).map((item) => [item.kind, item.saleKey, item.conflict?.code]),
      [["return", "lost-1", "journal-behind"]],
    );
    assert.is(worded(till, "return", "lost-1", "lost-1", "leave-to-accountant"), "recorded");
    listed(till);
    till.boot();
    assert.equal([till.call("void", f8).code, till.recordsOf("behind").length], ["already-returned", 1]);
  }));

/** The till dies between a person's decision and what follows from it: that it may go on, and that it is named no more. */
const dies = (till: StepTill, lostLines: number) => {
  till.segments.get(till.segment)!.lines.splice(-lostLines);
  till.boot();
};

/** A return that was declined, that RRPay of another epoch names and never answers for, is left to the accountant. */
function leftAndDied(till: StepTill, lostLines: number): string {
  sold(till, "A", "D1");
  till.rrpay.outcome = declines;
  const id = String(till.call("init", back("D1")).attemptId);
  till.rrpay.health = { ...till.rrpay.health, epoch: "epoch-2", lastTransactionId: id };
  silentOf(till, { status: 500, body: "x" });
  till.call("void", f8);
  till.pass(TIMEOUTS.manualAfterMs);
  listed(till);
  assert.is(worded(till, "return", "R", id, "leave-to-accountant"), "recorded");
  dies(till, lostLines);
  return id;
}

test("the till dies while a return is left, before it is noted that it may go on: it is asked about, and left again", () =>
  withTill((till) => {
    const id = leftAndDied(till, 2);
    assert.is(till.call("void", f8).code, "void-unknown");
    till.pass(TIMEOUTS.manualAfterMs);
    assert.equal(listed(till).find(({ attemptId }) => attemptId === id)?.decisions, ["leave-to-accountant"]);
    assert.is(worded(till, "return", "R", id, "leave-to-accountant"), "recorded");
    assert.is(till.call("void", f8).code, "already-returned");
  }));

test("the till dies while a return is left, before it is named no more: the person's word stands", () =>
  withTill((till) => {
    leftAndDied(till, 1);
    assert.is(till.call("void", f8).code, "already-returned");
    assert.equal([listed(till), till.recordsOf("named").at(-1)?.answered], [[], true]);
  }));

for (const [lostLines, code] of [
  [1, "left-to-accountant"],
  [2, "no-answer"],
] as const)
  test(`the till dies while a refused sale is left, ${lostLines} lines are lost: it is not charged again`, () =>
    withTill((till) => {
      const id = refusedAndNamed(till);
      till.call("init", bread);
      till.pass(TIMEOUTS.manualAfterMs);
      listed(till);
      assert.is(decided(till, id, "leave-to-accountant"), "recorded");
      dies(till, lostLines);
      assert.is(till.call("init", bread).code, code);
    }));

test.run();
