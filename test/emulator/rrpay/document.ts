/** The fiscal document of a transaction: its number and what stands on it. */
import type { RrpayTransactionRequest } from "../../../schemas/generated/types.ts";
import type { Numbering, Receipt, Sale } from "./model.ts";
import { isSameDay, type Moment, momentText, receiptText } from "./receipt.ts";
import type { Store } from "./store.ts";

/** A counter that begins again each day gives the same numbers on two days. */
export function nextDocumentNo(
  { lastDocumentNo, lastPrintedAt }: Pick<Store, "lastDocumentNo" | "lastPrintedAt">,
  numbering: Numbering,
  at: Moment,
): string {
  const today = lastPrintedAt !== undefined && isSameDay(lastPrintedAt, at);
  const goesOn = numbering === "continuous" || today;
  return String((goesOn ? Number(lastDocumentNo ?? 0) : 0) + 1).padStart(6, "0");
}

/** The document of what was paid. If a void came without lines, `lines` are those of the voided sale. */
export function documentOf(
  { id, content, answer }: Sale,
  lines: RrpayTransactionRequest["lines"],
  documentNo: string,
  at: Moment,
): Receipt {
  const { till, kind, saleKey, original, prepaid } = content;
  const { totalCents, payments, roundingCents, changeCents } = answer;
  const text = receiptText(content, answer, lines, documentNo, at);
  const paid = { totalCents, payments, roundingCents, changeCents };
  const taken = { ...(original === undefined ? {} : { original }), ...(prepaid === undefined ? {} : { prepaid }) };
  const printedAt = momentText(at);
  return { documentNo, transactionId: id, till, kind, saleKey, ...taken, ...paid, lines, printedAt, text };
}
