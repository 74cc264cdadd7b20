// An RRPay that was restored, or that names what it refused (docs/contracts.md C2, B4, B8).

import * as assert from "uvu/assert";
import { bread, f8, listed, posts, printed } from "../support/hostile.ts";
import { byCard, declines, waits } from "../support/scripted-rrpay.ts";
import { type StepTill, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";
import { back, numbered, sold, voids } from "../support/taken-back.ts";

const test = suite("a restored RRPay");

/** What is asked is cancelled at the till; then RRPay is restored from a backup of before the cancel. */
function restored(till: StepTill, hook: "init" | "void", payload: object, names = true): string {
  till.rrpay.outcome = waits;
  const call = till.start(hook, payload);
  till.pass(300);
  till.cancel(call);
  till.end(call);
  const { attemptId } = till.recordsOf("sent").at(-1)!;
  till.rrpay.health = { ...till.rrpay.health, epoch: "epoch-2", ...(names ? { lastTransactionId: attemptId } : {}) };
  till.rrpay.change(attemptId, { state: "in-progress", revision: 1 });
  return attemptId;
}

const approves = (till: StepTill, id: string, kind: "void" | "return", saleKey: string) =>
  till.rrpay.change(id, { ...byCard({ kind, saleKey, totalCents: 258 }), fiscal: printed("X1") });

/** RRPay does not take the sale under another id: it has it already (C10, 4). */
function knows(till: StepTill, id: string): void {
  till.rrpay.instead = ({ action }) =>
    action === "post"
      ? { status: 409, body: { error: "sale-known", message: "known", details: { id, state: "in-progress" } } }
      : undefined;
}

test("B8, B12: sale-known names the try that was cancelled here and is being paid again: 'no money was taken' is not said", () =>
  withTill((till) => {
    const id = restored(till, "init", bread, false);
    knows(till, id);
    assert.is(till.call("init", bread).code, "conflict");
    assert.is.not(listed(till).length, 0, "the customer may be paying");
  }));

test("B4: what is being paid after all is not forgotten: its approval is listed", () =>
  withTill((till) => {
    const id = restored(till, "init", bread, false);
    knows(till, id);
    till.call("init", bread);
    till.rrpay.change(id, byCard({ kind: "sale", saleKey: "A", totalCents: 258 }));
    assert.is.not(listed(till).length, 0, "2.58 are taken, and nobody hears of it");
  }));

test("B10 Words: sale-known names a void that was cancelled here and goes on: F8 does not say 'cancelled, try again'", () =>
  withTill((till) => {
    sold(till, "A", "D1");
    knows(till, restored(till, "void", f8, false));
    assert.is.not(till.call("void", f8).code, "void-cancelled");
  }));

test("C2: a cancelled try that health names and that is in progress again: no second id is sent", () =>
  withTill((till) => {
    restored(till, "init", bread);
    till.rrpay.outcome = byCard;
    till.call("init", bread);
    assert.is(posts(till), 1);
  }));

test("C2, B4: nor is it left out of the list", () =>
  withTill((till) => {
    restored(till, "init", bread);
    assert.is.not(listed(till).length, 0);
  }));

test("C2, B19: a try that was refused (busy) and that health names as in progress: no second id is sent", () =>
  withTill((till) => {
    till.rrpay.instead = ({ action }) =>
      action === "post"
        ? { status: 423, body: { error: "busy", message: "busy", details: { id: "other", till: "1" } } }
        : undefined;
    till.call("init", bread);
    const sent = till.recordsOf("sent").at(-1)!;
    till.rrpay.outcome = waits;
    till.rrpay.honest({ action: "post", id: sent.attemptId, body: sent.body, wire: "" }); // a proxy's second copy
    till.rrpay.health = { ...till.rrpay.health, lastTransactionId: sent.attemptId };
    till.rrpay.instead = () => undefined;
    till.rrpay.outcome = byCard;
    till.call("init", bread);
    assert.is(posts(till), 1);
  }));

test("C2, B10: a cancelled void that health names and that is approved: F8 does not give back a second time", () =>
  withTill((till) => {
    sold(till, "A", "D1");
    approves(till, restored(till, "void", f8), "void", "A");
    numbered(till, "V2");
    till.call("void", f8);
    assert.is(voids(till), 1);
  }));

test("C2, B10: a cancelled void that health names and that goes on: F8 does not send a second one", () =>
  withTill((till) => {
    sold(till, "A", "D1");
    restored(till, "void", f8);
    numbered(till, "V2");
    till.call("void", f8);
    assert.is(voids(till), 1);
  }));

test("C2, B10: a cancelled return that health names and that is approved: F8 on its receipt gives nothing back", () =>
  withTill((till) => {
    sold(till, "A", "D1");
    approves(till, restored(till, "init", back("D1")), "return", "R");
    numbered(till, "V1");
    assert.is(till.call("void", f8).code, "already-returned");
  }));

test("B8: sale-known names an own try that RRPay declined and has in progress now", () =>
  withTill((till) => {
    till.rrpay.outcome = declines;
    till.call("init", bread);
    const { attemptId } = till.recordsOf("sent").at(-1)!;
    till.rrpay.change(attemptId, { state: "in-progress" });
    knows(till, attemptId);
    assert.is(till.call("init", bread).code, "conflict");
  }));

test.run();
