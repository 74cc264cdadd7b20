// `journal export`: the table of a day, cell by cell.
import * as assert from "uvu/assert";
import { describeAttempt } from "../../runtime/cli/journal/attempt-text.ts";
import { CONFLICTS } from "../../runtime/cli/journal/day-words.ts";
import { CODES } from "../../schemas/generated/codes.ts";
import type { Attempt } from "../../schemas/generated/types.ts";
import { dayTable } from "../support/journal-files.ts";
import { suite } from "../support/suite.ts";
import { attempt, paid, rowOf } from "./day-attempts.ts";

const test = suite("export of a day");

/** A cell whose zeros and digits Excel keeps. */
const kept = (value: string) => `"=""${value}"""`;
const MORE =
  "Kasa;Kasininkas;Grynieji stalčiuje;Apmokėta anksčiau;Skirtumas su RRPay suma;Autorizacijos kodas;RRN;Suma, kurios PVM nežinomas;Ranka: kvitas;Ranka: mokėjimai;Ranka: grąža;Ranka: skiriasi nuo RRPay";

test("opens in Lithuanian Excel: BOM, semicolons, decimal commas, CRLF", () => {
  const cash = paid([{ method: 0, name: "Grynieji", amountCents: 1000 }], 2, 740);
  const csv = dayTable([attempt({ result: cash })]);
  assert.is(
    csv,
    [
      `\ufeffRūšis;Pardavimo raktas;Kvito Nr.;Bandymo ID;Išsiųsta;Baigtis;Suma;Grynieji;Apvalinimas;Grąža;Fiskalinis dokumentas;Fiskalinis kvitas;Atspausdinta;GAMA;Įvesta ranka;Prieštaravimas;${MORE}`,
      `pardavimas;K1;${kept("000001")};A1;2026-11-23 14:05:09;apmokėta;2,58;10,00;0,02;7,40;D1;atspausdintas;2026-11-23 14:05:09;išsaugota;;;1;ONA;2,60;0,00;0,00;;;2,58;;;;`,
      "",
      "Pardavimai;;;;;;2,58;10,00;0,02;7,40;;;;;;;;;2,60;0,00;0,00;;;2,58;;;;",
      "Grąžinimai;;;;;;0,00;;0,00;0,00;;;;;;;;;0,00;0,00;0,00;;;0,00;;;;",
      "Anuliavimai;;;;;;0,00;;0,00;0,00;;;;;;;;;0,00;0,00;0,00;;;0,00;;;;",
      "Iš viso pagal RRPay;;;;;;2,58;10,00;0,02;7,40;;;;;;;;;2,60;0,00;0,00;;;2,58;;;;",
      "",
    ].join("\r\n"),
  );
});

test("returns and voids are below zero, so that a column adds up", () => {
  const csv = dayTable([attempt(), attempt({ kind: "return", attemptId: "A2" }), attempt({ kind: "void" })]);
  assert.is(rowOf(csv, "anuliavimas")["Banko kortelė"], "-2,58");
  assert.is(rowOf(csv, "Grąžinimai").Suma, "-2,58");
  assert.is(rowOf(csv, "Iš viso pagal RRPay")["Banko kortelė"], "-2,58");
});

test("of a return and a void the outcome says which way the money has gone, as the list and the doctor do", () => {
  const csv = dayTable([attempt({ kind: "return", attemptId: "A2" }), attempt({ kind: "void", attemptId: "A3" })]);
  assert.equal([rowOf(csv, "grąžinimas").Baigtis, rowOf(csv, "anuliavimas").Baigtis], ["grąžinta", "anuliuota"]);
  assert.match(describeAttempt(attempt({ kind: "void" })).lt, "mokėjimas – anuliuota");
  assert.match(describeAttempt(attempt({ kind: "return" })).en, "payment given back");
});

for (const start of ["=", "+", "-", "@", "\t", "\r"])
  test(`a text that begins with ${JSON.stringify(start)} is no formula`, () => {
    const csv = dayTable([attempt({ saleKey: `${start}1+1`, documentNo: `${start}2` })]);
    assert.not.match(csv, new RegExp(`(^|;|")[${start === "-" ? "\\-" : start}][12]`));
    // A lone CR moves a terminal's cursor: it is shown, not sent.
    assert.ok(csv.includes(`'${start === "\r" ? "\\u000d" : start}1+1`), csv);
  });

for (const value of [
  "000001",
  "123456789012345678",
  "2026-11",
  "1/2",
  "12E5",
  "1,5",
  "12:30",
  "MAR5",
  "5-kov",
  "3 Jan",
])
  test(`Excel makes nothing else of ${value}`, () => {
    const [cell = ""] =
      dayTable([attempt({ receiptNo: value })])
        .split("\r\n")[1]
        ?.split(";")
        .slice(2) ?? [];
    assert.is(cell, value === "5-kov" ? value : kept(value));
  });

test("a number that is kept holds nothing that Excel could run", () => {
  for (const hostile of ['1"&cmd', "1+1", "1)", "1=1", "1@x", "1|x", "2*3"])
    assert.not.match(dayTable([attempt({ receiptNo: hostile })]), /="/);
});

test("no text of the journal begins a formula, in whatever column it comes", () => {
  const evil = "=1+cmd|' /C calc'!A0";
  const card = { maskedPan: "*1", authCode: evil, rrn: evil, terminalId: "T" };
  const payments = [{ method: 2, name: evil, amountCents: 258, card }];
  const manual = { decision: "receipt-printed", operator: evil, sinceMs: 0, documentNo: evil } as const;
  const csv = dayTable([
    attempt({
      ...{ saleKey: evil, receiptNo: evil, operator: evil, documentNo: evil, printedAt: evil, result: paid(payments) },
      ...{
        conflict: { code: evil, sinceMs: 0 },
        manual: { ...manual, payments: [{ method: 2, amountCents: 258, name: evil }] },
      },
    }),
  ]);
  for (const row of csv.replace("\ufeff", "").split("\r\n"))
    for (const cell of row.split(";")) assert.not.match(cell, /^"?[=+@](?!""[0-9][0-9.,:/\- eE]*""")/);
});

test("cash in the drawer is what of the cash stays there", () => {
  const mixed = [
    { method: 2, name: "Kortelė", amountCents: 200 },
    { method: 0, name: "Grynieji", amountCents: 1000 },
  ];
  const csv = dayTable([attempt({ result: paid(mixed, 2, 940) })]);
  assert.is(rowOf(csv, "pardavimas")["Grynieji stalčiuje"], "0,60");
});

test("which way to pay is cash says the config", () => {
  const result = paid([{ method: 7, name: "Kasa", amountCents: 258 }]);
  const of = (cash: object) =>
    rowOf(dayTable([attempt({ result })], cash), "Iš viso pagal RRPay")["Grynieji stalčiuje"];
  assert.is(of({}), "0,00");
  assert.is(of({ cash: [{ rrpay: 7, gama: 1, name: "Kasa", cash: true }] }), "2,58");
});

test("till, cashier, authorisation code and RRN are told, every digit of them", () => {
  const card = { maskedPan: "*1", authCode: "000123", rrn: "000000000042", terminalId: "T" };
  const csv = dayTable([attempt({ result: paid([{ method: 2, name: "Kortelė", amountCents: 258, card }]) })]);
  const row = rowOf(csv, "pardavimas");
  assert.equal(
    [row.Kasa, row.Kasininkas, row["Autorizacijos kodas"], row.RRN],
    ["1", "ONA", kept("000123"), kept("000000000042")],
  );
});

test("where RRPay's total was accepted in place of ours, the difference is marked (docs/contracts.md B5)", () => {
  const result = paid([{ method: 2, name: "Kortelė", amountCents: 238 }]);
  const csv = dayTable([attempt({ result, code: "accepted-differs", acceptedCents: 238 })]);
  const row = rowOf(csv, "pardavimas");
  assert.equal([row.Suma, row.Kortelė, row["Skirtumas su RRPay suma"]], ["2,58", "2,38", "-0,20"]);
});

test("a typed receipt stands beside RRPay's figures, and says whether they differ", () => {
  const manual = { decision: "receipt-printed", operator: "ONA", sinceMs: 0, documentNo: "D1" } as const;
  const payments = [{ method: 2, amountCents: 258, rrpayMethod: 2, name: "Kortelė" }];
  const differs = (changes: Partial<Attempt>) =>
    rowOf(dayTable([attempt({ manual: { ...manual, payments }, ...changes })]), "pardavimas");
  const same = differs({});
  assert.equal(
    [same["Ranka: kvitas"], same["Ranka: mokėjimai"], same["Ranka: skiriasi nuo RRPay"]],
    ["D1", "Kortelė 2,58", "ne"],
  );
  assert.is(differs({ documentNo: "D2" })["Ranka: skiriasi nuo RRPay"], "taip");
  const cash = paid([{ method: 0, name: "Grynieji", amountCents: 258 }]);
  assert.is(differs({ result: cash })["Ranka: skiriasi nuo RRPay"], "taip");
});

test("every conflict that an attempt can have is told in words", () => {
  for (const code of CONFLICTS) {
    const row = rowOf(dayTable([attempt({ conflict: { code, sinceMs: 0 } })]), "pardavimas");
    assert.ok((row.Prieštaravimas ?? "").length > 10 && row.Prieštaravimas !== code, code);
    assert.ok(Object.hasOwn(CODES, code), code);
  }
});

test("speaks English where that is asked for, in the form of the same Excel", () => {
  const csv = dayTable([attempt({ kind: "return" })], { language: "en" });
  assert.match(csv, /^\ufeffKind;Sale key;Receipt no\.;/);
  assert.match(csv, /\r\nreturn;K1;/);
  assert.is(rowOf(csv, "Total as RRPay has it").Total, "-2,58");
});

test("a tender's name is text as well", () => {
  const csv = dayTable([attempt({ result: paid([{ method: 9, name: "=cmd|' /C calc'!A0", amountCents: 258 }]) })]);
  assert.ok(csv.includes(";'=cmd|' /C calc'!A0;"));
});

test("semicolons, quotes and line ends stay inside their cell", () => {
  const csv = dayTable([attempt({ saleKey: 'a;b"c', documentNo: "d\r\ne" })]);
  assert.ok(csv.includes(';"a;b""c";'));
  assert.ok(csv.includes(';"d\r\ne";'));
});

test("two tenders of one name are two columns", () => {
  const payments = [
    { method: 2, name: "Kortelė", amountCents: 100 },
    { method: 5, name: "Kortelė", amountCents: 158 },
  ];
  const row = rowOf(dayTable([attempt({ result: paid(payments) })]), "pardavimas");
  assert.equal([row["Kortelė (rrpay 2)"], row["Kortelė (rrpay 5)"]], ["1,00", "1,58"]);
});

test("what a person read off a receipt is counted apart, until RRPay speaks", () => {
  const manual = {
    decision: "receipt-printed",
    operator: "ONA",
    sinceMs: 0,
    documentNo: "D7",
    payments: [{ method: 2, amountCents: 258, rrpayMethod: 2 }],
  } as const;
  const {
    result: _result,
    documentNo: _no,
    printedAt: _at,
    ...open
  } = attempt({ payment: "unknown", fiscal: "unknown" });
  const csv = dayTable([{ ...open, manual: { ...manual, payments: [...manual.payments] } }, attempt()]);
  assert.is(rowOf(csv, "pardavimas")["Įvesta ranka"], "kvitas atspausdintas, ONA");
  assert.is(rowOf(csv, "pardavimas")["Fiskalinis dokumentas"], "D7");
  assert.is(rowOf(csv, "Iš viso pagal RRPay").Suma, "2,58");
  assert.is(rowOf(csv, "Įvesta ranka, RRPay nepatvirtino").Suma, "2,58");
});

test("GAMA waits for nothing where no money moved, but does where it is disputed or not known", () => {
  const conflict = { code: "money-without-approval", sinceMs: 0 };
  const savedOf = (about: Partial<Attempt>) => {
    const { result: _result, ...one } = attempt({ gama: "waiting", ...about });
    return rowOf(dayTable([one]), "pardavimas").GAMA;
  };
  for (const payment of ["declined", "cancelled", "not-accepted"] as const)
    assert.is(savedOf({ payment }), "nėra ko išsaugoti");
  for (const payment of ["sent", "unknown", "approved"] as const) assert.is(savedOf({ payment }), "laukia");
  assert.is(savedOf({ payment: "declined", conflict }), "laukia");
  assert.is(savedOf({ payment: "declined", accepted: "manual" }), "laukia");
});

test("money in a declined answer is a conflict, and counted apart", () => {
  const csv = dayTable([attempt({ payment: "declined", conflict: { code: "money-without-approval", sinceMs: 0 } })]);
  const row = rowOf(csv, "pardavimas");
  assert.equal(
    [row.Baigtis, row["Banko kortelė"], row.Prieštaravimas],
    ["atmesta", "2,58", "RRPay nepatvirtino, bet rodo pinigus arba kvitą"],
  );
  assert.is(rowOf(csv, "Iš viso pagal RRPay").Suma, "0,00");
  assert.is(rowOf(csv, "RRPay nurodyta, nesutikrinta")["Banko kortelė"], "2,58");
});

test("a return and its void add up to nothing", () => {
  const back = attempt({ kind: "return", attemptId: "A2" });
  const taken = attempt({ kind: "void", attemptId: "A3", originalKind: "return" });
  const csv = dayTable([back, taken]);
  assert.is(rowOf(csv, "anuliavimas")["Banko kortelė"], "2,58");
  assert.is(rowOf(csv, "Iš viso pagal RRPay")["Banko kortelė"], "0,00");
});

test("a receipt that a person let stand against RRPay's word is counted as typed", () => {
  const payments = [{ method: 2, amountCents: 258, rrpayMethod: 2 }];
  const manual = { decision: "receipt-printed", operator: "ONA", sinceMs: 0, documentNo: "D7", payments } as const;
  const { result: _result, ...declined } = attempt({ payment: "declined", accepted: "manual" });
  const csv = dayTable([{ ...declined, manual: { ...manual, payments } }]);
  assert.is(rowOf(csv, "Įvesta ranka, RRPay nepatvirtino").Suma, "2,58");
});

test("what RRPay took otherwise than it was asked, and was left to the accountant, is counted apart", () => {
  const claimed = {
    ...paid([{ method: 2, name: "Banko kortelė", amountCents: 238 }]),
    fiscal: { state: "printed" },
  } as const;
  const { result: _result, ...open } = attempt({ payment: "unknown", left: true, gama: "settled" });
  const differs = { totalCents: 258, acceptable: false };
  const csv = dayTable([{ ...open, claimed: { ...claimed, payments: [...claimed.payments] }, differs }]);
  assert.is(rowOf(csv, "pardavimas")["Banko kortelė"], "2,38");
  assert.is(rowOf(csv, "RRPay nurodyta, nesutikrinta")["Banko kortelė"], "2,38");
});

/** A void that RRPay declined and a person recorded as done in RRPay's own window; then RRPay says this of it. */
function voidedTwice(payments: { method: number; name: string; amountCents: number }[]): string {
  const { result: _result, documentNo: _no, ...failed } = attempt({ kind: "void", originalKind: "sale" });
  const claimed = { ...paid(payments), fiscal: { state: "printed", documentNo: "V1" } } as const;
  return dayTable([{ ...failed, payment: "declined", fiscal: "not-printed", voidedElsewhere: "V9", claimed }]);
}

test("what RRPay gave back of a void that a person recorded as done elsewhere is in the table, with its number", () => {
  const csv = voidedTwice([{ method: 2, name: "Banko kortelė", amountCents: 258 }]);
  const row = rowOf(csv, "anuliavimas");
  assert.equal([row["Banko kortelė"], row["Fiskalinis dokumentas"]], ["-2,58", "V1, V9"]);
  assert.is(rowOf(csv, "RRPay nurodyta, nesutikrinta")["Banko kortelė"], "-2,58");
});

test("a receipt that RRPay named for it, without money, is in the table too, and not as 'not printed'", () => {
  const row = rowOf(voidedTwice([]), "anuliavimas");
  assert.equal([row["Fiskalinis dokumentas"], row["Fiskalinis kvitas"]], ["V1, V9", "nežinoma"]);
  assert.is(rowOf(voidedTwice([]), "Įvesta ranka, RRPay nepatvirtino").Suma, "-2,58");
});

test("a receipt's number that RRPay only claims is in the table", () => {
  const { result: _result, documentNo: _no, ...open } = attempt({ payment: "unknown", fiscal: "unknown" });
  const claimed = {
    ...paid([{ method: 2, name: "Banko kortelė", amountCents: 258 }]),
    fiscal: { state: "printed", documentNo: "D5" },
  } as const;
  assert.is(rowOf(dayTable([{ ...open, claimed }]), "pardavimas")["Fiskalinis dokumentas"], "D5");
});

test.run();
