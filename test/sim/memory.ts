/**
 * What the oracle remembers: what was sent to RRPay, what its complete answers told the till, and what people decided
 * later.
 */
import type { RrpayTransaction } from "../../schemas/generated/types.ts";
import type { Receipt } from "./gama.ts";
import type { Kind } from "./truth.ts";
import { DAY_MS, OFFSET_MS, type World } from "./world.ts";

/** What RRPay's complete answers have told the till about one id. */
export interface Told {
  readonly state: RrpayTransaction["state"];
  readonly netCents: number;
  readonly method: number | undefined;
  readonly printed: boolean;
  /** It was approved before it was printed, which disagrees with a receipt that was typed. */
  readonly wasUnprinted: boolean;
  readonly documentNo: string | undefined;
  readonly revision: number;
  readonly epoch: number;
}

export interface Sent {
  readonly uid: number;
  readonly kind: Kind;
  readonly saleKey: string;
  readonly conversation: number;
  readonly epoch: number;
}

/** What a person typed about a receipt. */
export interface Entry {
  readonly documentNo: string;
  readonly method: number;
  readonly netCents: number;
}

/** All facts. The key is the id of the attempt, unless stated otherwise. */
export class Memory {
  readonly sent = new Map<string, Sent>();
  readonly told = new Map<string, Told>();
  /** The final state of the payment that the till has reported. */
  readonly finals = new Map<string, string>();
  readonly entries = new Map<string, Entry>();
  /** Attempts that were sent anew after "nothing happened": the old id may be cancelled. */
  readonly reopened = new Set<string>();
  /** Attempts for which a person has made the last decision. */
  readonly decided = new Set<string>();
  /** Receipts and kinds for which a person's entry was accepted against RRPay's. */
  readonly byHand = new Set<string>();
  /** Receipts for which the till has acknowledged that GAMA saved them. */
  readonly saved = new Set<number>();
  /** Receipts of which GAMA said that it saved them, and the till died before it answered. */
  readonly perhapsSaved = new Set<number>();
  /** Attempts that GAMA reported as not saved; if it named no attempt, the receipt, or the void of its key. */
  readonly unsaved = new Set<string | number>();
  /** Documents of earlier days: numbers may repeat from day to day. */
  readonly old = new Set<string>();
  /** How many receipts belong to a past before this history. */
  pastUids = 0;
  /** The till died while it handled RRPay's answer about these, so it may have kept the answer or not. */
  readonly unsure = new Set<string>();
  readonly #world: World;
  readonly #days = new Set<string>();
  /** The day that was noted last, counted from 1970. */
  #noted = 0;
  /** What was told of each before the last answer. */
  readonly #earlier = new Map<string, Told | undefined>();
  #lost: { readonly uid: number; readonly epoch: number } | undefined;

  constructor(world: World) {
    this.#world = world;
  }

  /** Notes a complete and correct answer of RRPay. `surely` is false when the till died while it handled the answer. */
  hear({ id, state, revision, payments = [], changeCents = 0, fiscal }: RrpayTransaction, surely: boolean): void {
    const before = this.told.get(id);
    const sent = this.sent.get(id);
    // what arrives late or under another epoch may or may not have been kept by the till
    if (!sent || sent.epoch !== this.#world.rrpay.epoch || (before && before.revision > revision)) {
      this.unsure.add(id);
      return;
    }
    if (!surely && (!before || state === "approved" || state === "in-progress")) {
      this.unsure.add(id);
      // it had been read, and the till died before it was believed
      if (before?.revision === revision) this.#take(id, this.#earlier.get(id));
      return;
    }
    this.#earlier.set(id, before);
    this.noteDay();
    this.told.set(id, {
      state,
      netCents: payments.reduce((sum, { amountCents }) => sum + amountCents, 0) - changeCents,
      method: payments.length === 1 ? payments[0]!.method : undefined,
      printed: before?.printed === true || fiscal?.state === "printed",
      wasUnprinted: before?.wasUnprinted === true || (state === "approved" && fiscal?.state === "not-printed"),
      documentNo: before?.documentNo ?? (fiscal?.documentNo || undefined),
      revision,
      epoch: sent.epoch,
    });
  }

  #take(id: string, earlier: Told | undefined): void {
    if (earlier) this.told.set(id, earlier);
    else this.told.delete(id);
  }

  /** Whether the till was told of money or paper for this attempt, which it may not forget. */
  holdsMoney(id: string): boolean {
    const known = this.told.get(id);
    if (!known) return false;
    const { printed, netCents, state } = known;
    return printed || (netCents !== 0 && state !== "declined" && state !== "cancelled");
  }

  /** Whether a sale was voided. It then holds no money (docs/contracts.md B10). */
  isGivenBack(uid: number, kind: Kind): boolean {
    return kind !== "void" && this.#world.rrpay.truth.takingsOf(uid, "void").length > 0;
  }

  /** Whether the till knows that it was voided, because RRPay has said so. */
  isKnownVoided(uid: number): boolean {
    return this.#world.rrpay.truth.takingsOf(uid, "void").some(({ id }) => this.told.get(id)?.state === "approved");
  }

  /** Whether it was entered before the till's disk was lost. What is said about it may then be wrong. */
  isLost({ uid }: Receipt): boolean {
    return this.#lost !== undefined && uid <= this.#lost.uid;
  }

  /**
   * The disk with the till's facts about it is gone, and RRPay does not know it either. Nothing can prevent a second
   * charge.
   */
  isForgotten(receipt: Receipt): boolean {
    if (!this.isLost(receipt)) return false;
    return !this.#world.rrpay.traits.knowsSales || this.#world.rrpay.epoch > 1;
  }

  /** Whether the disk was ever lost. */
  get hasLost(): boolean {
    return this.#lost !== undefined;
  }

  /** The till's disk is lost, together with what the till was told. */
  forget(receipts: number): void {
    this.#lost = { uid: receipts, epoch: this.#world.rrpay.epoch };
    for (const facts of [
      this.told,
      this.entries,
      this.finals,
      this.decided,
      this.byHand,
      this.saved,
      this.perhapsSaved,
    ])
      facts.clear();
  }

  /** A day has passed. */
  dayEnds(): void {
    for (const { id } of this.#world.rrpay.truth.papers) this.old.add(id);
  }

  /** The till's days on which something was sent or heard. */
  get days(): readonly string[] {
    return [...this.#days];
  }

  noteDay(): void {
    const day = Math.floor((this.#world.wallMs + OFFSET_MS) / DAY_MS);
    if (day === this.#noted) return;
    this.#noted = day;
    for (const laterMs of [0, DAY_MS]) {
      const date = new Date(this.#world.wallMs + OFFSET_MS + laterMs).toISOString();
      this.#days.add(date.slice(0, 10));
    }
  }

  snapshot(): unknown {
    return structuredClone({ sent: [...this.sent], told: [...this.told], old: [...this.old] });
  }

  restore(snapshot: unknown): void {
    const past = snapshot as { sent: [string, Sent][]; told: [string, Told][]; old: string[] };
    for (const [id, sent] of past.sent) {
      this.sent.set(id, sent);
      this.pastUids = Math.max(this.pastUids, sent.uid);
    }
    for (const [id, known] of past.told) this.told.set(id, known);
    for (const id of past.old) this.old.add(id);
  }
}
