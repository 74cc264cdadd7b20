// What a `void` means, from what the journal knows: docs/contracts.md B10, row by row.

import * as assert from "uvu/assert";
import { decideVoid, type VoidDecision } from "../../plugin/payment/void-decision.ts";
import type { Attempt } from "../../schemas/generated/types.ts";
import { attempt } from "../support/attempts.ts";
import { suite } from "../support/suite.ts";

const test = suite("void decision");

const printed = { payment: "approved", fiscal: "printed", documentNo: "D1", gama: "saved" } as const;
const sold = attempt({ attemptId: "s1", ...printed });
const returned = attempt({ attemptId: "r1", kind: "return", ...printed, documentNo: "D2" });
const aVoid = (changes: Partial<Attempt> = {}) =>
  attempt({ attemptId: "v1", kind: "void", originalKind: "sale", originalDocumentNo: "D1", ...changes });
const typed = (changes: Partial<Attempt> = {}) =>
  attempt({
    payment: "unknown",
    manual: { decision: "receipt-printed", operator: "ONA", sinceMs: 1, documentNo: "D7" },
    ...changes,
  });
const totals = { totalCents: 258, discountCents: 0, vatCents: 45 };

type Asked = Parameters<typeof decideVoid>[1];
type Around = Parameters<typeof decideVoid>[2];
const decide = (tries: readonly Attempt[], asked: Partial<Asked> = {}, around: Partial<Around> = {}) =>
  decideVoid(
    tries,
    { scope: "completed", saleKey: "T1-1", ...asked },
    { takersOf: () => [], bearersOf: () => [], isRepeated: () => false, isDateKept: true, ...around },
  );
const told = (decision: VoidDecision) =>
  decision.type === "refused"
    ? decision.code
    : `${decision.type} ${"attempt" in decision ? decision.attempt.attemptId : ""}`.trim();
const sent = (decision: VoidDecision) => (decision.type === "send" ? decision.target : undefined);

const open = { scope: "open" } as const;
const original = { documentNo: "D1" };
const other = { documentNo: "D9" };
const voided = aVoid({ payment: "approved" });
const standing = { takersOf: ({ kind }: { kind: string }) => (kind === "sale" ? [returned] : []) };

const leftWithMoney = attempt({
  ...{ payment: "declined", left: true, gama: "settled" },
  result: { payments: [{ method: 2, name: "Kortelė", amountCents: 258 }], roundingCents: 0, changeCents: 0 },
});
const leftElsewhere = attempt({ payment: "not-accepted", left: true, gama: "settled", code: "sale-known" });
const its = { bearersOf: () => [attempt({ ...sold, saleKey: "T1-2" })] };
const beside = (changes: Partial<Attempt>) => ({ takersOf: () => [aVoid({ ...changes, saleKey: "Z" })] });

const rows: readonly [rule: string, decision: VoidDecision, wanted: string][] = [
  // whose
  ["two kinds under one key, and none named", decide([sold, returned]), "original-kind-missing"],
  ["two kinds, the return named", decide([sold, returned], { originalKind: "return" }), "send"],
  ["two kinds are ambiguous for scope open too", decide([sold, returned], open), "original-kind-missing"],
  // once
  ["a void that GAMA saved", decide([sold, aVoid({ payment: "approved", gama: "saved" })]), "already-voided"],
  ["the same for scope open", decide([sold, aVoid({ payment: "approved", gama: "saved" })], open), "already-voided"],
  ["a void that GAMA has not saved is given back", decide([sold, voided]), "known v1"],
  ["the same for scope open", decide([sold, voided], open), "known v1"],
  ["voided elsewhere", decide([sold, aVoid({ payment: "declined", voidedElsewhere: "V9" })]), "already-voided"],
  [
    "a void typed as printed is followed",
    decide([sold, aVoid({ ...typed(), kind: "void", attemptId: "v1" })]),
    "known v1",
  ],
  [
    "a void that RRPay declined after it was typed",
    decide([sold, aVoid({ ...typed(), kind: "void", payment: "declined" })]),
    "send",
  ],
  ["a declined void is sent again", decide([sold, aVoid({ payment: "declined" })]), "send"],
  [
    "the other kind's void does not count",
    decide([sold, aVoid({ originalKind: "return", payment: "approved" })]),
    "send",
  ],
  // returned
  ["a return names it", decide([sold], {}, standing), "already-returned"],
  ["a return names the number given", decide([], { original, totals }, standing), "already-returned"],
  ["a return is no return of itself", decide([returned], {}, standing), "send"],
  [
    "a void under another key took it back",
    decide([sold], {}, beside({ payment: "approved", gama: "saved" })),
    "already-voided",
  ],
  ["one that GAMA has not saved blocks by itself", decide([sold], {}, beside({ payment: "approved" })), "send"],
  ["one that is open is asked about first", decide([sold], {}, beside({ payment: "unknown" })), "send"],
  ["one that was declined with money", decide([sold], {}, beside({ payment: "declined" })), "void-conflict"],
  // its number
  ["another number than the journal has", decide([sold], { original: other }), "original-differs"],
  ["the number that the journal has", decide([sold], { original }), "send"],
  ["the number that was typed", decide([typed()], { original: { documentNo: "D7" } }), "send"],
  ["no number is known, one is given", decide([attempt({ payment: "approved" })], { original: other }), "send"],
  [
    "no number is known, another key's is given",
    decide([attempt({ payment: "approved" })], { original: other }, its),
    "original-differs",
  ],
  ["the number that another key's receipt has", decide([], { original, totals }, its), "original-differs"],
  [
    "the number that the key's other kind has",
    decide([], { original, totals, originalKind: "return" }, { bearersOf: () => [sold] }),
    "original-differs",
  ],
  ["a number that two receipts have, not decided", decide([sold], {}, { isRepeated: () => true }), "conflict"],
  ["returned comes before another number", decide([sold], { original: other }, standing), "already-returned"],
  // nothing there
  ["a number and no total", decide([], { original }), "original-missing"],
  ["a number and a total", decide([], { original, totals }), "send"],
  ["a receipt of a kept day without a payment", decide([]), "nothing"],
  ["a receipt older than the journal", decide([], {}, { isDateKept: false }), "original-missing"],
  ["scope open, a number in the payload", decide([], { ...open, original }), "original-missing"],
  ["what was declined with money and left", decide([leftWithMoney]), "left-to-accountant"],
  ["the same for scope open", decide([leftWithMoney], open), "left-to-accountant"],
  ["the same with a number and a total", decide([leftWithMoney], { original, totals }), "send"],
  ["what RRPay knows under its own id, left", decide([leftElsewhere], open), "left-to-accountant"],
  ["scope open, nothing there", decide([], open), "nothing"],
  ["a declined payment is nothing", decide([attempt({ payment: "declined" })], open), "nothing"],
  ["under way, and completed was asked", decide([attempt({ payment: "unknown" })]), "open"],
  [
    "left to the accountant, and completed was asked",
    decide([attempt({ payment: "unknown", left: true })]),
    "left-to-accountant",
  ],
  // open
  ["under way", decide([attempt({ payment: "unknown" })], open), `cancel ${attempt().attemptId}`],
  ["paid", decide([sold], open), "stands s1"],
  ["typed as printed is left alone", decide([typed({ attemptId: "t1" })], open), "stands t1"],
  ["left to the accountant", decide([attempt({ payment: "unknown", left: true })], open), "left-to-accountant"],
  [
    "paid before a later one under way",
    decide([sold, attempt({ attemptId: "s2", payment: "unknown" })], open),
    "cancel s2",
  ],
];
for (const [rule, decision, wanted] of rows)
  test(`${rule}: ${wanted}`, () => {
    assert.is(told(decision).replace(/^send .*/, "send"), wanted);
  });

test("a receipt that the journal has is voided with its own number", () => {
  assert.equal(sent(decide([sold])), { originalKind: "sale", attempt: sold, documentNo: "D1" });
});

test("a receipt of which only the payload knows is voided by what it says", () => {
  assert.equal(sent(decide([], { original: other, totals, originalKind: "return" })), {
    originalKind: "return",
    documentNo: "D9",
  });
});

test("what RRPay forgot and a person typed can be voided by the number typed", () => {
  assert.is(sent(decide([typed()]))?.documentNo, "D7");
});

test("of a sale paid twice the void means the second receipt, has its own identity and leaves the sale standing", () => {
  const second = attempt({
    ...{ attemptId: "s2", payment: "approved", fiscal: "printed", documentNo: "D3" },
    conflict: { code: "charged-twice", sinceMs: 1 },
  });
  assert.is(sent(decide([sold, second]))?.attempt?.attemptId, "s2");
  assert.is(told(decide([sold, second], { original })), "original-differs");
  const { conflict: _conflict, ...mended } = { ...second, gama: "settled" } as const;
  const over = aVoid({ payment: "approved", originalDocumentNo: "D3", gama: "saved" });
  assert.is(sent(decide([sold, mended, over]))?.attempt?.attemptId, "s1");
});

test("a void of 0.1.0 counts for the attempt whose document it names, else for both kinds", () => {
  const old = (documentNo?: string) => {
    const { originalKind: _kind, originalDocumentNo: _number, ...rest } = aVoid({ payment: "approved", gama: "saved" });
    return documentNo === undefined ? rest : { ...rest, originalDocumentNo: documentNo };
  };
  const kinds = (tries: readonly Attempt[]) =>
    (["sale", "return"] as const).map((originalKind) => told(decide(tries, { originalKind })).split(" ")[0]);
  assert.equal(kinds([sold, returned, old("D1")]), ["already-voided", "send"]);
  assert.equal(kinds([sold, returned, old("D2")]), ["send", "already-voided"]);
  assert.equal(kinds([sold, returned, old()]), ["already-voided", "already-voided"]);
});

test.run();
