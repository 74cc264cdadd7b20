// B4: known money is never forgotten, and what is left to the accountant stays left.

import * as assert from "uvu/assert";
import { claimOf } from "../../plugin/payment/claim.ts";
import type { EvidenceRecord, SettlementResult } from "../../schemas/generated/types.ts";
import { AT_MS, ATTEMPT_ID, attempt, evidence, fold } from "../support/attempts.ts";
import { sale } from "../support/sales.ts";
import { byCard, waits } from "../support/scripted-rrpay.ts";
import { type StepTill, TIMEOUTS, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";

const test = suite("known money");

const unknown = attempt({ payment: "unknown" });
const cardOf = (amountCents: number) => [{ method: 2, name: "Kortelė", amountCents }];
const progress = (changes: Partial<EvidenceRecord> = {}) =>
  evidence({ state: "in-progress", payments: [], fiscal: { state: "unknown" }, ...changes });
const decide = (decision: "leave-to-accountant" | "accept-rrpay") =>
  ({ t: "decision", atMs: AT_MS + 9000, attemptId: ATTEMPT_ID, decision, operator: "ONA" }) as const;

test("a tender that came in is claimed", () => {
  assert.equal(claimOf(fold(unknown, progress({ payments: cardOf(200) })))?.payments, cardOf(200));
});

test("an answer of the same epoch replaces it, also by nothing", () => {
  const claimed = fold(unknown, progress({ payments: cardOf(200) }), progress({ revision: 3 }));
  assert.is(claimOf(claimed), undefined);
});

test("an answer of another epoch does not make it unknown", () => {
  const claimed = fold(unknown, progress({ payments: cardOf(200) }), progress({ revision: 3, otherEpoch: true }));
  assert.equal(claimOf(claimed)?.payments, cardOf(200));
});

test("a document printed before the end is known for good", () => {
  const printed = progress({ fiscal: { state: "printed", documentNo: "D5" } });
  const told = fold(unknown, printed, progress({ revision: 3 }));
  assert.equal([told.fiscal, told.documentNo], ["printed", "D5"]);
});

test("a decline without money ends the claim", () => {
  const declined = fold(unknown, progress({ payments: cardOf(200) }), evidence({ state: "declined", revision: 3 }));
  assert.equal([declined.payment, claimOf(declined), declined.conflict], ["declined", undefined, undefined]);
});

test("a decline after a printed document is a conflict: the paper is there", () => {
  const printed = progress({ fiscal: { state: "printed", documentNo: "D5" } });
  const declined = fold(unknown, printed, evidence({ state: "declined", revision: 3 }));
  assert.is(declined.conflict?.code, "money-without-approval");
});

test("a decline of another epoch does not make known money unknown: it is a conflict, and stays listed", () => {
  const record = evidence({ state: "declined", revision: 3, otherEpoch: true });
  const declined = fold(unknown, progress({ payments: cardOf(200) }), record);
  assert.is(declined.conflict?.code, "money-without-approval");
  assert.equal(claimOf(declined)?.payments, cardOf(200));
});

test("RRPay's health names the id as its last transaction: accepted, until an answer of the same epoch", () => {
  const seen = { t: "payment", atMs: AT_MS + 500, attemptId: ATTEMPT_ID, event: "taken-up", code: "unknown" } as const;
  assert.equal(claimOf(fold(unknown, seen))?.payments, []);
  assert.ok(claimOf(fold(unknown, seen, progress({ otherEpoch: true }))));
  assert.is(claimOf(fold(unknown, seen, progress())), undefined);
});

test("an approval of what was left to the accountant is the conflict paid-after-left", () => {
  const paid = fold(unknown, decide("leave-to-accountant"), evidence());
  assert.equal([paid.payment, paid.conflict?.code], ["approved", "paid-after-left"]);
});

test("a number that comes one revision after the print is kept", () => {
  const bare = evidence({ fiscal: { state: "printed" } });
  assert.is(fold(unknown, bare, evidence({ revision: 3 })).documentNo, "D1");
});

test("another number of the same receipt is a conflict", () => {
  const other = evidence({ revision: 3, fiscal: { state: "printed", documentNo: "D2" } });
  const told = fold(unknown, evidence(), other);
  assert.equal([told.documentNo, told.conflict?.code], ["D1", "evidence-contradicts"]);
});

test("B10: a second number of the same receipt is its number too: listed, decided, and taken back once", () =>
  withTill((till) => {
    till.rrpay.outcome = waits;
    const call = till.start("init", bread);
    const { id } = till.rrpay.only;
    const told = (documentNo: string) => ({ state: "printed", documentNo, printedAt: "2026-11-23T10:00:00" }) as const;
    till.rrpay.change(id, { payments: cardOf(258), fiscal: told("D1") });
    till.pass(1500);
    till.rrpay.change(id, { state: "approved", fiscal: told("D2") });
    const paid = till.end(call) as unknown as SettlementResult;
    assert.equal([paid.fiscal.documentNo, paid.claimed?.fiscal.documentNo], ["D1", "D2"]);
    const about = { kind: "sale", saleKey: "A", attemptId: id, operator: "ONA" };
    assert.is(till.call("resolve", { ...about, decision: "accept-rrpay" }).status, "recorded");
    till.call("close", { window: "settlement", kind: "sale", saleKey: "A", saved: true });
    // the customer brings the second paper
    till.rrpay.outcome = byCard;
    const back = sale(258, { saleKey: "R", kind: "return", original: { documentNo: "D2" } });
    assert.is(till.call("init", back).outcome, "approved");
    till.call("close", { window: "settlement", kind: "return", saleKey: "R", saved: true });
    for (const boots of [false, true]) {
      if (boots) till.boot();
      const f8 = { scope: "completed", saleKey: "A", operator: "ONA" };
      assert.is(till.call("void", f8).code, "already-returned");
      assert.is(till.call("void", { ...f8, original: { documentNo: "D2" } }).code, "already-returned");
    }
    assert.equal(till.call("status").unresolved, []);
  }));

const bread = sale(258, { saleKey: "A", receiptNo: "1" });

/** RRPay has taken 2.00 by card, and then nobody hears of it any more. */
function claimedTill(till: StepTill): void {
  till.rrpay.outcome = waits;
  const call = till.start("init", bread);
  till.rrpay.change(till.rrpay.only.id, { payments: cardOf(200) });
  till.pass(1500);
  till.rrpay.health = { ...till.rrpay.health, epoch: "epoch-2" };
  till.rrpay.stored.clear();
  till.end(call);
}

test("claimed money survives a change of epoch: listed, in the result, and 'nothing happened' is not offered", () =>
  withTill((till) => {
    claimedTill(till);
    till.pass(TIMEOUTS.manualAfterMs + 2000);
    const [item] = till.call("init", { window: "pos", till: "1", operator: "ONA" }).unresolved as [
      { attemptId: string; claimed?: { payments: { amountCents: number }[] }; decisions: string[] },
    ];
    assert.equal(
      item.claimed?.payments.map(({ amountCents }) => amountCents),
      [200],
    );
    assert.equal(item.decisions, ["receipt-printed", "leave-to-accountant"]);
    const nothing = {
      kind: "sale",
      saleKey: "A",
      attemptId: item.attemptId,
      operator: "ONA",
      decision: "nothing-happened",
    };
    assert.is(till.call("resolve", nothing).code, "decision-not-allowed");
    const again = till.call("init", bread) as unknown as { outcome: string; claimed?: { payments: unknown[] } };
    assert.equal([again.outcome, again.claimed?.payments.length], ["unknown", 1]);
  }));

test("left to the accountant: it blocks nothing, and neither a send nor a cancel goes out for it", () =>
  withTill((till) => {
    claimedTill(till);
    till.pass(TIMEOUTS.manualAfterMs + 2000);
    const attemptId = till.recordsOf("sent")[0]?.attemptId ?? "";
    const left = { kind: "sale", saleKey: "A", attemptId, operator: "ONA", decision: "leave-to-accountant" };
    assert.is(till.call("resolve", left).code, "recorded");
    const before = till.rrpay.actions.length;
    till.rrpay.outcome = () => ({
      state: "approved",
      payments: cardOf(300),
      fiscal: { state: "printed", documentNo: "D9" },
    });
    assert.is(till.call("init", sale(300, { saleKey: "B", receiptNo: "2" })).outcome, "approved");
    const acts = till.rrpay.asked.filter(
      ({ action, id }) => id === attemptId && (action === "post" || action === "cancel"),
    );
    assert.equal([acts.length, till.rrpay.actions.length > before], [0, true]);
  }));

test.run();
