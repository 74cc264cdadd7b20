// What may have gone back does not go back again, and what may have been paid is not "nothing" (docs/contracts.md B10).

import * as assert from "uvu/assert";
import {
  answersAgain,
  bread,
  cardOf,
  closing,
  decided,
  f8,
  listed,
  pos,
  printed,
  typed,
  unanswered,
  withoutTombstones,
} from "../support/hostile.ts";
import { byCard, declines, waits } from "../support/scripted-rrpay.ts";
import { type StepTill, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";
import { back, byNumber, numbered, sold, voids } from "../support/taken-back.ts";

const test = suite("may be back");

// what may have gone back: nothing more is sent for it

/** A return of A's receipt as `more` says of it. */
function returnedSo(till: StepTill, more: object): string {
  sold(till, "A", "D1");
  numbered(till, "D2", more);
  const { attemptId } = till.call("init", back("D1"));
  numbered(till, "D3");
  return String(attemptId);
}
const ofReturn = (till: StepTill, attemptId: string, decision: string) =>
  decided(till, attemptId, decision, { saleKey: "R" }, "return");

for (const [what, more] of [
  ["was declined with money in it", { state: "declined" }],
  ["was approved with other amounts", { totalCents: 238, payments: cardOf(238) }],
] as const) {
  test(`a return that ${what} stops a void of the receipt`, () =>
    withTill((till) => {
      returnedSo(till, more);
      assert.is(till.call("void", f8).code, "already-returned");
    }));
  test(`a return that ${what} and was left to the accountant stops it as well`, () =>
    withTill((till) => {
      assert.is(ofReturn(till, returnedSo(till, more), "leave-to-accountant"), "recorded");
      assert.is(till.call("void", f8).code, "already-returned");
    }));
}

test("once a person says that RRPay's decline is right, the receipt can be voided", () =>
  withTill((till) => {
    assert.is(ofReturn(till, returnedSo(till, { state: "declined" }), "accept-rrpay"), "recorded");
    assert.is(till.call("void", f8).outcome, "voided");
  }));

/** A void of A's receipt as `more` says of it. */
function voidedSo(till: StepTill, more: object): string {
  sold(till, "A", "D1");
  numbered(till, "D2", more);
  const { attemptId } = till.call("void", f8);
  numbered(till, "D3");
  return String(attemptId);
}

for (const [what, more] of [
  ["was declined with money in it", { state: "declined" }],
  ["was approved with other amounts", { totalCents: 238, payments: cardOf(238) }],
] as const) {
  test(`a void that ${what} stops a return of the receipt and another void`, () =>
    withTill((till) => {
      voidedSo(till, more);
      assert.is(till.call("init", back("D1")).code, "blocked");
      till.call("void", f8);
      assert.is(voids(till), 1);
    }));
  test(`a void that ${what} and was left to the accountant stops both as well`, () =>
    withTill((till) => {
      assert.is(decided(till, voidedSo(till, more), "leave-to-accountant", {}, "void"), "recorded");
      assert.is.not(till.call("init", back("D1")).outcome, "approved");
      till.call("void", f8);
      assert.is(voids(till), 1);
    }));
}

test("a void that names the receipt's other number stops a return by this one", () =>
  withTill((till) => {
    const sent = unanswered(till, () => till.call("init", bread));
    decided(till, sent.attemptId, "receipt-printed", typed);
    till.call("close", closing("sale", "A"));
    answersAgain(till, sent, (request) => ({ ...byCard(request), fiscal: printed("D9") }));
    till.call("init", pos);
    decided(till, sent.attemptId, "accept-rrpay");
    const taken = unanswered(till, () => till.call("void", f8));
    assert.is(decided(till, taken.attemptId, "nothing-happened", {}, "void"), "recorded");
    answersAgain(till, taken, waits);
    assert.is(till.call("init", back("D7")).code, "blocked");
  }));

test("what twice did not happen stops nothing", () =>
  withTill((till) => {
    till.rrpay.health = { ...till.rrpay.health, features: ["status", "fiscal", "print"] };
    sold(till, "A", "D1");
    const sent = unanswered(till, () => till.call("init", back("D1")));
    answersAgain(till, sent);
    for (let said = 0; said < 2; said++) {
      till.call("init", pos);
      assert.is(ofReturn(till, sent.attemptId, "nothing-happened"), "recorded");
    }
    numbered(till, "D3");
    assert.is(till.call("void", f8).outcome, "voided");
  }));

// proof that there is nothing to void

test("nothing-to-void is not said of what RRPay declined with money in it and was left to the accountant", () =>
  withTill((till) => {
    numbered(till, "D1", { state: "declined" });
    const { attemptId } = till.call("init", bread);
    decided(till, String(attemptId), "leave-to-accountant");
    for (const scope of ["open", "completed"])
      assert.is(till.call("void", { ...f8, scope }).code, "left-to-accountant");
  }));

test("nor of a typed receipt that RRPay declined and that was left", () =>
  withTill((till) => {
    const sent = unanswered(till, () => till.call("init", bread));
    decided(till, sent.attemptId, "receipt-printed", typed);
    answersAgain(till, sent, declines);
    till.call("init", pos);
    decided(till, sent.attemptId, "leave-to-accountant");
    assert.is(till.call("void", { ...f8, scope: "open" }).code, "left-to-accountant");
  }));

test("nor of a sale that RRPay has under another id, left to the accountant", () =>
  withTill((till) => {
    const details = { id: "theirs", state: "approved" };
    till.rrpay.instead = ({ action }) =>
      action === "post" ? { status: 409, body: { error: "sale-known", message: "known", details } } : undefined;
    const { attemptId } = till.call("init", bread);
    assert.is(decided(till, String(attemptId), "leave-to-accountant"), "recorded");
    assert.is(till.call("void", { ...f8, scope: "open" }).code, "left-to-accountant");
  }));

/** F8 or a return that is lost, and of which a person says twice that nothing happened: RRPay has it after all. */
function lateAfterAll(till: StepTill, hook: "init" | "void", payload: object, kind: string, saleKey: string): void {
  withoutTombstones(till);
  const sent = unanswered(till, () => till.call(hook, payload));
  answersAgain(till, sent);
  for (let said = 0; said < 2; said++) {
    till.call("init", pos);
    const word = { kind, saleKey, attemptId: sent.attemptId, operator: "ONA", decision: "nothing-happened" };
    assert.is(till.call("resolve", word).code, "recorded");
  }
  till.rrpay.honest({ action: "post", id: sent.attemptId, body: sent.body, wire: "" });
}

test("a return that was given up and came to RRPay late is asked about before its receipt is voided (B25)", () =>
  withTill((till) => {
    sold(till, "A", "D1");
    numbered(till, "R1");
    lateAfterAll(till, "init", back("D1"), "return", "R");
    numbered(till, "V1");
    assert.equal([till.call("void", f8).code, voids(till)], ["already-returned", 0]);
  }));

test("a void under another key that was given up and came late is asked about before its receipt is returned", () =>
  withTill((till) => {
    sold(till, "A", "D1");
    numbered(till, "V1");
    lateAfterAll(till, "void", byNumber("D1", { date: "2026-11-20" }), "void", "Z");
    till.call("init", back("D1"));
    assert.is(till.recordsOf("sent").filter(({ kind }) => kind === "return").length, 0);
  }));

test("a void typed as printed that RRPay says it never received is for a person first (B10 Once)", () =>
  withTill((till) => {
    sold(till, "A", "D1");
    const sent = unanswered(till, () => till.call("void", f8));
    decided(till, sent.attemptId, "receipt-printed", { ...typed, documentNo: "V7" }, "void");
    answersAgain(till, sent);
    till.call("init", pos);
    const told = till.call("void", f8);
    assert.equal([told.outcome, told.code, voids(till)], ["refused", "void-conflict", 1]);
  }));

// F8 on the same receipt may never come: the customer takes goods back instead

/** F8 on A's receipt is lost, and a person says twice that nothing happened, where RRPay makes tombstones. */
function givenUpVoid(till: StepTill): ReturnType<typeof unanswered> {
  sold(till, "A", "D1");
  numbered(till, "D2");
  const sent = unanswered(till, () => till.call("void", f8));
  answersAgain(till, sent);
  for (let said = 0; said < 2; said++) {
    till.call("init", pos);
    assert.is(decided(till, sent.attemptId, "nothing-happened", {}, "void"), "recorded");
  }
  return sent;
}

test("a return ends the lost void of its receipt of which a person said twice that nothing happened (B25)", () =>
  withTill((till) => {
    givenUpVoid(till);
    assert.is(till.call("init", back("D1")).outcome, "approved");
    assert.equal([voids(till), listed(till).map(({ gama }) => gama)], [1, ["waiting"]]);
  }));

test("a return whose void came to RRPay after all is refused, and nothing is given back twice", () =>
  withTill((till) => {
    const { attemptId, body } = givenUpVoid(till);
    till.rrpay.honest({ action: "post", id: attemptId, body, wire: "" });
    assert.is(till.call("init", back("D1")).code, "sale-voided");
    assert.is(till.recordsOf("sent").filter(({ kind }) => kind === "return").length, 0);
  }));

for (const [how, outcome] of [
  ["under way", waits],
  ["paid out and not saved", byCard],
] as const)
  test(`a return that is ${how} is told as it ends, though a person says that its sale was voided elsewhere`, () =>
    withTill((till) => {
      sold(till, "A", "D1");
      till.rrpay.outcome = declines;
      const { attemptId } = till.call("void", f8);
      till.rrpay.outcome = outcome;
      till.start("init", back("D1"));
      assert.is(decided(till, String(attemptId), "voided-elsewhere", { documentNo: "V9" }, "void"), "recorded");
      till.boot();
      const [sent] = till.recordsOf("sent").filter(({ kind }) => kind === "return");
      answersAgain(till, sent!, byCard);
      assert.is(till.call("init", back("D1")).outcome, "approved");
    }));

test("a return of which RRPay knows nothing is not sent again where its sale was voided elsewhere meanwhile", () =>
  withTill((till) => {
    sold(till, "A", "D1");
    till.rrpay.outcome = declines;
    const { attemptId } = till.call("void", f8);
    till.rrpay.instead = ({ action }) => (action === "post" ? "silence" : undefined);
    till.start("init", back("D1"));
    decided(till, String(attemptId), "voided-elsewhere", { documentNo: "V9" }, "void");
    till.boot();
    till.rrpay.instead = () => undefined;
    const posts = () => till.rrpay.actions.filter((action) => action === "post").length;
    const before = posts();
    assert.is(till.call("init", back("D1")).code, "sale-voided");
    assert.is(posts(), before);
  }));

test("a void that RRPay had under another id leaves no item of the send that took nothing (B8, B12)", () =>
  withTill((till) => {
    sold(till, "A", "D1");
    const [known] = [...till.rrpay.stored.values()];
    const original = { kind: "sale", documentNo: "D1" } as const;
    till.rrpay.stored.set("other", { ...known!, id: "other", kind: "void", original, fiscal: printed("V5") });
    const details = { id: "other", state: "approved" };
    till.rrpay.instead = ({ action }) =>
      action === "post" ? { status: 409, body: { error: "sale-known", message: "known", details } } : undefined;
    assert.is(till.call("void", f8).outcome, "voided");
    till.call("close", closing("void", "A", { attemptId: "other" }));
    assert.equal(till.call("init", pos).unresolved, []);
  }));

test.run();
