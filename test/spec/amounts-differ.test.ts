// B5: amounts that differ have truthful exits.

import * as assert from "uvu/assert";
import type { EvidenceRecord } from "../../schemas/generated/types.ts";
import { AT_MS, ATTEMPT_ID, attempt, evidence, fold } from "../support/attempts.ts";
import { sale } from "../support/sales.ts";
import { type StepTill, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";

const test = suite("amounts differ");

const unknown = attempt({ payment: "unknown" });
const cardOf = (amountCents: number) => [{ method: 2, name: "Kortelė", amountCents }];
const discounted = (changes: Partial<EvidenceRecord> = {}) =>
  evidence({ payments: cardOf(238), differs: { totalCents: 238, acceptable: true }, ...changes });
const decide = (decision: "leave-to-accountant" | "accept-rrpay") =>
  ({ t: "decision", atMs: AT_MS + 9000, attemptId: ATTEMPT_ID, decision, operator: "ONA" }) as const;
const typed = {
  ...({ t: "decision", atMs: AT_MS + 1, attemptId: ATTEMPT_ID, decision: "receipt-printed", operator: "ONA" } as const),
  ...{ documentNo: "D1", payments: [{ method: 2, amountCents: 258 }] },
} as const;

test("RRPay's own numbers are claimed, its document is known, and the payment stays open", () => {
  const told = fold(unknown, discounted());
  assert.equal([told.payment, told.claimed?.payments, told.documentNo], ["unknown", cardOf(238), "D1"]);
});

test("accepted, the attempt is approved with RRPay's numbers", () => {
  const told = fold(unknown, discounted(), decide("accept-rrpay"));
  assert.equal([told.payment, told.code, told.acceptedCents], ["approved", "accepted-differs", 238]);
  assert.equal([told.result?.payments, told.claimed, told.differs], [cardOf(238), undefined, undefined]);
});

test("an answer that agrees after all replaces what differed while it was in progress", () => {
  const differs = { totalCents: 238, acceptable: false };
  const told = fold(unknown, discounted({ state: "in-progress", differs }), evidence({ revision: 3 }));
  assert.equal(
    [told.payment, told.differs, told.claimed, told.conflict],
    ["approved", undefined, undefined, undefined],
  );
});

test("B4: an approval of other amounts than the one before is believed, and a person decides; both are listed", () => {
  const told = fold(unknown, discounted(), evidence({ revision: 3 }));
  assert.equal(
    [told.payment, told.conflict?.code, told.claimed?.payments],
    ["approved", "evidence-contradicts", cardOf(238)],
  );
  assert.is(fold(told, decide("accept-rrpay")).claimed, undefined);
});

test("numbers that differ disagree with a typed receipt, also where they do not balance", () => {
  const unbalanced = discounted({ differs: { totalCents: 258, acceptable: false } });
  assert.is(fold(unknown, typed, unbalanced).conflict?.code, "manual-differs");
});

test("an approval of other amounts after a decline is a conflict, and its money is listed", () => {
  const told = fold(attempt({ payment: "declined" }), discounted());
  assert.equal(
    [told.payment, told.conflict?.code, told.claimed?.payments],
    ["declined", "evidence-contradicts", cardOf(238)],
  );
});

test("what was left to the accountant with its numbers known makes no conflict each time that RRPay repeats them", () => {
  const left = fold(unknown, discounted(), decide("leave-to-accountant"), discounted({ atMs: AT_MS + 10_000 }));
  assert.equal([left.left, left.conflict], [true, undefined]);
});

test("numbers that come after it was left are a conflict once: a person's decision ends it", () => {
  const later = fold(unknown, decide("leave-to-accountant"), discounted());
  assert.is(later.conflict?.code, "paid-after-left");
  assert.is(fold(later, decide("leave-to-accountant"), discounted({ atMs: AT_MS + 10_000 })).conflict, undefined);
});

const bread = sale(258, { saleKey: "A", receiptNo: "1" });

/** RRPay gives a discount of its own and prints. */
function discountedTill(till: StepTill): { attemptId: string; decisions: string[]; claimed: object } {
  till.rrpay.outcome = () => ({
    ...{ state: "approved", totalCents: 238, payments: cardOf(238) },
    fiscal: { state: "printed", documentNo: "D5", printedAt: "2026-11-23T10:00:00" },
  });
  const told = till.call("init", bread);
  assert.equal([told.outcome, told.code], ["unknown", "amounts-differ"]);
  const [item] = till.call("status", {}).unresolved as [{ attemptId: string; decisions: string[]; claimed: object }];
  return item;
}

test("RRPay approves 2.38 of 2.58 and prints: listed with its numbers, to accept or to leave, never 'nothing'", () =>
  withTill((till) => {
    const { decisions, claimed } = discountedTill(till);
    assert.equal(decisions, ["accept-rrpay", "leave-to-accountant"]);
    assert.equal((claimed as { payments: { amountCents: number }[] }).payments[0]?.amountCents, 238);
  }));

test("accepted, the result is approved with the difference, and nothing is sent again", () =>
  withTill((till) => {
    const { attemptId } = discountedTill(till);
    const accept = { kind: "sale", saleKey: "A", attemptId, operator: "ONA", decision: "accept-rrpay" };
    const { result } = till.call("resolve", accept) as unknown as { result: Record<string, unknown> };
    assert.equal([result.outcome, result.code, result.differenceCents], ["approved", "accepted-differs", -20]);
    const again = till.call("init", bread);
    assert.equal([again.outcome, again.code], ["approved", "accepted-differs"]);
    assert.is(till.rrpay.actions.filter((action) => action === "post").length, 1);
  }));

for (const [totalCents, payment] of [
  [258, "approved"],
  [248, "unknown"],
] as const)
  test(`B4: RRPay approves 2.38 and then ${totalCents / 100}: evidence-contradicts, which a person decides`, () =>
    withTill((till) => {
      const { attemptId } = discountedTill(till);
      till.rrpay.change(attemptId, { totalCents, payments: cardOf(totalCents) });
      till.call("init", { window: "pos", till: "1", operator: "ONA" });
      till.boot();
      const [item] = till.call("status", {}).unresolved as [Record<string, unknown>];
      assert.equal(
        [(item.conflict as { code: string }).code, item.payment, item.decisions],
        ["evidence-contradicts", payment, ["accept-rrpay", "leave-to-accountant"]],
      );
      const accept = { kind: "sale", saleKey: "A", attemptId, operator: "ONA", decision: "accept-rrpay" };
      assert.is(till.call("resolve", accept).code, "recorded");
      const again = till.call("init", bread) as unknown as { outcome: string; payments: { amountCents: number }[] };
      assert.equal([again.outcome, again.payments[0]?.amountCents], ["approved", totalCents]);
      assert.is(till.rrpay.actions.filter((action) => action === "post").length, 1);
    }));

test("B4: what was left with its numbers is told again where RRPay then approves others", () =>
  withTill((till) => {
    const { attemptId } = discountedTill(till);
    const left = { kind: "sale", saleKey: "A", attemptId, operator: "ONA", decision: "leave-to-accountant" };
    assert.is(till.call("resolve", left).code, "recorded");
    till.rrpay.change(attemptId, { totalCents: 248, payments: cardOf(248) });
    till.call("init", { window: "pos", till: "1", operator: "ONA" });
    const [item] = till.call("status", {}).unresolved as [{ conflict: { code: string } }];
    assert.is(item.conflict.code, "paid-after-left");
  }));

test("left to the accountant, the next sale goes on", () =>
  withTill((till) => {
    const { attemptId } = discountedTill(till);
    const left = { kind: "sale", saleKey: "A", attemptId, operator: "ONA", decision: "leave-to-accountant" };
    assert.is(till.call("resolve", left).code, "recorded");
    till.rrpay.outcome = () => ({ state: "declined" });
    assert.is(till.call("init", sale(300, { saleKey: "B", receiptNo: "2" })).outcome, "declined");
  }));

test.run();
