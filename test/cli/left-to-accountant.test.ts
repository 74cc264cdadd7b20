/** What a person leaves to the accountant is what the accountant sees: in the day's report and in its table. */
import * as assert from "uvu/assert";
import type { Attempt } from "../../schemas/generated/types.ts";
import { dayTable, reportOfAttempts } from "../support/journal-files.ts";
import { suite } from "../support/suite.ts";
import { attempt, cents, paid, rowOf } from "./day-attempts.ts";

const test = suite("left to the accountant");

const left = { left: true, gama: "settled" } as const;
const { result: _result, documentNo: _no, printedAt: _at, ...asked } = attempt();
const open = { ...asked, payment: "unknown", fiscal: "unknown" } as const;
/** A sale of 4,30 that RRPay approved as 4,00, paid in cash with a note of 5,00. */
const discounted: Attempt = {
  ...open,
  ...{ totalCents: 430, documentNo: "000009", differs: { totalCents: 400, acceptable: true } },
  claimed: {
    ...paid([{ method: 0, name: "Grynieji", amountCents: 500 }], 0, 100),
    fiscal: { state: "printed", documentNo: "000009" },
  },
};
const typed: Attempt = {
  ...open,
  manual: { decision: "receipt-printed", operator: "ONA", sinceMs: 0, documentNo: "5", payments: [] },
};

for (const [what, one, words] of [
  ["an unknown payment", open, "nežinoma, ar sumokėta"],
  ["one that RRPay has otherwise", discounted, "RRPay atsakymas nesutampa su tuo, kas išsiųsta; RRPay: Grynieji 4,00"],
  ["what was typed and never answered for", typed, "įvesta ranka, RRPay dar nepatvirtino"],
  ["a conflict about what is paid", attempt(), "apmokėta"],
  ["a receipt that is owed", attempt({ fiscal: "not-printed" }), "nežinoma, ar atspausdintas kvitas"],
  ["what GAMA saved and RRPay declined", { ...asked, payment: "declined", fiscal: "not-printed" }, "atmesta"],
] as const)
  test(`${what} that a person left to the accountant is listed, and the day is not called reconciled`, () => {
    const { report, page } = reportOfAttempts([{ ...one, ...left }]);
    assert.is(report.left.length, 1);
    assert.match(page, "Palikta buhalteriui: <b>1</b>");
    assert.not.match(page, "Viskas sutikrinta");
    assert.match(page.replaceAll("\u00a0", " "), `${words}</td>`);
  });

test("what RRPay took after it was left is a conflict, and in one list alone", () => {
  const { report } = reportOfAttempts([attempt({ ...left, conflict: { code: "paid-after-left", sinceMs: 0 } })]);
  assert.equal([report.left.length, report.conflicts.length], [0, 1]);
});

test("the table says of a row that it was left to the accountant, and what was typed before", () => {
  const wordOf = (one: Attempt) => rowOf(dayTable([{ ...one, ...left }]), "pardavimas")["Įvesta ranka"];
  assert.is(wordOf(open), "palikta buhalteriui");
  assert.is(wordOf(typed), "kvitas atspausdintas, ONA, palikta buhalteriui");
});

test("what RRPay has otherwise and nobody has reconciled balances with RRPay's own total", () => {
  const row = rowOf(dayTable([discounted]), "RRPay nurodyta, nesutikrinta");
  assert.is(row["Skirtumas su RRPay suma"], "-0,30");
  const of = (name: string) => Math.round(cents(row[name]));
  assert.is(of("Suma") + of("Skirtumas su RRPay suma"), of("Grynieji") - of("Grąža"));
});

test.run();
