// Attempts of a day, and the cells of its table.
import type { Attempt, Tender } from "../../schemas/generated/types.ts";

/** The cells of a table, by row; the BOM is not one of them. */
function cellsOf(csv: string): string[][] {
  return csv
    .replace(/^\ufeff/, "")
    .split("\r\n")
    .slice(0, -1)
    .map((row) => row.split(";"));
}

/** A row by its first cell, as an object by the heads of the columns. */
export function rowOf(csv: string, first: string): Record<string, string> {
  const [head = [], ...rows] = cellsOf(csv);
  const row = rows.find(([cell]) => cell === first) ?? [];
  return Object.fromEntries(head.map((name, at) => [name, row[at] ?? ""]));
}

export const cents = (cell = "") => (cell === "" ? 0 : Number(cell.replace(",", ".")) * 100);

export const dayOf = (at: Date) =>
  `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, "0")}-${String(at.getDate()).padStart(2, "0")}`;

export const at = new Date(2026, 10, 23, 14, 5, 9);

export function attempt(changes: Partial<Attempt> = {}): Attempt {
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

export function paid(payments: Tender[], roundingCents = 0, changeCents = 0): NonNullable<Attempt["result"]> {
  return { payments, roundingCents, changeCents };
}
