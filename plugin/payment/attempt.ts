/** Questions about one attempt that its facts alone can answer. */
import type { Attempt, BlockedBy, Decision, EvidenceRecord, Kind, SaleKind } from "../../schemas/generated/types.ts";
import { behindDecisions, orLeave } from "./behind.ts";
import { claimOf } from "./claim.ts";
import { isFinal } from "./facts.ts";

/** What is paid. The till is not in it, because each till has its own data folder (docs/contracts.md B1). */
export interface SaleIdentity {
  readonly kind: Kind;
  readonly saleKey: string;
  /** Only for a void: the kind of the receipt that it takes back. */
  readonly originalKind?: SaleKind;
  /** Only for a void: its document number tells two payments of one sale apart. */
  readonly original?: { readonly documentNo?: string };
}

/** How much is still to pay. GAMA may have taken part of the total by voucher, advance or points. */
export function dueCents({ totalCents, prepaidCents = 0 }: Pick<Attempt, "totalCents" | "prepaidCents">): number {
  return totalCents - prepaidCents;
}

/** Whether the payment has not ended. */
export function isOpen(attempt: Attempt): boolean {
  return !isFinal(attempt.payment);
}

/** A person says that RRPay printed its receipt, whatever RRPay says. */
export function hasTypedReceipt({ manual }: Pick<Attempt, "manual">): boolean {
  return manual?.decision === "receipt-printed";
}

/** A person has the receipt in hand, and RRPay has not answered. */
export function isTyped(attempt: Attempt): boolean {
  return isOpen(attempt) && hasTypedReceipt(attempt);
}

/** It has ended here without money, and RRPay has it in progress all the same. */
export function goesOn({ payment, takenUp }: Attempt): boolean {
  return takenUp === true && isFinal(payment) && payment !== "approved";
}

/** Whether money may still move by it, whatever a person has decided meanwhile. */
export function mayStillPay(attempt: Attempt): boolean {
  return isOpen(attempt) || goesOn(attempt);
}

/**
 * Whether "in progress" is said after an end without money: of what RRPay had refused, or by an RRPay that was restored
 * from before that end. An older answer of the same epoch is only late (rule 10).
 */
export function isAfterEnd({ payment, revision }: Attempt, record: EvidenceRecord): boolean {
  return payment !== "approved" && (record.otherEpoch === true || record.revision > revision);
}

/** Whether a person accepted a typed receipt against RRPay's answer. It counts as approved (docs/contracts.md B6). */
export function isManualAccepted(attempt: Attempt): boolean {
  return attempt.accepted === "manual" && hasTypedReceipt(attempt);
}

/** Whether the sale is paid: by RRPay's final answer, or by a typed receipt that a person accepted. */
export function isPaid(attempt: Attempt): boolean {
  return attempt.payment === "approved" || isManualAccepted(attempt);
}

/** A person has said that RRPay's end without money is right. What GAMA saves of it all the same is unpaid. */
export function isAcceptedUnpaid({ accepted, left, payment }: Attempt): boolean {
  return accepted === "rrpay" && !left && isFinal(payment) && payment !== "approved";
}

/** Why the last call ended: RRPay did not answer for it, or not so. That is not true any more once RRPay names it. */
const UNANSWERED = [
  "no-answer",
  "connection-lost",
  "answer-invalid",
  "rrpay-forgot",
  "not-received",
  "outcome-not-stored",
  "amounts-differ",
];

/** Whether its reason for people is outdated once RRPay has it in progress. */
export function isOutdated({ code, differs }: Attempt): boolean {
  return !differs && UNANSWERED.includes(code);
}

/** Whether it is paid and GAMA has not saved its document yet. */
export function awaitsGama(attempt: Attempt): boolean {
  return isPaid(attempt) && (attempt.gama === "waiting" || attempt.gama === "unsaved");
}

/**
 * Whether a new send must wait for this attempt: it is open and no person has decided, or it is paid and not saved. A
 * conflict blocks nothing.
 */
export function blocksNewSends(attempt: Attempt): boolean {
  if (attempt.conflict) return false;
  return (isOpen(attempt) && !attempt.manual && !attempt.left) || awaitsGama(attempt);
}

/**
 * A void that RRPay declined or refused. A person sees it until the receipt is voided after all, or the person says
 * that it need not be. For a void that 0.1.0 journalled, RRPay's answer was the end.
 */
export function isFailedVoid({ kind, payment, originalKind, code }: Attempt): boolean {
  // RRPay has it under another id, which is what a person sees
  if (kind !== "void" || originalKind === undefined || code === "recovered") return false;
  return payment === "declined" || payment === "not-accepted";
}

/** Whether nothing is left to do, so that the attempt may leave the journal. An unsettled attempt never expires. */
export function isSettled(attempt: Attempt): boolean {
  if (attempt.conflict) return false;
  if (mayStillPay(attempt)) return false;
  if (attempt.takenBack) return true;
  if (isManualAccepted(attempt)) return isOverInGama(attempt);
  if (attempt.left || attempt.gama === "settled") return true;
  if (attempt.payment !== "approved") return !isFailedVoid(attempt);
  return attempt.gama === "saved" && (attempt.fiscal === "printed" || attempt.noFiscal === true);
}

/**
 * Whether a person still has something to do. RRPay is still queried, but the attempt is not listed, in three cases:
 * after a second "nothing happened" that counts as RRPay's answer, after the attempt is left to the accountant, and
 * after it is accepted as typed. Then only contradicting evidence (as a conflict), or money that RRPay has after all,
 * brings it back to the list.
 */
export function needsPerson(attempt: Attempt): boolean {
  const isSilent =
    isConfirmedNothing(attempt) || attempt.left === true || (isManualAccepted(attempt) && isOverInGama(attempt));
  return !isSettled(attempt) && (attempt.conflict !== undefined || !isSilent);
}

/** Whether GAMA has no document of it, by its last word. */
export function isGoneInGama({ gama, closeSaved, unsaveDecided }: Attempt): boolean {
  return gama !== "saved" || closeSaved === false || unsaveDecided === true;
}

function isOverInGama({ gama }: Attempt): boolean {
  return gama === "saved" || gama === "settled";
}

/** A person's word about it is that nothing happened. */
export function isDenied({ manual }: Attempt): boolean {
  return manual?.decision === "nothing-happened";
}

/** Whether an attempt is followed to its end by the next try of its key. */
export function isUnderWay(truth: Attempt | undefined): boolean {
  return !!truth && isOpen(truth) && !isDenied(truth);
}

/** A second "nothing happened" counts as RRPay's answer until RRPay itself says something about the payment. */
export function isConfirmedNothing(attempt: Attempt): boolean {
  const isSaid = attempt.manual?.confirmed === true && isOpen(attempt);
  return isSaid && claimOf(attempt) === undefined && !attempt.differs;
}

/** Whether RRPay may still know more: the payment is open, or it is paid and its receipt is not known to be printed. */
export function needsRrpay(attempt: Attempt): boolean {
  if (isSettled(attempt)) return false;
  return mayStillPay(attempt) || (attempt.payment === "approved" && owesReceipt(attempt));
}

/** Whether the receipt is not known to be printed. An RRPay without receipts owes none. */
export function owesReceipt({ fiscal, noFiscal }: Attempt): boolean {
  return fiscal !== "printed" && !noFiscal;
}

/**
 * What a person may decide now (docs/contracts.md B25). `manualAllowed` is the present result of the manual-entry rule.
 * `isUntypable` means that what happened may fit none of the typed answers.
 */
export function decisionsFor(attempt: Attempt, manualAllowed: boolean, isUntypable = false): Decision[] {
  if (attempt.conflict?.code === "journal-behind") return behindDecisions(attempt);
  if (attempt.conflict) return decisionsOfConflict(attempt, attempt.conflict.code);
  if (awaitsGama(attempt)) return orLeave("saved-in-gama");
  if (isSettled(attempt) || attempt.left) return [];
  // saved, but the receipt is not known to be printed, and RRPay may have forgotten it: a person needs a way out
  if (attempt.payment === "approved") return orLeave();
  if (!isOpen(attempt)) return isFailedVoid(attempt) ? orLeave("voided-elsewhere") : [];
  // RRPay has other numbers than were sent, so "nothing happened" is known to be untrue
  if (attempt.differs) return attempt.differs.acceptable ? orLeave("accept-rrpay") : orLeave();
  return manualAllowed ? manualDecisions(attempt, isUntypable) : stuckDecisions(attempt);
}

function manualDecisions(attempt: Attempt, isUntypable: boolean): Decision[] {
  const { manual, gama } = attempt;
  // what a person typed and GAMA saved is valid until RRPay answers; if it never does, the accountant has it
  if (hasTypedReceipt(attempt) && gama === "saved") return orLeave();
  // money is known, so "nothing happened" is not offered
  if (claimOf(attempt)) return orLeave("receipt-printed");
  const seen: Decision[] = ["receipt-printed", "nothing-happened"];
  // repeating the decision may change nothing, so the accountant is a way out (docs/contracts.md B9)
  return manual || isUntypable ? orLeave(...seen) : seen;
}

/**
 * RRPay still answers that it waits, long after the last change. Only the accountant can take it then
 * (docs/contracts.md B7).
 */
function stuckDecisions({ code }: Attempt): Decision[] {
  return code === "still-in-progress" ? orLeave() : [];
}

/** Each of these decisions ends the conflict. A decision that would change nothing is not offered. */
function decisionsOfConflict(attempt: Attempt, code: string): Decision[] {
  switch (code) {
    case "charged-twice":
    case "saved-after-void":
    case "saved-unpaid":
      return orLeave();
    case "sale-known":
      return attempt.kind === "void" ? orLeave("voided-elsewhere") : orLeave();
    default:
      return orLeave(...wordsOf(attempt));
  }
}

/** Whose word can be made to stand: RRPay's where its numbers balance, a person's where one typed a receipt. */
function wordsOf(attempt: Attempt): Decision[] {
  const { differs } = attempt;
  // RRPay has taken its last word back, and no final payment ever changes: neither word can be made to stand
  if (differs && !isOpen(attempt)) return [];
  const typed: Decision[] = hasTypedReceipt(attempt) ? ["accept-manual"] : [];
  return differs?.acceptable === false ? typed : ["accept-rrpay", ...typed];
}

/** How a refusal names the attempt that must be finished first. */
export function blockedByOf({ kind, saleKey, attemptId }: Attempt): BlockedBy {
  return { kind, saleKey, attemptId };
}
