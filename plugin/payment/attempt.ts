/** Questions about one attempt, answered from its facts alone. */
import type { Attempt, BlockedBy, Decision, Kind, SaleKind } from "../../schemas/generated/types.ts";
import { behindDecisions } from "./behind.ts";
import { claimOf } from "./claim.ts";
import { isFinal } from "./facts.ts";

/** Identity of what is paid: the till is the data folder's (contract B). */
export interface SaleIdentity {
  readonly kind: Kind;
  readonly saleKey: string;
  /** Of a void: whose receipt it takes back. */
  readonly originalKind?: SaleKind;
  /** Of a void: tells two payments of one sale apart. */
  readonly original?: { readonly documentNo?: string };
}

/** What is left to pay of the total: GAMA may have taken a part by voucher, advance or points. */
export function dueCents({ totalCents, prepaidCents = 0 }: Pick<Attempt, "totalCents" | "prepaidCents">): number {
  return totalCents - prepaidCents;
}

/** The payment has not ended. */
export function isOpen(attempt: Attempt): boolean {
  return !isFinal(attempt.payment);
}

/** A receipt typed by hand that a person let stand against RRPay's word: it counts as approved (contract B, 6). */
export function isManualAccepted({ accepted, manual }: Attempt): boolean {
  return accepted === "manual" && manual?.decision === "receipt-printed";
}

/** The sale is paid: by RRPay's final word, or by a typed receipt that a person let stand. */
export function isPaid(attempt: Attempt): boolean {
  return attempt.payment === "approved" || isManualAccepted(attempt);
}

/** Paid, and GAMA has not saved its document yet. */
export function awaitsGama(attempt: Attempt): boolean {
  return isPaid(attempt) && (attempt.gama === "waiting" || attempt.gama === "unsaved");
}

/** A new send waits for this one: open without a person's word, or paid and not saved; a conflict blocks nothing. */
export function blocksNewSends(attempt: Attempt): boolean {
  if (attempt.conflict) return false;
  return (isOpen(attempt) && !attempt.manual && !attempt.left) || awaitsGama(attempt);
}

/**
 * A void that RRPay declined or refused: a person sees it until the receipt is voided after all, or says that it need not
 * be. What 0.1.0 journalled of voids was over with RRPay's word.
 */
export function isFailedVoid({ kind, payment, originalKind }: Attempt): boolean {
  return kind === "void" && originalKind !== undefined && (payment === "declined" || payment === "not-accepted");
}

/** Nothing is left to do: it may leave the journal. An unsettled attempt never expires. */
export function isSettled(attempt: Attempt): boolean {
  if (attempt.conflict) return false;
  if (isOpen(attempt)) return false;
  if (isManualAccepted(attempt)) return isOverInGama(attempt);
  if (attempt.left || attempt.takenBack || attempt.gama === "settled") return true;
  if (attempt.payment !== "approved") return !isFailedVoid(attempt);
  return attempt.gama === "saved" && (attempt.fiscal === "printed" || attempt.noFiscal === true);
}

/**
 * Whether somebody has something left to do about it. After a second "nothing happened" that stands for RRPay's word, or
 * once it is left to the accountant or let stand as it was typed, querying goes on in silence, and only evidence that disagrees brings it back to the
 * list, as a conflict, or money that RRPay has after all.
 */
export function needsPerson(attempt: Attempt): boolean {
  const isSilent =
    isConfirmedNothing(attempt) || attempt.left === true || (isManualAccepted(attempt) && isOverInGama(attempt));
  return !isSettled(attempt) && (attempt.conflict !== undefined || !isSilent);
}

function isOverInGama({ gama }: Attempt): boolean {
  return gama === "saved" || gama === "settled";
}

/** A second "nothing happened" stands for RRPay's word, until RRPay itself says anything of it. */
export function isConfirmedNothing(attempt: Attempt): boolean {
  return attempt.manual?.confirmed === true && claimOf(attempt) === undefined && !attempt.differs;
}

/** RRPay may still know more of it: an open payment, or a paid one whose receipt is not known to be printed. */
export function needsRrpay(attempt: Attempt): boolean {
  if (isSettled(attempt)) return false;
  return isOpen(attempt) || (attempt.payment === "approved" && owesReceipt(attempt));
}

/** Paid, and its receipt is not known to be printed: where RRPay knows of receipts at all. */
export function owesReceipt({ fiscal, noFiscal }: Attempt): boolean {
  return fiscal !== "printed" && !noFiscal;
}

/**
 * What a person may decide now (contract B, `resolve`). `manualAllowed` is the manual-entry rule's verdict of this moment,
 * `isUntypable` that what happened may be none of what can be said of it.
 */
export function decisionsFor(attempt: Attempt, manualAllowed: boolean, isUntypable = false): Decision[] {
  if (attempt.conflict?.code === "journal-behind") return behindDecisions(attempt);
  if (attempt.conflict) return decisionsOfConflict(attempt, attempt.conflict.code);
  if (awaitsGama(attempt)) return ["saved-in-gama", "leave-to-accountant"];
  if (isSettled(attempt) || attempt.left) return [];
  // saved, but its receipt is not known to be printed, and RRPay may have forgotten it: a person must have a way out
  if (attempt.payment === "approved") return ["leave-to-accountant"];
  if (!isOpen(attempt)) return isFailedVoid(attempt) ? ["voided-elsewhere", "leave-to-accountant"] : [];
  // RRPay has other numbers than were sent: they are accepted, or the accountant has it; "nothing" is known to be untrue
  if (attempt.differs)
    return attempt.differs.acceptable ? ["accept-rrpay", "leave-to-accountant"] : ["leave-to-accountant"];
  return manualAllowed ? manualDecisions(attempt, isUntypable) : stuckDecisions(attempt);
}

function manualDecisions(attempt: Attempt, isUntypable: boolean): Decision[] {
  const { manual, gama } = attempt;
  // what a person typed and GAMA saved stands until RRPay speaks; where it never will, the accountant has it
  if (manual?.decision === "receipt-printed" && gama === "saved") return ["leave-to-accountant"];
  // known money is no "nothing"
  if (claimOf(attempt)) return ["receipt-printed", "leave-to-accountant"];
  const seen: Decision[] = ["receipt-printed", "nothing-happened"];
  // where saying it once more may change nothing, the accountant is a way out (contract B, 9)
  return manual || isUntypable ? [...seen, "leave-to-accountant"] : seen;
}

/** RRPay goes on answering that it waits, long after anything last moved: only the accountant can take it (contract B, 7). */
function stuckDecisions({ code }: Attempt): Decision[] {
  return code === "still-in-progress" ? ["leave-to-accountant"] : [];
}

/** Each of them ends it: what changes nothing is not offered. */
function decisionsOfConflict(attempt: Attempt, code: string): Decision[] {
  switch (code) {
    case "charged-twice":
    case "saved-after-void":
    case "saved-unpaid":
      return ["leave-to-accountant"];
    case "sale-known":
      return attempt.kind === "void" ? ["voided-elsewhere", "leave-to-accountant"] : ["leave-to-accountant"];
    default:
      return ["accept-rrpay", "accept-manual", "leave-to-accountant"];
  }
}

/** How a refusal names the attempt that must be finished first. */
export function blockedByOf({ kind, saleKey, attemptId }: Attempt): BlockedBy {
  return { kind, saleKey, attemptId };
}
