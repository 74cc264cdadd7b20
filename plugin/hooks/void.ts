/** `void` (F8): cancels the running attempt, or takes back a completed receipt under an id of its own (rule 11). */

import type { Spoken as Code } from "../../schemas/generated/sentences.ts";
import type { Attempt, VoidRequest, VoidResult } from "../../schemas/generated/types.ts";
import type { Context } from "../context.ts";
import type { End } from "../conversation/pay.ts";
import { resultOf, voidResultOf } from "../gama/results.ts";
import { knownCode, sentence } from "../messages/sentence.ts";
import { isOpen } from "../payment/attempt.ts";
import type { Order } from "../payment/order.ts";
import { contentOf } from "../rrpay/port.ts";
import { textHash } from "../text/hash.ts";

/** The void of a completed receipt as an order, or why it cannot be made. */
export function voidOrder(context: Context, request: VoidRequest): Order | Code {
  const { saleKey, operator, totals } = request;
  const sale = context.ledger.latestSale(saleKey);
  const known = sale?.payment === "approved" ? sale : undefined;
  const documentNo = request.original?.documentNo ?? known?.documentNo;
  const totalCents = known?.totalCents ?? totals?.totalCents;
  if ((!known && documentNo === undefined) || totalCents === undefined) return "original-missing";
  const kept = contentOf(known?.body);
  const { lines = [], prepaid = [] } = kept.lines.length > 0 ? kept : request;
  return {
    kind: "void",
    saleKey,
    receiptNo: known?.receiptNo ?? "",
    operator,
    currency: known?.currency ?? "EUR",
    ...(documentNo === undefined ? {} : { original: { documentNo } }),
    lines,
    ...(prepaid.length > 0 ? { prepaid } : {}),
    totalCents,
    // one receipt has one void: whatever is passed with a repeated F8, it is the same one
    hash: textHash("void"),
  };
}

/** What `open` finds to cancel: the key's newest attempt, when its payment has not ended. */
export function openAttempt(context: Context, saleKey: string): Attempt | undefined {
  const attempt = context.ledger.latestSale(saleKey);
  return attempt && isOpen(attempt) ? attempt : undefined;
}

/** `open` where nothing is under way: the receipt went through already, or there is nothing. */
export function nothingOpen(context: Context, saleKey: string): VoidResult {
  const attempt = context.ledger.latestSale(saleKey);
  return attempt?.payment === "approved"
    ? notVoided(context, attempt)
    : plainVoid(context, "nothing-to-void", "nothing-to-void");
}

/** The answer of `open` once the sale's conversation has ended. */
export function openEnd(context: Context, end: End): VoidResult {
  if (end.type === "looked") return plainVoid(context, "nothing-to-void", "nothing-to-void");
  if (end.type !== "attempt") {
    // stopped before anything was sent: there is nothing left of it
    return end.code === "not-sent"
      ? plainVoid(context, "voided", "not-sent")
      : plainVoid(context, end.type === "refused" ? "refused" : "nothing-to-void", end.code);
  }
  const attempt = context.ledger.get(end.attemptId);
  if (!attempt) return plainVoid(context, "nothing-to-void", "nothing-to-void");
  const { attemptId } = attempt;
  if (attempt.payment === "approved") return notVoided(context, attempt);
  if (isOpen(attempt)) return { ...plainVoid(context, "unknown", end.code ?? knownCode(attempt.code)), attemptId };
  return attempt.conflict
    ? { ...plainVoid(context, "not-voided", "conflict"), attemptId }
    : { ...plainVoid(context, "voided", "voided"), attemptId };
}

/** The answer of `completed` once the void's own conversation has ended. */
export function completedEnd(context: Context, end: End): VoidResult {
  if (end.type === "attempt") {
    const attempt = context.ledger.get(end.attemptId);
    if (attempt) return voidResultOf(context, attempt, end.code);
    return plainVoid(context, "refused", "attempt-unknown");
  }
  if (end.type === "looked") return plainVoid(context, "not-voided", "not-sent");
  return plainVoid(context, end.type === "refused" ? "refused" : "not-voided", end.code);
}

/** A void's result that carries no money. */
export function plainVoid(context: Pick<Context, "settings">, outcome: VoidResult["outcome"], code: Code): VoidResult {
  return { outcome, code, message: sentence(code, context.settings.language) };
}

function notVoided(context: Context, sale: Attempt): VoidResult {
  const { attemptId } = sale;
  return { ...plainVoid(context, "not-voided", "not-voided"), attemptId, sale: resultOf(context, sale) };
}
