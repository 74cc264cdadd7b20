// B4, B8, B19, C2: a payment that has ended here, or that a person says never happened, and that RRPay has in progress all the same.

import * as assert from "uvu/assert";
import { bread, closing, confirmedNothing, decided, f8, itemOf, listed, posts } from "../support/hostile.ts";
import { byCard, declines, type Reaction, waits } from "../support/scripted-rrpay.ts";
import { type StepTill, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";
import { sold } from "../support/taken-back.ts";

const test = suite("goes on in RRPay");

/** Cancelled or declined here; RRPay comes back from before that end, under a new epoch, and has it in progress. */
function restored(till: StepTill, hook: "init" | "void" = "init", payload: object = bread): string {
  till.rrpay.outcome = waits;
  const call = till.start(hook, payload);
  till.pass(300);
  till.cancel(call);
  till.end(call);
  const { attemptId } = till.recordsOf("sent").at(-1)!;
  till.rrpay.health = { ...till.rrpay.health, epoch: "epoch-2" };
  till.rrpay.change(attemptId, { state: "in-progress", revision: 2 });
  till.boot();
  return attemptId;
}

/** Health names it as RRPay's last transaction. */
function named(till: StepTill, lastTransactionId: string): void {
  till.rrpay.health = { ...till.rrpay.health, lastTransactionId };
}

/** RRPay looks at the key before all else, and knows it under this id. */
function knows(till: StepTill, id: string): void {
  till.rrpay.instead = ({ action }) =>
    action === "post"
      ? { status: 409, body: { error: "sale-known", message: "known", details: { id, state: "in-progress" } } }
      : undefined;
}

/** The first copy of the POST is at the terminal; the second one was refused, and health names the id. */
function refusedAndPaying(till: StepTill): string {
  till.rrpay.outcome = waits;
  till.rrpay.instead = (asked) => {
    if (asked.action !== "post") return undefined;
    till.rrpay.honest(asked);
    return { status: 422, body: { error: "invalid", message: "invalid" } };
  };
  assert.is(till.call("init", bread).outcome, "not-accepted");
  till.rrpay.instead = () => undefined;
  const { id } = till.rrpay.only;
  named(till, id);
  return id;
}

const approvedNow = (till: StepTill, id: string) =>
  till.rrpay.change(id, byCard({ kind: "sale", saleKey: "A", totalCents: 258 }));

test("B19: space sends no second id while RRPay has the refused one in progress", () =>
  withTill((till) => {
    refusedAndPaying(till);
    const { outcome, code } = till.call("init", bread);
    assert.equal([outcome, code, posts(till)], ["refused", "conflict", 1]);
  }));

test("C2: nor while health names a cancelled one that is in progress again", () =>
  withTill((till) => {
    named(till, restored(till));
    assert.equal([till.call("init", bread).code, posts(till)], ["conflict", 1]);
  }));

test("B4: it is listed, and the accountant is the way out", () =>
  withTill((till) => {
    const id = restored(till);
    named(till, id);
    const item = itemOf(till, id);
    assert.equal([item?.conflict?.code, item?.decisions], ["evidence-contradicts", ["leave-to-accountant"]]);
  }));

test("B4: it is asked about until RRPay says how it ends, also after a restart, and its money is listed", () =>
  withTill((till) => {
    const id = refusedAndPaying(till);
    listed(till);
    named(till, "another");
    till.boot();
    approvedNow(till, id);
    const item = itemOf(till, id) as { claimed?: { payments: { amountCents: number }[] } } | undefined;
    assert.equal(
      item?.claimed?.payments.map(({ amountCents }) => amountCents),
      [258],
    );
  }));

test("B4: left to the accountant while it goes on, its approval is listed once", () =>
  withTill((till) => {
    const id = refusedAndPaying(till);
    listed(till);
    assert.is(decided(till, id, "leave-to-accountant"), "recorded");
    assert.is(itemOf(till, id), undefined);
    approvedNow(till, id);
    assert.is(itemOf(till, id)?.conflict?.code, "evidence-contradicts");
    decided(till, id, "leave-to-accountant");
    till.boot();
    assert.is(itemOf(till, id), undefined);
  }));

test("B4: once RRPay has cancelled it for good and a person has seen that, the sale can be paid", () =>
  withTill((till) => {
    const id = refusedAndPaying(till);
    listed(till);
    till.rrpay.change(id, { state: "cancelled" });
    listed(till);
    decided(till, id, "leave-to-accountant");
    till.rrpay.outcome = byCard;
    assert.equal([till.call("init", bread).outcome, posts(till)], ["approved", 2]);
  }));

test("B8, B12: sale-known names it: nobody says that it is cancelled, and it is listed", () =>
  withTill((till) => {
    const id = restored(till);
    knows(till, id);
    const { outcome, code } = till.call("init", bread);
    assert.equal([outcome, code], ["unknown", "conflict"]);
    approvedNow(till, id);
    assert.is(itemOf(till, id)?.conflict?.code, "evidence-contradicts");
  }));

test("B8, B12: nor that it is declined", () =>
  withTill((till) => {
    till.rrpay.outcome = declines;
    till.call("init", bread);
    const { attemptId } = till.recordsOf("sent").at(-1)!;
    till.rrpay.change(attemptId, { state: "in-progress" });
    knows(till, attemptId);
    assert.is(till.call("init", bread).outcome, "unknown");
  }));

test("B10 Words: F8 does not say 'cancelled' of a void that goes on", () =>
  withTill((till) => {
    sold(till, "A", "D1");
    knows(till, restored(till, "void", f8));
    const { outcome, code } = till.call("void", f8);
    assert.equal([outcome, code], ["unknown", "void-conflict"]);
  }));

test("rule 10: a late 'in progress' of the same epoch does not reopen what RRPay has ended", () =>
  withTill((till) => {
    till.rrpay.outcome = () => ({ state: "declined", revision: 5 });
    till.call("init", bread);
    const { attemptId } = till.recordsOf("sent").at(-1)!;
    till.rrpay.change(attemptId, { state: "in-progress", revision: 4 });
    named(till, attemptId);
    assert.equal(listed(till), []);
  }));

/** RRPay is busy with this id. */
function busyWith(id: string): Reaction {
  return { status: 423, body: { error: "busy", message: "busy", details: { id, till: "1" } } };
}

test("B1: RRPay is busy with the key's own old id: that payment is joined, and nothing is said of another sale", () =>
  withTill((till) => {
    const old = confirmedNothing(till);
    till.rrpay.outcome = waits;
    till.rrpay.instead = ({ action, id }) => {
      if (action !== "post" || id === old.attemptId) return undefined;
      // what a person said twice did not happen reaches RRPay just before the new send
      till.rrpay.honest({ action: "post", id: old.attemptId, body: old.body, wire: "" });
      return busyWith(old.attemptId);
    };
    const call = till.start("init", bread);
    till.pass(500);
    assert.not.ok(till.replies.has(call));
    approvedNow(till, old.attemptId);
    const { attemptId, code } = till.end(call);
    assert.equal([attemptId, code], [old.attemptId, "conflict"]);
  }));

test("B24: a close that came before the send is the old id's, when RRPay names that one", () =>
  withTill((till) => {
    const old = confirmedNothing(till);
    till.rrpay.instead = ({ action }) => (action === "health" ? "silence" : undefined);
    const call = till.start("init", bread);
    assert.is(till.call("close", closing("sale", "A")).status, "open");
    till.rrpay.instead = ({ action, id }) => {
      if (action !== "post" || id === old.attemptId) return undefined;
      till.rrpay.honest({ action: "post", id: old.attemptId, body: old.body, wire: "" });
      const details = { id: old.attemptId, state: "approved" };
      return { status: 409, body: { error: "sale-known", message: "known", details } };
    };
    till.hear({ status: 200, body: till.rrpay.health });
    till.end(call);
    assert.equal(
      listed(till).map(({ conflict, gama }) => [conflict?.code, gama]),
      [["paid-after-manual", "saved"]],
    );
  }));

test("B20: RRPay is busy with another key's payment: busy, and nothing is joined", () =>
  withTill((till) => {
    till.rrpay.instead = ({ action }) => (action === "post" ? busyWith("another") : undefined);
    const { outcome, code } = till.call("init", bread);
    assert.equal([outcome, code], ["not-accepted", "busy"]);
  }));

test.run();
