/** Changes of an attempt's facts that several kinds of record make: conflict, payment, and GAMA's document. */
import type { Attempt, Conflict } from "../../schemas/generated/types.ts";
import { hasTypedReceipt, isAcceptedUnpaid, isPaid } from "./attempt.ts";
import { GAMA, type GamaEvent, isFinal, PAYMENT, type PaymentEvent } from "./facts.ts";

/**
 * An attempt shows one conflict, and a heavier one replaces a lighter one: doubts about money come before those about
 * documents, and before the word that RRPay has no money. What is not listed weighs 1.
 */
const WEIGHT: { readonly [code: Conflict["code"]]: number } = {
  "saved-unpaid": 0,
  "saved-then-unsaved": 0,
  "sale-known": 0,
  "document-repeated": 0,
  "evidence-contradicts": 2,
  "money-without-approval": 2,
  "journal-behind": 3,
  "charged-twice": 4,
};

/** Whether a conflict of this code would change nothing, because one that weighs as much stands already. */
export function isHidden({ conflict }: Attempt, code: Conflict["code"]): boolean {
  return conflict !== undefined && (WEIGHT[conflict.code] ?? 1) >= (WEIGHT[code] ?? 1);
}

/** Attaches a conflict, unless one that weighs as much stands. No state changes (docs/contracts.md B21). */
export function withConflict(attempt: Attempt, code: Conflict["code"], atMs: number): Attempt {
  return isHidden(attempt, code) ? attempt : { ...attempt, conflict: { code, sinceMs: atMs } };
}

/** RRPay has said otherwise than before. */
export function contradicts(attempt: Attempt, atMs: number): Attempt {
  return withConflict(attempt, "evidence-contradicts", atMs);
}

/** What else is in doubt is known by facts. It comes up when the conflict that showed has ended. */
export function comeUp(attempt: Attempt, atMs: number): Attempt {
  if (attempt.conflict) return attempt;
  const isOver = isFinal(attempt.payment);
  // RRPay has taken its own last word back
  if (isOver && attempt.differs && !attempt.left) return contradicts(attempt, atMs);
  const told = isOver ? settleMemory(attempt, atMs) : attempt;
  if (told.savedAfterVoid) return withConflict(told, "saved-after-void", atMs);
  return told.repeated ? withConflict(told, "document-repeated", atMs) : told;
}

/** The sale is not paid twice any more. */
export function paidOnce(attempt: Attempt, atMs: number): Attempt {
  const { conflict, ...rest } = attempt;
  return conflict?.code === "charged-twice" ? comeUp(rest, atMs) : attempt;
}

/** Moves the gama fact by its table. */
export function moveGama(attempt: Attempt, event: GamaEvent, atMs: number): Attempt {
  const next = GAMA[attempt.gama][event];
  if (next === "conflict") return withConflict(withWord(attempt, false), "saved-then-unsaved", atMs);
  return next === "same" ? attempt : { ...attempt, gama: next };
}

/** GAMA's last word, where the gama fact does not say it. */
function withWord(attempt: Attempt, closeSaved: boolean): Attempt {
  return attempt.closeSaved === closeSaved ? attempt : { ...attempt, closeSaved };
}

/** Moves the payment by its table. Once it has ended, its code stays. */
export function movePayment(attempt: Attempt, event: PaymentEvent, code: Attempt["code"]): Attempt | "conflict" {
  const next = PAYMENT[attempt.payment][event];
  if (next === "conflict") return "conflict";
  if (next !== "same") return { ...attempt, payment: next, code };
  return isFinal(attempt.payment) ? attempt : { ...attempt, code };
}

/** Applies a `close` that came while the payment was open, now that the payment has ended. */
export function settleMemory(attempt: Attempt, atMs: number): Attempt {
  const { closeSaved, ...rest } = attempt;
  return closeSaved === undefined ? attempt : applyClose(rest, closeSaved, atMs);
}

/** Applies a `close` by the table of docs/contracts.md B24. */
export function applyClose(attempt: Attempt, saved: boolean, atMs: number): Attempt {
  const { gama, left, takenBack, manual, payment } = attempt;
  // a void or a person has settled it for good, so a repeated hook changes nothing
  if (gama === "settled" && !isAcceptedUnpaid(attempt)) return attempt;
  const { unsaveDecided, closeSaved, ...rest } = attempt;
  if (gama === "saved" && !saved && (unsaveDecided || left)) return attempt;
  // the receipt was taken back or not paid after all, and its document went too
  const isOver = isFinal(payment);
  if (gama === "saved" && !saved && (takenBack || (isOver && !isPaid(attempt)))) return withWord(attempt, false);
  // the last word counts
  const told = unsaveDecided || (closeSaved !== undefined && closeSaved !== saved) ? rest : attempt;
  if (isPaid(attempt) || (!isOver && hasTypedReceipt(attempt)))
    return moveGama(told, saved ? "saved" : "unsaved", atMs);
  if (!isOver && !manual) return withWord(told, saved);
  return saved ? withConflict(withWord(told, true), "saved-unpaid", atMs) : told;
}
