// A refusal that RRPay itself contradicts proves nothing (docs/contracts.md B4, B19).

import * as assert from "uvu/assert";
import { bread, itemOf, pos, posts } from "../support/hostile.ts";
import { byCard, waits } from "../support/scripted-rrpay.ts";
import { type StepTill, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";

const test = suite("refusals contradicted");

/** The POST reaches RRPay twice: the first copy is accepted, the second one is refused. */
function takenUpAndRefused(till: StepTill, error: string, status: number, more: object = {}): string {
  till.rrpay.outcome = waits;
  till.rrpay.instead = (asked) => {
    if (asked.action !== "post") return undefined;
    till.rrpay.honest(asked);
    const { id } = till.rrpay.only;
    till.rrpay.health = { ...till.rrpay.health, lastTransactionId: id };
    return { status, body: { error, message: error, details: { id, till: "1" }, ...more } };
  };
  till.call("init", bread);
  till.rrpay.instead = () => undefined;
  return till.rrpay.only.id;
}

test("B4, B19: health that names the id as RRPay's last transaction contradicts 'not-accepted'", () =>
  withTill((till) => {
    const id = takenUpAndRefused(till, "invalid", 422, { details: undefined });
    till.rrpay.change(id, byCard({ kind: "sale", saleKey: "A", totalCents: 258 }));
    assert.ok(itemOf(till, id), "RRPay has 2,58 of it, and nobody is told");
  }));

test("B19: busy with our very id is no proof that nothing was accepted", () =>
  withTill((till) => {
    const id = takenUpAndRefused(till, "busy", 423);
    till.rrpay.change(id, byCard({ kind: "sale", saleKey: "A", totalCents: 258 }));
    const told = till.call("init", bread);
    assert.equal([told.outcome, told.attemptId, posts(till)], ["approved", id, 1]);
  }));

test("B4: a cancelled attempt that health names as approved since is told to somebody", () =>
  withTill((till) => {
    till.rrpay.outcome = waits;
    const call = till.start("init", bread);
    till.pass(300);
    till.cancel(call);
    assert.is(till.end(call).outcome, "cancelled");
    const { id } = till.rrpay.only;
    // the power of RRPay was cut before the cancel was on its disk: a new epoch, and the customer paid
    till.rrpay.health = { ...till.rrpay.health, epoch: "epoch-2", lastTransactionId: id };
    till.rrpay.change(id, byCard({ kind: "sale", saleKey: "A", totalCents: 258 }));
    till.boot();
    assert.ok(itemOf(till, id));
  }));

test("B4: nor is the same sale sent again while health names its cancelled try as the last transaction of a new epoch", () =>
  withTill((till) => {
    till.rrpay.outcome = waits;
    const call = till.start("init", bread);
    till.pass(300);
    till.cancel(call);
    till.end(call);
    const { id } = till.rrpay.only;
    till.rrpay.health = { ...till.rrpay.health, epoch: "epoch-2", lastTransactionId: id };
    till.rrpay.change(id, byCard({ kind: "sale", saleKey: "A", totalCents: 258 }));
    till.boot();
    till.call("init", pos);
    till.call("init", bread);
    assert.is(posts(till), 1);
  }));

test.run();
