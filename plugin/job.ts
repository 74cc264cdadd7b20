/** One conversation that calls wait for: its subject, its listeners and its progress. */
import type { BlockedBy, SaleKind, VoidRequest } from "../schemas/generated/types.ts";
import type { Context, Listener } from "./context.ts";
import type { End } from "./conversation/pay-end.ts";
import { encodeText } from "./gama/reply.ts";
import { uuid } from "./identity.ts";
import { type Phase, progressText } from "./messages/progress.ts";
import { isOpen, type SaleIdentity } from "./payment/attempt.ts";
import type { Order } from "./payment/order.ts";
import { originalKindOf } from "./payment/truth.ts";
import { TIMER } from "./timers.ts";

/** A call that is answered when the conversation ends. */
export interface Waiter {
  readonly call: number;
  /** Makes the result for this call from the end of the conversation. */
  readonly answer: (end: End) => object;
}

/** Whose payment it is. For F8, `receiptKind` is the kind of the receipt to take back, if it is given. */
type Receipt = Pick<SaleIdentity, "kind" | "saleKey"> & { readonly receiptKind: SaleKind | undefined };

export type Subject =
  /**
   * Pays an order, or joins the attempt that already pays it. Without an order it voids a completed receipt; that order
   * is still to be made.
   */
  | ({ readonly type: "pay"; readonly order?: Order } & Receipt)
  /** Ends one open attempt by cancelling it. */
  | ({ readonly type: "cancel" } & Receipt)
  /** Checks every open attempt once. */
  | { readonly type: "recovery" };

const TICK_MS = 1000;

export class Job implements Listener {
  readonly subject: Subject;
  readonly waiters: Waiter[] = [];
  cancelAsked = false;
  cancelAskedMonoMs = 0;
  /** What a `close` said before anything was sent. */
  closeSaved: boolean | undefined;
  readonly newAttemptId: string;
  readonly #context: Context;
  readonly #startedMonoMs: number;
  #phase: Phase = { type: "connecting" };

  constructor(context: Context, subject: Subject) {
    this.#context = context;
    this.subject = subject;
    this.newAttemptId = uuid(context.moment.random);
    this.#startedMonoMs = context.moment.monoMs;
  }

  /** Adds a call that waits. It sees the progress at once. */
  join(waiter: Waiter): void {
    this.waiters.push(waiter);
    this.tell();
  }

  askCancel(): void {
    this.cancelAsked = true;
    this.cancelAskedMonoMs = this.#context.moment.monoMs;
  }

  phase(phase: Phase): void {
    const same = JSON.stringify(phase) === JSON.stringify(this.#phase);
    this.#phase = phase;
    if (!same) this.tell();
  }

  /** Writes the present progress to every waiting call, and again after a second. */
  tell(): void {
    if (this.waiters.length === 0) return;
    const { settings, moment, batch } = this.#context;
    const kind = this.subject.type === "recovery" ? undefined : this.subject.kind;
    const text = progressText(this.#phase, moment.monoMs - this.#startedMonoMs, settings.language, kind);
    const bytes = encodeText(text, settings.gama.codepage);
    for (const { call } of this.waiters) batch.progress(call, bytes);
    batch.timer(TIMER.progress, moment.monoMs + TICK_MS);
  }

  /** Whether this conversation pays exactly this sale, return or void. */
  pays(kind: SaleIdentity["kind"], saleKey: string): boolean {
    return this.subject.type === "pay" && this.subject.kind === kind && this.subject.saleKey === saleKey;
  }

  /** Whether F8 means the same receipt, by what the journal has of the key now. */
  isOfReceipt(
    { kind, receiptKind, saleKey }: Exclude<Subject, { type: "recovery" }>,
    asked: Pick<VoidRequest, "saleKey" | "originalKind">,
  ): boolean | "original-kind-missing" {
    if (saleKey !== asked.saleKey) return false;
    const tries = this.#context.ledger.ofKey(saleKey);
    const own = originalKindOf(tries, receiptKind);
    // a receipt that is being paid may not be sent yet
    const meant = originalKindOf(own === kind ? [...tries, { kind }] : tries, asked.originalKind);
    return meant === "original-kind-missing" ? meant : meant === own;
  }

  /** A sale never blocks its own void: a conversation that only waits for the receipt to print gives way to it. */
  givesWayToVoid(saleKey: string): boolean {
    const { subject } = this;
    if (subject.type === "recovery" || subject.kind === "void" || subject.saleKey !== saleKey) return false;
    return this.#context.ledger.latest(subject)?.payment === "approved";
  }

  /** What blocks another sale: the open attempt that this conversation follows, or the id that it would send. */
  blockedBy({ kind, saleKey }: SaleIdentity): BlockedBy {
    const attempt = this.#context.ledger.latest({ kind, saleKey });
    return { kind, saleKey, attemptId: attempt && isOpen(attempt) ? attempt.attemptId : this.newAttemptId };
  }

  /** Whether this conversation is about the sale with this key. */
  concerns(saleKey: string): boolean {
    return this.subject.type !== "recovery" && this.subject.saleKey === saleKey;
  }
}
