/**
 * Attempts as a table that Lithuanian Excel opens by a double click: UTF-8 with a BOM, semicolons, decimal commas, CRLF.
 * Money is signed by the direction, so that a column's sum is what stays in drawer and bank. Totals count what RRPay has
 * confirmed; what it has spoken of and nobody has reconciled, and what only a person has typed, have lines of their own.
 */
import type { Attempt, Kind } from "../../../schemas/generated/types.ts";
import { formatCents } from "../money-text.ts";
import { printable } from "../terminal-text.ts";
import { formatTime, type OffsetAt } from "../time.ts";
import { type Money, movedBy, type Source, sumOf, type Tender } from "./money.ts";
import { printedMoment, tillOffset } from "./till-day.ts";

const KINDS: Record<Kind, { readonly name: string; readonly total: string }> = {
  sale: { name: "pardavimas", total: "Pardavimai" },
  return: { name: "grąžinimas", total: "Grąžinimai" },
  void: { name: "anuliavimas", total: "Anuliavimai" },
};
/** What is not confirmed has a total of its own, where there is any. */
const APART: Record<Exclude<Source, "confirmed">, string> = {
  unreconciled: "RRPay nurodyta, nesutikrinta",
  typed: "Įvesta ranka, RRPay nepatvirtino",
};
const OUTCOMES: Record<Attempt["payment"], string> = {
  sent: "nežinoma",
  cancelling: "nežinoma",
  unknown: "nežinoma",
  approved: "apmokėta",
  declined: "atmesta",
  cancelled: "atšaukta",
  "not-accepted": "nepriimta",
};
const RECEIPTS: Record<Attempt["fiscal"], string> = {
  unknown: "nežinoma",
  printed: "atspausdintas",
  "not-printed": "neatspausdintas",
};
const GAMA: Record<Attempt["gama"], string> = {
  waiting: "laukia",
  saved: "išsaugota",
  unsaved: "neišsaugota",
  settled: "sutvarkyta",
};
const HEAD = ["Rūšis", "Pardavimo raktas", "Kvito Nr.", "Bandymo ID", "Išsiųsta", "Baigtis", "Suma"];
const TAIL = [
  "Apvalinimas",
  "Grąža",
  "Fiskalinis dokumentas",
  "Fiskalinis kvitas",
  "Atspausdinta",
  "GAMA",
  "Įvesta ranka",
  "Prieštaravimas",
];

/** The whole table: a row an attempt, then totals by kind and over all. */
export function dayTable(attempts: readonly Attempt[], offsetAt: OffsetAt): string {
  const tenders = columnsOf(attempts);
  const keys = tenders.map(({ key }) => key);
  const rows = attempts.map((attempt) => [
    ...headOf(attempt, offsetAt),
    ...moneyCells(movedBy(attempt)?.money, keys),
    ...tailOf(attempt, offsetAt),
  ]);
  const totals = totalsOf(attempts).map(({ name, money }) => [
    text(name),
    ...HEAD.slice(2).map(() => ""),
    ...moneyCells(money, keys),
    ...TAIL.slice(2).map(() => ""),
  ]);
  const head = [...HEAD, ...tenders.map(({ name }) => name), ...TAIL].map(text);
  const lines = [head, ...rows, [], ...totals].map((cells) => `${cells.join(";")}\r\n`);
  return `\ufeff${lines.join("")}`;
}

function headOf(attempt: Attempt, offsetAt: OffsetAt): string[] {
  const { kind, saleKey, receiptNo, attemptId, sentAtMs, payment } = attempt;
  const sent = formatTime(sentAtMs, tillOffset(attempt, offsetAt)(sentAtMs)).slice(0, 19);
  return [KINDS[kind].name, saleKey, receiptNo, attemptId, sent, OUTCOMES[payment]].map(text);
}

function tailOf(attempt: Attempt, offsetAt: OffsetAt): string[] {
  const { documentNo = "", fiscal, printedAt = "", gama, manual, conflict } = attempt;
  const printedMs = printedMoment(attempt);
  const printed =
    printedMs === undefined ? printedAt : formatTime(printedMs, tillOffset(attempt, offsetAt)(printedMs)).slice(0, 19);
  const entered = manual === undefined ? "" : `${manual.decision}, ${manual.operator}`;
  const number = documentNo === "" ? (manual?.documentNo ?? "") : documentNo;
  return [number, RECEIPTS[fiscal], printed, GAMA[gama], entered, conflict?.code ?? ""].map(text);
}

/** The ways to pay of the day, RRPay's numbers first; two of one name are told apart. */
function columnsOf(attempts: readonly Attempt[]): Pick<Tender, "key" | "name">[] {
  const names = new Map<string, string>();
  for (const { key, name } of attempts.flatMap((attempt) => movedBy(attempt)?.money.tenders ?? []))
    if (!names.has(key)) names.set(key, name);
  const all = [...names].map(([key, name]) => ({ key, name })).sort((a, b) => rank(a.key) - rank(b.key));
  return all.map(({ key, name }) => {
    const unique = all.filter((other) => other.name === name).length === 1;
    return { key, name: unique && name !== "" ? name : `${name} (${key})` };
  });
}

/** RRPay's numbers in their order, behind them GAMA's of manual entries. */
function rank(key: string): number {
  const [whose, number] = key.split(" ");
  return Number(number) + (whose === "rrpay" ? 0 : 1_000_000);
}

interface Total {
  readonly name: string;
  readonly money: Money;
}

function totalsOf(attempts: readonly Attempt[]): Total[] {
  const byKind = Object.entries(KINDS).map(([kind, { total: name }]) => ({
    name,
    money: sumOf(
      attempts.filter((attempt) => attempt.kind === kind),
      "confirmed",
    ),
  }));
  const apart = (Object.keys(APART) as (keyof typeof APART)[]).filter((source) =>
    attempts.some((attempt) => movedBy(attempt)?.source === source),
  );
  return [
    ...byKind,
    { name: "Iš viso pagal RRPay", money: sumOf(attempts, "confirmed") },
    ...apart.map((source) => ({ name: APART[source], money: sumOf(attempts, source) })),
  ];
}

/** Total, a cell a way to pay, rounding, change; empty where no money moved. */
function moneyCells(money: Money | undefined, keys: readonly string[]): string[] {
  if (money === undefined) return ["", ...keys.map(() => ""), "", ""];
  const { totalCents, tenders, roundingCents, changeCents } = money;
  const amounts = keys.map((key) => {
    const own = tenders.filter((tender) => tender.key === key);
    return own.length === 0 ? "" : euros(own.reduce((cents, { amountCents }) => cents + amountCents, 0));
  });
  return [euros(totalCents), ...amounts, euros(roundingCents), euros(changeCents)];
}

/** 123456 is `1234,56`. */
function euros(cents: number): string {
  return formatCents(cents).replace(".", ",");
}

/** A cell of text: what Excel would take for a formula gets an apostrophe, what would end the cell gets quotes. */
function text(value: string): string {
  const safe = `${/^[=+\-@\t\r\n]/.test(value) ? "'" : ""}${printable(value)}`;
  return /[;"\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
