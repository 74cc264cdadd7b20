/** Questions about one attempt, answered from its facts alone. */
import type { Attempt, BlockedBy, Decision, Kind } from "../../schemas/generated/types.ts";
import { isFinal } from "./facts.ts";

/** Identity of what is paid: the till is the data folder's (contract B). */
export interface SaleIdentity {
  readonly kind: Kind;
  readonly saleKey: string;
}

/** What is left to pay of the total: GAMA may have taken a part by voucher, advance or points. */
export function dueCents({ totalCents, prepaidCents = 0 }: Pick<Attempt, "totalCents" | "prepaidCents">): number {
  return totalCents - prepaidCents;
}

/** The payment has not ended. */
export function isOpen(attempt: Attempt): boolean {
  return !isFinal(attempt.payment);
}

/** Paid, and GAMA has not saved its document yet. */
export function awaitsGama(attempt: Attempt): boolean {
  return attempt.payment === "approved" && (attempt.gama === "waiting" || attempt.gama === "unsaved");
}

/** A new send waits for this one: open without a person's word, or paid and not saved; a conflict blocks nothing. */
export function blocksNewSends(attempt: Attempt): boolean {
  if (attempt.conflict) return false;
  return (isOpen(attempt) && !attempt.manual) || awaitsGama(attempt);
}

/** Nothing is left to do: it may leave the journal. An unsettled attempt never expires. */
export function isSettled(attempt: Attempt): boolean {
  if (attempt.conflict || isOpen(attempt)) return false;
  if (attempt.left) return true;
  if (attempt.payment !== "approved" || attempt.gama === "settled") return true;
  return attempt.gama === "saved" && attempt.fiscal === "printed";
}

/**
 * Whether somebody has something left to do about it. After a second "nothing happened" (RRPay had answered meanwhile), or
 * after a receipt typed in, saved and left to the accountant, querying goes on in silence, and only evidence that
 * disagrees brings it back to the list, as a conflict.
 */
export function needsPerson(attempt: Attempt): boolean {
  const isSilent = attempt.manual?.again === true || attempt.left === true;
  return !isSettled(attempt) && (attempt.conflict !== undefined || !isSilent);
}

/** RRPay may still know more of it: an open payment, or a paid one whose receipt is not known to be printed. */
export function needsRrpay(attempt: Attempt): boolean {
  return isOpen(attempt) || (attempt.payment === "approved" && attempt.fiscal !== "printed" && !isSettled(attempt));
}

/**
 * What a person may decide now (contract B, `resolve`). `manualAllowed` is the manual-entry rule's verdict of this moment.
 */
export function decisionsFor(attempt: Attempt, manualAllowed: boolean): Decision[] {
  if (attempt.conflict) return ["accept-rrpay", "accept-manual", "leave-to-accountant"];
  if (awaitsGama(attempt)) return ["saved-in-gama", "leave-to-accountant"];
  // saved, but its receipt is not known to be printed, and RRPay may have forgotten it: a person must have a way out
  if (attempt.payment === "approved") return isSettled(attempt) ? [] : ["leave-to-accountant"];
  if (!isOpen(attempt) || !manualAllowed) return [];
  // what a person typed and GAMA saved stands until RRPay speaks; where it never will, the accountant has it
  if (attempt.manual?.decision === "receipt-printed" && attempt.gama === "saved")
    return attempt.left ? [] : ["leave-to-accountant"];
  return ["receipt-printed", "nothing-happened"];
}

/** How a refusal names the attempt that must be finished first. */
export function blockedByOf({ kind, saleKey, attemptId }: Attempt): BlockedBy {
  return { kind, saleKey, attemptId };
}
