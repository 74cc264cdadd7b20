/** All attempts that the journal knows, by id and by sale: the state, rebuilt from records alone. */
import type { AdoptedRecord, Attempt, CheckpointRecord, SaleKind, SentRecord } from "../../schemas/generated/types.ts";
import { localDate } from "../clock.ts";
import { awaitsGama, isFailedVoid, isPaid, isSettled, type SaleIdentity } from "../payment/attempt.ts";
import { beginBehind } from "../payment/behind.ts";
import { isDocumentUsed } from "../payment/document.ts";
import { apply, begin, beginAdopted, beginUnpaid, moveGama, withConflict } from "../payment/history.ts";
import { isDisputed, isVoided, paidOf, truthOf, voidedBy, voidsOf } from "../payment/truth.ts";
import type { JournalRecord } from "./record.ts";

/** How many settled attempts stay in memory when the segment turns, so that a repeated hook needs no look-up. */
export const SETTLED_KEPT = 100;

export class Ledger {
  /** RRPay's identity, pinned by the first send; undefined before it, or after `journal pair`. */
  storeId: string | undefined;
  /** The last day (yyyymmdd) of which something may be missing; 0 where nothing is known to be. */
  gapUntil = 0;
  readonly #attempts = new Map<string, Attempt>();
  /** The ids of each key's attempts, in the journal's order. */
  readonly #keys = new Map<string, string[]>();

  /** Ids of what was looked up, or settled before the segment began: a start from it alone would not know them. */
  readonly #recalled = new Set<string>();

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
        this.#put(this.#begin(record));
        if (record.kind === "void") this.#settleFailed(record.attemptId, record.atMs);
        return;
      case "unpaid":
        return this.#put(beginUnpaid(record));
      case "behind":
        this.gapUntil = Math.max(this.gapUntil, localDate({ wallMs: record.atMs, utcOffsetMin: record.utcOffsetMin }));
        return this.#put(beginBehind(record));
      case "carried":
        for (const attempt of record.attempts) this.adopt(this.#withBody(attempt));
        return;
      case "adopted":
        return this.#adopt(record);
      default: {
        const attempt = this.#attempts.get(record.attemptId);
        if (!attempt) return; // settled and forgotten: a late word about it changes nothing
        this.#put(this.#listedOnce(attempt, this.#withDocumentCheck(attempt, apply(attempt, record), record.atMs)));
        this.#judgeKey(attempt, record.atMs);
        if (record.t === "close" && record.saved && attempt.gama === "settled")
          this.#noteSavedAfterVoid(attempt, record.atMs);
      }
    }
  }

  get(attemptId: string): Attempt | undefined {
    return this.#attempts.get(attemptId);
  }

  /** Every attempt of a key, of every kind, in the journal's order. */
  ofKey(saleKey: string): Attempt[] {
    const ids = this.#keys.get(saleKey) ?? [];
    return ids.flatMap((id) => this.#attempts.get(id) ?? []);
  }

  /** What became of a sale, return or void: its paid attempt before any later one, else the newest. */
  truth(identity: SaleIdentity): Attempt | undefined {
    return truthOf(this.ofKey(identity.saleKey), identity);
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
    this.#put(attempt);
    this.#recalled.add(attempt.attemptId);
    const sentAtMs = (id: string) => this.#attempts.get(id)?.sentAtMs ?? 0;
    this.#keys.get(attempt.saleKey)?.sort((one, other) => sentAtMs(one) - sentAtMs(other));
    return attempt;
  }

  /** A segment has begun: what its checkpoint does not refer to is known to memory only. */
  leaveBehind(): void {
    const kept = new Set(this.kept());
    this.#recalled.clear();
    for (const attempt of this.all()) if (!kept.has(attempt)) this.#recalled.add(attempt.attemptId);
  }

  /** What was looked up and is about to be spoken of anew: its state goes ahead, once. */
  carry(attemptId: string): Attempt | undefined {
    return this.#recalled.delete(attemptId) ? this.#attempts.get(attemptId) : undefined;
  }

  #withBody(attempt: Attempt): Attempt {
    const body = attempt.body ?? this.#attempts.get(attempt.attemptId)?.body;
    return body === undefined ? attempt : { ...attempt, body };
  }

  /**
   * What a start must know: everything unsettled, and with it what is settled of the same keys, because a void belongs to
   * its sale.
   */
  kept(): Attempt[] {
    const busy = new Set(this.unsettled().map(({ saleKey }) => saleKey));
    return this.all().filter((attempt) => busy.has(attempt.saleKey));
  }

  /** Forgets the oldest settled attempts beyond those kept, and all request bytes: the files have both. */
  compact(): void {
    const kept = new Set(this.kept());
    const settled = this.all().filter((attempt) => !kept.has(attempt));
    for (const old of settled.slice(0, Math.max(0, settled.length - SETTLED_KEPT))) this.#forget(old);
    for (const { body: _body, ...rest } of this.all())
      if (_body !== undefined) this.#attempts.set(rest.attemptId, rest);
  }

  /** GAMA said that it saved the sale before it was sent: `close` was answered open, and is remembered from then on. */
  #begin(record: SentRecord): Attempt {
    const attempt = begin(record);
    const early = this.#attempts.get(record.attemptId);
    // the last word before the send counts; of what a person has left meanwhile it was "saved"
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

  #forget({ attemptId, saleKey }: Attempt): void {
    this.#attempts.delete(attemptId);
    const ids = (this.#keys.get(saleKey) ?? []).filter((id) => id !== attemptId);
    if (ids.length > 0) this.#keys.set(saleKey, ids);
    else this.#keys.delete(saleKey);
  }

  #restore(checkpoint: CheckpointRecord): void {
    this.storeId = checkpoint.storeId;
    this.gapUntil = checkpoint.gapUntil ?? 0;
    // form 2 only refers to what was carried: it replaces nothing that was read before it
    if (checkpoint.v === 2) return;
    this.#attempts.clear();
    this.#keys.clear();
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

  /** The send that was answered with an id of RRPay's own took nothing; what GAMA has said of it meanwhile moves on. */
  #adopt(record: AdoptedRecord): void {
    const sender = this.#attempts.get(record.from);
    const adopted = beginAdopted(record);
    if (!sender) return this.#put(adopted);
    const { conflict: _conflict, closeSaved, ...rest } = sender;
    this.#attempts.set(record.from, { ...rest, payment: "not-accepted", fiscal: "not-printed", code: "recovered" });
    this.#put(closeSaved === undefined ? adopted : { ...adopted, closeSaved });
  }

  /** What a record about one attempt means for the others of its key. */
  #judgeKey(before: Attempt, atMs: number): void {
    const attempt = this.#attempts.get(before.attemptId) ?? before;
    if (attempt.kind === "void") this.#settleVoided(attempt, atMs);
    else if (isPaid(attempt) && !isPaid(before)) this.#notePaid(attempt, attempt.kind, atMs);
    else if (attempt.gama === "saved" && before.gama !== "saved") this.#noteSaved(attempt, attempt.kind, atMs);
  }

  /** A void sent anew stands for those of the same receipt that came to nothing. */
  #settleFailed(attemptId: string, atMs: number): void {
    const tries = this.ofKey(this.#attempts.get(attemptId)?.saleKey ?? "");
    const taken = tries.find((attempt) => attempt.attemptId === attemptId);
    if (!taken) return;
    for (const earlier of tries) {
      const isSame = earlier.kind === "void" && earlier.originalKind === taken.originalKind;
      // money that RRPay has without an approval is a person's to judge, whatever is sent after it
      if (earlier === taken || !isSame || !isFailedVoid(earlier) || isDisputed(earlier)) continue;
      const { conflict: _conflict, ...rest } = earlier;
      this.#attempts.set(earlier.attemptId, moveGama(rest, "settled", atMs));
    }
  }

  /** A receipt taken back needs no document in GAMA and no paper any more, and being paid twice is mended by it. */
  #settleVoided(taken: Attempt, atMs: number): void {
    if (!isPaid(taken) && taken.voidedElsewhere === undefined) return;
    for (const receipt of voidedBy(this.ofKey(taken.saleKey), taken)) {
      const { conflict, ...rest } = receipt;
      const mended = conflict?.code === "charged-twice" ? rest : receipt;
      this.#attempts.set(receipt.attemptId, { ...moveGama(mended, "settled", atMs), takenBack: true });
    }
  }

  /** GAMA saves a receipt that had been taken back before. */
  #noteSavedAfterVoid(attempt: Attempt, atMs: number): void {
    if (attempt.left || !isVoided(this.ofKey(attempt.saleKey), attempt)) return;
    this.#attempts.set(attempt.attemptId, withConflict(attempt, "saved-after-void", atMs));
  }

  /** A sale paid twice is listed at the payment that came later (contract B); one that was taken back before is settled. */
  #notePaid(attempt: Attempt, kind: SaleKind, atMs: number): void {
    for (const taken of voidsOf(this.ofKey(attempt.saleKey), attempt)) this.#settleVoided(taken, atMs);
    if (attempt.gama === "saved") return this.#noteSaved(attempt, kind, atMs);
    if (paidOf(this.ofKey(attempt.saleKey), kind).length > 1) this.#chargedTwice(attempt, atMs);
  }

  /** What GAMA has saved is the payment that counts: any other is the one too many. */
  #noteSaved(attempt: Attempt, kind: SaleKind, atMs: number): void {
    const tries = this.ofKey(attempt.saleKey);
    const others = paidOf(tries, kind).filter(({ attemptId }) => attemptId !== attempt.attemptId);
    // where GAMA has saved both, the conflict stays
    if (attempt.conflict?.code === "charged-twice" && !others.some(({ gama }) => gama === "saved")) {
      const { conflict: _conflict, ...rest } = attempt;
      this.#attempts.set(attempt.attemptId, rest);
    }
    for (const other of others) if (awaitsGama(other) && !isVoided(tries, other)) this.#chargedTwice(other, atMs);
  }

  #chargedTwice(attempt: Attempt, atMs: number): void {
    if (attempt.conflict?.code === "charged-twice") return;
    this.#attempts.set(attempt.attemptId, { ...attempt, conflict: { code: "charged-twice", sinceMs: atMs } });
  }
}
