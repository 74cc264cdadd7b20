/** Judges RRPay's answer against the attempt it should be about (rule 6): what does not match proves nothing. */
import type { Attempt, EvidenceRecord } from "../../schemas/generated/types.ts";
import { dueCents } from "./attempt.ts";
import { isFinal } from "./facts.ts";
import { balances } from "./history.ts";
import type { Statement, Tombstone } from "./statement.ts";

export type Verdict =
  | { readonly type: "evidence"; readonly record: EvidenceRecord }
  /** It does not echo what we sent (late, repeated or misdirected: another sale's), or does not balance. */
  | { readonly type: "differs" }
  /** Older than what we have seen: not obeyed (rule 10). */
  | { readonly type: "stale" };

/** A whole statement counts only when it echoes our id, kind, till, sale, currency and total, and its money balances. */
export function judge(attempt: Attempt, till: string, statement: Statement, atMs: number): Verdict {
  const same =
    statement.id === attempt.attemptId &&
    statement.kind === attempt.kind &&
    statement.till === till &&
    statement.saleKey === attempt.saleKey &&
    statement.currency === attempt.currency &&
    statement.totalCents === attempt.totalCents;
  if (!same) return { type: "differs" };
  if (statement.state === "approved" && !balances(dueCents(attempt), statement)) return { type: "differs" };
  if (statement.revision < attempt.revision) return { type: "stale" };
  const { state, revision, payments, roundingCents, changeCents, fiscal, code, message } = statement;
  const record: EvidenceRecord = {
    t: "evidence",
    atMs,
    attemptId: attempt.attemptId,
    state,
    revision,
    payments,
    roundingCents,
    changeCents,
    fiscal,
    ...(code === undefined ? {} : { code }),
    ...(message === undefined ? {} : { message }),
  };
  return { type: "evidence", record };
}

/** A tombstone is accepted on its id alone (contract C). */
export function judgeTombstone(attempt: Attempt, tombstone: Tombstone, atMs: number): Verdict {
  if (tombstone.id !== attempt.attemptId) return { type: "differs" };
  const record: EvidenceRecord = {
    t: "evidence",
    atMs,
    attemptId: attempt.attemptId,
    state: "cancelled",
    // revisions start at 1: a record with less would not be understood at the next start
    revision: Math.max(tombstone.revision ?? 1, attempt.revision),
    payments: tombstone.payments ?? [],
    roundingCents: tombstone.roundingCents ?? 0,
    changeCents: tombstone.changeCents ?? 0,
    fiscal: tombstone.fiscal ?? { state: "not-printed" },
  };
  return { type: "evidence", record };
}

/** Whether a piece of evidence says anything that the attempt does not know: only that is journalled. */
export function isNews(attempt: Attempt, record: EvidenceRecord): boolean {
  if (record.state === "in-progress") return JSON.stringify(record.payments) !== JSON.stringify(attempt.partial ?? []);
  if (isFinal(attempt.payment) && attempt.payment !== record.state) return attempt.conflict === undefined;
  return (
    attempt.payment !== record.state || (record.fiscal.state !== "unknown" && record.fiscal.state !== attempt.fiscal)
  );
}
