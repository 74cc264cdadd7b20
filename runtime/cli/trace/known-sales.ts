/** The sales that a trace has shown so far: which attempt is whose, and how it stands. */
import { Ledger } from "../../../plugin/journal/ledger.ts";
import type { JournalRecord } from "../../../plugin/journal/record.ts";
import type { Attempt } from "../../../schemas/generated/types.ts";

/** So many sales are remembered by their attempts: weeks of a busy till. */
const KEYS_MAX = 20_000;

export class KnownSales {
  #ledger = new Ledger();
  readonly #keys = new Map<string, string>();

  /** An engine begins, which knows nothing. Whose an attempt is stays known. */
  forget(): void {
    this.#ledger = new Ledger();
  }

  get unsettledCount(): number {
    return this.#ledger.unsettled().length;
  }

  attempt(attemptId: string): Attempt | undefined {
    return this.#ledger.get(attemptId);
  }

  keyOf(attemptId: string | undefined): string | undefined {
    return attemptId === undefined ? undefined : this.#keys.get(attemptId);
  }

  learn(record: JournalRecord): void {
    if ("attemptId" in record && "saleKey" in record && record.saleKey !== undefined)
      this.note(record.attemptId, record.saleKey);
    if (record.t === "checkpoint" || record.t === "carried")
      for (const attempt of record.attempts ?? []) this.note(attempt.attemptId, attempt.saleKey);
    this.#ledger.apply(record);
  }

  note(attemptId: string, saleKey: string): void {
    this.#keys.set(attemptId, saleKey);
    if (this.#keys.size <= KEYS_MAX) return;
    const [oldest] = this.#keys.keys();
    if (oldest !== undefined) this.#keys.delete(oldest);
  }
}
