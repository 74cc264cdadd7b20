/** What the oracle remembers: what left for RRPay, what its whole answers told the till, and what people said since. */
import type { RrpayTransaction } from "../../schemas/generated/types.ts";
import type { Receipt } from "./gama.ts";
import type { Kind } from "./truth.ts";
import { DAY_MS, OFFSET_MS, type World } from "./world.ts";

/** What RRPay's whole answers have told the till of one id. */
export interface Told {
  readonly state: RrpayTransaction["state"];
  readonly netCents: number;
  readonly method: number | undefined;
  readonly printed: boolean;
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

/** What a person typed of a receipt. */
export interface Entry {
  readonly documentNo: string;
  readonly method: number;
  readonly netCents: number;
}

/** Everything, by the id of the attempt unless it is said otherwise. */
export class Memory {
  readonly sent = new Map<string, Sent>();
  readonly told = new Map<string, Told>();
  /** The final payment that the till has said. */
  readonly finals = new Map<string, string>();
  readonly entries = new Map<string, Entry>();
  /** Sent anew after "nothing happened": the old id may be cancelled. */
  readonly reopened = new Set<string>();
  /** Of these a person has had the last word. */
  readonly decided = new Set<string>();
  /** Receipts and kinds of which a person's entry was accepted against RRPay. */
  readonly byHand = new Set<string>();
  /** Receipts of which the till has acknowledged that GAMA saved them. */
  readonly saved = new Set<number>();
  /** Attempts of which GAMA said that it has not saved them; where it named none, receipts. */
  readonly unsaved = new Set<string | number>();
  /** Documents of days gone by: numbers repeat from day to day. */
  readonly old = new Set<string>();
  /** Receipts of a past that was lived before. */
  pastUids = 0;
  /** The till died over a word of RRPay's about them, and may have kept it. */
  readonly unsure = new Set<string>();
  readonly #world: World;
  readonly #days = new Set<string>();
  #lost: { readonly uid: number; readonly epoch: number } | undefined;

  constructor(world: World) {
    this.#world = world;
  }

  /** RRPay's whole and unspoilt word; not `surely` where the till died over it. */
  hear({ id, state, revision, payments = [], changeCents = 0, fiscal }: RrpayTransaction, surely: boolean): void {
    const before = this.told.get(id);
    const sent = this.sent.get(id);
    // what is heard under another epoch, or late, the till may have kept or not
    if (!sent || sent.epoch !== this.#world.rrpay.epoch || (before && before.revision > revision)) {
      this.unsure.add(id);
      return;
    }
    if (!surely && (!before || state === "approved" || state === "in-progress")) {
      this.unsure.add(id);
      return;
    }
    this.noteDay();
    this.told.set(id, {
      state,
      netCents: payments.reduce((sum, { amountCents }) => sum + amountCents, 0) - changeCents,
      method: payments.length === 1 ? payments[0]!.method : undefined,
      printed: before?.printed === true || fiscal?.state === "printed",
      documentNo: before?.documentNo ?? (fiscal?.documentNo || undefined),
      revision,
      epoch: sent.epoch,
    });
  }

  /** What the till was told of money or paper of it, and may not forget. */
  holdsMoney(id: string): boolean {
    const known = this.told.get(id);
    if (!known) return false;
    const { printed, netCents, state } = known;
    return printed || (netCents !== 0 && state !== "declined" && state !== "cancelled");
  }

  /** A sale that was taken back holds no money any more: GAMA may sell it anew under contract B's rules. */
  isGivenBack(uid: number, kind: Kind): boolean {
    return kind !== "void" && this.#world.rrpay.truth.takingsOf(uid, "void").length > 0;
  }

  /** The till knows that it was taken back: RRPay has said so. */
  isKnownVoided(uid: number): boolean {
    return this.#world.rrpay.truth.takingsOf(uid, "void").some(({ id }) => this.told.get(id)?.state === "approved");
  }

  /** It was rung up before the till's disk was lost: what is said of it may be wrong. */
  isLost({ uid }: Receipt): boolean {
    return this.#lost !== undefined && uid <= this.#lost.uid;
  }

  /** What the till knew of it is gone with its disk, and RRPay does not know it either: nothing can keep it from a second charge. */
  isForgotten(receipt: Receipt): boolean {
    if (!this.isLost(receipt)) return false;
    return !this.#world.rrpay.traits.knowsSales || this.#world.rrpay.epoch > 1;
  }

  /** Whether the disk was ever lost. */
  get hasLost(): boolean {
    return this.#lost !== undefined;
  }

  /** The till's disk is gone, and with it what it was told. */
  forget(receipts: number): void {
    this.#lost = { uid: receipts, epoch: this.#world.rrpay.epoch };
    for (const facts of [this.told, this.entries, this.finals, this.decided, this.byHand, this.saved]) facts.clear();
  }

  /** A day has gone by. */
  dayEnds(): void {
    for (const { id } of this.#world.rrpay.truth.papers) this.old.add(id);
  }

  /** The till's days on which something was sent or heard. */
  get days(): readonly string[] {
    return [...this.#days];
  }

  noteDay(): void {
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
