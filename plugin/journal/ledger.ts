/** All attempts that the journal knows, by id and by sale. This state is rebuilt from records alone. */
import type {
  AdoptedRecord,
  Attempt,
  BehindRecord,
  CheckpointRecord,
  CloseRecord,
  PaymentRecord,
  SaleKind,
  SentRecord,
} from "../../schemas/generated/types.ts";
import { localDate } from "../clock.ts";
import {
  awaitsGama,
  isFailedVoid,
  isGoneInGama,
  isOpen,
  isPaid,
  isSettled,
  type SaleIdentity,
} from "../payment/attempt.ts";
import { isDocumentUsed } from "../payment/document.ts";
import { apply, begin, beginAdopted, beginBehind, beginUnpaid, moveGama, withConflict } from "../payment/history.ts";
import { applyClose, paidOnce } from "../payment/moves.ts";
import { isDisputed, isVoided, paidOf, truthOf, voidedBy, voidsOf, voidsWith } from "../payment/truth.ts";
import { NamedIds } from "./named.ts";
import type { JournalRecord } from "./record.ts";

/** How many settled attempts stay in memory when the segment turns, so that a repeated hook needs no look-up. */
export const SETTLED_KEPT = 100;

export class Ledger {
  /** RRPay's identity, fixed by the first send. Undefined before it, and after `journal pair`. */
  storeId: string | undefined;
  /** The last day (yyyymmdd) of which something may be missing, or 0. */
  gapUntil = 0;
  readonly named = new NamedIds();
  readonly #attempts = new Map<string, Attempt>();
  /** The ids of each key's attempts, in journal order. */
  readonly #keys = new Map<string, string[]>();

  /**
   * Ids of attempts that were looked up, or were settled before the segment began. A start from this segment would not
   * know them.
   */
  readonly #recalled = new Set<string>();

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
        this.#put(this.#begin(record));
        if (record.kind === "void") this.#settleFailed(record.attemptId, record.atMs);
        return;
      case "unpaid":
        return this.#put(beginUnpaid(record));
      case "behind":
        this.gapUntil = Math.max(this.gapUntil, localDate({ wallMs: record.atMs, utcOffsetMin: record.utcOffsetMin }));
        return this.#putBehind(record);
      case "named":
        return this.named.apply(record);
      case "carried":
        for (const attempt of record.attempts) this.adopt(this.#withBody(attempt));
        return;
      case "adopted":
        return this.#adopt(record);
      default: {
        if (record.t === "payment" && record.code === "recovered") this.#passClose(record);
        const attempt = this.#attempts.get(record.attemptId);
        if (!attempt) return; // settled and forgotten: a late record about it changes nothing
        this.#put(this.#listedOnce(attempt, this.#withDocumentCheck(attempt, apply(attempt, record), record.atMs)));
        this.#judgeKey(attempt, record.atMs);
        if (record.t === "close") this.#judgeClose(attempt, record);
      }
    }
  }

  get(attemptId: string): Attempt | undefined {
    return this.#attempts.get(attemptId);
  }

  /** Every attempt of a key, of every kind, in journal order. */
  ofKey(saleKey: string): Attempt[] {
    const ids = this.#keys.get(saleKey) ?? [];
    return ids.flatMap((id) => this.#attempts.get(id) ?? []);
  }

  /** What became of a sale, return or void: its paid attempt if there is one, otherwise the newest. `without` are ids. */
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

  all(): Attempt[] {
    return [...this.#attempts.values()];
  }

  unsettled(): Attempt[] {
    return this.all().filter((attempt) => !isSettled(attempt));
  }

  /** Takes over a whole state that was carried from another segment. */
  adopt(attempt: Attempt): void {
    this.#put(attempt);
  }

  /**
   * Adds a looked-up attempt that memory has dropped. It is sorted by its send, so it never hides a newer one of its
   * key.
   */
  remember(attempt: Attempt): Attempt {
    const known = this.#attempts.get(attempt.attemptId);
    if (known) {
      if (known.body !== undefined || attempt.body === undefined) return known;
      const whole = { ...known, body: attempt.body };
      this.#attempts.set(known.attemptId, whole);
      return whole;
    }
    this.#put(attempt);
    this.#recalled.add(attempt.attemptId);
    const sentAtMs = (id: string) => this.#attempts.get(id)?.sentAtMs ?? 0;
    this.#keys.get(attempt.saleKey)?.sort((one, other) => sentAtMs(one) - sentAtMs(other));
    return attempt;
  }

  /** A new segment has begun. Only memory knows the attempts that its checkpoint does not refer to. */
  leaveBehind(): void {
    const kept = new Set(this.kept());
    this.#recalled.clear();
    for (const attempt of this.all()) if (!kept.has(attempt)) this.#recalled.add(attempt.attemptId);
  }

  /** The state of a looked-up attempt that gets a new record. It is returned once, to be written before that record. */
  carry(attemptId: string): Attempt | undefined {
    return this.#recalled.delete(attemptId) ? this.#attempts.get(attemptId) : undefined;
  }

  #withBody(attempt: Attempt): Attempt {
    const body = attempt.body ?? this.#attempts.get(attempt.attemptId)?.body;
    return body === undefined ? attempt : { ...attempt, body };
  }

  /**
   * What a start must know: every unsettled attempt, every one that health names, and the settled ones of the same keys,
   * because a void belongs to its sale.
   */
  kept(): Attempt[] {
    const isBusy = (attempt: Attempt) => !isSettled(attempt) || this.named.get(attempt.attemptId);
    const busy = new Set(this.all().flatMap((one) => (isBusy(one) ? [one.saleKey] : [])));
    return this.all().filter((attempt) => busy.has(attempt.saleKey));
  }

  /** Drops the oldest settled attempts beyond the limit, and all request bytes. The files still have both. */
  compact(): void {
    const kept = new Set(this.kept());
    const settled = this.all().filter((attempt) => !kept.has(attempt));
    for (const old of settled.slice(0, Math.max(0, settled.length - SETTLED_KEPT))) this.#forget(old);
    for (const { body: _body, ...rest } of this.all())
      if (_body !== undefined) this.#attempts.set(rest.attemptId, rest);
  }

  /**
   * Begins an attempt. If GAMA said that it saved the sale before it was sent, `close` was answered `open` and is
   * applied when the attempt ends.
   */
  #begin(record: SentRecord): Attempt {
    const attempt = begin(record);
    const early = this.#attempts.get(record.attemptId);
    // the last `close` before the send counts; an attempt that a person left meanwhile was "saved"
    return early ? { ...attempt, closeSaved: !!early.conflict || early.left === true } : attempt;
  }

  #put(attempt: Attempt): void {
    const { attemptId, saleKey } = attempt;
    if (!this.#attempts.has(attemptId)) {
      const ids = this.#keys.get(saleKey);
      if (ids) ids.push(attemptId);
      else this.#keys.set(saleKey, [attemptId]);
    }
    this.#attempts.set(attemptId, attempt);
  }

  /** RRPay says whose it is only after a person has left it: it stays left, under its own key. */
  #putBehind(record: BehindRecord): void {
    const before = this.#attempts.get(record.attemptId);
    const told = beginBehind(record);
    if (!before?.left) return this.#put(told);
    this.#forget(before);
    const { conflict: _listed, ...left } = told;
    this.#put({ ...left, left: true, gama: "settled" });
  }

  #forget({ attemptId, saleKey }: Attempt): void {
    this.#attempts.delete(attemptId);
    const ids = (this.#keys.get(saleKey) ?? []).filter((id) => id !== attemptId);
    if (ids.length > 0) this.#keys.set(saleKey, ids);
    else this.#keys.delete(saleKey);
  }

  #restore(checkpoint: CheckpointRecord): void {
    this.storeId = checkpoint.storeId;
    this.gapUntil = checkpoint.gapUntil ?? 0;
    // form 2 only refers to carried states, so it replaces nothing that was read before
    if (checkpoint.v === 1) {
      this.#attempts.clear();
      this.#keys.clear();
      this.named.clear();
    }
    this.named.restore(checkpoint);
    for (const attempt of checkpoint.attempts ?? []) this.#put(attempt);
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
    const sender = this.#attempts.get(record.from);
    const adopted = beginAdopted(record);
    if (!sender) return this.#put(adopted);
    const { closeSaved } = sender;
    this.#endSender(sender);
    this.#put(closeSaved === undefined ? adopted : { ...adopted, closeSaved });
  }

  /** RRPay has the sale under another id, so this send took nothing and is in no list (contract B, 8). */
  #endSender({ conflict: _conflict, closeSaved: _word, ...rest }: Attempt): void {
    this.#put({ ...rest, payment: "not-accepted", fiscal: "not-printed", code: "recovered" });
  }

  /** RRPay named an older id instead of a send. Once that one is paid, no copy of the send can be accepted any more. */
  #endSenders({ kind, saleKey, originalKind }: Attempt): void {
    const own = this.ofKey(saleKey).filter((one) => one.kind === kind && one.originalKind === originalKind);
    if (!own.some(isPaid)) return;
    for (const one of own) if (isOpen(one) && one.code === "recovered") this.#endSender(one);
  }

  /** RRPay has our send under an older id of ours. A `close` of it applies to that one. */
  #passClose({ attemptId, otherId = "", atMs }: PaymentRecord): void {
    const [sender, known] = [this.#attempts.get(attemptId), this.#attempts.get(otherId)];
    if (sender?.closeSaved === undefined || !known) return;
    const { closeSaved, ...rest } = sender;
    this.#put(rest);
    this.#put(isOpen(known) ? { ...known, closeSaved } : applyClose(known, closeSaved, atMs));
  }

  /** GAMA saved a receipt that had been taken back, or meant this attempt and not one that was never sent. */
  #judgeClose(before: Attempt, { saved, unsentId = "", atMs }: CloseRecord): void {
    if (saved && isGoneInGama(before)) this.#noteSavedAfterVoid(before, atMs);
    const unsent = this.#attempts.get(unsentId);
    if (unsent?.hash !== "") return;
    const { conflict: _conflict, closeSaved: _word, ...nothing } = unsent;
    this.#put(nothing);
  }

  /** What a record about one attempt means for the other attempts of its key. */
  #judgeKey(before: Attempt, atMs: number): void {
    const attempt = this.#attempts.get(before.attemptId) ?? before;
    this.#endSenders(attempt);
    if (attempt.kind === "void") this.#settleVoided(attempt, atMs);
    else if (isPaid(attempt) && !isPaid(before)) this.#notePaid(attempt, attempt.kind, atMs);
    else if (attempt.gama === "saved" && before.gama !== "saved") this.#noteSaved(attempt, attempt.kind, atMs);
  }

  /** A void that is sent again replaces earlier voids of the same receipt that failed. */
  #settleFailed(attemptId: string, atMs: number): void {
    const tries = this.ofKey(this.#attempts.get(attemptId)?.saleKey ?? "");
    const taken = tries.find((attempt) => attempt.attemptId === attemptId);
    if (!taken) return;
    const { originalDocumentNo: documentNo } = taken;
    const identity = { ...taken, ...(documentNo === undefined ? {} : { original: { documentNo } }) };
    for (const earlier of voidsWith(tries, identity)) {
      if (earlier === taken || earlier.originalKind !== taken.originalKind) continue;
      // a person must judge money that RRPay has without an approval, whatever is sent afterwards
      if (!isFailedVoid(earlier) || isDisputed(earlier)) continue;
      const { conflict: _conflict, ...rest } = earlier;
      this.#attempts.set(earlier.attemptId, moveGama(rest, "settled", atMs));
    }
  }

  /** A receipt that is taken back needs no document in GAMA and no print any more. It also ends a double payment. */
  #settleVoided(taken: Attempt, atMs: number): void {
    if (!isPaid(taken) && taken.voidedElsewhere === undefined) return;
    for (const receipt of voidedBy(this.ofKey(taken.saleKey), taken)) {
      const taken = { ...receipt, takenBack: true as const };
      this.#attempts.set(receipt.attemptId, moveGama(paidOnce(taken, atMs), "settled", atMs));
    }
  }

  /** GAMA saved a receipt that had already been taken back. */
  #noteSavedAfterVoid(attempt: Attempt, atMs: number): void {
    if (attempt.left || !isVoided(this.ofKey(attempt.saleKey), attempt)) return;
    this.#attempts.set(attempt.attemptId, withConflict({ ...attempt, savedAfterVoid: true }, "saved-after-void", atMs));
  }

  /**
   * Of two payments of a sale the later one is listed (contract B). A payment that was taken back before is settled.
   */
  #notePaid(attempt: Attempt, kind: SaleKind, atMs: number): void {
    for (const taken of voidsOf(this.ofKey(attempt.saleKey), attempt)) this.#settleVoided(taken, atMs);
    if (attempt.gama === "saved") return this.#noteSaved(attempt, kind, atMs);
    if (paidOf(this.ofKey(attempt.saleKey), kind).length > 1) this.#chargedTwice(attempt, atMs);
  }

  /** The payment that GAMA saved counts. Any other payment of the sale is one too many. */
  #noteSaved(attempt: Attempt, kind: SaleKind, atMs: number): void {
    const tries = this.ofKey(attempt.saleKey);
    const others = paidOf(tries, kind).filter(({ attemptId }) => attemptId !== attempt.attemptId);
    // if GAMA saved both, the conflict stays
    if (!others.some(({ gama }) => gama === "saved")) this.#attempts.set(attempt.attemptId, paidOnce(attempt, atMs));
    for (const other of others) if (awaitsGama(other) && !isVoided(tries, other)) this.#chargedTwice(other, atMs);
  }

  #chargedTwice(attempt: Attempt, atMs: number): void {
    this.#attempts.set(attempt.attemptId, withConflict(attempt, "charged-twice", atMs));
  }
}
