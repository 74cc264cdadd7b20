/**
 * What a journal record does to an attempt: the pure fold from which all state is rebuilt, live and after a crash alike.
 * Nothing else changes an attempt.
 */
import type {
  AdoptedRecord,
  Attempt,
  CloseRecord,
  Conflict,
  DecisionRecord,
  Difference,
  EvidenceRecord,
  PaymentRecord,
  ResentRecord,
  SentRecord,
  UnpaidRecord,
} from "../../schemas/generated/types.ts";
import { sumCents } from "../money/cents.ts";
import { isPaid } from "./attempt.ts";
import { claimIn, claimOf, holdsMoney, isSameClaim } from "./claim.ts";
import { FISCAL, GAMA, type GamaEvent, isFinal, PAYMENT, type PaymentEvent } from "./facts.ts";

/** The records that speak of one attempt. */
export type AttemptRecord = ResentRecord | PaymentRecord | EvidenceRecord | CloseRecord | DecisionRecord;

/** The attempt that a `sent` record begins: durable before its first byte leaves (rule 2). */
export function begin(record: SentRecord): Attempt {
  const { t: _t, atMs, ...identity } = record;
  return {
    ...identity,
    sentAtMs: atMs,
    namedAtMs: atMs,
    payment: "sent",
    fiscal: "unknown",
    gama: "waiting",
    code: "unknown",
    revision: 0,
  };
}

/** What RRPay had under an id of its own begins as if we had sent it; it is never sent again, for its bytes are not ours. */
export function beginAdopted(record: AdoptedRecord): Attempt {
  const { t: _t, atMs, from, ...identity } = record;
  return {
    ...identity,
    adoptedFrom: from,
    sentAtMs: atMs,
    namedAtMs: atMs,
    payment: "sent",
    fiscal: "unknown",
    gama: "waiting",
    code: "unknown",
    revision: 0,
  };
}

/** A sale that GAMA saved without any payment: nothing was ever sent, so a person must look. */
export function beginUnpaid(record: UnpaidRecord): Attempt {
  const { attemptId, kind, saleKey, atMs } = record;
  return {
    attemptId,
    kind,
    saleKey,
    hash: "",
    receiptNo: "",
    operator: "",
    currency: "EUR",
    totalCents: 0,
    storeId: "",
    epoch: "",
    baseline: {},
    sentAtMs: atMs,
    namedAtMs: atMs,
    payment: "not-accepted",
    fiscal: "not-printed",
    gama: "waiting",
    code: "saved-unpaid",
    revision: 0,
    conflict: { code: "saved-unpaid", sinceMs: atMs },
  };
}

/** Applies one record. Records that say nothing new leave the attempt as it is. */
export function apply(attempt: Attempt, record: AttemptRecord): Attempt {
  switch (record.t) {
    case "resent":
      return attempt;
    case "payment":
      return applyPayment(attempt, record);
    case "evidence":
      return applyEvidence(attempt, record);
    case "close":
      return applyClose(attempt, record.saved, record.atMs);
    case "decision":
      return applyDecision(attempt, record);
  }
}

/** Attaches a conflict; the first one stands, and no state moves (contract B). */
export function withConflict(attempt: Attempt, code: Conflict["code"], atMs: number): Attempt {
  return attempt.conflict ? attempt : { ...attempt, conflict: { code, sinceMs: atMs } };
}

/** Moves the gama fact by its table. */
export function moveGama(attempt: Attempt, event: GamaEvent, atMs: number): Attempt {
  const next = GAMA[attempt.gama][event];
  if (next === "conflict") return withConflict(attempt, "saved-then-unsaved", atMs);
  return next === "same" ? attempt : { ...attempt, gama: next };
}

function movePayment(attempt: Attempt, event: PaymentEvent, code: Attempt["code"]): Attempt | "conflict" {
  const next = PAYMENT[attempt.payment][event];
  if (next === "conflict") return "conflict";
  if (next !== "same") return { ...attempt, payment: next, code };
  return isFinal(attempt.payment) ? attempt : { ...attempt, code };
}

function applyPayment(attempt: Attempt, record: PaymentRecord): Attempt {
  const { event } = record;
  // RRPay named it as its last transaction: it has it, whatever became of it
  if (event === "taken-up") return isFinal(attempt.payment) ? attempt : { ...attempt, takenUp: true };
  // the same durable store says that it never came, and a person has its receipt in hand
  if (event === "not-found") return withConflict(attempt, "manual-not-found", record.atMs);
  const moved = movePayment(attempt, event, record.code);
  if (moved === "conflict") return withConflict(attempt, "evidence-contradicts", record.atMs);
  if (event === "cancel-asked") return isFinal(moved.payment) ? moved : { ...moved, cancelAsked: true };
  // a repeated refusal says nothing new: what came after the first one stands
  if (moved.payment !== "not-accepted" || isFinal(attempt.payment)) return moved;
  if (moved.fiscal === "printed") return withConflict(moved, "money-without-approval", record.atMs);
  const closed = settleMemory({ ...moved, fiscal: "not-printed" }, record.atMs);
  // RRPay knows the sale under another id: our journal was lost, a person must look (contract C)
  return record.code === "sale-known" ? withConflict(closed, "sale-known", record.atMs) : closed;
}

function applyEvidence(attempt: Attempt, record: EvidenceRecord): Attempt {
  if (record.revision < attempt.revision) return attempt; // late or unordered: journalled, not obeyed (rule 10)
  if (record.differs) return applyDifference(attempt, record, record.differs);
  const seen = answered(attempt, record);
  if (record.state === "in-progress") return isFinal(attempt.payment) ? attempt : inProgress(seen, record);
  const moved = movePayment(seen, record.state, record.state);
  if (moved === "conflict") return withConflict(attempt, "evidence-contradicts", record.atMs);
  const told = withFiscal(withResult(moved, record), record);
  return withDoubts(attempt, told, record);
}

/** What an approved, declined or cancelled answer leaves open: each doubt is a conflict, and only a person ends it. */
function withDoubts(before: Attempt, after: Attempt, record: EvidenceRecord): Attempt {
  const { atMs } = record;
  const isFirst = !isFinal(before.payment);
  if (record.state === "approved") {
    if (isFirst && before.left) return withConflict(after, "paid-after-left", atMs);
    if (isSecondNumber(before, record)) return withConflict(after, "evidence-contradicts", atMs);
  } else if (holdsMoney(record) || (isFirst && wasKnown(before, record))) {
    return settleMemory(withConflict(after, "money-without-approval", atMs), atMs);
  }
  const judged = reconcile(after, record, isFirst);
  return isFirst ? settleMemory(judged, atMs) : judged;
}

/** Paper that was printed, or money that an RRPay of another epoch does not remember: never simply gone. */
function wasKnown(before: Attempt, { otherEpoch }: EvidenceRecord): boolean {
  if (before.fiscal === "printed" && !before.noFiscal) return true;
  const claim = otherEpoch ? claimOf(before) : undefined;
  return claim !== undefined && holdsMoney(claim);
}

/** A receipt has one number: another one under the same id is another receipt. */
function isSecondNumber({ documentNo, noFiscal }: Attempt, { fiscal }: EvidenceRecord): boolean {
  return !noFiscal && !!documentNo && !!fiscal.documentNo && fiscal.documentNo !== documentNo;
}

/** RRPay has named the id. With the memory of the send its word replaces what it claimed before. */
function answered(attempt: Attempt, { revision, atMs, otherEpoch }: EvidenceRecord): Attempt {
  const seen = { ...attempt, revision, namedAtMs: atMs };
  if (otherEpoch) return seen;
  const { takenUp: _takenUp, differs: _differs, ...rest } = seen;
  return rest;
}

function inProgress(attempt: Attempt, record: EvidenceRecord): Attempt {
  const before = claimOf(attempt);
  const claim = claimIn(record);
  if (isSameClaim(before, claim) || (before && record.otherEpoch)) return attempt;
  const { claimed: _claimed, partial: _partial, ...rest } = attempt;
  const told = claim ? { ...rest, claimed: claim } : rest;
  // something has moved: RRPay's silence about it is over
  const moving = told.code === "still-in-progress" ? { ...told, code: "unknown" } : told;
  return record.fiscal.state === "printed" ? withFiscal(moving, record) : moving;
}

/** RRPay's answer names our id and does not agree with what was sent: claimed, not believed (contract B, 5). */
function applyDifference(attempt: Attempt, record: EvidenceRecord, differs: Difference): Attempt {
  const { atMs, revision } = record;
  const claim = claimIn(record) ?? claimOf(attempt);
  const claimed = claim ? { claimed: claim } : {};
  const isPaid = record.state === "approved";
  if (isFinal(attempt.payment)) {
    if (attempt.payment === "approved" || !isPaid) return attempt;
    return withConflict({ ...attempt, ...claimed }, "evidence-contradicts", atMs);
  }
  const { partial: _partial, ...rest } = attempt;
  const seen: Attempt = { ...rest, ...claimed, revision, namedAtMs: atMs, differs };
  const told = record.fiscal.state === "printed" ? withFiscal(seen, record) : seen;
  // what a person had seen when it was left, or has decided about since, is no news
  if (told.left) return isPaid && !attempt.differs ? withConflict(told, "paid-after-left", atMs) : told;
  if (!told.manual || told.accepted) return told;
  if (told.manual.decision === "receipt-printed") return withConflict(told, "manual-differs", atMs);
  return isPaid ? withConflict(told, "paid-after-manual", atMs) : told;
}

/** The first final answer's money stands; a later one may only add to the fiscal receipt. */
function withResult(attempt: Attempt, record: EvidenceRecord): Attempt {
  if (attempt.result) return attempt;
  const { partial: _partial, claimed, ...rest } = attempt;
  const { payments, roundingCents, changeCents } = record;
  const note = record.message === undefined ? {} : { message: record.message };
  // what an RRPay of another epoch says last does not make known money unknown
  const kept = claimed && record.otherEpoch && record.state !== "approved" ? { claimed } : {};
  return { ...rest, ...kept, result: { payments, roundingCents, changeCents, ...note } };
}

function withFiscal(attempt: Attempt, { fiscal, atMs }: EvidenceRecord): Attempt {
  if (attempt.noFiscal) return attempt;
  const next = FISCAL[attempt.fiscal][fiscal.state];
  const { documentNo, printedAt } = fiscal;
  const isPrinted = (next === "same" ? attempt.fiscal : next) === "printed" && fiscal.state === "printed";
  // an empty field counts as absent: two receipts without a number do not share one. A number may come a revision later
  const document = {
    ...(isPrinted && documentNo && attempt.documentNo === undefined ? { documentNo } : {}),
    ...(isPrinted && printedAt && attempt.printedAt === undefined ? { printedAt } : {}),
  };
  if (next === "same" || next === "conflict")
    return Object.keys(document).length > 0 ? { ...attempt, ...document } : attempt;
  return { ...attempt, fiscal: next, ...document, ...(next === "not-printed" ? { notPrintedAtMs: atMs } : {}) };
}

/** Manual entry is provisional: RRPay's later truth either agrees with it or makes a conflict for a person. */
function reconcile(attempt: Attempt, record: EvidenceRecord, isFirst: boolean): Attempt {
  const { manual } = attempt;
  if (!manual || attempt.accepted || (attempt.left && !isFirst)) return attempt;
  const paid = attempt.payment === "approved";
  if (manual.decision === "nothing-happened")
    return paid && isFirst ? withConflict(attempt, "paid-after-manual", record.atMs) : attempt;
  if (!paid) return isFirst ? withConflict(attempt, "unpaid-after-manual", record.atMs) : attempt;
  const agrees = record.agrees ?? agreedIn010(manual, record);
  return agrees ? attempt : withConflict(attempt, "manual-differs", record.atMs);
}

type ManualEntry = NonNullable<Attempt["manual"]>;

/** How 0.1.0 compared, whose evidence does not say whether it agrees: amounts, rounding, change and document. */
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

/** Applies a `close` that came while the payment was open, now that it has ended. */
function settleMemory(attempt: Attempt, atMs: number): Attempt {
  const { closeSaved, ...rest } = attempt;
  return closeSaved === undefined ? attempt : applyClose(rest, closeSaved, atMs);
}

function applyClose(attempt: Attempt, saved: boolean, atMs: number): Attempt {
  if (attempt.gama === "settled") return attempt; // a person has had the last word: a repeated hook changes nothing
  if (isPaid(attempt)) return moveGama(attempt, saved ? "saved" : "unsaved", atMs);
  if (isFinal(attempt.payment)) return saved ? withConflict(attempt, "saved-unpaid", atMs) : attempt;
  if (!attempt.manual) return attempt.closeSaved === saved ? attempt : { ...attempt, closeSaved: saved };
  if (attempt.manual.decision === "receipt-printed") return moveGama(attempt, saved ? "saved" : "unsaved", atMs);
  return saved ? withConflict(attempt, "saved-unpaid", atMs) : attempt;
}

function applyDecision(attempt: Attempt, record: DecisionRecord): Attempt {
  const { decision, atMs } = record;
  switch (decision) {
    case "saved-in-gama":
      return moveGama(attempt, "saved", atMs);
    case "leave-to-accountant":
      return { ...moveGama(closeConflict(attempt), "settled", atMs), left: true };
    case "accept-rrpay":
      return acceptRrpay(attempt, atMs);
    case "accept-manual": {
      const closed: Attempt = { ...closeConflict(attempt), accepted: "manual" };
      // a receipt is still to be saved as it was typed; "nothing happened" leaves nothing to do
      return closed.manual?.decision === "receipt-printed" ? closed : moveGama(closed, "settled", atMs);
    }
    case "voided-elsewhere":
      return { ...moveGama(closeConflict(attempt), "settled", atMs), voidedElsewhere: record.documentNo ?? "" };
    case "receipt-printed":
    case "nothing-happened":
      return settleMemory(withManual(attempt, record), atMs);
  }
}

function withManual(attempt: Attempt, record: DecisionRecord): Attempt {
  const told = { ...attempt, manual: manualOf(attempt, record) };
  const known = attempt.noFiscal ? undefined : attempt.documentNo;
  const isOther = known !== undefined && record.documentNo !== undefined && known !== record.documentNo;
  return isOther ? withConflict(told, "manual-differs", record.atMs) : told;
}

/** RRPay's word stands. Where it does not agree with what was sent, its own numbers are what was paid (contract B, 5). */
function acceptRrpay(attempt: Attempt, atMs: number): Attempt {
  const closed: Attempt = { ...closeConflict(attempt), accepted: "rrpay" };
  const { differs, claimed, ...rest } = closed;
  if (!isFinal(closed.payment) && differs?.acceptable && claimed) {
    const { payments, roundingCents, changeCents } = claimed;
    const result = { payments, roundingCents, changeCents };
    const code = "accepted-differs";
    return settleMemory({ ...rest, payment: "approved", code, result, acceptedCents: differs.totalCents }, atMs);
  }
  // an approved sale is still to be saved with RRPay's payments; anything else has nothing left to do
  return closed.payment === "approved" ? closed : moveGama(closed, "settled", atMs);
}

function manualOf(attempt: Attempt, record: DecisionRecord): ManualEntry {
  const { t: _t, attemptId: _id, atMs, again, confirmed, ...entry } = record;
  const decision = entry.decision === "receipt-printed" ? "receipt-printed" : "nothing-happened";
  const nothing = decision === "nothing-happened";
  // what was said twice stays said: a third time takes nothing back
  const twice = nothing && (again ?? attempt.manual?.again);
  const stands = nothing && (confirmed ?? attempt.manual?.confirmed);
  return {
    ...entry,
    decision,
    sinceMs: atMs,
    ...(twice ? { again: true } : {}),
    ...(stands ? { confirmed: true } : {}),
  };
}

function closeConflict(attempt: Attempt): Attempt {
  const { conflict: _conflict, ...rest } = attempt;
  return rest;
}

/** Σ amounts − change = what is due + rounding, and rounding within two cents: the balance formula of contract B. */
export function balances(
  dueCents: number,
  taken: {
    readonly payments: readonly { amountCents: number }[];
    readonly roundingCents: number;
    readonly changeCents: number;
  },
): boolean {
  const sum = sumCents(taken.payments.map((payment) => payment.amountCents));
  if (sum === null || Math.abs(taken.roundingCents) > 2) return false;
  return (
    taken.payments.every(({ amountCents }) => amountCents >= 0) &&
    taken.changeCents >= 0 &&
    sum - taken.changeCents === dueCents + taken.roundingCents
  );
}
