/**
 * What a journal record does to an attempt: the pure fold from which all state is rebuilt, live and after a crash alike.
 * Nothing else changes an attempt.
 */
import type {
  Attempt,
  CloseRecord,
  Conflict,
  DecisionRecord,
  EvidenceRecord,
  PaymentRecord,
  ResentRecord,
  SentRecord,
  UnpaidRecord,
} from "../../schemas/generated/types.ts";
import { sumCents } from "../money/cents.ts";
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
  const moved = movePayment(attempt, record.event, record.code);
  if (moved === "conflict") return withConflict(attempt, "evidence-contradicts", record.atMs);
  if (record.event === "cancel-asked") return isFinal(moved.payment) ? moved : { ...moved, cancelAsked: true };
  // a repeated refusal says nothing new: what came after the first one stands
  if (moved.payment !== "not-accepted" || isFinal(attempt.payment)) return moved;
  const closed = settleMemory({ ...moved, fiscal: "not-printed" }, record.atMs);
  // RRPay knows the sale under another id: our journal was lost, a person must look (contract C)
  return record.code === "sale-known" ? withConflict(closed, "sale-known", record.atMs) : closed;
}

function applyEvidence(attempt: Attempt, record: EvidenceRecord): Attempt {
  if (record.revision < attempt.revision) return attempt; // late or unordered: journalled, not obeyed (rule 10)
  const seen = { ...attempt, revision: record.revision, namedAtMs: record.atMs };
  if (record.state === "in-progress") return isFinal(attempt.payment) ? attempt : { ...seen, partial: record.payments };
  const moved = movePayment(seen, record.state, record.state);
  if (moved === "conflict") return withConflict(attempt, "evidence-contradicts", record.atMs);
  const told = withFiscal(withResult(moved, record), record);
  const judged =
    record.state !== "approved" && holdsMoney(record)
      ? withConflict(told, "money-without-approval", record.atMs)
      : told;
  return isFinal(attempt.payment) ? judged : settleMemory(reconcile(judged, record), record.atMs);
}

/** The first final answer's money stands; a later one may only add to the fiscal receipt. */
function withResult(attempt: Attempt, record: EvidenceRecord): Attempt {
  if (attempt.result) return attempt;
  const { partial: _partial, ...rest } = attempt;
  const { payments, roundingCents, changeCents } = record;
  const note = record.message === undefined ? {} : { message: record.message };
  return { ...rest, result: { payments, roundingCents, changeCents, ...note } };
}

function withFiscal(attempt: Attempt, { fiscal }: EvidenceRecord): Attempt {
  const next = FISCAL[attempt.fiscal][fiscal.state];
  if (next === "same" || next === "conflict") return attempt;
  const { documentNo, printedAt } = fiscal;
  // an empty field counts as absent: two receipts without a number do not share one
  const document = { ...(documentNo ? { documentNo } : {}), ...(printedAt ? { printedAt } : {}) };
  return { ...attempt, fiscal: next, ...document };
}

function holdsMoney({ payments, fiscal }: EvidenceRecord): boolean {
  return payments.some(({ amountCents }) => amountCents !== 0) || fiscal.state === "printed";
}

/** Manual entry is provisional: RRPay's later truth either agrees with it or makes a conflict for a person. */
function reconcile(attempt: Attempt, record: EvidenceRecord): Attempt {
  const { manual } = attempt;
  if (!manual) return attempt;
  const paid = attempt.payment === "approved";
  if (manual.decision === "nothing-happened") {
    return paid ? withConflict(attempt, "paid-after-manual", record.atMs) : attempt;
  }
  if (!paid) return withConflict(attempt, "unpaid-after-manual", record.atMs);
  return agrees(manual, record) ? attempt : withConflict(attempt, "manual-differs", record.atMs);
}

type ManualEntry = NonNullable<Attempt["manual"]>;

/** Methods are GAMA's numbers on one side and RRPay's on the other, so amounts, rounding, change and document are compared. */
function agrees(manual: ManualEntry, record: EvidenceRecord): boolean {
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
  if (attempt.payment === "approved") return moveGama(attempt, saved ? "saved" : "unsaved", atMs);
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
    case "accept-rrpay": {
      const closed = closeConflict(attempt);
      // an approved sale is still to be saved with RRPay's payments; anything else has nothing left to do
      return closed.payment === "approved" ? closed : moveGama(closed, "settled", atMs);
    }
    case "accept-manual":
      return moveGama(closeConflict(attempt), "settled", atMs);
    case "receipt-printed":
    case "nothing-happened":
      return settleMemory({ ...attempt, manual: manualOf(attempt, record) }, atMs);
  }
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
