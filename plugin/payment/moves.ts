/** Changes of an attempt's facts that several kinds of record make: conflict, payment, and GAMA's document. */
import type { Attempt, Conflict } from "../../schemas/generated/types.ts";
import { isPaid } from "./attempt.ts";
import { GAMA, type GamaEvent, isFinal, PAYMENT, type PaymentEvent } from "./facts.ts";

/** Attaches a conflict. The first one stays, and no state changes (contract B). */
export function withConflict(attempt: Attempt, code: Conflict["code"], atMs: number): Attempt {
  return attempt.conflict ? attempt : { ...attempt, conflict: { code, sinceMs: atMs } };
}

/** Moves the gama fact by its table. */
export function moveGama(attempt: Attempt, event: GamaEvent, atMs: number): Attempt {
  const next = GAMA[attempt.gama][event];
  if (next === "conflict") return withConflict(attempt, "saved-then-unsaved", atMs);
  return next === "same" ? attempt : { ...attempt, gama: next };
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
  if (attempt.gama === "settled") return attempt; // a person has decided finally, so a repeated hook changes nothing
  const { unsaveDecided, ...told } = attempt;
  if (attempt.gama === "saved" && !saved && (unsaveDecided || attempt.left || attempt.takenBack)) return attempt;
  if (unsaveDecided) return applyClose(told, saved, atMs);
  if (isPaid(attempt)) return moveGama(attempt, saved ? "saved" : "unsaved", atMs);
  if (isFinal(attempt.payment)) return saved ? withConflict(attempt, "saved-unpaid", atMs) : attempt;
  if (!attempt.manual) return attempt.closeSaved === saved ? attempt : { ...attempt, closeSaved: saved };
  if (attempt.manual.decision === "receipt-printed") return moveGama(attempt, saved ? "saved" : "unsaved", atMs);
  return saved ? withConflict(attempt, "saved-unpaid", atMs) : attempt;
}
