/** What a record of a file means that may not follow the files below it: the same to a repair and to the table of a day. */
import type { Ledger } from "../../../plugin/journal/ledger.ts";
import type { JournalRecord } from "../../../plugin/journal/record.ts";

/** Where a record stands. */
export interface Standing {
  /** Whether its file follows the one below it. */
  readonly isChained: boolean;
  /** A copy of what the journal had before says nothing new, and must not take anything back. */
  readonly isCopy: boolean;
}

/** Takes a record in, as far as its file may speak. */
export function foldRecord(ledger: Ledger, record: JournalRecord, { isChained, isCopy }: Standing): void {
  if (record.t === "checkpoint" && record.v === 1 && !isChained) {
    // It would replace what the files below say, which it does not follow.
    for (const attempt of record.attempts ?? []) ledger.remember(attempt);
    ledger.storeId ??= record.storeId;
    return;
  }
  if (isCopy && record.t === "carried") {
    for (const attempt of record.attempts) ledger.remember(attempt);
    return;
  }
  if (isCopy && begins(record) && ledger.get(record.attemptId)) return;
  ledger.apply(record);
}

type Beginning = Extract<JournalRecord, { t: "sent" | "adopted" | "unpaid" | "behind" }>;

/** An attempt is known from here on. */
export function begins(record: JournalRecord): record is Beginning {
  return record.t === "sent" || record.t === "adopted" || record.t === "unpaid" || record.t === "behind";
}
