// What the attempts of one key amount to: the paid one before any later one, two payments, voids (docs/contracts.md
// B3).

import * as assert from "uvu/assert";
import { Ledger } from "../../plugin/journal/ledger.ts";
import type { JournalRecord } from "../../plugin/journal/record.ts";
import { isReceiptVoided, takersOf } from "../../plugin/payment/given-back.ts";
import { knownRefusal } from "../../plugin/payment/known.ts";
import type { Order } from "../../plugin/payment/order.ts";
import { isKeyVoided } from "../../plugin/payment/truth.ts";
import type { Attempt, EvidenceRecord, SentRecord } from "../../schemas/generated/types.ts";
import { attempt, evidence, sentRecord } from "../support/attempts.ts";
import { suite } from "../support/suite.ts";

const test = suite("truth");

const sale = { kind: "sale", saleKey: "T1-1" } as const;
const sent = (attemptId: string, changes: Partial<SentRecord> = {}) => sentRecord({ attemptId, ...changes });
const paid = (attemptId: string, documentNo: string): EvidenceRecord =>
  evidence({ attemptId, fiscal: { state: "printed", documentNo } });
const declined = (attemptId: string) => evidence({ attemptId, state: "declined" });
const closed = (attemptId: string, saved = true): JournalRecord => ({ t: "close", atMs: 9, attemptId, saved });
const decided = (attemptId: string, decision: "leave-to-accountant" | "voided-elsewhere"): JournalRecord => ({
  ...{ t: "decision", atMs: 9, attemptId, operator: "ONA", decision },
  ...(decision === "voided-elsewhere" ? { documentNo: "V9" } : {}),
});
const voidOf = (attemptId: string, documentNo = "D1") =>
  sent(attemptId, { kind: "void", originalKind: "sale", originalDocumentNo: documentNo });

function ledgerOf(...records: readonly JournalRecord[]): Ledger {
  const ledger = new Ledger();
  for (const record of records) ledger.apply(record);
  return ledger;
}
const conflicts = (ledger: Ledger) => ledger.all().map(({ attemptId, conflict }) => `${attemptId} ${conflict?.code}`);

test("an approval is the sale's truth before a later decline", () => {
  const ledger = ledgerOf(sent("a"), sent("b"), paid("a", "D1"), declined("b"));
  assert.is(ledger.latest(sale)?.attemptId, "b");
  assert.is(ledger.truth(sale)?.attemptId, "a");
});

test("without an approval the newest is the truth", () => {
  assert.is(ledgerOf(sent("a"), declined("a"), sent("b")).truth(sale)?.attemptId, "b");
  assert.is(ledgerOf().truth(sale), undefined);
});

test("two approvals: the one approved first counts, the other is charged twice", () => {
  const ledger = ledgerOf(sent("a"), sent("b"), paid("b", "D2"), paid("a", "D1"));
  assert.is(ledger.truth(sale)?.attemptId, "b");
  assert.equal(conflicts(ledger), ["a charged-twice", "b undefined"]);
});

test("two approvals: the one that GAMA saved counts", () => {
  const ledger = ledgerOf(sent("a"), sent("b"), paid("b", "D2"), paid("a", "D1"), closed("a"));
  assert.is(ledger.truth(sale)?.attemptId, "a");
  assert.equal(conflicts(ledger), ["a undefined", "b charged-twice"]);
});

test("a second payment left to the accountant is not listed again, and the first still counts", () => {
  const ledger = ledgerOf(sent("a"), sent("b"), paid("b", "D2"), paid("a", "D1"), decided("a", "leave-to-accountant"));
  ledger.apply(closed("b"));
  assert.is(ledger.truth(sale)?.attemptId, "b");
  assert.equal(conflicts(ledger), ["a undefined", "b undefined"]);
});

test("the void of the second payment mends it and leaves the sale standing", () => {
  const ledger = ledgerOf(sent("a"), sent("b"), paid("b", "D2"), paid("a", "D1"), closed("b"));
  ledger.apply(voidOf("v", "D1"));
  ledger.apply(paid("v", "V1"));
  assert.equal(conflicts(ledger), ["a undefined", "b undefined", "v undefined"]);
  assert.equal([ledger.get("a")?.gama, ledger.get("b")?.gama], ["settled", "saved"]);
  assert.is(isKeyVoided(ledger.ofKey("T1-1"), "sale"), false);
});

const taking: readonly [what: string, changes: Partial<Attempt>, is: boolean][] = [
  ["approved", { payment: "approved" }, true],
  ["approved, with a conflict", { payment: "approved", conflict: { code: "document-repeated", sinceMs: 1 } }, true],
  ["declined", { payment: "declined" }, false],
  ["unknown", { payment: "unknown" }, false],
  [
    "typed as printed",
    { payment: "unknown", manual: { decision: "receipt-printed", operator: "O", sinceMs: 1 } },
    true,
  ],
  [
    "typed as printed, RRPay disagrees",
    {
      payment: "unknown",
      manual: { decision: "receipt-printed", operator: "O", sinceMs: 1 },
      conflict: { code: "manual-differs", sinceMs: 1 },
    },
    false,
  ],
  [
    "typed as printed, then declined, and RRPay's word accepted",
    { payment: "declined", gama: "settled", manual: { decision: "receipt-printed", operator: "O", sinceMs: 1 } },
    false,
  ],
  [
    "nothing happened",
    { payment: "unknown", manual: { decision: "nothing-happened", operator: "O", sinceMs: 1 } },
    false,
  ],
  ["voided elsewhere", { payment: "declined", voidedElsewhere: "V1" }, true],
];
for (const [what, changes, is] of taking)
  test(`a void that is ${what} ${is ? "takes" : "does not take"} its sale back`, () => {
    const tries = [
      attempt({ attemptId: "a", payment: "approved", documentNo: "D1" }),
      attempt({ attemptId: "v", kind: "void", originalKind: "sale", originalDocumentNo: "D1", ...changes }),
      attempt({ attemptId: "w", kind: "void", originalKind: "sale", payment: "cancelled" }),
    ];
    assert.is(isKeyVoided(tries, "sale"), is);
  });

test("a declined void stays in the list until a later void of the same receipt", () => {
  const ledger = ledgerOf(sent("a"), paid("a", "D1"), closed("a"), voidOf("v"), declined("v"));
  assert.equal(
    ledger.unsettled().map(({ attemptId }) => attemptId),
    ["v"],
  );
  ledger.apply(voidOf("w"));
  assert.equal(
    ledger.unsettled().map(({ attemptId }) => attemptId),
    ["w"],
  );
});

test("voided elsewhere makes the sale voided, settles it and ends the item", () => {
  const ledger = ledgerOf(sent("a"), paid("a", "D1"), closed("a", false), voidOf("v"), declined("v"));
  ledger.apply(decided("v", "voided-elsewhere"));
  assert.equal(ledger.unsettled(), []);
  assert.is(ledger.get("a")?.gama, "settled");
  assert.is(isKeyVoided(ledger.ofKey("T1-1"), "sale"), true);
});

test("a receipt saved after its void is a conflict; one saved before it is not", () => {
  const after = ledgerOf(sent("a"), paid("a", "D1"), closed("a", false), voidOf("v"), paid("v", "V1"), closed("a"));
  assert.is(after.get("a")?.conflict?.code, "saved-after-void");
  const before = ledgerOf(sent("a"), paid("a", "D1"), closed("a"), voidOf("v"), paid("v", "V1"), closed("a"));
  assert.is(before.get("a")?.conflict, undefined);
});

test("what became of a sale in the list is never forgotten, however many are sold meanwhile", () => {
  const ledger = ledgerOf(sent("a"), paid("a", "D1"), closed("a", false), voidOf("v"), paid("v", "V1"), closed("a"));
  for (let at = 0; at < 150; at++) {
    ledger.apply(sent(`x${at}`, { saleKey: `X${at}` }));
    ledger.apply(declined(`x${at}`));
  }
  ledger.compact();
  assert.is(isKeyVoided(ledger.ofKey("T1-1"), "sale"), true);
});

test("the returns of a receipt are those that stand", () => {
  const receipt = { kind: "sale", numbers: ["D1"] } as const;
  const back = sent("r", { kind: "return", saleKey: "R", originalDocumentNo: "D1" });
  const ledger = ledgerOf(back);
  const returns = () => takersOf(ledger, receipt).length;
  assert.is(returns(), 1);
  ledger.apply(paid("r", "D2"));
  assert.is(returns(), 1);
  ledger.apply(sent("v", { kind: "void", saleKey: "R", originalKind: "return", originalDocumentNo: "D2" }));
  ledger.apply(paid("v", "V1"));
  assert.is(returns(), 0);
  assert.is(takersOf(ledgerOf(back, declined("r")), receipt).length, 0);
});

test("a number that two receipts bear is voided when both are", () => {
  const ledger = ledgerOf(sent("a"), paid("a", "D1"), voidOf("v"), paid("v", "V1"));
  assert.is(isReceiptVoided(ledger, "D1"), true);
  ledger.apply(sent("b", { saleKey: "T1-2", epoch: "epoch-2" }));
  ledger.apply(paid("b", "D1"));
  assert.is(isReceiptVoided(ledger, "D1"), false);
  assert.is(isReceiptVoided(ledgerOf(voidOf("w", "D8"), paid("w", "V2")), "D8"), true);
  assert.is(isReceiptVoided(ledgerOf(voidOf("w", "D8"), declined("w")), "D8"), false);
});

const order = { kind: "sale", saleKey: "T1-1" } as Order;
type Changes = { isSame?: boolean; isOriginalVoided?: boolean; isOriginalDoubted?: boolean; kind?: "void" };
const made = ({ isSame, isOriginalVoided, isOriginalDoubted }: Changes) => ({
  isSame: () => isSame ?? true,
  isOriginalVoided: isOriginalVoided ?? false,
  isOriginalDoubted: isOriginalDoubted ?? false,
});
const refusal = (tries: readonly Attempt[], changes: Changes = {}) =>
  knownRefusal(tries, { ...order, kind: changes.kind ?? "sale" }, made(changes))?.code;
const saved = attempt({ payment: "approved", gama: "saved" });
const waiting = attempt({ payment: "approved" });
const aVoid = attempt({ attemptId: "v", kind: "void", originalKind: "sale", payment: "approved" });
const known: readonly [rule: string, code: string | undefined, wanted: string | undefined][] = [
  ["nothing is known", refusal([]), undefined],
  ["voided, saved and changed", refusal([saved, aVoid], { isSame: false }), "sale-voided"],
  ["a return of a voided receipt", refusal([], { isOriginalVoided: true }), "sale-voided"],
  ["a return of a receipt that may be voided", refusal([], { isOriginalDoubted: true }), "left-to-accountant"],
  ["the same, and the return is paid", refusal([waiting], { isOriginalDoubted: true }), undefined],
  ["saved, the same content", refusal([saved]), "already-saved"],
  ["saved, other content", refusal([saved], { isSame: false }), "already-saved"],
  ["saved, a later one declined", refusal([saved, attempt({ attemptId: "b", payment: "declined" })]), "already-saved"],
  ["saved and left", refusal([{ ...saved, left: true }]), "already-saved"],
  [
    "left while approved",
    refusal([{ ...waiting, gama: "settled", left: true }], { isSame: false }),
    "left-to-accountant",
  ],
  ["left while open", refusal([attempt({ payment: "unknown", left: true })]), "left-to-accountant"],
  [
    "left, RRPay has it under another id",
    refusal([
      attempt({ payment: "not-accepted", code: "sale-known", left: true }),
      attempt({ payment: "not-accepted" }),
    ]),
    "left-to-accountant",
  ],
  ["left after a decline", refusal([attempt({ payment: "declined", left: true })], { isSame: false }), undefined],
  ["waiting, the same content", refusal([waiting]), undefined],
  ["waiting, other content", refusal([waiting], { isSame: false }), "sale-changed"],
  ["open, other content", refusal([attempt({ payment: "unknown" })], { isSame: false }), "sale-changed"],
  [
    "reopened by a person, other content",
    refusal([attempt({ payment: "unknown", manual: { decision: "nothing-happened", operator: "O", sinceMs: 1 } })], {
      isSame: false,
    }),
    undefined,
  ],
  ["declined, other content", refusal([attempt({ payment: "declined" })], { isSame: false }), undefined],
  ["a void goes by its own table", refusal([saved, aVoid], { kind: "void" }), undefined],
];
for (const [rule, code, wanted] of known)
  test(`init of a key, ${rule}: ${wanted ?? "goes on"}`, () => assert.is(code, wanted));

test.run();
