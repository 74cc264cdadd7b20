// Rule 6: an answer counts only when it echoes what we sent and its money balances; and what of it is news.
import fc from "fast-check";
import * as assert from "uvu/assert";
import { isNews, judge, judgeTombstone } from "../../plugin/payment/evidence.ts";
import { balances } from "../../plugin/payment/history.ts";
import type { RrpayTransaction } from "../../schemas/generated/types.ts";
import { validateEvidenceRecord } from "../../schemas/generated/validators.js";
import { AT_MS, ATTEMPT_ID, attempt, evidence, transaction } from "../support/attempts.ts";
import { suite } from "../support/suite.ts";

const test = suite("evidence");

const verdict = (changes: Partial<RrpayTransaction>, one = attempt()) =>
  judge(one, transaction(changes), { till: "1", atMs: AT_MS, otherEpoch: false });

test("the right transaction is evidence, with nothing of it lost", () => {
  const told = verdict({ code: "00", message: "ok" });
  if (told.type !== "evidence") return assert.unreachable(told.type);
  assert.ok(validateEvidenceRecord(told.record));
  const { payments, fiscal } = transaction();
  assert.equal(told.record, {
    ...{ t: "evidence", atMs: AT_MS, attemptId: ATTEMPT_ID, state: "approved", revision: 2 },
    ...{ payments, roundingCents: 0, changeCents: 0, fiscal, code: "00", message: "ok" },
  });
});

test("another id is another sale's (F18, F37)", () => {
  assert.is(verdict({ id: "another" }).type, "foreign");
});

const wrongEchoes: readonly Partial<RrpayTransaction>[] = [{ kind: "return" }, { till: "2" }, { saleKey: "T1-2" }];
for (const changes of wrongEchoes)
  for (const state of ["in-progress", "approved", "declined", "cancelled"] as const)
    test(`B5: under our id a wrong ${Object.keys(changes)[0]} is a claim and no proof, also when ${state}`, () => {
      const told = verdict({ state, ...changes });
      assert.equal(told.type === "evidence" && told.record.differs, { totalCents: 258, acceptable: false });
    });

const differs = (changes: Partial<RrpayTransaction>, one = attempt()) => {
  const told = verdict(changes, one);
  return told.type === "evidence" ? told.record.differs : told.type;
};
const cardOf = (amountCents: number) => ({ payments: [{ method: 2, name: "Kortelė", amountCents }] });

const otherMoney: readonly [
  what: string,
  changes: Partial<RrpayTransaction>,
  totalCents: number,
  acceptable: boolean,
][] = [
  ["an approval without payments does not balance (F35)", { payments: [] }, 258, false],
  ["an approval off by a cent does not balance (F29)", cardOf(257), 258, false],
  [
    "an approval of another total that balances in itself may be accepted",
    { totalCents: 238, ...cardOf(238) },
    238,
    true,
  ],
  ["an approval of another total that does not balance may not", { totalCents: 238, ...cardOf(258) }, 238, false],
  ["an approval in another currency may not", { currency: "USD" }, 258, false],
  ["another total that is not approved may not", { state: "in-progress", totalCents: 238 }, 238, false],
  [
    "a decline of another total with money in it may not",
    { state: "declined", totalCents: 238, ...cardOf(238) },
    238,
    false,
  ],
];
for (const [what, changes, totalCents, acceptable] of otherMoney)
  test(`B5: ${what}; it is claimed`, () => assert.equal(differs(changes), { totalCents, acceptable }));

test("B5: where a person accepted RRPay's total, an answer with it is evidence like any other", () => {
  const accepted = attempt({ payment: "approved", code: "accepted-differs", acceptedCents: 238 });
  assert.is(differs({ totalCents: 238, ...cardOf(238) }, accepted), undefined);
  assert.equal(differs({ totalCents: 258 }, accepted), { totalCents: 258, acceptable: true });
});

test("C7: a void that echoes another original is a claim and no proof", () => {
  const void_ = attempt({ kind: "void", originalDocumentNo: "D1" });
  const echo = (documentNo?: string) =>
    differs({ kind: "void", ...(documentNo ? { original: { documentNo } } : {}) }, void_);
  assert.equal([echo("D1"), echo("D2"), echo()], [undefined, { totalCents: 258, acceptable: false }, undefined]);
});

test("an unfinished or declined transaction need not balance", () => {
  for (const state of ["in-progress", "declined", "cancelled"] as const) {
    const payments = [{ method: 2, name: "", amountCents: 100 }];
    assert.is(verdict({ state, payments }).type, "evidence");
  }
});

test("an older revision is stale (F20), the same one is not", () => {
  assert.is(verdict({ revision: 4 }, attempt({ revision: 5 })).type, "stale");
  assert.is(verdict({ revision: 5 }, attempt({ revision: 5 })).type, "evidence");
});

test("a tombstone is accepted on its id alone", () => {
  const told = judgeTombstone(attempt({ revision: 3 }), { id: ATTEMPT_ID }, AT_MS);
  if (told.type !== "evidence") return assert.unreachable(told.type);
  assert.ok(validateEvidenceRecord(told.record));
  const { state, revision, payments, fiscal } = told.record;
  assert.equal([state, revision, payments, fiscal], ["cancelled", 3, [], { state: "not-printed" }]);
});

test("a tombstone without a revision is a record that the next start understands", () => {
  const told = judgeTombstone(attempt(), { id: ATTEMPT_ID }, AT_MS);
  assert.ok(told.type === "evidence" && validateEvidenceRecord(told.record));
});

test("a tombstone's money and document are taken over, so that they can make a conflict", () => {
  const money = { payments: [{ method: 2, name: "", amountCents: 5 }], roundingCents: 1, changeCents: 2 };
  const fiscal = { state: "printed", documentNo: "D1" } as const;
  const told = judgeTombstone(attempt(), { id: ATTEMPT_ID, revision: 9, ...money, fiscal }, AT_MS);
  if (told.type !== "evidence") return assert.unreachable(told.type);
  const { payments, roundingCents, changeCents, revision } = told.record;
  assert.equal({ payments, roundingCents, changeCents }, money);
  assert.equal([revision, told.record.fiscal], [9, fiscal]);
});

test("a tombstone of another id is another sale's", () => {
  assert.is(judgeTombstone(attempt(), { id: "another" }, AT_MS).type, "foreign");
});

const paid = attempt({ payment: "approved", fiscal: "not-printed" });
const printed = { state: "printed", documentNo: "D1" } as const;
const partial = [{ method: 2, name: "Kortelė", amountCents: 100 }];
const news: readonly [
  rule: string,
  is: boolean,
  one: ReturnType<typeof attempt>,
  record: ReturnType<typeof evidence>,
][] = [
  [
    "the first answer that names the id is news: it outlives a restart",
    true,
    attempt(),
    evidence({ state: "in-progress" }),
  ],
  ["in progress without tenders is no news", false, attempt({ revision: 1 }), evidence({ state: "in-progress" })],
  ["a new tender is news", true, attempt(), evidence({ state: "in-progress", payments: partial })],
  [
    "the same tenders again are no news",
    false,
    attempt({ partial }),
    evidence({ state: "in-progress", payments: partial }),
  ],
  ["a tender that was taken back is news", true, attempt({ partial }), evidence({ state: "in-progress" })],
  ["a receipt printed before the end is news", true, attempt(), evidence({ state: "in-progress", fiscal: printed })],
  [
    "a tender that an RRPay of another epoch does not know is none",
    false,
    attempt({ partial }),
    evidence({ state: "in-progress", otherEpoch: true }),
  ],
  ["a number that comes a revision after the print is news", true, { ...paid, fiscal: "printed" }, evidence()],
  ["another number of the same receipt is news", true, { ...paid, fiscal: "printed", documentNo: "D0" }, evidence()],
  ["the end is news", true, attempt(), evidence()],
  ["the same end again is none", false, { ...paid, fiscal: "printed", documentNo: "D1" }, evidence()],
  ["a receipt that is printed later is news", true, paid, evidence()],
  ["a receipt that is unknown now is none", false, paid, evidence({ fiscal: { state: "unknown" } })],
  ["contradicting evidence is news", true, paid, evidence({ state: "declined" })],
  [
    "a second contradiction is none: the conflict stands",
    false,
    { ...paid, conflict: { code: "evidence-contradicts", sinceMs: 1 } },
    evidence({ state: "declined" }),
  ],
];
for (const [rule, is, one, record] of news) test(rule, () => assert.is(isNews(one, record), is));

const cents = fc.integer({ min: 0, max: 1_000_000 });
const tenders = fc.array(cents, { maxLength: 5 });
const taken = (amounts: readonly number[], roundingCents: number, changeCents: number) => ({
  payments: amounts.map((amountCents) => ({ amountCents })),
  roundingCents,
  changeCents,
});

test("balance: Σ amounts − change = total + rounding, exactly", () => {
  fc.assert(
    fc.property(tenders, fc.integer({ min: -2, max: 2 }), cents, (amounts, rounding, change) => {
      const total = amounts.reduce((sum, amount) => sum + amount, 0) - change - rounding;
      assert.is(balances(total, taken(amounts, rounding, change)), true);
      assert.is(balances(total + 1, taken(amounts, rounding, change)), false);
      assert.is(balances(total - 1, taken(amounts, rounding, change)), false);
    }),
  );
});

test("balance: rounding of three cents is none", () => {
  fc.assert(
    fc.property(tenders, fc.constantFrom(-3, 3, -100, 100), (amounts, rounding) => {
      const total = amounts.reduce((sum, amount) => sum + amount, 0) - rounding;
      assert.is(balances(total, taken(amounts, rounding, 0)), false);
    }),
  );
});

test("balance: a negative amount or change never balances", () => {
  assert.is(balances(100, taken([200, -100], 0, 0)), false);
  assert.is(balances(100, taken([50], 0, -50)), false);
});

test("balance: a sum beyond the safe integers never balances", () => {
  assert.is(balances(0, taken([Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER], 0, 0)), false);
});

test("balance: a sale over nothing balances with nothing", () => {
  assert.is(balances(0, taken([], 0, 0)), true);
});

test.run();
