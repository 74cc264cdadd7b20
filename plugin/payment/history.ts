/**
 * What a journal record does to an attempt: the pure fold from which all state is rebuilt, live and after a crash alike.
 * Nothing else changes an attempt.
 */
import type {
  AdoptedRecord,
  Attempt,
  CloseRecord,
  DecisionRecord,
  EvidenceRecord,
  PaymentRecord,
  ResentRecord,
  SentRecord,
  UnpaidRecord,
} from "../../schemas/generated/types.ts";
import { sumCents } from "../money/cents.ts";
import { applyEvidence } from "./evidence-fold.ts";
import { isFinal } from "./facts.ts";
import { applyClose, moveGama, movePayment, settleMemory, withConflict } from "./moves.ts";

export { moveGama, withConflict } from "./moves.ts";

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
  const { attemptId, kind, saleKey, atMs, saved } = record;
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
    // taken back before the send: nobody has anything to do about it
    ...(saved === false ? {} : { conflict: { code: "saved-unpaid", sinceMs: atMs } }),
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

type ManualEntry = NonNullable<Attempt["manual"]>;

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
  const { accepted: _accepted, ...open } = attempt;
  const told: Attempt = { ...open, manual: manualOf(attempt, record) };
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
  if (!isFinal(closed.payment)) return withoutManual(closed);
  // an approved sale is still to be saved with RRPay's payments; anything else has nothing left to do
  return closed.payment === "approved" ? closed : moveGama(closed, "settled", atMs);
}

/** RRPay's last word is still to come: what was typed counts no more, and what GAMA saved of it waits for that word. */
function withoutManual({ manual: _manual, ...open }: Attempt): Attempt {
  return open.gama === "saved" ? { ...open, closeSaved: true } : open;
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
