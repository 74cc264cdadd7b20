/** The fiscal receipt as text, in Lithuanian, 42 characters wide. */
import { formatDate, formatTime, parseTime } from "../../../runtime/cli/time.ts";
import type { Line, RrpayTransaction, RrpayTransactionRequest } from "../../../schemas/generated/types.ts";

/** A moment, and the difference between local time and UTC at that moment. */
export interface Moment {
  readonly wallMs: number;
  readonly utcOffsetMin: number;
}

const WIDTH = 42;
const RULE = "-".repeat(WIDTH);
const TITLE = { sale: "KVITAS", return: "GRĄŽINIMO KVITAS", void: "ANULIAVIMO KVITAS" } as const;

/** Lays out a document. If a void came without lines, `lines` are those of the voided sale. */
export function receiptText(
  request: RrpayTransactionRequest,
  transaction: RrpayTransaction,
  lines: readonly Line[],
  documentNo: string,
  printedAt: Moment,
): string {
  const rows = [
    center("UAB „EMULIATORIUS“"),
    center("Nefiskalinis pavyzdys"),
    RULE,
    center(TITLE[request.kind]),
    pair(`Kasa ${request.till}`, `Kvitas ${request.receiptNo}`),
    pair(`Kasininkas ${request.operator}`, ""),
    ...(request.customer ? [`Pirkėjas ${request.customer.name}`, `PVM kodas ${request.customer.vatCode}`] : []),
    ...(request.original?.documentNo ? [`Pirminis dokumentas ${request.original.documentNo}`] : []),
    RULE,
    ...lines.flatMap(lineRows),
    RULE,
    ...totalRows(lines, transaction),
    ...(request.prepaid ?? []).map(({ name, amountCents }) => pair(`Apmokėta anksčiau: ${name}`, euros(amountCents))),
    RULE,
    ...vatRows(lines),
    RULE,
    pair(`Dokumentas Nr. ${documentNo}`, clock(printedAt)),
  ];
  return onPaper(rows);
}

function lineRows(line: Line): string[] {
  const name = line.type === "deposit" && !/užstat/i.test(line.name) ? `Užstatas ${line.name}` : line.name;
  const count = `  ${quantity(line.quantityE4)} ${line.unit} x ${unitPrice(line.unitPriceE4)}`;
  const rows = [name, pair(count, `${euros(line.totalCents)} ${line.vatGroup}`)];
  if (line.discountCents !== 0) rows.push(pair("  Nuolaida", `${euros(-line.discountCents)}  `));
  return rows;
}

function totalRows(lines: readonly Line[], transaction: RrpayTransaction): string[] {
  const { totalCents, payments, roundingCents, changeCents } = transaction;
  const depositCents = sum(lines.filter(({ type }) => type === "deposit").map((line) => line.totalCents));
  const discountCents = sum(lines.map((line) => line.discountCents));
  const rows = [pair("IŠ VISO EUR", euros(totalCents))];
  if (depositCents !== 0) rows.push(pair("  iš jų užstatas", euros(depositCents)));
  if (discountCents !== 0) rows.push(pair("  suteikta nuolaida", euros(discountCents)));
  const soldCents = sum(lines.map((line) => line.totalCents));
  if (lines.length > 0 && soldCents !== totalCents)
    rows.push(pair("  RRPay suteikta nuolaida", euros(totalCents - soldCents)));
  if (roundingCents !== 0) {
    rows.push(pair("Apvalinimas", euros(roundingCents)), pair("Mokėti suapvalinus", euros(totalCents + roundingCents)));
  }
  for (const { name, amountCents, card } of payments) {
    rows.push(pair(name, euros(amountCents)));
    if (card?.maskedPan) rows.push(pair(`  ${card.maskedPan}`, card.authCode ?? ""));
  }
  if (changeCents !== 0) rows.push(pair("Grąža", euros(changeCents)));
  return rows;
}

/** The summary by VAT group and rate. Prices include VAT. */
function vatRows(lines: readonly Line[]): string[] {
  const groups = new Map<string, { group: string; rateBp: number; grossCents: number }>();
  for (const { vatGroup, vatRateBp, totalCents } of lines) {
    const key = `${vatGroup} ${vatRateBp}`;
    const grossCents = (groups.get(key)?.grossCents ?? 0) + totalCents;
    groups.set(key, { group: vatGroup, rateBp: vatRateBp, grossCents });
  }
  const rows = [...groups.values()].map(({ group, rateBp, grossCents }) => {
    const vatCents = Math.round((grossCents * rateBp) / (10_000 + rateBp));
    return vatRow(`${group} ${decimal(rateBp, 2)} %`, euros(grossCents - vatCents), euros(vatCents), euros(grossCents));
  });
  return [vatRow("PVM", "Be PVM", "PVM", "Su PVM"), ...rows];
}

function vatRow(group: string, net: string, vat: string, gross: string): string {
  return group.padEnd(12) + net.padStart(10) + vat.padStart(10) + gross.padStart(10);
}

/** The closing report of the day. The document counter goes on. */
export function zReportText(number: number, lastDocumentNo: string | undefined, at: Moment): string {
  const rows = [center(`Z ATASKAITA Nr. ${number}`), pair(`Dokumentas Nr. ${lastDocumentNo ?? "-"}`, clock(at))];
  return onPaper(rows);
}

/** Makes no row wider than the paper. */
function onPaper(rows: readonly string[]): string {
  const fitting = rows.flatMap((row) => row.split("\n")).flatMap(wrap);
  return `${fitting.map((row) => row.trimEnd()).join("\n")}\n`;
}

function center(text: string): string {
  return " ".repeat(Math.max(0, Math.floor((WIDTH - text.length) / 2))) + text;
}

/** Left and right on one row. If both do not fit, the right part goes to the next row. */
function pair(left: string, right: string): string {
  const space = WIDTH - left.length - right.length;
  return space > 0 ? left + " ".repeat(right === "" ? 0 : space) + right : `${left}\n${right.padStart(WIDTH)}`;
}

function wrap(text: string): string[] {
  return text.match(new RegExp(`.{1,${WIDTH}}`, "gu")) ?? [];
}

/** 12345 with 2 places is "123,45". Only digits are used, no floating point. */
function decimal(value: number, places: number): string {
  const digits = String(Math.abs(value)).padStart(places + 1, "0");
  return `${value < 0 ? "-" : ""}${digits.slice(0, -places)},${digits.slice(-places)}`;
}

function euros(cents: number): string {
  return decimal(cents, 2);
}

/** A quantity with three decimals if it has decimals, otherwise a whole number. */
function quantity(valueE4: number): string {
  if (valueE4 % 10_000 === 0) return String(valueE4 / 10_000);
  return decimal(valueE4, 4).replace(/0$/, "");
}

function unitPrice(valueE4: number): string {
  return decimal(valueE4, 4).replace(/00$/, "");
}

function clock({ wallMs, utcOffsetMin }: Moment): string {
  return formatTime(wallMs, utcOffsetMin).replace(/\.\d+$/, "");
}

/** A moment in the form in which it is sent (RFC 3339, UTC). */
export function momentText({ wallMs }: Moment): string {
  return `${formatTime(wallMs, 0).replace(" ", "T")}Z`;
}

/** Whether something was printed on the local day of `at`. */
export function isSameDay(printedAt: string, { wallMs, utcOffsetMin }: Moment): boolean {
  return formatDate(parseTime(printedAt) ?? 0, utcOffsetMin) === formatDate(wallMs, utcOffsetMin);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
