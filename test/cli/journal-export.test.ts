import * as assert from "uvu/assert";
import { dayTable } from "../support/journal-files.ts";
import { suite } from "../support/suite.ts";
import { attempt, paid, rowOf } from "./day-attempts.ts";

const test = suite("export of a day");

test("opens in Lithuanian Excel: BOM, semicolons, decimal commas, CRLF", () => {
  const cash = paid([{ method: 0, name: "Grynieji", amountCents: 1000 }], 2, 740);
  const csv = dayTable([attempt({ result: cash })]);
  assert.is(
    csv,
    [
      "\ufeffRūšis;Pardavimo raktas;Kvito Nr.;Bandymo ID;Išsiųsta;Baigtis;Suma;Grynieji;Apvalinimas;Grąža;Fiskalinis dokumentas;Fiskalinis kvitas;Atspausdinta;GAMA;Įvesta ranka;Prieštaravimas",
      "pardavimas;K1;000001;A1;2026-11-23 14:05:09;apmokėta;2,58;10,00;0,02;7,40;D1;atspausdintas;2026-11-23 14:05:09;išsaugota;;",
      "",
      "Pardavimai;;;;;;2,58;10,00;0,02;7,40;;;;;;",
      "Grąžinimai;;;;;;0,00;;0,00;0,00;;;;;;",
      "Anuliavimai;;;;;;0,00;;0,00;0,00;;;;;;",
      "Iš viso pagal RRPay;;;;;;2,58;10,00;0,02;7,40;;;;;;",
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

for (const start of ["=", "+", "-", "@", "\t", "\r"])
  test(`a text that begins with ${JSON.stringify(start)} is no formula`, () => {
    const csv = dayTable([attempt({ saleKey: `${start}1+1`, documentNo: `${start}2` })]);
    assert.not.match(csv, new RegExp(`(^|;|")[${start === "-" ? "\\-" : start}][12]`));
    // A lone CR moves a terminal's cursor: it is shown, not sent.
    assert.ok(csv.includes(`'${start === "\r" ? "\\u000d" : start}1+1`), csv);
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
  assert.is(rowOf(csv, "pardavimas")["Įvesta ranka"], "receipt-printed, ONA");
  assert.is(rowOf(csv, "pardavimas")["Fiskalinis dokumentas"], "D7");
  assert.is(rowOf(csv, "Iš viso pagal RRPay").Suma, "2,58");
  assert.is(rowOf(csv, "Įvesta ranka, RRPay nepatvirtino").Suma, "2,58");
});

test("money in a declined answer is a conflict, and counted apart", () => {
  const csv = dayTable([attempt({ payment: "declined", conflict: { code: "money-without-approval", sinceMs: 0 } })]);
  const row = rowOf(csv, "pardavimas");
  assert.equal([row.Baigtis, row["Banko kortelė"], row.Prieštaravimas], ["atmesta", "2,58", "money-without-approval"]);
  assert.is(rowOf(csv, "Iš viso pagal RRPay").Suma, "0,00");
  assert.is(rowOf(csv, "RRPay nurodyta, nesutikrinta")["Banko kortelė"], "2,58");
});

test("a return and its void add up to nothing (issue 11, 15)", () => {
  const back = attempt({ kind: "return", attemptId: "A2" });
  const taken = attempt({ kind: "void", attemptId: "A3", originalKind: "return" });
  const csv = dayTable([back, taken]);
  assert.is(rowOf(csv, "anuliavimas")["Banko kortelė"], "2,58");
  assert.is(rowOf(csv, "Iš viso pagal RRPay")["Banko kortelė"], "0,00");
});

test("a receipt that a person let stand against RRPay's word is counted as typed (issue 11, 15)", () => {
  const payments = [{ method: 2, amountCents: 258, rrpayMethod: 2 }];
  const manual = { decision: "receipt-printed", operator: "ONA", sinceMs: 0, documentNo: "D7", payments } as const;
  const { result: _result, ...declined } = attempt({ payment: "declined", accepted: "manual" });
  const csv = dayTable([{ ...declined, manual: { ...manual, payments } }]);
  assert.is(rowOf(csv, "Įvesta ranka, RRPay nepatvirtino").Suma, "2,58");
});

test("what RRPay took otherwise than it was asked, and was left to the accountant, is counted apart (issue 11, 7)", () => {
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

test.run();
