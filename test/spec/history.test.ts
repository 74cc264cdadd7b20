// The fold of journal records into an attempt: what each kind of record does, and what it never does.
import fc from "fast-check";
import * as assert from "uvu/assert";
import { isFinal } from "../../plugin/payment/facts.ts";
import { type AttemptRecord, apply, begin, beginUnpaid, moveGama, withConflict } from "../../plugin/payment/history.ts";
import type { Attempt, DecisionRecord, PaymentRecord } from "../../schemas/generated/types.ts";
import { validateAttempt } from "../../schemas/generated/validators.js";
import { AT_MS, ATTEMPT_ID, attempt, evidence, fold, paymentRecord, sentRecord } from "../support/attempts.ts";
import { suite } from "../support/suite.ts";

const test = suite("history");

const close = (saved: boolean, atMs = AT_MS + 2000) => ({ t: "close", atMs, attemptId: ATTEMPT_ID, saved }) as const;

function decision(word: DecisionRecord["decision"], more: Partial<DecisionRecord> = {}): DecisionRecord {
  return { t: "decision", atMs: AT_MS + 3000, attemptId: ATTEMPT_ID, decision: word, operator: "ONA", ...more };
}

const typed: Partial<DecisionRecord> = {
  documentNo: "D1",
  payments: [{ method: 2, amountCents: 258 }],
  roundingCents: 0,
  changeCents: 0,
};
const unknown = () => fold(attempt(), paymentRecord("gave-up"));
const approved = () => fold(attempt(), evidence());

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

test("the first conflict stands", () => {
  const first = withConflict(attempt(), "saved-unpaid", 1);
  assert.is(withConflict(first, "manual-differs", 2), first);
});

test("manual entry is attached and moves no state", () => {
  const { payment, manual } = fold(unknown(), decision("receipt-printed", { ...typed, note: "popierius" }));
  assert.is(payment, "unknown");
  assert.equal(manual, {
    ...{ decision: "receipt-printed", operator: "ONA", sinceMs: AT_MS + 3000, note: "popierius" },
    ...typed,
  });
});

test("manual entry that RRPay's truth agrees with makes no conflict", () => {
  const told = fold(unknown(), decision("receipt-printed", typed), evidence());
  assert.equal([told.payment, told.conflict], ["approved", undefined]);
});

test("tenders agree in any order", () => {
  const payments = [
    { method: 0, amountCents: 58 },
    { method: 2, amountCents: 200 },
  ];
  const later = [
    { method: 2, name: "Kortelė", amountCents: 200 },
    { method: 0, name: "Grynieji", amountCents: 58 },
  ];
  const told = fold(unknown(), decision("receipt-printed", { ...typed, payments }), evidence({ payments: later }));
  assert.is(told.conflict, undefined);
});

const disagreements: readonly [what: string, record: ReturnType<typeof evidence>][] = [
  ["another document", evidence({ fiscal: { state: "printed", documentNo: "D2" } })],
  [
    "other tenders",
    evidence({
      payments: [
        { method: 2, name: "", amountCents: 200 },
        { method: 0, name: "", amountCents: 58 },
      ],
    }),
  ],
  ["another rounding", evidence({ roundingCents: 2 })],
  ["another change", evidence({ changeCents: 5 })],
];
for (const [what, record] of disagreements)
  test(`manual entry and then ${what} is a conflict`, () => {
    const told = fold(unknown(), decision("receipt-printed", typed), record);
    assert.equal([told.payment, told.conflict?.code], ["approved", "manual-differs"]);
  });

test("a receipt typed in and then not paid is a conflict", () => {
  const told = fold(unknown(), decision("receipt-printed", typed), evidence({ state: "cancelled" }));
  assert.equal([told.payment, told.conflict?.code], ["cancelled", "unpaid-after-manual"]);
});

test("nothing happened and then paid is a conflict", () => {
  const told = fold(unknown(), decision("nothing-happened"), evidence());
  assert.equal([told.payment, told.conflict?.code], ["approved", "paid-after-manual"]);
});

test("nothing happened and then cancelled agrees", () => {
  const told = fold(unknown(), decision("nothing-happened"), evidence({ state: "cancelled" }));
  assert.equal([told.payment, told.conflict], ["cancelled", undefined]);
});

test("a confirmed nothing stays confirmed when it is said again", () => {
  const first = fold(unknown(), decision("nothing-happened", { confirmed: true }));
  assert.is(first.manual?.confirmed, true);
  assert.is(fold(first, decision("nothing-happened")).manual?.confirmed, true);
  assert.is(fold(first, decision("receipt-printed", typed)).manual?.confirmed, undefined);
});

test("a close while the payment is open is remembered and applied when it ends approved", () => {
  const waiting = fold(unknown(), close(true));
  assert.equal([waiting.closeSaved, waiting.gama], [true, "waiting"]);
  const ended = fold(waiting, evidence());
  assert.equal([ended.gama, ended.closeSaved, ended.conflict], ["saved", undefined, undefined]);
});

test("the last of two remembered closes counts", () => {
  assert.is(fold(unknown(), close(true), close(false), evidence()).gama, "unsaved");
});

test("a remembered save is a conflict when nothing was paid", () => {
  const ended = fold(unknown(), close(true), evidence({ state: "declined" }));
  assert.equal([ended.payment, ended.conflict?.code], ["declined", "saved-unpaid"]);
});

test("a remembered save is a conflict when nothing was accepted", () => {
  assert.is(fold(attempt(), close(true), paymentRecord("not-taken-up", "busy")).conflict?.code, "saved-unpaid");
});

test("a remembered close takes effect when a person types the receipt in", () => {
  assert.is(fold(unknown(), close(true), decision("receipt-printed", typed)).gama, "saved");
});

test("a remembered save is a conflict when a person says that nothing happened", () => {
  assert.is(fold(unknown(), close(true), decision("nothing-happened")).conflict?.code, "saved-unpaid");
});

test("saved, then unsaved is a conflict and stays saved", () => {
  const told = fold(approved(), close(true), close(false));
  assert.equal([told.gama, told.conflict?.code], ["saved", "saved-then-unsaved"]);
});

test("saved-in-gama saves", () => {
  assert.is(fold(approved(), decision("saved-in-gama")).gama, "saved");
});

test("leave-to-accountant settles, closes a conflict and leaves the payment alone", () => {
  const told = fold(withConflict(approved(), "manual-differs", 1), decision("leave-to-accountant"));
  assert.equal([told.payment, told.gama, told.left, told.conflict], ["approved", "settled", true, undefined]);
});

test("accept-rrpay on an approved sale leaves it to be saved with RRPay's payments", () => {
  const told = fold(withConflict(approved(), "manual-differs", 1), decision("accept-rrpay"));
  assert.equal([told.gama, told.conflict], ["waiting", undefined]);
});

test("accept-rrpay on a declined sale leaves nothing to do", () => {
  const declined = fold(attempt(), evidence({ state: "declined" }));
  const told = fold(withConflict(declined, "saved-unpaid", 1), decision("accept-rrpay"));
  assert.equal([told.gama, told.conflict], ["settled", undefined]);
});

test("accept-manual settles and closes the conflict", () => {
  const told = fold(withConflict(approved(), "manual-differs", 1), decision("accept-manual"));
  assert.equal([told.gama, told.conflict], ["settled", undefined]);
});

test("a move of the gama fact that says nothing new returns the same attempt", () => {
  const saved = moveGama(approved(), "saved", 1);
  assert.is(moveGama(saved, "saved", 2), saved);
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

test("invariant 4: under any records a final payment stays, fiscal and gama only move forward, every state fits its schema", () => {
  fc.assert(
    fc.property(fc.array(anyRecord, { maxLength: 12 }), (records) => {
      let before = attempt();
      for (const record of records) {
        const after = apply(before, record);
        if (isFinal(before.payment)) assert.is(after.payment, before.payment);
        assert.ok(RANK[after.fiscal] >= RANK[before.fiscal]);
        assert.ok(FORWARD[before.gama].includes(after.gama), `${before.gama} → ${after.gama}`);
        assert.ok(after.revision >= before.revision);
        assert.ok(validateAttempt(after), JSON.stringify(validateAttempt.errors));
        before = after;
      }
    }),
    { numRuns: 300 },
  );
});

test.run();
