/** Records, attempts and RRPay's transactions, small enough to read in a test: each names only what the test is about. */
import { type AttemptRecord, apply, begin } from "../../plugin/payment/history.ts";
import type {
  Attempt,
  EvidenceRecord,
  PaymentRecord,
  RrpayHealth,
  RrpayTransaction,
  SentRecord,
} from "../../schemas/generated/types.ts";

export const AT_MS = 1_795_421_730_000;
export const ATTEMPT_ID = "00000000-0000-4000-8000-000000000001";

/** A sale of 2,58 € handed to RRPay. */
export function sentRecord(changes: Partial<SentRecord> = {}): SentRecord {
  return {
    t: "sent",
    atMs: AT_MS,
    attemptId: ATTEMPT_ID,
    kind: "sale",
    saleKey: "T1-1",
    hash: "0123456789abcdef0123456789abcdef",
    receiptNo: "1",
    operator: "ONA",
    currency: "EUR",
    totalCents: 258,
    storeId: "store-1",
    epoch: "epoch-1",
    baseline: {},
    body: "{}",
    ...changes,
  };
}

export function attempt(changes: Partial<Attempt> = {}): Attempt {
  return { ...begin(sentRecord()), ...changes };
}

/** What is left of an attempt after these records. */
export function fold(start: Attempt, ...records: readonly AttemptRecord[]): Attempt {
  return records.reduce(apply, start);
}

/** RRPay's word: paid by card and printed, unless the test says otherwise. */
export function evidence(changes: Partial<EvidenceRecord> = {}): EvidenceRecord {
  const paid = (changes.state ?? "approved") === "approved";
  return {
    t: "evidence",
    atMs: AT_MS + 1000,
    attemptId: ATTEMPT_ID,
    state: "approved",
    revision: 2,
    payments: paid ? [{ method: 2, name: "Kortelė", amountCents: 258 }] : [],
    roundingCents: 0,
    changeCents: 0,
    fiscal: paid ? { state: "printed", documentNo: "D1", printedAt: "2026-11-23T10:00:00" } : { state: "not-printed" },
    ...changes,
  };
}

export function paymentRecord(event: PaymentRecord["event"], code = "no-answer"): PaymentRecord {
  return { t: "payment", atMs: AT_MS + 500, attemptId: ATTEMPT_ID, event, code };
}

/** RRPay's transaction as it echoes the attempt of `sentRecord`. */
export function transaction(changes: Partial<RrpayTransaction> = {}): RrpayTransaction {
  const { payments, roundingCents, changeCents, fiscal } = evidence(
    changes.state === undefined ? {} : { state: changes.state },
  );
  return {
    id: ATTEMPT_ID,
    till: "1",
    kind: "sale",
    saleKey: "T1-1",
    currency: "EUR",
    totalCents: 258,
    state: "approved",
    revision: 2,
    payments,
    roundingCents,
    changeCents,
    fiscal,
    ...changes,
  };
}

/** An RRPay that can do everything and is ready. */
export function health(changes: Partial<RrpayHealth> = {}): RrpayHealth {
  return {
    name: "scripted",
    version: "1",
    protocol: 1,
    ready: true,
    emulator: false,
    till: "1",
    storeId: "store-1",
    epoch: "epoch-1",
    fiscal: { online: true, lastDocumentNo: "D0" },
    lastTransactionId: "before",
    features: ["status", "cancel", "tombstone", "print", "fiscal"],
    ...changes,
  };
}
