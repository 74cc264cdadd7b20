// What RRPay has said or named and nobody could follow to its end: it is kept, listed, and acted on only once asked about
// (docs/contracts.md B4, B10, B22, B25, C2).

import * as assert from "uvu/assert";
import { answersAgain, arrives, bread, f8, itemOf, listed, pos, unanswered, worded } from "../support/hostile.ts";
import { declines, waits } from "../support/scripted-rrpay.ts";
import { type StepTill, TIMEOUTS, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";
import { back, sold, voids } from "../support/taken-back.ts";

const test = suite("heard in part");

/** The connection of the POST ends; on the next one RRPay says that it is approved, and then answers `health` thus. */
function approvedUnvouched(till: StepTill, health: "silence" | { status: number; body: object }): string {
  let isHeard = false;
  const { honest } = till.rrpay;
  till.rrpay.instead = (asked) => {
    if (asked.action === "post") {
      honest.call(till.rrpay, asked);
      return "cut";
    }
    isHeard ||= asked.action === "get";
    return asked.action === "health" && isHeard ? health : undefined;
  };
  const told = till.call("init", bread);
  assert.equal([told.outcome, isHeard], ["unknown", true]);
  till.rrpay.instead = () => undefined;
  return String(told.attemptId);
}

/** RRPay comes back without any memory, and a person may decide. */
function decisionsOnceForgotten(till: StepTill, id: string): string[] | undefined {
  till.rrpay.stored.clear();
  till.rrpay.health = { ...till.rrpay.health, epoch: "epoch-2" };
  till.call("init", pos);
  till.pass(TIMEOUTS.manualAfterMs * 3);
  return itemOf(till, id)?.decisions;
}

test("B4: an approval behind which RRPay is silent is known money, over a restart too: 'nothing happened' is not offered", () =>
  withTill((till) => {
    const id = approvedUnvouched(till, "silence");
    till.boot();
    assert.equal(decisionsOnceForgotten(till, id), ["receipt-printed", "leave-to-accountant"]);
  }));

test("B4: it is no result: only RRPay's word behind a health check is, and it is charged once", () =>
  withTill((till) => {
    const id = approvedUnvouched(till, "silence");
    assert.is(till.recordsOf("evidence").at(-1)?.state, "in-progress");
    const told = till.call("init", bread);
    assert.equal([told.outcome, told.attemptId, till.rrpay.stored.size], ["approved", id, 1]);
  }));

test("B4: an approval behind which health is cut off is known money too: such an answer names nobody", () =>
  withTill((till) => {
    const id = approvedUnvouched(till, { status: 200, body: { hello: 1 } });
    assert.equal(decisionsOnceForgotten(till, id), ["receipt-printed", "leave-to-accountant"]);
  }));

test("B4: where another RRPay answers health, nothing of it is kept", () =>
  withTill((till) => {
    const body = { ...till.rrpay.health, storeId: "another-store" };
    const id = approvedUnvouched(till, { status: 200, body });
    assert.equal(till.recordsOf("evidence"), []);
    assert.ok(decisionsOnceForgotten(till, id)?.includes("nothing-happened"));
  }));

/** RRPay names it and never answers for it. */
function silentAbout(till: StepTill, id: string): void {
  till.rrpay.instead = (asked) => (asked.action === "get" && asked.id === id ? { status: 500, body: "x" } : undefined);
}

test("B22: what is named and keeps nothing-to-void from being proven is listed", () =>
  withTill((till) => {
    sold(till, "A", "D1");
    silentAbout(till, "x-report");
    till.rrpay.health = { ...till.rrpay.health, lastTransactionId: "x-report" };
    assert.is(till.call("void", { ...f8, saleKey: "Q" }).code, "original-missing");
    assert.equal(
      listed(till).map(({ attemptId }) => attemptId),
      ["x-report"],
    );
  }));

test("B10: a failed void that RRPay names and does not answer for was done elsewhere: a person may say so at once", () =>
  withTill((till) => {
    sold(till, "A", "D1");
    till.rrpay.outcome = declines;
    const id = String(till.call("void", f8).attemptId);
    silentAbout(till, id);
    till.rrpay.health = { ...till.rrpay.health, epoch: "epoch-2", lastTransactionId: id };
    assert.equal(itemOf(till, id)?.decisions, ["voided-elsewhere"]);
    till.pass(TIMEOUTS.manualAfterMs);
    assert.equal(itemOf(till, id)?.decisions, ["voided-elsewhere", "leave-to-accountant"]);
    assert.is(worded(till, "void", "A", id, "voided-elsewhere", { documentNo: "W1" }), "recorded");
    assert.is(till.recordsOf("payment").filter(({ event }) => event === "taken-up").length, 0);
    assert.equal([till.call("void", f8).code, voids(till)], ["already-voided", 1]);
  }));

test("B25: a return that twice did not happen and is not answered for is not cancelled, and no void is sent", () =>
  withTill((till) => {
    sold(till, "A", "D1");
    const sent = unanswered(till, () => till.call("init", back("D1")), ...till.rrpay.stored.keys());
    answersAgain(till, sent);
    for (let said = 0; said < 2; said++) {
      till.call("init", pos);
      assert.is(worded(till, "return", "R", sent.attemptId, "nothing-happened"), "recorded");
    }
    till.rrpay.outcome = waits;
    arrives(till, sent);
    silentAbout(till, sent.attemptId);
    till.rrpay.asked.length = 0;
    assert.equal(
      [till.call("void", f8).code, till.rrpay.actions.includes("cancel"), voids(till)],
      ["void-unknown", false, 0],
    );
  }));

test("B25: nor is a sale's own old id cancelled while it is not answered for", () =>
  withTill((till) => {
    const sent = unanswered(till, () => till.call("init", bread));
    answersAgain(till, sent, waits);
    till.call("init", pos);
    till.pass(TIMEOUTS.manualAfterMs * 2);
    silentAbout(till, sent.attemptId);
    till.call("init", pos);
    till.pass(TIMEOUTS.manualAfterMs * 2);
    assert.is(worded(till, "sale", "A", sent.attemptId, "nothing-happened"), "recorded");
    till.rrpay.asked.length = 0;
    assert.equal([till.call("init", bread).code, till.rrpay.actions.includes("cancel")], ["old-attempt-open", false]);
  }));

test.run();
