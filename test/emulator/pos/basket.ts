/** What the cashier does to a receipt before it is paid. */
import { articleOf } from "./articles.ts";
import type { Saved } from "./ledger.ts";
import { type Receipt, totalCents } from "./receipt.ts";
import { NotNow } from "./state.ts";

/** An empty receipt with today's date. */
export function newReceipt(till: string, receiptNo: string): Receipt {
  const now = new Date();
  const day = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0"));
  return { kind: "sale", receiptNo, saleKey: `T${till}-${day.join("")}-${receiptNo}`, lines: [] };
}

/** The receipt with one more piece; `unitCents` if the article has no price of its own. */
export function withPiece(receipt: Receipt, code: string, unitCents?: number): Receipt {
  const article = articleOf(code);
  const price = article.priceCents ?? unitCents;
  if (price === undefined) throw new NotNow("this article needs a sum");
  const { lines } = receipt;
  const at = lines.findIndex((line) => line.article.code === code && line.unitCents === price);
  const added = { article, count: (lines[at]?.count ?? 0) + 1, unitCents: price };
  return { ...receipt, lines: at < 0 ? [...lines, added] : lines.map((line, place) => (place === at ? added : line)) };
}

/** The receipt without the line at this place. */
export function withoutLine(receipt: Receipt, at: number): Receipt {
  return { ...receipt, lines: receipt.lines.filter((_, place) => place !== at) };
}

/** The receipt with a gift voucher of this amount, which replaces an earlier one; 0 removes it. */
export function withVoucher({ voucherCents: _, ...receipt }: Receipt, cents: number): Receipt {
  if (cents > totalCents(receipt)) throw new NotNow("the voucher is more than the receipt");
  return cents === 0 ? receipt : { ...receipt, voucherCents: cents };
}

/** A return of everything that a saved receipt sold, paid back in the way in which it was paid. */
export function returnOf({ receipt, documentNo }: Saved, fresh: Receipt): Receipt {
  const original = documentNo === undefined ? {} : { originalDocumentNo: documentNo };
  const voucher = receipt.voucherCents === undefined ? {} : { voucherCents: receipt.voucherCents };
  return { ...fresh, kind: "return", lines: receipt.lines, ...original, ...voucher };
}
