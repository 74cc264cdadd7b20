/** One conversation that calls wait for: what it is about, who listens, how far it is. */
import type { BlockedBy, SaleKind } from "../schemas/generated/types.ts";
import type { Context, Listener } from "./context.ts";
import type { End } from "./conversation/pay.ts";
import { encodeText } from "./gama/reply.ts";
import { uuid } from "./identity.ts";
import { type Phase, progressText } from "./messages/progress.ts";
import { isOpen, type SaleIdentity } from "./payment/attempt.ts";
import type { Order } from "./payment/order.ts";
import { TIMER } from "./timers.ts";

/** A call that is answered when the conversation ends. */
export interface Waiter {
  readonly call: number;
  /** The result for this call, from how the conversation ended. */
  readonly answer: (end: End) => object;
}

/** Whose payment, and of a void whose receipt. */
type Receipt = Pick<SaleIdentity, "kind" | "saleKey"> & { readonly receiptKind: SaleKind };

export type Subject =
  /** Pays an order, or joins the attempt that does; without one it is a completed receipt's void, whose order is to be made. */
  | ({ readonly type: "pay"; readonly order?: Order } & Receipt)
  /** Brings one open attempt to its end by cancelling it. */
  | ({ readonly type: "cancel" } & Receipt)
  /** Looks at everything that is open, once. */
  | { readonly type: "recovery" };

const TICK_MS = 1000;

export class Job implements Listener {
  readonly subject: Subject;
  readonly waiters: Waiter[] = [];
  cancelAsked = false;
  /** GAMA's word from a `close` that came before anything was sent. */
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

  /** A call that came later sees the progress at once. */
  join(waiter: Waiter): void {
    this.waiters.push(waiter);
    this.tell();
  }

  phase(phase: Phase): void {
    const same = JSON.stringify(phase) === JSON.stringify(this.#phase);
    this.#phase = phase;
    if (!same) this.tell();
  }

  /** Writes the progress of the moment to every call that waits, and again in a second. */
  tell(): void {
    if (this.waiters.length === 0) return;
    const { settings, moment, batch } = this.#context;
    const kind = this.subject.type === "recovery" ? undefined : this.subject.kind;
    const text = progressText(this.#phase, moment.monoMs - this.#startedMonoMs, settings.language, kind);
    const bytes = encodeText(text, settings.gama.codepage);
    for (const { call } of this.waiters) batch.progress(call, bytes);
    batch.timer(TIMER.progress, moment.monoMs + TICK_MS);
  }

  /** Whether this conversation pays that very sale, return or void. */
  pays(kind: SaleIdentity["kind"], saleKey: string): boolean {
    return this.subject.type === "pay" && this.subject.kind === kind && this.subject.saleKey === saleKey;
  }

  /** A void is never blocked by the sale it voids: what only waits for the paper of that receipt gives way to it. */
  givesWayTo({ kind, saleKey }: SaleIdentity): boolean {
    const { subject } = this;
    if (kind !== "void" || subject.type === "recovery" || subject.kind === "void" || subject.saleKey !== saleKey)
      return false;
    return this.#context.ledger.latest(subject)?.payment === "approved";
  }

  /** What it is about, named by the open attempt it follows or by the id it would send. */
  blockedBy({ kind, saleKey }: SaleIdentity): BlockedBy {
    const attempt = this.#context.ledger.latest({ kind, saleKey });
    return { kind, saleKey, attemptId: attempt && isOpen(attempt) ? attempt.attemptId : this.newAttemptId };
  }

  /** Whether this conversation is about the sale of that key. */
  concerns(saleKey: string): boolean {
    return this.subject.type !== "recovery" && this.subject.saleKey === saleKey;
  }
}
