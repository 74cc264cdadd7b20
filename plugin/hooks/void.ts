/** `void` (F8): cancels the running attempt, or takes back a completed receipt under an id of its own (rule 11). */

import type { Spoken as Code } from "../../schemas/generated/sentences.ts";
import type { Attempt, VoidRequest, VoidResult } from "../../schemas/generated/types.ts";
import type { Desk } from "../context.ts";
import type { PayEnd } from "../conversation/pay.ts";
import { linesOf, type Order } from "../gama/mapping.ts";
import { resultOf, voidResultOf } from "../gama/results.ts";
import { knownCode, sentence } from "../messages/sentence.ts";
import { isOpen } from "../payment/attempt.ts";
import { textHash } from "../text/hash.ts";

/** The void of a completed receipt as an order, or why it cannot be made. */
export function voidOrder(desk: Desk, request: VoidRequest): Order | Code {
  const { saleKey, operator, totals } = request;
  const sale = desk.ledger.latestSale(saleKey);
  const known = sale?.payment === "approved" ? sale : undefined;
  const documentNo = request.original?.documentNo ?? known?.documentNo;
  const totalCents = known?.totalCents ?? totals?.totalCents;
  if ((!known && documentNo === undefined) || totalCents === undefined) return "original-missing";
  const kept = known ? linesOf(known) : [];
  return {
    kind: "void",
    saleKey,
    receiptNo: known?.receiptNo ?? "",
    operator,
    currency: known?.currency ?? "EUR",
    ...(documentNo === undefined ? {} : { original: { documentNo } }),
    lines: kept.length > 0 ? kept : (request.lines ?? []),
    totalCents,
    // one receipt has one void: whatever is passed with a repeated F8, it is the same one
    hash: textHash("void"),
  };
}

/** What `open` finds to cancel: the key's newest attempt, when its payment has not ended. */
export function openAttempt(desk: Desk, saleKey: string): Attempt | undefined {
  const attempt = desk.ledger.latestSale(saleKey);
  return attempt && isOpen(attempt) ? attempt : undefined;
}

/** `open` where nothing is under way: the receipt went through already, or there is nothing. */
export function nothingOpen(desk: Desk, saleKey: string): VoidResult {
  const attempt = desk.ledger.latestSale(saleKey);
  return attempt?.payment === "approved"
    ? notVoided(desk, attempt)
    : plainVoid(desk, "nothing-to-void", "nothing-to-void");
}

/** The answer of `open` once the sale's conversation has ended. */
export function openEnd(desk: Desk, end: PayEnd): VoidResult {
  if (end.type !== "attempt") {
    // stopped before anything was sent: there is nothing left of it
    return end.code === "not-sent"
      ? plainVoid(desk, "voided", "not-sent")
      : plainVoid(desk, end.type === "refused" ? "refused" : "nothing-to-void", end.code);
  }
  const attempt = desk.ledger.get(end.attemptId);
  if (!attempt) return plainVoid(desk, "nothing-to-void", "nothing-to-void");
  const { attemptId } = attempt;
  if (attempt.payment === "approved") return notVoided(desk, attempt);
  if (isOpen(attempt)) return { ...plainVoid(desk, "unknown", end.code ?? knownCode(attempt.code)), attemptId };
  return attempt.conflict
    ? { ...plainVoid(desk, "not-voided", "conflict"), attemptId }
    : { ...plainVoid(desk, "voided", "voided"), attemptId };
}

/** The answer of `completed` once the void's own conversation has ended. */
export function completedEnd(desk: Desk, end: PayEnd): VoidResult {
  if (end.type === "attempt") {
    const attempt = desk.ledger.get(end.attemptId);
    if (attempt) return voidResultOf(desk, attempt, end.code);
    return plainVoid(desk, "refused", "attempt-unknown");
  }
  return plainVoid(desk, end.type === "refused" ? "refused" : "not-voided", end.code);
}

/** A void's result that carries no money. */
export function plainVoid(desk: Pick<Desk, "settings">, outcome: VoidResult["outcome"], code: Code): VoidResult {
  return { outcome, code, message: sentence(code, desk.settings.language) };
}

function notVoided(desk: Desk, sale: Attempt): VoidResult {
  const { attemptId } = sale;
  return { ...plainVoid(desk, "not-voided", "not-voided"), attemptId, sale: resultOf(desk, sale) };
}
