/**
 * Judges RRPay's answer against the attempt that it should be about (rule 6). An answer that does not match proves
 * nothing.
 */
import type { Attempt, Difference, EvidenceRecord } from "../../schemas/generated/types.ts";
import { goesOn, isAcceptedUnpaid, isAfterEnd, isOpen, isOutdated } from "./attempt.ts";
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
import { balances } from "./history.ts";
import { isHidden } from "./moves.ts";
import type { Statement, Tombstone } from "./statement.ts";

export type Verdict =
  /** To be journalled. With `differs` in it, it is claimed and not accepted. */
  | { readonly type: "evidence"; readonly record: EvidenceRecord }
  /** It does not name our id: late, repeated or misdirected, or about another sale. */
  | { readonly type: "foreign" }
  /** Older than what we have seen. It changes nothing (rule 10). */
  | { readonly type: "stale" };

/** The circumstances of an answer. */
export interface Answered {
  readonly till: string;
  readonly atMs: number;
  /** RRPay's epoch is no longer the one of the send. */
  readonly otherEpoch: boolean;
}

/**
 * A statement under our id is accepted if kind, till, key, currency, total and a void's original are ours and its money
 * balances. Otherwise its numbers are a claim (docs/contracts.md B5).
 */
export function judge(attempt: Attempt, statement: Statement, heard: Answered): Verdict {
  if (statement.id !== attempt.attemptId) return { type: "foreign" };
  // an RRPay that was restored from a backup counts revisions from there, so its answer is not older for a lower one
  const revision = heard.otherEpoch ? Math.max(statement.revision, attempt.revision) : statement.revision;
  if (revision < attempt.revision) return { type: "stale" };
  const { state, payments, roundingCents, changeCents, fiscal, code, message } = statement;
  const differs = differenceOf(attempt, statement, heard.till);
  const record: EvidenceRecord = {
    t: "evidence",
    atMs: heard.atMs,
    attemptId: attempt.attemptId,
    state,
    revision,
    payments,
    roundingCents,
    changeCents,
    fiscal,
    ...(code === undefined ? {} : { code }),
    ...(message === undefined ? {} : { message }),
    ...(heard.otherEpoch ? { otherEpoch: true } : {}),
    ...(differs ? { differs } : {}),
  };
  return { type: "evidence", record };
}

/** Whether a statement under our id is about our sale. */
function isOurs(attempt: Attempt, { kind, saleKey, till, original }: Statement, ourTill: string): boolean {
  if (kind !== attempt.kind || till !== ourTill || saleKey !== attempt.saleKey) return false;
  const { originalDocumentNo, originalKind } = attempt;
  if (kind === "void" && original?.kind !== undefined && originalKind !== undefined && original.kind !== originalKind)
    return false;
  // a void takes back one receipt: if RRPay echoes which, the number must be ours
  if (kind !== "void" || original?.documentNo === undefined || originalDocumentNo === undefined) return true;
  return original.documentNo === originalDocumentNo;
}

/** How an answer differs from what was sent, or from what a person accepted instead. */
function differenceOf(attempt: Attempt, statement: Statement, ourTill: string): Difference | undefined {
  const { currency, state, totalCents } = statement;
  const { prepaidCents = 0 } = attempt;
  const isOwn = isOurs(attempt, statement, ourTill);
  // it ended without money and paper: there is nothing in it that could differ
  if (isOwn && (state === "declined" || state === "cancelled") && !holdsMoney(statement)) return undefined;
  const isTotal = totalCents === (attempt.acceptedCents ?? attempt.totalCents);
  const isBalanced = state !== "approved" || balances(totalCents - prepaidCents, statement);
  const isNamed = currency === attempt.currency && isOwn;
  if (isNamed && isTotal && isBalanced) return undefined;
  return { totalCents, acceptable: isNamed && state === "approved" && isBalanced };
}

/** A tombstone needs only our id to be accepted (docs/contracts.md C11). */
export function judgeTombstone(attempt: Attempt, tombstone: Tombstone, atMs: number): Verdict {
  if (tombstone.id !== attempt.attemptId) return { type: "foreign" };
  const record: EvidenceRecord = {
    t: "evidence",
    atMs,
    attemptId: attempt.attemptId,
    state: "cancelled",
    // revisions start at 1, and the next start would not understand a record with less
    revision: Math.max(tombstone.revision ?? 1, attempt.revision),
    payments: tombstone.payments ?? [],
    roundingCents: tombstone.roundingCents ?? 0,
    changeCents: tombstone.changeCents ?? 0,
    fiscal: tombstone.fiscal ?? { state: "not-printed" },
    // "never seen" does not take back money that was known: the store has forgotten it
    ...(claimOf(attempt) ? { otherEpoch: true } : {}),
  };
  return { type: "evidence", record };
}

/**
 * What an open payment would be known to have by an answer of which nobody knows who gave it. Undefined: nothing new.
 */
export function asClaim(attempt: Attempt, record: EvidenceRecord): EvidenceRecord | undefined {
  if (!isOpen(attempt) || !addsMoney(attempt, record)) return undefined;
  const { differs: _differs, ...said } = record;
  const revision = Math.max(1, attempt.revision);
  return { ...said, state: "in-progress", revision, otherEpoch: true, unvouched: true };
}

/** Whether an answer says anything new about the attempt. Only such an answer is journalled. */
export function isNews(attempt: Attempt, record: EvidenceRecord): boolean {
  const isOver = isFinal(attempt.payment);
  if (isOver && record.state === "in-progress")
    return isAfterEnd(attempt, record) && (!goesOn(attempt) || addsMoney(attempt, record));
  if (isOver && isOtherMoney(attempt, record)) return isNewContradiction(attempt, record);
  if (record.differs) return isNewDifference(attempt, record, record.differs);
  if (record.state === "in-progress") return isNewProgress(attempt, record);
  // how a payment ends that had gone on after its end
  if (goesOn(attempt)) return true;
  if (isOver && attempt.payment !== record.state) return isNewContradiction(attempt, record);
  if (!isOver) return true;
  if (isNewDisagreement(attempt, record)) return true;
  return !attempt.noFiscal && isNewReceipt(attempt, record);
}

/** What a person has seen is not news, unless there is more money in it. */
function isNewContradiction(attempt: Attempt, record: EvidenceRecord): boolean {
  const isSeen = attempt.left || (isAcceptedUnpaid(attempt) && record.state !== "approved");
  return (!isHidden(attempt, "evidence-contradicts") && !isSeen) || addsMoney(attempt, record);
}

function isNewDisagreement(attempt: Attempt, { agrees }: EvidenceRecord): boolean {
  return agrees === false && !isHidden(attempt, "manual-differs") && !attempt.accepted && !attempt.left;
}

function isNewDifference(attempt: Attempt, record: EvidenceRecord, differs: Difference): boolean {
  if (isFinal(attempt.payment)) return record.state === "approved" && isNewContradiction(attempt, record);
  const { totalCents, acceptable } = differs;
  const isKnown = attempt.differs?.totalCents === totalCents && attempt.differs.acceptable === acceptable;
  return !isKnown || !isSameClaim(claimOf(attempt), claimAfter(attempt, record));
}

function isNewProgress(attempt: Attempt, record: EvidenceRecord): boolean {
  const { manual, revision } = attempt;
  if (manual?.again || isNewDisagreement(attempt, record) || isOutdated(attempt)) return true;
  const before = claimOf(attempt);
  // that it has named the id at all must outlive a restart: what it forgets then is not sent again
  if (!before && revision === 0) return true;
  if (before && (record.otherEpoch || wasApproved(attempt)) && !addsMoney(attempt, record)) return false;
  return attempt.differs !== undefined || !isSameClaim(before, claimIn(record));
}

/** Whether the receipt is new: printed now, or its number came later, or the number differs from the known one. */
function isNewReceipt(attempt: Attempt, record: EvidenceRecord): boolean {
  const { fiscal, documentNo } = attempt;
  const said = record.fiscal;
  if (said.state !== "unknown" && FISCAL[fiscal][said.state] !== "same") return true;
  if (said.state !== "printed" || !said.documentNo) return false;
  return documentNo === undefined || (isSecondNumber(attempt, record) && !isHidden(attempt, "evidence-contradicts"));
}
