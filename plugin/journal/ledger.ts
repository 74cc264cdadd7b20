/** All attempts that the journal knows, by id and by sale: the state, rebuilt from records alone. */
import type { Attempt, CheckpointRecord, Kind, SentRecord } from "../../schemas/generated/types.ts";
import { isSettled, type SaleIdentity } from "../payment/attempt.ts";
import { beginBehind } from "../payment/behind.ts";
import { isDocumentUsed } from "../payment/document.ts";
import { apply, begin, beginUnpaid, moveGama, withConflict } from "../payment/history.ts";
import type { JournalRecord } from "./record.ts";

/** How many settled attempts a checkpoint carries, so that a repeated hook still finds its result. */
export const SETTLED_KEPT = 100;

export class Ledger {
  /** RRPay's identity, pinned by the first send; undefined before it, or after `journal pair`. */
  storeId: string | undefined;
  readonly #attempts = new Map<string, Attempt>();
  readonly #latest = new Map<string, string>();

  /** Applies one record; the order of records is the order of the journal. */
  apply(record: JournalRecord): void {
    switch (record.t) {
      case "checkpoint":
        return this.#restore(record);
      case "pin":
        this.storeId = record.storeId;
        return;
      case "refusal":
        return;
      case "sent":
        return this.#put(this.#begin(record));
      case "unpaid":
        return this.#put(beginUnpaid(record));
      case "behind":
        return this.#put(beginBehind(record));
      case "carried":
        for (const attempt of record.attempts) this.adopt(this.#withBody(attempt));
        return;
      default: {
        const attempt = this.#attempts.get(record.attemptId);
        if (!attempt) return; // settled and forgotten: a late word about it changes nothing
        this.#put(this.#listedOnce(attempt, this.#withDocumentCheck(attempt, apply(attempt, record), record.atMs)));
        this.#settleVoidedSale(record.attemptId, record.atMs);
      }
    }
  }

  get(attemptId: string): Attempt | undefined {
    return this.#attempts.get(attemptId);
  }

  /** The newest attempt of a sale, return or void. */
  latest({ kind, saleKey }: SaleIdentity): Attempt | undefined {
    const id = this.#latest.get(`${kind} ${saleKey}`);
    return id === undefined ? undefined : this.#attempts.get(id);
  }

  /** The newest attempt of what a void takes back: a sale or a return of that key. */
  latestSale(saleKey: string): Attempt | undefined {
    const sale = this.latest({ kind: "sale", saleKey });
    const back = this.latest({ kind: "return", saleKey });
    if (!sale || !back) return sale ?? back;
    if ((sale.payment === "approved") !== (back.payment === "approved"))
      return sale.payment === "approved" ? sale : back;
    return back.sentAtMs > sale.sentAtMs ? back : sale;
  }

  all(): Attempt[] {
    return [...this.#attempts.values()];
  }

  unsettled(): Attempt[] {
    return this.all().filter((attempt) => !isSettled(attempt));
  }

  /** Takes a whole state over: one that was carried from another segment. */
  adopt(attempt: Attempt): void {
    this.#put(attempt);
  }

  /** Takes in what was looked up, where memory has let it go: the older one never hides a newer one of its key. */
  remember(attempt: Attempt): Attempt {
    const known = this.#attempts.get(attempt.attemptId);
    if (known) {
      if (known.body !== undefined || attempt.body === undefined) return known;
      const whole = { ...known, body: attempt.body };
      this.#attempts.set(known.attemptId, whole);
      return whole;
    }
    const latest = this.latest(attempt);
    this.#put(attempt);
    if (latest && latest.sentAtMs > attempt.sentAtMs)
      this.#latest.set(`${latest.kind} ${latest.saleKey}`, latest.attemptId);
    return attempt;
  }

  #withBody(attempt: Attempt): Attempt {
    const body = attempt.body ?? this.#attempts.get(attempt.attemptId)?.body;
    return body === undefined ? attempt : { ...attempt, body };
  }

  /** Forgets the oldest settled attempts beyond those kept, and the request bytes of those that stay. */
  compact(): Attempt[] {
    const settled = this.all().filter(isSettled);
    for (const old of settled.slice(0, Math.max(0, settled.length - SETTLED_KEPT))) this.#forget(old);
    for (const { body: _body, ...rest } of settled.slice(-SETTLED_KEPT)) {
      if (_body !== undefined) this.#attempts.set(rest.attemptId, rest);
    }
    return this.all();
  }

  /** GAMA said that it saved the sale before it was sent: `close` was answered open, and is remembered from then on. */
  #begin(record: SentRecord): Attempt {
    const attempt = begin(record);
    return this.#attempts.has(record.attemptId) ? { ...attempt, closeSaved: true } : attempt;
  }

  #put(attempt: Attempt): void {
    if (!this.#attempts.has(attempt.attemptId))
      this.#latest.set(`${attempt.kind} ${attempt.saleKey}`, attempt.attemptId);
    this.#attempts.set(attempt.attemptId, attempt);
  }

  #forget(attempt: Attempt): void {
    this.#attempts.delete(attempt.attemptId);
    const key = `${attempt.kind} ${attempt.saleKey}`;
    if (this.#latest.get(key) === attempt.attemptId) this.#latest.delete(key);
  }

  #restore(checkpoint: CheckpointRecord): void {
    this.#attempts.clear();
    this.#latest.clear();
    this.storeId = checkpoint.storeId;
    for (const attempt of checkpoint.attempts ?? []) this.#put(attempt);
  }

  /** A document number that another sale has already is never simply taken over (rule 6, F49). */
  #withDocumentCheck(before: Attempt, after: Attempt, atMs: number): Attempt {
    if (after.documentNo === undefined || before.documentNo !== undefined) return after;
    const isTaken = isDocumentUsed(this.all(), after, after.documentNo);
    return isTaken ? withConflict(after, "document-repeated", atMs) : after;
  }

  /** A sale that RRPay knows under an id of its own waits for one decision, however often it is tried meanwhile. */
  #listedOnce(before: Attempt, after: Attempt): Attempt {
    if (before.conflict || after.conflict?.code !== "sale-known") return after;
    const isListed = this.all().some(
      ({ attemptId, kind, saleKey, conflict }) =>
        attemptId !== after.attemptId &&
        kind === after.kind &&
        saleKey === after.saleKey &&
        conflict?.code === "sale-known",
    );
    const { conflict: _conflict, ...rest } = after;
    return isListed ? rest : after;
  }

  /** A sale taken back needs no document in GAMA any more. */
  #settleVoidedSale(attemptId: string, atMs: number): void {
    const taken = this.#attempts.get(attemptId);
    if (taken?.kind !== "void" || taken.payment !== "approved") return;
    const sale = this.latestSale(taken.saleKey);
    if (sale?.payment === "approved") this.#attempts.set(sale.attemptId, moveGama(sale, "settled", atMs));
  }
}

/** What makes an attempt's sale void: the latest void of its key went through. */
export function isVoided(ledger: Ledger, saleKey: string): boolean {
  const latest: Attempt | undefined = ledger.latest({ kind: "void" satisfies Kind, saleKey });
  return (
    latest?.payment === "approved" || (latest?.manual?.decision === "receipt-printed" && latest.conflict === undefined)
  );
}
