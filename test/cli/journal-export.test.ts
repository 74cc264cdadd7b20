import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as assert from "uvu/assert";
import type { JournalRecord } from "../../plugin/journal/record.ts";
import type { DayExport } from "../../runtime/cli/journal/export.ts";
import { dayMoment } from "../../runtime/cli/journal/till-day.ts";
import { formatDate } from "../../runtime/cli/time.ts";
import { encodeLine, segmentFile } from "../../runtime/node/store/segment.ts";
import type { Attempt, InitSettlementRequest, Tender } from "../../schemas/generated/types.ts";
import type { Receipt, Rrpay } from "../emulator/rrpay/server.ts";
import { engineOf } from "../support/engines.ts";
import { dayTable, exportDay } from "../support/journal-files.ts";
import { sale } from "../support/sales.ts";
import { suite } from "../support/suite.ts";
import { type Till, withTill } from "../support/till.ts";

const test = suite("export of a day");

/** The cells of a table, by row; the BOM is not one of them. */
function cellsOf(csv: string): string[][] {
  return csv
    .replace(/^\ufeff/, "")
    .split("\r\n")
    .slice(0, -1)
    .map((row) => row.split(";"));
}

/** A row by its first cell, as an object by the heads of the columns. */
function rowOf(csv: string, first: string): Record<string, string> {
  const [head = [], ...rows] = cellsOf(csv);
  const row = rows.find(([cell]) => cell === first) ?? [];
  return Object.fromEntries(head.map((name, at) => [name, row[at] ?? ""]));
}

const cents = (cell = "") => (cell === "" ? 0 : Number(cell.replace(",", ".")) * 100);
const dayOf = (at: Date) =>
  `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, "0")}-${String(at.getDate()).padStart(2, "0")}`;

const at = new Date(2026, 10, 23, 14, 5, 9);

function attempt(changes: Partial<Attempt> = {}): Attempt {
  return {
    attemptId: "A1",
    kind: "sale",
    saleKey: "K1",
    hash: "ab",
    receiptNo: "000001",
    operator: "ONA",
    currency: "EUR",
    totalCents: 258,
    storeId: "S1",
    epoch: "E1",
    baseline: {},
    sentAtMs: at.getTime(),
    namedAtMs: at.getTime(),
    payment: "approved",
    fiscal: "printed",
    gama: "saved",
    code: "approved",
    revision: 2,
    documentNo: "D1",
    printedAt: at.toISOString(),
    result: paid([{ method: 2, name: "Banko kortelė", amountCents: 258 }]),
    ...changes,
  };
}

function paid(payments: Tender[], roundingCents = 0, changeCents = 0): NonNullable<Attempt["result"]> {
  return { payments, roundingCents, changeCents };
}

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

/** A data folder with these files in its journal. */
function withFolder(files: Record<string, Uint8Array>, body: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), "export-"));
  try {
    mkdirSync(join(folder, "journal"));
    for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, "journal", name), bytes);
    body(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

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

const summer = { utcOffsetMin: 180, sentAtMs: Date.UTC(2026, 6, 1, 21, 30), namedAtMs: Date.UTC(2026, 6, 1, 21, 30) };
for (const [what, printedAt, day] of [
  ["a printer's clock that was never set", "0001-01-01T00:00:00", "2026-07-02"],
  ["one that begins in 1970", "1970-01-01T00:00:00Z", "2026-07-02"],
  ["one far ahead", "2206-01-01T00:00:00", "2026-07-02"],
  ["one that is no time", "soon", "2026-07-02"],
  ["UTC", "2026-07-01T21:30:05Z", "2026-07-02"],
  ["an offset", "2026-07-02T00:30:05+03:00", "2026-07-02"],
  ["the shop's own time", "2026-07-02T00:30:05", "2026-07-02"],
  ["a moment before midnight", "2026-07-01T20:59:59Z", "2026-07-01"],
] as const)
  test(`a sale is in the till's own day, wherever it is exported: ${what} (issue 11, 15)`, () =>
    assert.is(formatDate(dayMoment(attempt({ ...summer, printedAt })), summer.utcOffsetMin), day));

const checkpointWith = (...attempts: Attempt[]): JournalRecord => ({
  t: "checkpoint",
  v: 1,
  atMs: at.getTime(),
  till: "1",
  segments: [],
  attempts,
});
const bytesOf = (...records: JournalRecord[]) =>
  Buffer.concat(records.map((record) => encodeLine(Buffer.from(JSON.stringify(record)))));
const idsOf = ({ attempts }: DayExport) => attempts.map(({ attemptId }) => attemptId);

test("what later checkpoints have forgotten is still of its day", () =>
  withFolder(
    {
      [segmentFile(1, 20261123)]: bytesOf(checkpointWith(attempt())),
      [segmentFile(2, 20261124)]: bytesOf(checkpointWith()),
    },
    (folder) => {
      assert.equal(idsOf(exportDay(folder, "2026-11-23")), ["A1"]);
      assert.equal(idsOf(exportDay(folder, "2026-11-24")), []);
    },
  ));

test("a sale paid before midnight and printed after it is of the receipt's day", () =>
  withFolder(
    {
      [segmentFile(1, 20261123)]: bytesOf(
        checkpointWith(
          attempt({
            sentAtMs: new Date(2026, 10, 23, 23, 59, 58).getTime(),
            printedAt: new Date(2026, 10, 24, 0, 0, 3).toISOString(),
          }),
        ),
      ),
    },
    (folder) => {
      assert.equal(idsOf(exportDay(folder, "2026-11-23")), []);
      assert.equal(idsOf(exportDay(folder, "2026-11-24")), ["A1"]);
    },
  ));

test("a segment that repair has put aside is read too, and its damage is told", () =>
  withFolder(
    {
      [`${segmentFile(1, 20261123)}.damaged`]: Buffer.concat([bytesOf(checkpointWith(attempt())), Buffer.from("?\n")]),
      [segmentFile(2, 20261123)]: bytesOf(checkpointWith()),
    },
    (folder) => {
      const day = exportDay(folder, "2026-11-23");
      assert.equal([idsOf(day), day.unreadableLines], [["A1"], 1]);
    },
  ));

test("a torn tail is no damage: it may be what the till is writing right now", () =>
  withFolder(
    { [segmentFile(1, 20261123)]: Buffer.concat([bytesOf(checkpointWith(attempt())), Buffer.from("12345678 {")]) },
    (folder) => assert.is(exportDay(folder, "2026-11-23").unreadableLines, 0),
  ));

for (const day of ["2026-13-01", "2026-02-30", "23.11.2026", "today", ""])
  test(`"${day}" is no day`, () =>
    withFolder({}, (folder) => {
      assert.throws(() => exportDay(folder, day), /YYYY-MM-DD/);
    }));

/** What RRPay printed, by tender and in all: sales less returns and voids. */
function booksOf(receipts: readonly Receipt[]): Record<string, number> {
  const sums: Record<string, number> = { Suma: 0, Apvalinimas: 0, Grąža: 0 };
  const add = (name: string, amountCents: number) => {
    sums[name] = (sums[name] ?? 0) + amountCents;
  };
  for (const { kind, totalCents, payments, roundingCents, changeCents } of receipts) {
    const sign = kind === "sale" ? 1 : -1;
    add("Suma", sign * totalCents);
    add("Apvalinimas", sign * roundingCents);
    add("Grąža", sign * changeCents);
    for (const { name, amountCents } of payments) add(name, sign * amountCents);
  }
  return sums;
}

/** Sells in every way that there is. */
async function worksADay(till: Till, rrpay: Rrpay): Promise<void> {
  const sells = async (policy: Parameters<Rrpay["setPolicy"]>[0], request: InitSettlementRequest) => {
    rrpay.setPolicy(policy);
    const { outcome, fiscal } = await till.settle(request);
    if (outcome === "approved") assert.is((await till.saved(request)).status, "acknowledged");
    return fiscal.documentNo ?? "";
  };
  const bread = sale(258);
  await sells("card", bread);
  await sells({ type: "cash", givenCents: 2000 }, sale(1233));
  const document = await sells({ type: "mixed", cardCents: 500 }, sale(1999));
  await sells("decline", sale(777));
  await sells("cancel", sale(888));
  await sells("cash", sale(431, { kind: "return", original: { documentNo: document } }));
  const { outcome } = await till.void({ scope: "completed", saleKey: bread.saleKey, operator: "ONA" });
  assert.is(outcome, "voided");
}

test("totals per tender are RRPay's own, to the cent", () =>
  withTill({ engine: engineOf("direct") }, async (till) => {
    await worksADay(till, till.rrpay);
    const receipts = till.rrpay.receipts();
    const days = new Set([...receipts.map(({ printedAt }) => new Date(printedAt)), new Date()].map(dayOf));
    const sums: Record<string, number> = {};
    let attempts = 0;
    for (const day of days) {
      const exported = exportDay(till.dataDir, day);
      attempts += exported.attempts.length;
      const total = rowOf(exported.csv, "Iš viso pagal RRPay");
      for (const name of Object.keys(booksOf(receipts)))
        sums[name] = (sums[name] ?? 0) + Math.round(cents(total[name]));
    }
    assert.equal(sums, booksOf(receipts));
    assert.is(attempts, 7);
    assert.is(receipts.length, 5);
    const net = Object.values(sums).reduce((sum, amount) => sum + amount, 0);
    const { Suma = 0, Apvalinimas = 0, Grąža = 0 } = sums;
    assert.is(net - Suma - Apvalinimas - Grąža - Grąža, Suma + Apvalinimas);
  }));

test.run();
