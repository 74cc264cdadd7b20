// The fold of journal records into an attempt: what each kind of record does, and what it never does.
import fc from "fast-check";
import * as assert from "uvu/assert";
import { isFinal } from "../../plugin/payment/facts.ts";
import { type AttemptRecord, apply, begin, beginUnpaid, withConflict } from "../../plugin/payment/history.ts";
import type { Attempt, DecisionRecord, PaymentRecord } from "../../schemas/generated/types.ts";
import { validateAttempt } from "../../schemas/generated/validators.js";
import { AT_MS, ATTEMPT_ID, attempt, evidence, fold, paymentRecord, sentRecord } from "../support/attempts.ts";
import { approved, close, decision, typed, unknown } from "../support/person.ts";
import { suite } from "../support/suite.ts";

const test = suite("history");

test("a sent record begins an attempt that waits for everything", () => {
  const { payment, fiscal, gama, revision, sentAtMs, namedAtMs } = begin(sentRecord());
  assert.equal([payment, fiscal, gama, revision], ["sent", "unknown", "waiting", 0]);
  assert.equal([sentAtMs, namedAtMs], [AT_MS, AT_MS]);
});

test("an unpaid record is a final attempt with a conflict for a person", () => {
  const made = beginUnpaid({ t: "unpaid", atMs: AT_MS, attemptId: ATTEMPT_ID, kind: "sale", saleKey: "T1-1" });
  assert.is(made.payment, "not-accepted");
  assert.equal(made.conflict, { code: "saved-unpaid", sinceMs: AT_MS });
  assert.ok(validateAttempt(made));
});

test("a resent record changes nothing", () => {
  const before = attempt();
  assert.is(apply(before, { t: "resent", atMs: AT_MS, attemptId: ATTEMPT_ID }), before);
});

test("giving up makes unknown, with the reason", () => {
  const { payment, code } = unknown();
  assert.equal([payment, code], ["unknown", "no-answer"]);
});

test("giving up again keeps unknown and takes the newer reason", () => {
  const { payment, code } = fold(unknown(), paymentRecord("gave-up", "connection-lost"));
  assert.equal([payment, code], ["unknown", "connection-lost"]);
});

test("a cancel that was asked for is remembered", () => {
  const { payment, cancelAsked } = fold(attempt(), paymentRecord("cancel-asked"));
  assert.equal([payment, cancelAsked], ["cancelling", true]);
});

test("a cancel after the end leaves no trace", () => {
  const before = approved();
  assert.equal(apply(before, paymentRecord("cancel-asked")), before);
});

test("a refusal of the first send ends it: not accepted, nothing printed", () => {
  const { payment, fiscal, code } = fold(attempt(), paymentRecord("not-taken-up", "busy"));
  assert.equal([payment, fiscal, code], ["not-accepted", "not-printed", "busy"]);
});

test("a refusal of a second send proves nothing", () => {
  assert.is(fold(unknown(), paymentRecord("not-taken-up", "busy")).payment, "unknown");
});

test("a sale known under another id is a conflict for a person", () => {
  const { payment, conflict } = fold(attempt(), paymentRecord("not-taken-up", "sale-known"));
  assert.is(payment, "not-accepted");
  assert.is(conflict?.code, "sale-known");
});

test("an approval brings money, document and time", () => {
  const { payment, fiscal, result, documentNo, printedAt, revision, namedAtMs } = approved();
  assert.equal([payment, fiscal, documentNo], ["approved", "printed", "D1"]);
  assert.is(printedAt, "2026-11-23T10:00:00");
  assert.equal(result, { payments: evidence().payments, roundingCents: 0, changeCents: 0 });
  assert.equal([revision, namedAtMs], [2, AT_MS + 1000]);
});

test("RRPay's message stays with the result", () => {
  const { result } = fold(attempt(), evidence({ state: "declined", message: "Nepakanka lėšų" }));
  assert.is(result?.message, "Nepakanka lėšų");
});

test("tenders that came in are kept until the end, and not beyond it", () => {
  const partial = [{ method: 2, name: "Kortelė", amountCents: 100 }];
  const paying = fold(attempt(), evidence({ state: "in-progress", payments: partial }));
  assert.equal(paying.claimed?.payments, partial);
  assert.is(paying.payment, "sent");
  assert.is(fold(paying, evidence({ revision: 3 })).claimed, undefined);
});

test("in progress after the end is not obeyed", () => {
  const before = approved();
  assert.is(apply(before, evidence({ state: "in-progress", revision: 9 })), before);
});

test("rule 10: an older revision is not obeyed", () => {
  const seen = fold(attempt(), evidence({ state: "in-progress", revision: 5 }));
  assert.is(apply(seen, evidence({ revision: 4 })), seen);
});

test("after the end only the fiscal receipt grows", () => {
  const unprinted = fold(attempt(), evidence({ fiscal: { state: "not-printed" } }));
  const later = fold(unprinted, evidence({ revision: 3, payments: [{ method: 0, name: "Kita", amountCents: 1 }] }));
  assert.equal([later.payment, later.fiscal, later.documentNo], ["approved", "printed", "D1"]);
  assert.equal(later.result, unprinted.result);
});

test("a printed receipt stays printed, with its number", () => {
  const later = fold(approved(), evidence({ revision: 3, fiscal: { state: "not-printed" } }));
  assert.equal([later.fiscal, later.documentNo], ["printed", "D1"]);
});

test("a receipt without number or time is printed all the same", () => {
  const { fiscal, documentNo, printedAt } = fold(attempt(), evidence({ fiscal: { state: "printed" } }));
  assert.equal([fiscal, documentNo, printedAt], ["printed", undefined, undefined]);
});

test("an empty document number counts as absent", () => {
  const { fiscal, documentNo } = fold(attempt(), evidence({ fiscal: { state: "printed", documentNo: "" } }));
  assert.equal([fiscal, documentNo], ["printed", undefined]);
});

test("contradicting evidence after the end makes a conflict and moves nothing", () => {
  const later = fold(approved(), evidence({ state: "declined", revision: 3 }));
  assert.equal([later.payment, later.conflict?.code], ["approved", "evidence-contradicts"]);
});

test("an approval after a decline makes a conflict and moves nothing", () => {
  const later = fold(attempt(), evidence({ state: "declined" }), evidence({ revision: 3 }));
  assert.equal([later.payment, later.conflict?.code], ["declined", "evidence-contradicts"]);
});

for (const state of ["declined", "cancelled"] as const) {
  test(`${state} with money in it is a conflict`, () => {
    const payments = [{ method: 2, name: "Kortelė", amountCents: 100 }];
    const told = fold(attempt(), evidence({ state, payments }));
    assert.equal([told.payment, told.conflict?.code], [state, "money-without-approval"]);
  });
  test(`${state} with a printed document is a conflict`, () => {
    const told = fold(attempt(), evidence({ state, fiscal: { state: "printed", documentNo: "D9" } }));
    assert.equal([told.payment, told.conflict?.code], [state, "money-without-approval"]);
  });
  test(`${state} with a payment of zero is no conflict`, () => {
    const payments = [{ method: 2, name: "Kortelė", amountCents: 0 }];
    assert.is(fold(attempt(), evidence({ state, payments })).conflict, undefined);
  });
}

test("B21: of two doubts that weigh the same the first one stands", () => {
  const first = withConflict(attempt(), "paid-after-manual", 1);
  assert.is(withConflict(first, "manual-differs", 2), first);
});

test("B21: a doubt about money does not give way to one about documents", () => {
  const first = withConflict(attempt(), "manual-differs", 1);
  for (const code of ["saved-unpaid", "saved-then-unsaved", "document-repeated"])
    assert.is(withConflict(first, code, 2), first);
});

const amounts = fc.array(
  fc.record({ method: fc.constantFrom(0, 2), name: fc.constant("x"), amountCents: fc.integer({ min: 0, max: 300 }) }),
  { maxLength: 2 },
);

const anyRecord: fc.Arbitrary<AttemptRecord> = fc.oneof(
  fc
    .record({
      event: fc.constantFrom<PaymentRecord["event"]>("cancel-asked", "gave-up", "not-taken-up"),
      code: fc.constantFrom("busy", "sale-known", "no-answer"),
    })
    .map(({ event, code }) => paymentRecord(event, code)),
  fc
    .record({
      state: fc.constantFrom("in-progress", "approved", "declined", "cancelled"),
      revision: fc.integer({ min: 0, max: 6 }),
      payments: amounts,
      fiscal: fc.constantFrom(
        { state: "unknown" as const },
        { state: "not-printed" as const },
        { state: "printed" as const, documentNo: "D1" },
      ),
    })
    .map((changes) => evidence(changes as Parameters<typeof evidence>[0])),
  fc.boolean().map((saved) => close(saved)),
  fc
    .constantFrom<DecisionRecord["decision"]>(
      "receipt-printed",
      "nothing-happened",
      "saved-in-gama",
      "leave-to-accountant",
      "accept-rrpay",
      "accept-manual",
    )
    .map((word) => decision(word, word === "receipt-printed" ? typed : {})),
);

const RANK = { unknown: 0, "not-printed": 1, printed: 2 } as const;

const FORWARD: Record<Attempt["gama"], readonly Attempt["gama"][]> = {
  waiting: ["waiting", "saved", "unsaved", "settled"],
  unsaved: ["unsaved", "saved", "settled"],
  saved: ["saved"],
  settled: ["settled"],
};

/** B19: by a person's decision alone a typed receipt that GAMA took back is unsaved again, or over if RRPay's word counts. */
function mayMove({ gama, manual, closeSaved }: Attempt, record: AttemptRecord, next: Attempt["gama"]): boolean {
  const isTakenBack = closeSaved === false && manual?.decision === "receipt-printed";
  if (next !== "waiting" && record.t === "decision" && isTakenBack) return true;
  return FORWARD[gama].includes(next);
}

test("invariant 4: under any records a final payment stays, fiscal and gama only move forward, every state fits its schema", () => {
  fc.assert(
    fc.property(fc.array(anyRecord, { maxLength: 12 }), (records) => {
      let before = attempt();
      for (const record of records) {
        const after = apply(before, record);
        if (isFinal(before.payment)) assert.is(after.payment, before.payment);
        assert.ok(RANK[after.fiscal] >= RANK[before.fiscal]);
        assert.ok(mayMove(before, record, after.gama), `${before.gama} → ${after.gama}`);
        assert.ok(after.revision >= before.revision);
        assert.ok(validateAttempt(after), JSON.stringify(validateAttempt.errors));
        before = after;
      }
    }),
    { numRuns: 300 },
  );
});

test.run();
