/**
 * What a journal record does to an attempt. This pure fold rebuilds all state, both live and after a crash. Nothing
 * else changes an attempt.
 */
import type {
  AdoptedRecord,
  Attempt,
  BehindRecord,
  CloseRecord,
  DecisionRecord,
  EvidenceRecord,
  PaymentRecord,
  ResentRecord,
  SentRecord,
  UnpaidRecord,
} from "../../schemas/generated/types.ts";
import { sumCents } from "../money/cents.ts";
import { hasTypedReceipt } from "./attempt.ts";
import { applyEvidence } from "./evidence-fold.ts";
import { isFinal } from "./facts.ts";
import { applyClose, comeUp, contradicts, moveGama, movePayment, settleMemory, withConflict } from "./moves.ts";

export { moveGama, withConflict } from "./moves.ts";

/** The records about one attempt. */
export type AttemptRecord = ResentRecord | PaymentRecord | EvidenceRecord | CloseRecord | DecisionRecord;

/** The attempt that a `sent` record begins. The record is durable before its first byte leaves (rule 2). */
export function begin({ t: _t, ...sent }: SentRecord): Attempt {
  return begun(sent);
}

/** An attempt of which nothing has been heard yet. */
export function begun({ atMs, ...identity }: Omit<SentRecord, "t" | "body"> & { readonly body?: string }): Attempt {
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

/**
 * A payment that RRPay had under its own id begins as if we had sent it. It is never sent again, because the bytes are
 * not ours.
 */
export function beginAdopted({ t: _t, from, ...rest }: AdoptedRecord): Attempt {
  return { ...begun(rest), adoptedFrom: from };
}

/** What an attempt has that we have not sent. */
const UNSENT = {
  hash: "",
  receiptNo: "",
  operator: "",
  currency: "EUR",
  totalCents: 0,
  storeId: "",
  epoch: "",
  baseline: {},
};

/**
 * A payment that RRPay has but no kept day of the journal. It is listed as a conflict from its first record on; what
 * RRPay says of it is evidence, as for any other attempt.
 */
export function beginBehind({ t: _t, ...rest }: BehindRecord): Attempt {
  const code = "journal-behind";
  return withConflict({ ...begun({ ...UNSENT, ...rest }), payment: "unknown", code }, code, rest.atMs);
}

/** A sale that GAMA saved without any payment. Nothing was ever sent, so a person must look. */
export function beginUnpaid(record: UnpaidRecord): Attempt {
  const { attemptId, kind, saleKey, atMs, saved } = record;
  return {
    ...begun({ attemptId, kind, saleKey, atMs, ...UNSENT }),
    payment: "not-accepted",
    fiscal: "not-printed",
    code: "saved-unpaid",
    // taken back before the send, so nobody has anything to do
    ...(saved === false ? {} : { closeSaved: true, conflict: { code: "saved-unpaid", sinceMs: atMs } }),
  };
}

/** Applies one record. A record that says nothing new leaves the attempt as it is. */
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
      return comeUp(applyDecision(attempt, record), record.atMs);
  }
}

function applyPayment(attempt: Attempt, record: PaymentRecord): Attempt {
  const { event } = record;
  // RRPay named it as its last transaction, so RRPay has accepted it
  if (event === "taken-up") return attempt.payment === "approved" ? attempt : { ...attempt, takenUp: true };
  // the same durable store says that it never came, but a person has its receipt in hand
  if (event === "not-found") return withConflict(attempt, "manual-not-found", record.atMs);
  const moved = movePayment(attempt, event, record.code);
  if (moved === "conflict") return contradicts(attempt, record.atMs);
  if (event === "cancel-asked") return isFinal(moved.payment) ? moved : { ...moved, cancelAsked: true };
  // a repeated refusal says nothing new, and later facts stay valid
  if (moved.payment !== "not-accepted" || isFinal(attempt.payment)) return moved;
  if (moved.fiscal === "printed") return withConflict(moved, "money-without-approval", record.atMs);
  const closed = settleMemory({ ...moved, fiscal: "not-printed" }, record.atMs);
  // RRPay knows the sale under another id: our journal was lost, and a person must look (docs/contracts.md B8)
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
      const closed = accept(attempt, "manual");
      // a typed receipt must still be saved; "nothing happened" leaves nothing to do
      return hasTypedReceipt(closed) ? closed : moveGama(closed, "settled", atMs);
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
  return isOther || record.agrees === false ? withConflict(told, "manual-differs", record.atMs) : told;
}

/** One word counts from now on. What GAMA took back of a typed receipt is yet to be saved then. */
function accept(attempt: Attempt, accepted: "rrpay" | "manual"): Attempt {
  const { gama, closeSaved } = attempt;
  const isUnsaved = closeSaved === false && hasTypedReceipt(attempt);
  return { ...closeConflict(attempt), accepted, gama: isUnsaved ? "unsaved" : gama };
}

/**
 * Accepts RRPay's answer. If it differs from what was sent, RRPay's numbers are what was paid (docs/contracts.md B5).
 */
function acceptRrpay(attempt: Attempt, atMs: number): Attempt {
  const closed = accept(attempt, "rrpay");
  const { differs, claimed, ...rest } = closed;
  if (!isFinal(closed.payment)) {
    if (!differs?.acceptable || !claimed) return withoutManual(closed);
    const { fiscal: _fiscal, ...result } = claimed;
    const code = "accepted-differs";
    return settleMemory({ ...rest, payment: "approved", code, result, acceptedCents: differs.totalCents }, atMs);
  }
  // an approved sale must still be saved with RRPay's payments; what GAMA saved of one that is not paid is unpaid
  if (closed.payment === "approved") return differs || claimed?.fiscal.documentNo !== closed.documentNo ? closed : rest;
  const told = settleMemory(closed, atMs);
  if (told.gama === "saved") return withConflict(told, "saved-unpaid", atMs);
  return told.conflict ? told : moveGama(told, "settled", atMs);
}

/**
 * RRPay's final answer is still to come. The typed receipt no longer counts, and if GAMA saved it, that applies to
 * RRPay's answer when it comes.
 */
function withoutManual({ manual: _manual, ...open }: Attempt): Attempt {
  return open.gama === "saved" ? { ...open, closeSaved: true } : open;
}

function manualOf(attempt: Attempt, record: DecisionRecord): ManualEntry {
  const { t: _t, attemptId: _id, atMs, again, confirmed, agrees: _agrees, ...entry } = record;
  // of all decisions only a word about what happened comes here
  const decision = entry.decision as ManualEntry["decision"];
  const nothing = decision === "nothing-happened";
  // a decision that was repeated stays repeated: a third one takes nothing back
  const twice = nothing && (again ?? attempt.manual?.again);
  const stands = nothing && (confirmed ?? attempt.manual?.confirmed);
  return {
    ...entry,
    decision,
    // later than RRPay's word before it, also by a clock that was set back
    sinceMs: Math.max(atMs, attempt.namedAtMs + 1),
    ...(twice ? { again: true } : {}),
    ...(stands ? { confirmed: true } : {}),
  };
}

function closeConflict(attempt: Attempt): Attempt {
  const { conflict, ...rest } = attempt;
  const { closeSaved: _word, ...decided } = rest;
  const { repeated: _repeated, ...own } = rest;
  const { savedAfterVoid: _saved, ...seen } = rest;
  if (conflict?.code === "saved-then-unsaved") return { ...decided, unsaveDecided: true };
  if (conflict?.code === "saved-after-void") return seen;
  return conflict?.code === "document-repeated" ? own : rest;
}

/** The balance of docs/contracts.md B11: Σ amounts − change = amount due + rounding, with at most two cents of rounding. */
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
