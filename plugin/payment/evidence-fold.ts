/**
 * Applies RRPay's answer to an attempt, after it was judged (`evidence.ts`) and journalled. It decides what is
 * accepted, what is only claimed, and which doubts a person must end.
 */
import type { Attempt, Difference, EvidenceRecord } from "../../schemas/generated/types.ts";
import { hasTypedReceipt, isAfterEnd, isOutdated } from "./attempt.ts";
import {
  addsMoney,
  claimAfter,
  claimIn,
  claimOf,
  holdsMoney,
  isOtherMoney,
  isSameClaim,
  isSecondNumber,
  wasApproved,
} from "./claim.ts";
import { FISCAL, isFinal } from "./facts.ts";
import { contradicts, movePayment, settleMemory, withConflict } from "./moves.ts";

export function applyEvidence(before: Attempt, told: EvidenceRecord): Attempt {
  if (told.revision < before.revision) return before; // late or out of order: journalled only (rule 10)
  const attempt = heardAfterAll(before);
  const isOver = isFinal(attempt.payment);
  if (told.state === "in-progress" && isOver)
    return isAfterEnd(attempt, told) ? { ...contradicted(attempt, told), takenUp: true } : attempt;
  if (isOver && isOtherMoney(attempt, told)) return withFiscal(contradicted(attempt, told), told);
  if (told.differs) return applyDifference(attempt, told, told.differs);
  const record = takesBack(attempt, told) ? { ...told, otherEpoch: true as const } : told;
  const seen = answered(attempt, record);
  if (record.state === "in-progress") return inProgress(seen, record);
  const moved = movePayment(seen, record.state, record.state);
  if (moved === "conflict") return contradicted(attempt, record);
  const heard = withFiscal(withResult(moved, record), record);
  return withDoubts(attempt, heard, record);
}

/** RRPay had approved other amounts, and takes its own word back: that does not make the money unknown. */
function takesBack(attempt: Attempt, { state }: EvidenceRecord): boolean {
  return wasApproved(attempt) && state !== "approved";
}

/**
 * RRPay contradicts its own final answer. The accountant finds out which one is true; what RRPay claims now is kept.
 */
function contradicted(attempt: Attempt, record: EvidenceRecord): Attempt {
  const { takenUp: _takenUp, ...rest } = attempt;
  const differs = { totalCents: attempt.totalCents, acceptable: false };
  return contradicts({ ...rest, ...claimedBy(attempt, record), differs }, record.atMs);
}

function claimedBy(attempt: Attempt, record: EvidenceRecord): Pick<Attempt, "claimed"> {
  const claimed = claimAfter(attempt, record);
  return claimed ? { claimed } : {};
}

/** RRPay names it after all, so the conflict that it never came is over. */
function heardAfterAll(attempt: Attempt): Attempt {
  const { conflict, ...rest } = attempt;
  return conflict?.code === "manual-not-found" ? rest : attempt;
}

/** The doubts that an approved, declined or cancelled answer leaves. Each is a conflict, and only a person ends it. */
function withDoubts(before: Attempt, after: Attempt, record: EvidenceRecord): Attempt {
  const isFirst = !isFinal(before.payment);
  const judged = doubted(before, after, record, isFirst);
  return isFirst ? settleMemory(judged, record.atMs) : judged;
}

function doubted(before: Attempt, after: Attempt, record: EvidenceRecord, isFirst: boolean): Attempt {
  const { atMs } = record;
  if (record.state === "approved") {
    const { claimed, left } = before;
    if (isFirst && left) return withConflict(after, "paid-after-left", atMs);
    if (claimed && isOtherMoney(before, record)) return contradicts({ ...after, claimed }, atMs);
    // both are this receipt's from now on: the customer may have either paper
    if (isSecondNumber(before, record)) return contradicts({ ...after, ...claimedBy(after, record) }, atMs);
  } else if (holdsMoney(record) || (isFirst && wasKnown(before, record))) {
    return withConflict(after, "money-without-approval", atMs);
  } else if (isFirst && wasApproved(before)) {
    return contradicts(after, atMs);
  }
  return reconcile(after, record, isFirst);
}

/** A printed receipt, or money that an RRPay of another epoch does not remember. Neither can simply disappear. */
function wasKnown(before: Attempt, { otherEpoch }: EvidenceRecord): boolean {
  if (before.fiscal === "printed" && !before.noFiscal) return true;
  const claim = otherEpoch ? claimOf(before) : undefined;
  return claim !== undefined && holdsMoney(claim);
}

/**
 * RRPay has named the id. If it still remembers the send, or this is the end, the answer replaces what it said before.
 */
function answered(attempt: Attempt, record: EvidenceRecord): Attempt {
  const { state, otherEpoch } = record;
  const { takenUp, differs, ...rest } = named(attempt, record);
  if (!otherEpoch) return rest;
  return { ...rest, ...(differs ? { differs } : {}), ...(takenUp && state === "in-progress" ? { takenUp } : {}) };
}

/** It is named later than a person's word was given, also by a clock that was set back in between. */
function named(attempt: Attempt, { revision, atMs }: EvidenceRecord): Attempt {
  const { manual } = attempt;
  const earlier = manual && { manual: { ...manual, sinceMs: Math.min(manual.sinceMs, atMs) } };
  return { ...attempt, ...earlier, revision, namedAtMs: atMs };
}

function inProgress(seen: Attempt, record: EvidenceRecord): Attempt {
  const named = isOutdated(seen) ? { ...seen, code: "unknown" as const } : seen;
  const attempt = disagreeing(heardOf(named), record);
  const before = claimOf(attempt);
  const claim = claimIn(record);
  if (isSameClaim(before, claim) || (before && record.otherEpoch && !addsMoney(attempt, record))) return attempt;
  const { claimed: _claimed, partial: _partial, ...rest } = attempt;
  const told = claim ? { ...rest, claimed: claim } : rest;
  // something has changed, so RRPay is no longer stuck
  const moving = told.code === "still-in-progress" ? { ...told, code: "unknown" } : told;
  // a stranger's paper is no receipt of ours
  const isPrinted = record.fiscal.state === "printed" && !record.unvouched;
  const whole = isPrinted ? withFiscal(moving, record) : moving;
  return seen.left && addsMoney(seen, record) ? withConflict(whole, "paid-after-left", record.atMs) : whole;
}

/** RRPay has the payment, so a second "nothing happened" no longer counts as its answer. */
function heardOf(attempt: Attempt): Attempt {
  const { manual } = attempt;
  if (!manual?.again) return attempt;
  const { again: _again, confirmed: _confirmed, ...said } = manual;
  return { ...attempt, manual: said };
}

/**
 * A receipt that is printed before the final answer has all of the money, so it is compared with what was typed at
 * once.
 */
function disagreeing(attempt: Attempt, { agrees, atMs }: EvidenceRecord): Attempt {
  const isDecided = attempt.accepted || attempt.left;
  return agrees === false && !isDecided ? withConflict(attempt, "manual-differs", atMs) : attempt;
}

/** RRPay's answer names our id but differs from what was sent. It is claimed, not accepted (docs/contracts.md B5). */
function applyDifference(attempt: Attempt, record: EvidenceRecord, differs: Difference): Attempt {
  const { atMs } = record;
  const claim = claimedBy(attempt, record);
  const isPaid = record.state === "approved";
  if (isFinal(attempt.payment)) return isPaid ? contradicted(attempt, record) : attempt;
  const { partial: _partial, ...rest } = named(attempt, record);
  // what was approved once stays so, whatever is said of it later
  const kept = isPaid || wasApproved(attempt) ? { ...differs, approved: true as const } : differs;
  const seen: Attempt = { ...rest, ...claim, differs: kept };
  const told = record.fiscal.state === "printed" ? withFiscal(seen, record) : seen;
  // what a person saw when leaving the attempt, or has decided about since, is not news
  const before = attempt.differs;
  const isSeen = before !== undefined && (before.acceptable || isSameClaim(claimOf(attempt), claim.claimed));
  const isOther = isOtherMoney(attempt, record);
  const isNewMoney = isPaid ? !isSeen || isOther : addsMoney(attempt, record);
  if (told.left) return isNewMoney ? withConflict(told, "paid-after-left", atMs) : told;
  if (isOther) return contradicts(told, atMs);
  if (!told.manual || (told.accepted && isSeen)) return told;
  if (hasTypedReceipt(told)) return withConflict(told, "manual-differs", atMs);
  return isPaid ? withConflict(told, "paid-after-manual", atMs) : told;
}

/** The money of the first final answer is valid. A later answer may only add to the fiscal receipt. */
function withResult(attempt: Attempt, record: EvidenceRecord): Attempt {
  if (attempt.result) return attempt;
  const { partial: _partial, claimed, ...rest } = attempt;
  const { payments, roundingCents, changeCents } = record;
  const note = record.message === undefined ? {} : { message: record.message };
  // an RRPay of another epoch does not make known money unknown
  const kept = claimed && record.otherEpoch && record.state !== "approved" ? { claimed } : {};
  return { ...rest, ...kept, result: { payments, roundingCents, changeCents, ...note } };
}

function withFiscal(attempt: Attempt, { fiscal, atMs }: EvidenceRecord): Attempt {
  if (attempt.noFiscal) return attempt;
  const next = FISCAL[attempt.fiscal][fiscal.state];
  const { documentNo, printedAt } = fiscal;
  const isPrinted = (next === "same" ? attempt.fiscal : next) === "printed" && fiscal.state === "printed";
  // an empty field counts as absent, so two receipts without a number do not share one; the number may come later
  const document = {
    ...(isPrinted && documentNo && attempt.documentNo === undefined ? { documentNo } : {}),
    ...(isPrinted && printedAt && attempt.printedAt === undefined ? { printedAt } : {}),
  };
  if (next === "same" || next === "conflict")
    return Object.keys(document).length > 0 ? { ...attempt, ...document } : attempt;
  return { ...attempt, fiscal: next, ...document, ...(next === "not-printed" ? { notPrintedAtMs: atMs } : {}) };
}

/** Manual entry is provisional. RRPay's later answer agrees with it, or makes a conflict for a person. */
function reconcile(attempt: Attempt, record: EvidenceRecord, isFirst: boolean): Attempt {
  const { manual } = attempt;
  if (!manual || ((attempt.accepted || attempt.left) && !isFirst)) return attempt;
  const paid = attempt.payment === "approved";
  // the person who accepted the typed receipt knew that RRPay has nothing, but did not know of an approval
  if (attempt.accepted && !paid) return attempt;
  if (manual.decision === "nothing-happened")
    return paid && isFirst ? withConflict(attempt, "paid-after-manual", record.atMs) : attempt;
  if (!paid) return isFirst ? withConflict(attempt, "unpaid-after-manual", record.atMs) : attempt;
  const agrees = record.agrees ?? agreedIn010(manual, record);
  return agrees ? attempt : withConflict(attempt, "manual-differs", record.atMs);
}

type ManualEntry = NonNullable<Attempt["manual"]>;

/** The comparison of 0.1.0, whose evidence does not say whether it agrees: amounts, rounding, change and document. */
function agreedIn010(manual: ManualEntry, record: EvidenceRecord): boolean {
  const amounts = (list: readonly { amountCents: number }[]) =>
    list
      .map((payment) => payment.amountCents)
      .sort((a, b) => a - b)
      .join();
  const sameDocument = !record.fiscal.documentNo || record.fiscal.documentNo === manual.documentNo;
  const sameMoney = amounts(manual.payments ?? []) === amounts(record.payments);
  const sameRest =
    (manual.roundingCents ?? 0) === record.roundingCents && (manual.changeCents ?? 0) === record.changeCents;
  return sameDocument && sameMoney && sameRest;
}
