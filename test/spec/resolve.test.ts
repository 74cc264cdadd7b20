// `resolve`: what a person decides, what is journalled of it, and what becomes of the old id afterwards (docs/contracts.md B25).

import * as assert from "uvu/assert";
import type { PosResult, ResolveResult, SettlementResult } from "../../schemas/generated/types.ts";
import { validateResolveResult } from "../../schemas/generated/validators.js";
import { sale } from "../support/sales.ts";
import { byCard, waits } from "../support/scripted-rrpay.ts";
import { type StepTill, TIMEOUTS, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";

const test = suite("resolve");

const one = sale(258, { saleKey: "A", receiptNo: "1" });
const typed = { documentNo: "D9", payments: [{ method: 2, amountCents: 258 }] };

function decide(till: StepTill, attemptId: string, decision: string, more: object = {}): ResolveResult {
  const request = { kind: "sale", saleKey: "A", attemptId, operator: "ONA", decision, ...more };
  const result = till.call("resolve", request);
  assert.ok(validateResolveResult(result), JSON.stringify(validateResolveResult.errors));
  return result as unknown as ResolveResult;
}
const told = ({ status, code }: ResolveResult) => [status, code];
const settle = (till: StepTill, request = one) => till.call("init", request) as unknown as SettlementResult;
const listed = (till: StepTill) => (till.call("status") as unknown as PosResult).unresolved;
const posts = (till: StepTill) => till.rrpay.actions.filter((action) => action === "post").length;

/** An unknown attempt for which manual entry is allowed; RRPay has never seen it and gives no sign of it. */
function withLost(run: (till: StepTill, id: string) => void): void {
  withTill((till) => {
    till.rrpay.instead = ({ action }) => (action === "health" ? undefined : "cut");
    const { attemptId = "" } = settle(till);
    till.pass(TIMEOUTS.manualAfterMs);
    run(till, attemptId);
  });
}

/** RRPay had taken it up all the same, and the customer has paid. */
const takenUp = (till: StepTill) =>
  till.rrpay.honest({ action: "post", id: "", wire: "", body: till.recordsOf("sent")[0]?.body ?? "" });

test("nothing is taken before manual entry is allowed", () => {
  withTill((till) => {
    till.rrpay.instead = ({ action }) => (action === "health" ? undefined : "cut");
    const { attemptId = "" } = settle(till);
    const result = decide(till, attemptId, "nothing-happened");
    assert.equal(told(result), ["refused", "decision-not-allowed"]);
    assert.is(result.result?.outcome, "unknown");
    assert.equal(till.recordsOf("decision"), []);
  });
});

test("once it is allowed the list offers both words of manual entry", () => {
  withLost((till) => assert.equal(listed(till)[0]?.decisions, ["receipt-printed", "nothing-happened"]));
});

test("a typed receipt is journalled with who, when and why, and gives the result to save", () => {
  withLost((till, id) => {
    const result = decide(till, id, "receipt-printed", { ...typed, note: "popierius" });
    assert.equal(told(result), ["recorded", "recorded"]);
    assert.equal([result.result?.outcome, result.result?.code], ["unknown", "manual-recorded"]);
    assert.equal(result.result?.payments[0]?.amountCents, 258);
    const [record] = till.recordsOf("decision");
    assert.equal([record?.operator, record?.note, record?.atMs], ["ONA", "popierius", till.wallMs]);
    assert.is(listed(till)[0]?.manual?.decision, "receipt-printed");
  });
});

test("a typed receipt needs its number and its payments, and they must balance", () => {
  withLost((till, id) => {
    assert.is(decide(till, id, "receipt-printed").code, "documents-missing");
    assert.is(decide(till, id, "receipt-printed", { documentNo: "D9" }).code, "documents-missing");
    const payments = [{ method: 2, amountCents: 257 }];
    assert.is(decide(till, id, "receipt-printed", { ...typed, payments }).code, "payments-unbalanced");
    const cash = [{ method: 0, amountCents: 257 }];
    assert.is(decide(till, id, "receipt-printed", { ...typed, payments: cash, roundingCents: -1 }).status, "recorded");
  });
});

for (const [code, untrue] of [
  ["payments-unbalanced", { payments: [{ method: 2, amountCents: 100 }] }],
  ["document-used", { documentNo: "D0" }],
] as const)
  test(`where what was typed was ${code}, the accountant is a way out: the truth may be none that can be typed (B9)`, () => {
    withLost((till, id) => {
      const decisions = () => listed(till)[0]?.decisions;
      assert.equal(decisions(), ["receipt-printed", "nothing-happened"]);
      assert.is(decide(till, id, "leave-to-accountant").code, "decision-not-allowed");
      const refused = decide(till, id, "receipt-printed", { ...typed, ...untrue });
      assert.is(refused.code, code);
      assert.match(refused.message, "leave it to the accountant in the list");
      assert.equal(decisions(), ["receipt-printed", "nothing-happened", "leave-to-accountant"]);
      assert.is(decide(till, id, "leave-to-accountant").status, "recorded");
      assert.equal(listed(till), []);
    });
  });

test("a typed receipt that GAMA saved stands: the same word again is not an error, another is not taken", () => {
  withLost((till, id) => {
    decide(till, id, "receipt-printed", typed);
    till.call("close", { window: "settlement", kind: "sale", saleKey: "A", saved: true });
    const records = till.records.length;
    assert.is(decide(till, id, "receipt-printed", typed).status, "recorded");
    assert.is(till.records.length, records);
    assert.is(decide(till, id, "nothing-happened").code, "decision-not-allowed");
  });
});

test("an attempt that nobody knows, and one of another key or kind", () => {
  withLost((till, id) => {
    assert.equal(told(decide(till, "another", "nothing-happened")), ["refused", "attempt-unknown"]);
    assert.is(decide(till, id, "nothing-happened", { saleKey: "B" }).code, "attempt-unknown");
    assert.is(decide(till, id, "nothing-happened", { kind: "return" }).code, "attempt-unknown");
  });
});

test("evidence that came meanwhile supersedes, with the result to use", () => {
  withLost((till, id) => {
    till.rrpay.instead = () => undefined;
    assert.is(settle(till).outcome, "approved");
    const result = decide(till, id, "nothing-happened");
    assert.equal([...told(result), result.result?.outcome], ["superseded", "superseded", "approved"]);
  });
});

test("a decision that cannot be stored is refused, with why", () => {
  withTill((till) => {
    const { attemptId = "" } = settle(till);
    till.boot({ flags: 0 });
    assert.equal(told(decide(till, attemptId, "saved-in-gama")), ["refused", "store-readonly"]);
  });
});

for (const decision of ["saved-in-gama", "leave-to-accountant"])
  test(`approved and not saved: ${decision} clears the list, and may be said again`, () => {
    withTill((till) => {
      const { attemptId = "" } = settle(till);
      assert.equal(listed(till)[0]?.decisions, ["saved-in-gama", "leave-to-accountant"]);
      assert.is(decide(till, attemptId, decision).status, "recorded");
      assert.equal(listed(till), []);
      const records = till.records.length;
      assert.is(decide(till, attemptId, decision).status, "recorded");
      assert.is(till.records.length, records);
    });
  });

for (const decision of ["accept-rrpay", "accept-manual", "leave-to-accountant"])
  test(`a conflict is closed by ${decision}`, () => {
    withLost((till, id) => {
      decide(till, id, "receipt-printed", typed);
      takenUp(till);
      till.rrpay.instead = () => undefined;
      settle(till);
      const [item] = listed(till);
      assert.is(item?.conflict?.code, "manual-differs");
      assert.equal(item?.decisions, ["accept-rrpay", "accept-manual", "leave-to-accountant"]);
      assert.is(decide(till, id, decision).status, "recorded");
      assert.equal(
        listed(till).map(({ conflict, gama }) => [conflict, gama]),
        decision === "leave-to-accountant" ? [] : [[undefined, "waiting"]],
      );
    });
  });

test("nothing happened: the next init buries the old id under a tombstone and sends a new one", () => {
  withLost((till, id) => {
    decide(till, id, "nothing-happened");
    till.rrpay.instead = () => undefined;
    const again = settle(till);
    assert.is(again.outcome, "approved");
    assert.is.not(again.attemptId, id);
    assert.is(till.rrpay.stored.get(id)?.state, "cancelled");
  });
});

test("nothing happened: a late approval of the old id is returned instead of a new send", () => {
  withLost((till, id) => {
    decide(till, id, "nothing-happened");
    till.rrpay.instead = ({ action }) =>
      action === "cancel" ? { status: 202, body: till.rrpay.stored.get(id) } : undefined;
    takenUp(till);
    const again = settle(till);
    assert.equal([again.outcome, again.attemptId, again.code], ["approved", id, "conflict"]);
    assert.is(posts(till), 1);
  });
});

test("nothing happened: while the old id has no end, a new send is refused", () => {
  withLost((till, id) => {
    decide(till, id, "nothing-happened");
    const told = settle(till);
    assert.equal([told.outcome, told.code], ["refused", "old-attempt-open"]);
    till.step({ type: "closed", conn: till.conn, reason: 0 });
    till.listens = false;
    assert.is(settle(till).code, "old-attempt-open");
    assert.is(posts(till), 1);
  });
});

test("nothing happened: other content may be sold under the same key", () => {
  withLost((till, id) => {
    decide(till, id, "nothing-happened");
    till.rrpay.instead = () => undefined;
    assert.is(settle(till, sale(300, { saleKey: "A" })).outcome, "approved");
  });
});

test("nothing happened: other content, and the old one was paid after all", () => {
  withLost((till, id) => {
    decide(till, id, "nothing-happened");
    takenUp(till);
    till.rrpay.instead = () => undefined;
    const again = settle(till, sale(300, { saleKey: "A" }));
    assert.equal([again.outcome, again.code], ["refused", "sale-changed"]);
  });
});

test("under another epoch a second word, made after RRPay answered again, stands for the tombstone", () => {
  withLost((till, id) => {
    decide(till, id, "nothing-happened");
    till.rrpay.health = { ...till.rrpay.health, epoch: "epoch-2" };
    till.rrpay.instead = () => undefined;
    assert.is(settle(till).code, "old-attempt-open");
    assert.not.ok(till.rrpay.actions.includes("cancel"));
    assert.is(decide(till, id, "nothing-happened").status, "recorded");
    assert.is(till.recordsOf("decision").at(-1)?.confirmed, true);
    assert.equal(listed(till), []);
    const again = settle(till);
    assert.is(again.outcome, "approved");
    assert.is.not(again.attemptId, id);
  });
});

test("a second word before RRPay answered again stands for nothing", () => {
  withLost((till, id) => {
    decide(till, id, "nothing-happened");
    till.rrpay.health = { ...till.rrpay.health, features: ["status"] };
    till.listens = false;
    till.boot();
    till.pass(TIMEOUTS.manualAfterMs);
    till.call("status", { refresh: true });
    decide(till, id, "nothing-happened");
    assert.is(till.recordsOf("decision").at(-1)?.confirmed, undefined);
  });
});

test("while a customer stands at RRPay's window nobody may decide", () => {
  withTill((till) => {
    till.rrpay.outcome = waits;
    const call = till.start("init", one);
    till.pass(TIMEOUTS.manualAfterMs);
    const id = till.rrpay.only.id;
    assert.is(decide(till, id, "nothing-happened").code, "decision-not-allowed");
    till.rrpay.change(id, byCard({ kind: "sale", saleKey: "A", totalCents: 258 }));
    assert.is(till.end(call).outcome, "approved");
  });
});

test("a void is decided about without a settlement result", () => {
  withTill((till) => {
    settle(till);
    till.rrpay.instead = ({ action, id }) => (action === "health" || id === "before" ? undefined : "cut");
    const voided = till.call("void", { scope: "completed", saleKey: "A", operator: "ONA" });
    till.pass(TIMEOUTS.manualAfterMs);
    const id = String(voided.attemptId);
    const early = decide(till, id, "saved-in-gama", { kind: "void" });
    assert.equal([early.status, early.result], ["refused", undefined]);
    const result = decide(till, id, "nothing-happened", { kind: "void" });
    assert.equal([result.status, result.result], ["recorded", undefined]);
  });
});

test.run();
