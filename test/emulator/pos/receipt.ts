/** A receipt as it is in GAMA's tables, and the flat lines that rrpay.prg makes from it. */
import type { Article } from "./articles.ts";

export interface ReceiptLine {
  readonly article: Article;
  readonly count: number;
  readonly unitCents: number;
}

export interface Receipt {
  readonly kind: "sale" | "return";
  readonly receiptNo: string;
  readonly saleKey: string;
  readonly lines: readonly ReceiptLine[];
  /** The fiscal document of the sale to which a return belongs. */
  readonly originalDocumentNo?: string;
  /** What GAMA itself has taken by gift voucher. */
  readonly voucherCents?: number;
}

export function totalCents({ lines }: Receipt): number {
  return lines.reduce((sum, line) => sum + lineCents(line), 0);
}

/** What remains to be paid in RRPay. */
export function dueCents(receipt: Receipt): number {
  return totalCents(receipt) - (receipt.voucherCents ?? 0);
}

/** The date of the receipt, which its key contains: "2026-11-23". */
export function dayOf({ saleKey }: Receipt): string {
  return saleKey.replace(/^[^-]*-(\d{4})(\d\d)(\d\d)-.*$/, "$1-$2-$3");
}

export function lineCents({ count, unitCents }: ReceiptLine): number {
  return count * unitCents;
}

/** One flat line; empty when the value is absent. GAMA's fields may contain line breaks. */
export function flatLine(path: string, value: string | number | undefined): string {
  if (value === undefined) return "";
  const escaped = String(value).replace(/\\/g, "\\\\").replace(/\r/g, "\\r").replace(/\n/g, "\\n");
  return `\r\n${path}=${escaped}\r\n`;
}

export function flatLines(fields: Readonly<Record<string, string | number | undefined>>): string {
  return Object.entries(fields)
    .map(([path, value]) => flatLine(path, value))
    .join("");
}

/** The whole receipt in the form for init of the settlement window. */
export function settlementLines(receipt: Receipt, operator: string): string {
  const { kind, receiptNo, saleKey, originalDocumentNo } = receipt;
  const head = { window: "settlement", saleKey, kind, receiptNo, operator, currency: "EUR" };
  return flatLines({ ...head, "original.documentNo": originalDocumentNo }) + goodsLines(receipt);
}

function prepaidLines({ voucherCents = 0 }: Receipt): string {
  if (voucherCents === 0) return "";
  return (
    flatLine("prepaid.0.type", "voucher") +
    flatLine("prepaid.0.name", "Dovanų čekis") +
    flatLine("prepaid.0.amountCents", voucherCents)
  );
}

/** Earlier payments, lines and totals. A void repeats them, because the journal may no longer have the sale. */
export function goodsLines(receipt: Receipt): string {
  const lines = receipt.lines.map((line, at) => lineFields(line, at)).join("");
  const vatCents = receipt.lines.reduce((sum, line) => sum + vatOf(lineCents(line), line.article.vatRateBp), 0);
  const totals = { totalCents: totalCents(receipt), discountCents: 0, vatCents };
  const named = Object.entries(totals).map(([name, value]) => flatLine(`totals.${name}`, value));
  return prepaidLines(receipt) + lines + named.join("");
}

function lineFields({ article, count, unitCents }: ReceiptLine, at: number): string {
  const { type, code, barcode, name, unit, vatGroup, vatRateBp } = article;
  const sums = { quantityE4: count * 10_000, unitPriceE4: unitCents * 100, discountCents: 0 };
  const fields = { no: at + 1, type, code, barcode, name, unit, ...sums, totalCents: count * unitCents };
  return Object.entries({ ...fields, vatGroup, vatRateBp })
    .map(([field, value]) => flatLine(`lines.${at}.${field}`, value))
    .join("");
}

function vatOf(grossCents: number, rateBp: number): number {
  return Math.round((grossCents * rateBp) / (10_000 + rateBp));
}
