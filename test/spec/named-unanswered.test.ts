// What RRPay's health names may have taken the receipt back, or be a try of the key: unanswered it stops the send (C2, rule 5).

import * as assert from "uvu/assert";
import { bread, decided, f8, listed, posts, printed, unanswered, worded } from "../support/hostile.ts";
import { neverAnswered, refusedAndNamed, returns, silentOf, takenBackElsewhere } from "../support/named.ts";
import { sale } from "../support/sales.ts";
import { byCard, declines, type Reaction, waits } from "../support/scripted-rrpay.ts";
import { TIMEOUTS, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";
import { back, numbered, sold, voids } from "../support/taken-back.ts";

const test = suite("named and unanswered");

const FAILURES: readonly (readonly [string, Reaction])[] = [
  ["hangs", "silence"],
  ["is answered with 500", { status: 500, body: "x" }],
  ["is answered with 401", { status: 401, body: { error: "unauthorized", message: "x" } }],
  ["is answered with what nobody can read", { status: 200, body: { id: "lost-1" } }],
];
for (const [what, reaction] of FAILURES) {
  test(`the query ${what}: no void is sent, and once it is answered it is listed`, () =>
    withTill((till) => {
      takenBackElsewhere(till, "return");
      silentOf(till, reaction);
      const told = till.call("void", f8);
      assert.equal([told.outcome, told.code, voids(till)], ["refused", "void-unknown", 0]);
      till.rrpay.instead = () => undefined;
      assert.equal([till.call("void", f8).code, voids(till)], ["already-returned", 0]);
      assert.equal(
        listed(till).map(({ conflict }) => conflict?.code),
        ["journal-behind"],
      );
    }));

  test(`the query ${what}: no return is sent, and once it is answered it is listed`, () =>
    withTill((till) => {
      takenBackElsewhere(till, "void");
      silentOf(till, reaction);
      const told = till.call("init", back("D1"));
      assert.equal([told.outcome, told.code, returns(till)], ["refused", "no-answer", 0]);
      till.rrpay.instead = () => undefined;
      assert.is.not(till.call("init", back("D1")).outcome, "approved");
      assert.is(returns(till), 0);
    }));
}

test("nor do the same bytes of a void go again, that RRPay says it never received", () =>
  withTill((till) => {
    sold(till, "A", "D1");
    const sent = unanswered(till, () => till.call("void", f8));
    till.rrpay.stored.delete(sent.attemptId);
    till.rrpay.health = { ...till.rrpay.health, lastTransactionId: "lost-1" };
    till.rrpay.instead = ({ action, id }) => (action === "get" && id === "lost-1" ? "silence" : undefined);
    till.call("void", f8);
    assert.is(till.recordsOf("resent").length, 0);
    till.rrpay.instead = () => undefined;
    till.call("void", f8);
    assert.is(till.recordsOf("resent").length, 1);
  }));

test("an answer about another id is none", () =>
  withTill((till) => {
    takenBackElsewhere(till, "return");
    const other = { ...till.rrpay.stored.get("lost-1")!, id: "other", kind: "sale", saleKey: "Q" } as const;
    silentOf(till, { status: 200, body: other });
    assert.equal([till.call("void", f8).outcome, voids(till)], ["refused", 0]);
  }));

test("RRPay does not know it: the void is sent", () =>
  withTill((till) => {
    takenBackElsewhere(till, "return");
    till.rrpay.stored.delete("lost-1");
    assert.equal([till.call("void", f8).outcome, voids(till)], ["voided", 1]);
  }));

test("F8 waits once for the answer that does not come", () =>
  withTill((till) => {
    takenBackElsewhere(till, "return");
    silentOf(till, "silence");
    till.rrpay.asked.length = 0;
    till.call("void", f8);
    assert.is(till.rrpay.asked.filter(({ id }) => id === "lost-1").length, 1);
  }));

test("what is never answered for is listed, and a person may leave it once RRPay had its time", () =>
  withTill((till) => {
    neverAnswered(till);
    const [item] = listed(till);
    assert.equal([item?.attemptId, item?.conflict?.code, item?.decisions], ["x-report", "journal-behind", []]);
    assert.is(worded(till, "sale", "x-report", "x-report", "leave-to-accountant"), "decision-not-allowed");
    assert.is(till.call("void", f8).code, "void-unknown");
    till.pass(TIMEOUTS.manualAfterMs);
    assert.equal(listed(till)[0]?.decisions, ["leave-to-accountant"]);
  }));

test("left to the accountant it holds up no void any more, over a restart too", () =>
  withTill((till) => {
    neverAnswered(till);
    till.pass(TIMEOUTS.manualAfterMs);
    listed(till);
    assert.is(worded(till, "sale", "x-report", "x-report", "leave-to-accountant"), "recorded");
    assert.equal(listed(till), []);
    till.rrpay.health = { ...till.rrpay.health, lastTransactionId: "x-report" };
    till.boot();
    numbered(till, "V1");
    assert.is(till.call("void", f8).outcome, "voided");
  }));

test("what RRPay says of it after that is a conflict", () =>
  withTill((till) => {
    neverAnswered(till);
    till.pass(TIMEOUTS.manualAfterMs);
    listed(till);
    worded(till, "sale", "x-report", "x-report", "leave-to-accountant");
    till.rrpay.instead = () => undefined;
    const [known] = [...till.rrpay.stored.values()];
    till.rrpay.stored.set("x-report", {
      ...known!,
      id: "x-report",
      kind: "return",
      saleKey: "R",
      fiscal: printed("X5"),
    });
    assert.equal(
      listed(till).map(({ attemptId, conflict }) => [attemptId, conflict?.code]),
      [["x-report", "paid-after-left"]],
    );
  }));

test("answered for, it leaves the list by itself", () =>
  withTill((till) => {
    neverAnswered(till);
    assert.is(listed(till).length, 1);
    till.rrpay.instead = () => undefined;
    assert.equal(listed(till), []);
  }));

test("a return that ended here without money is left in the same way: only its own receipt stays held up", () =>
  withTill((till) => {
    sold(till, "B", "D2");
    sold(till, "A", "D1");
    till.rrpay.outcome = declines;
    const id = String(till.call("init", back("D1")).attemptId);
    till.rrpay.health = { ...till.rrpay.health, epoch: "epoch-2", lastTransactionId: id };
    till.rrpay.instead = (asked) =>
      asked.action === "get" && asked.id === id ? { status: 500, body: "x" } : undefined;
    assert.is(till.call("void", f8).code, "void-unknown");
    till.pass(TIMEOUTS.manualAfterMs);
    const [item] = listed(till);
    assert.equal(
      [item?.attemptId, item?.kind, item?.conflict?.code, item?.decisions],
      [id, "return", "evidence-contradicts", ["leave-to-accountant"]],
    );
    assert.is(worded(till, "return", "R", id, "leave-to-accountant"), "recorded");
    assert.equal(listed(till), []);
    till.boot();
    numbered(till, "V1");
    assert.is(till.call("void", f8).code, "already-returned");
    assert.is(till.call("void", { ...f8, saleKey: "B" }).outcome, "voided");
  }));

test("a sale that RRPay has refused, names and never answers for is left: it is not charged again", () =>
  withTill((till) => {
    const id = refusedAndNamed(till);
    assert.is(till.call("init", bread).code, "no-answer");
    till.pass(TIMEOUTS.manualAfterMs);
    assert.equal(listed(till)[0]?.decisions, ["leave-to-accountant"]);
    assert.is(decided(till, id, "leave-to-accountant"), "recorded");
    till.rrpay.instead = () => undefined;
    assert.is(till.call("init", bread).code, "left-to-accountant");
    till.boot();
    assert.is(till.call("init", bread).code, "left-to-accountant");
  }));

test("the try of this key that RRPay has refused and names: the next space waits for its answer", () =>
  withTill((till) => {
    till.rrpay.outcome = waits;
    till.rrpay.instead = (asked) => {
      if (asked.action !== "post") return undefined;
      till.rrpay.honest(asked);
      return { status: 422, body: { error: "invalid", message: "invalid" } };
    };
    assert.is(till.call("init", bread).outcome, "not-accepted");
    till.rrpay.health = { ...till.rrpay.health, lastTransactionId: till.rrpay.only.id };
    till.boot();
    till.rrpay.outcome = byCard;
    silentOf(till, "silence");
    const told = till.call("init", bread);
    assert.equal([told.outcome, told.code, posts(till)], ["refused", "no-answer", 1]);
    const other = till.call("init", sale(100, { saleKey: "B", receiptNo: "2" }));
    assert.is(other.outcome, "approved", "it is not about another key");
  }));

test.run();
