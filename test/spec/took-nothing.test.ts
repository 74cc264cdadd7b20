// The send that RRPay has under another id of ours took nothing, and is in no list (docs/contracts.md B8).

import * as assert from "uvu/assert";
import { transaction } from "../support/attempts.ts";
import {
  answersAgain,
  arrives,
  bread,
  closing,
  decided,
  itemOf,
  pos,
  posts,
  type Sent,
  twoLost,
  typed,
  unanswered,
  withoutTombstones,
  worded,
} from "../support/hostile.ts";
import { byCard } from "../support/scripted-rrpay.ts";
import { type StepTill, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";
import { back, numbered } from "../support/taken-back.ts";

const test = suite("took nothing");

/** The older one comes to RRPay while the newer one's bytes are under way: RRPay has that sale under the older id. */
function overtakes(till: StepTill, older: Sent): void {
  till.rrpay.instead = ({ action, id }) => {
    if (action !== "post" || id === older.attemptId) return undefined;
    arrives(till, older);
    const details = { id: older.attemptId, state: "approved" };
    return { status: 409, body: { error: "sale-known", message: "known", details } };
  };
}

test("the older try comes between the query and the same bytes: they took nothing, and are in no list", () =>
  withTill((till) => {
    const [first, second] = twoLost(till);
    const before = posts(till);
    overtakes(till, first);
    const told = till.call("init", bread);
    assert.equal([told.outcome, told.attemptId, posts(till) - before], ["approved", first.attemptId, 1]);
    till.rrpay.instead = () => undefined;
    till.call("close", closing("sale", "A", { attemptId: first.attemptId }));
    assert.is(itemOf(till, second.attemptId), undefined);
    till.boot();
    assert.is(itemOf(till, second.attemptId), undefined, "after a restart");
    assert.is(till.call("init", { ...bread, saleKey: "B", receiptNo: "2" }).outcome, "approved");
  }));

test("while the older one is in progress, the send is still asked about", () =>
  withTill((till) => {
    const [first, second] = twoLost(till);
    till.rrpay.outcome = () => ({ state: "in-progress" });
    overtakes(till, first);
    const call = till.start("init", bread);
    till.pass(20);
    till.rrpay.asked.length = 0;
    till.boot();
    till.call("init", pos);
    assert.ok(till.rrpay.asked.some(({ id }) => id === second.attemptId));
    assert.ok(call > 0);
  }));

test("the send that took nothing is told another reason meanwhile: it is in no list all the same", () =>
  withTill((till) => {
    const [first, second] = twoLost(till);
    till.rrpay.outcome = () => ({ state: "in-progress" });
    overtakes(till, first);
    till.call("init", bread);
    till.rrpay.instead = () => "cut";
    till.listens = false;
    till.call("init", bread);
    till.listens = true;
    till.rrpay.instead = () => undefined;
    till.rrpay.change(first.attemptId, byCard({ kind: "sale", saleKey: "A", totalCents: 258 }));
    till.call("init", pos);
    assert.is(till.call("init", bread).attemptId, first.attemptId);
    till.call("close", closing("sale", "A", { attemptId: first.attemptId }));
    assert.is(itemOf(till, second.attemptId), undefined);
  }));

/** A is typed as D7 and saved; a return of D7 is lost and given up; then RRPay says that A is D9, and that counts. */
function returnByTyped(till: StepTill): Sent {
  withoutTombstones(till);
  const sent = unanswered(till, () => till.call("init", bread));
  decided(till, sent.attemptId, "receipt-printed", typed);
  till.call("close", closing("sale", "A"));
  const lost = unanswered(till, () => till.call("init", back("D7")));
  till.rrpay.stored.delete(sent.attemptId);
  answersAgain(till, lost);
  for (let said = 0; said < 2; said++) {
    till.call("init", pos);
    assert.is(worded(till, "return", "R", lost.attemptId, "nothing-happened"), "recorded");
  }
  numbered(till, "D9");
  arrives(till, sent);
  till.call("init", pos);
  assert.is(decided(till, sent.attemptId, "accept-rrpay"), "recorded");
  return lost;
}

test("an older id of the same receipt by its other number is followed as what it is", () =>
  withTill((till) => {
    const old = returnByTyped(till);
    numbered(till, "R1");
    overtakes(till, old);
    const told = till.call("init", back("D7"));
    assert.equal([told.outcome, told.attemptId], ["approved", old.attemptId]);
  }));

test("what health named and was adopted meanwhile is not asked about once more", () =>
  withTill((till) => {
    const id = "rrpays-own";
    till.rrpay.health = { ...till.rrpay.health, lastTransactionId: id };
    till.rrpay.stored.set(id, transaction({ id, saleKey: "A" }));
    const body = { error: "sale-known", message: "known", details: { id, state: "approved" } };
    till.rrpay.instead = ({ action }) => (action === "post" ? { status: 409, body } : undefined);
    assert.equal(till.call("init", bread).code, "recovered");
    assert.equal(
      till.recordsOf("named").map(({ attemptId }) => attemptId),
      [id],
    );
    till.rrpay.asked.length = 0;
    till.call("init", pos);
    assert.equal(till.rrpay.actions, []);
    assert.is(till.recordsOf("named").at(-1)?.answered, true);
  }));

test.run();
