// What a person's decision and GAMA's close make of an attempt.
import * as assert from "uvu/assert";
import { moveGama, withConflict } from "../../plugin/payment/history.ts";
import { AT_MS, attempt, evidence, fold, paymentRecord } from "../support/attempts.ts";
import { approved, close, decision, typed, unknown } from "../support/person.ts";
import { suite } from "../support/suite.ts";

const test = suite("history: decisions and closes");

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

test.run();
