/**
 * What a record means if its file may not follow the files below it. A repair and the table of a day use the same
 * rules.
 */
import type { Ledger } from "../../../plugin/journal/ledger.ts";
import type { JournalRecord } from "../../../plugin/journal/record.ts";

/** The position of a record. */
export interface Standing {
  /** Whether its file follows the one below it. */
  readonly isChained: boolean;
  /** A copy of what the journal already had says nothing new and must not take anything back. */
  readonly isCopy: boolean;
}

/** Applies a record as far as its file allows. */
export function foldRecord(ledger: Ledger, record: JournalRecord, { isChained, isCopy }: Standing): void {
  if (record.t === "checkpoint" && record.v === 1 && !isChained) {
    // It would replace what the files below say, although it does not follow them.
    for (const attempt of record.attempts ?? []) ledger.remember(attempt);
    ledger.storeId ??= record.storeId;
    ledger.named.restore(record);
    return;
  }
  if (isCopy && record.t === "carried") {
    for (const attempt of record.attempts) ledger.remember(attempt);
    return;
  }
  if (isCopy && record.t === "named") return;
  if (isCopy && begins(record) && ledger.get(record.attemptId)) return;
  ledger.apply(record);
}

type Beginning = Extract<JournalRecord, { t: "sent" | "adopted" | "unpaid" | "behind" }>;

/** Whether the record is the first one of an attempt. */
export function begins(record: JournalRecord): record is Beginning {
  return record.t === "sent" || record.t === "adopted" || record.t === "unpaid" || record.t === "behind";
}
