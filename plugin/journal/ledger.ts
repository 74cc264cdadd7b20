/** What the records of the journal make of its attempts. This state is rebuilt from records alone. */
import type {
  AdoptedRecord,
  Attempt,
  BehindRecord,
  CheckpointRecord,
  PaymentRecord,
  SentRecord,
} from "../../schemas/generated/types.ts";
import { localDate } from "../clock.ts";
import { isOpen, isSettled, type SaleIdentity } from "../payment/attempt.ts";
import { isDocumentUsed } from "../payment/document.ts";
import { apply, begin, beginAdopted, beginBehind, beginUnpaid, withConflict } from "../payment/history.ts";
import { applyClose } from "../payment/moves.ts";
import { bears, truthOf } from "../payment/truth.ts";
import { Attempts } from "./attempts.ts";
import { NamedIds } from "./named.ts";
import type { JournalRecord } from "./record.ts";
import { endSender, judgeClose, judgeKey, settleFailed } from "./siblings.ts";

/** How many settled attempts stay in memory when the segment turns, so that a repeated hook needs no look-up. */
export const SETTLED_KEPT = 100;

export class Ledger extends Attempts {
  /** RRPay's identity, fixed by the first send. Undefined before it, and after `journal pair`. */
  storeId: string | undefined;
  /** The last day (yyyymmdd) of which something may be missing, or 0. */
  gapUntil = 0;
  readonly named = new NamedIds();
  /** The segments that are kept: where each date begins, in the order in which they were written. */
  segments: CheckpointRecord["segments"] = [];

  /** The dates of the segments. They run back where the clock was set back. */
  get dates(): number[] {
    return this.segments.map(({ yyyymmdd }) => yyyymmdd);
  }

  /** Applies one record. Records must come in journal order. */
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
        this.put(this.#begin(record));
        if (record.kind === "void") settleFailed(this, record.attemptId, record.atMs);
        return;
      case "unpaid":
        return this.put(beginUnpaid(record));
      case "behind":
        this.gapUntil = Math.max(this.gapUntil, localDate({ wallMs: record.atMs, utcOffsetMin: record.utcOffsetMin }));
        return this.#putBehind(record);
      case "named":
        return this.named.apply(record);
      case "carried":
        for (const attempt of record.attempts) this.adopt(attempt);
        return;
      case "adopted":
        return this.#adopt(record);
      default: {
        if (record.t === "payment" && record.code === "recovered") this.#passClose(record);
        const attempt = this.get(record.attemptId);
        if (!attempt) return; // settled and forgotten: a late record about it changes nothing
        this.put(this.#listedOnce(attempt, this.#withDocumentCheck(attempt, apply(attempt, record), record.atMs)));
        judgeKey(this, attempt, record.atMs);
        if (record.t === "close") judgeClose(this, attempt, record);
      }
    }
  }

  /**
   * What became of a sale, return or void: its paid attempt if there is one, otherwise the newest. `without` are ids.
   */
  truth(identity: SaleIdentity, without: readonly string[] = []): Attempt | undefined {
    const tries = this.ofKey(identity.saleKey).filter(({ attemptId }) => !without.includes(attemptId));
    return truthOf(tries, identity);
  }

  /** The newest attempt of a sale, return or void. */
  latest({ kind, saleKey }: Pick<SaleIdentity, "kind" | "saleKey">): Attempt | undefined {
    return this.ofKey(saleKey)
      .filter((attempt) => attempt.kind === kind)
      .at(-1);
  }

  unsettled(): Attempt[] {
    return this.all().filter((attempt) => !isSettled(attempt));
  }

  /**
   * The looked-up attempts that a new record is judged by: those of its key, and whose number it names. A start judges it
   * by the same ones, so their states are written before it.
   */
  carry(record: JournalRecord): Attempt[] {
    if (!("attemptId" in record)) return [];
    const keys = ["saleKey" in record ? record.saleKey : (this.get(record.attemptId)?.saleKey ?? "")];
    const documentNo = record.t === "evidence" && record.fiscal.documentNo;
    if (documentNo) for (const one of this.all()) if (bears(one, documentNo)) keys.push(one.saleKey);
    return keys.flatMap((saleKey) => this.carryOf(saleKey));
  }

  /** A new segment has begun. Only memory knows the attempts that its checkpoint does not refer to. */
  leaveBehind(): void {
    this.beginSegment(new Set(this.kept()));
  }

  /**
   * What a start must know: every unsettled attempt, every one that health names, and the settled ones of the same
   * keys, because a void belongs to its sale.
   */
  kept(): Attempt[] {
    const isBusy = (attempt: Attempt) => !isSettled(attempt) || this.named.get(attempt.attemptId);
    const busy = new Set(this.all().flatMap((one) => (isBusy(one) ? [one.saleKey] : [])));
    return this.all().filter((attempt) => busy.has(attempt.saleKey));
  }

  /**
   * Drops the oldest settled attempts beyond the limit that nobody has looked up, and all request bytes. The files still
   * have both.
   */
  compact(): void {
    const kept = new Set(this.kept());
    const settled = this.all().filter((attempt) => !kept.has(attempt) && !this.held.has(attempt.attemptId));
    for (const old of settled.slice(0, Math.max(0, settled.length - SETTLED_KEPT))) this.forget(old);
    for (const { body: _body, ...rest } of this.all()) if (_body !== undefined) this.put(rest);
  }

  /**
   * Begins an attempt. If GAMA said that it saved the sale before it was sent, `close` was answered `open` and is
   * applied when the attempt ends.
   */
  #begin(record: SentRecord): Attempt {
    const attempt = begin(record);
    const early = this.get(record.attemptId);
    // the last `close` before the send counts; an attempt that a person left meanwhile was "saved"
    return early ? { ...attempt, closeSaved: !!early.conflict || early.left === true } : attempt;
  }

  /** RRPay says whose it is only after a person has left it: it stays left, under its own key. */
  #putBehind(record: BehindRecord): void {
    const before = this.get(record.attemptId);
    const told = beginBehind(record);
    if (!before?.left) return this.put(told);
    this.forget(before);
    const { conflict: _listed, ...left } = told;
    this.put({ ...left, left: true, gama: "settled" });
  }

  #restore(checkpoint: CheckpointRecord): void {
    this.storeId = checkpoint.storeId;
    this.gapUntil = checkpoint.gapUntil ?? 0;
    this.segments = checkpoint.segments;
    // form 2 only refers to carried states, so it replaces nothing that was read before
    if (checkpoint.v === 1) {
      this.clear();
      this.named.clear();
    }
    this.named.restore(checkpoint);
    for (const attempt of checkpoint.attempts ?? []) this.put(attempt);
  }

  /** A document number that another receipt already has is never simply accepted (rule 6, F49): a person decides. */
  #withDocumentCheck(before: Attempt, after: Attempt, atMs: number): Attempt {
    if (after.documentNo === undefined || before.documentNo !== undefined) return after;
    const isTaken = isDocumentUsed(this.all(), after, after.documentNo);
    return isTaken ? withConflict({ ...after, repeated: true }, "document-repeated", atMs) : after;
  }

  /** A sale that RRPay knows under its own id waits for one decision, even if it is tried again meanwhile. */
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

  /**
   * RRPay answered a send with an id of its own, so our send took nothing. A `close` of it applies to the adopted
   * attempt.
   */
  #adopt(record: AdoptedRecord): void {
    const sender = this.get(record.from);
    const adopted = beginAdopted(record);
    if (!sender) return this.put(adopted);
    const { closeSaved } = sender;
    endSender(this, sender);
    this.put(closeSaved === undefined ? adopted : { ...adopted, closeSaved });
  }

  /** RRPay has our send under an older id of ours. A `close` of it applies to that one. */
  #passClose({ attemptId, otherId = "", atMs }: PaymentRecord): void {
    const [sender, known] = [this.get(attemptId), this.get(otherId)];
    if (sender?.closeSaved === undefined || !known) return;
    const { closeSaved, ...rest } = sender;
    this.put(rest);
    this.put(isOpen(known) ? { ...known, closeSaved } : applyClose(known, closeSaved, atMs));
  }
}
