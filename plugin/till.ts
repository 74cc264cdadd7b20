/**
 * The till inside the bundle. Hooks start or join conversations with RRPay, events go to the one under way, and every
 * call is answered once. At most one conversation runs at a time. All state that matters is in the journal.
 */

import type { Spoken as Code } from "../schemas/generated/sentences.ts";
import type {
  CloseRequest,
  InitSettlementRequest,
  Kind,
  ResolveRequest,
  StatusRequest,
  VoidRequest,
} from "../schemas/generated/types.ts";
import type { Event } from "./boundary.ts";
import { type Context, triesOf } from "./context.ts";
import { lookBeside } from "./conversation/beside.ts";
import { refusalOf } from "./conversation/clearance.ts";
import { endFor } from "./conversation/end-for.ts";
import { pay } from "./conversation/pay.ts";
import type { End, Refusal } from "./conversation/pay-end.ts";
import { recall, recallDocument } from "./conversation/recall.ts";
import { recover } from "./conversation/recovery.ts";
import { type Conversation, Runner } from "./conversation/runner.ts";
import { voiding } from "./conversation/voiding.ts";
import { orderOf } from "./gama/mapping.ts";
import type { Request } from "./gama/payload.ts";
import { encodeResult } from "./gama/reply.ts";
import { type Search, settlementEnd } from "./gama/results.ts";
import { HookLog } from "./hook-log.ts";
import { unreadClose } from "./hooks/close.ts";
import { doctor } from "./hooks/doctor.ts";
import { posResult } from "./hooks/pos.ts";
import { preview } from "./hooks/preview.ts";
import { RefusedKeys } from "./hooks/refused-keys.ts";
import { numberToSeek, resolve, unsought } from "./hooks/resolve.ts";
import { plainVoid, voidEnd } from "./hooks/void.ts";
import { Job, type Subject, type Waiter } from "./job.ts";
import { closeBeside } from "./job-close.ts";
import { hasWork, journalRefusal, leaveInterrupted, leftBy, recordEnd } from "./job-end.ts";
import { isPaid } from "./payment/attempt.ts";
import { voidsUnderWay } from "./payment/known.ts";
import type { SaleOrder } from "./payment/order.ts";
import { refused } from "./payment/refused.ts";
import { TIMER } from "./timers.ts";

/** The pause between two background rounds while nobody waits. It doubles each time, up to a minute. */
const BACKGROUND_MS = { first: 1000, most: 60_000 };

export class Till {
  readonly #context: Context;
  readonly #runner: Runner;
  #job: Job | undefined;
  readonly #hooks: HookLog;
  readonly #refused = new RefusedKeys();
  #backgroundMs = BACKGROUND_MS.first;

  /** `isAfterLoss`: an engine was lost, but GAMA has gone on and knows what it was told. */
  constructor(context: Context, isAfterLoss: boolean) {
    this.#context = context;
    this.#hooks = new HookLog(context);
    const { till, rrpay, timeouts } = context.settings;
    const { host, hasToken, healthToken } = rrpay;
    const endpoint = { host, till, hasToken, healthToken, connectMs: timeouts.connectMs };
    this.#runner = new Runner(endpoint, context.lookUps);
    context.line = this.#runner;
    const { refusals } = context.journal;
    if (isAfterLoss) for (const saleKey of refusals.keys()) this.noteRefused(saleKey);
    else refusals.clear();
    context.journal.isByItself = true;
    leaveInterrupted(context);
    context.journal.isByItself = false;
    this.#scheduleBackground();
  }

  /** Whether RRPay's answer has come only in part. All traces wait until its end. */
  get awaitsAnswer(): boolean {
    return this.#runner.awaitsAnswer;
  }

  /** Handles a hook of GAMA's that is parsed and valid. */
  hook(call: number, parsed: Request): void {
    this.#hooks.began(call, parsed);
    this.#backgroundMs = BACKGROUND_MS.first;
    switch (parsed.hook) {
      case "init-pos":
        return this.#look(call, () => posResult(this.#context));
      case "init-settlement":
        return this.#settle(call, parsed.request);
      case "close":
        return this.#close(call, parsed.request);
      case "void":
        return this.#void(call, parsed.request);
      case "resolve":
        return this.#resolve(call, parsed.request);
      case "status":
        return this.#status(call, parsed.request);
      case "doctor":
        return this.#look(call, () => doctor(this.#context));
      case "preview":
        return this.#reply(call, preview(this.#context, parsed.request));
    }
    // a hook without a case would never be answered
    parsed satisfies never;
  }

  /** Handles every event that is not a hook. */
  event(event: Exclude<Event, { type: "boot" | "hook" }>): void {
    const { moment, batch } = this.#context;
    switch (event.type) {
      case "cancel":
        return this.#cancel(event.call);
      case "connected":
        return this.#runner.connected(event.conn, moment, batch);
      case "data":
        return this.#runner.data(event.conn, event.bytes, moment, batch);
      case "closed":
        return this.#runner.closed(event.conn, event.reason, moment, batch);
      case "found":
        return this.#context.lookUps.found(event, moment, batch);
      case "timer":
        if (event.id === TIMER.background) return this.#lookInBackground();
        if (event.id === TIMER.progress) return this.#job?.tell();
        return this.#runner.timer(event.id, moment, batch);
    }
    event satisfies never;
  }

  /** The window "Atsiskaitymas": pays, joins, returns a stored result, or refuses. */
  #settle(call: number, request: InitSettlementRequest): void {
    const context = this.#context;
    const order = orderOf(request);
    const answer = (end: End, search: Search = "done") =>
      this.#refused.noted(order, settlementEnd(context, order, endFor(context, order, end), search));
    const refuse = (end: Refusal) => {
      journalRefusal(context, { type: "pay", kind: order.kind, saleKey: order.saleKey }, end.code);
      this.#reply(call, answer(end, "none"));
    };
    this.#refused.drop(order.kind, order.saleKey);
    context.journal.refusals.delete(order.saleKey);
    if (context.unsound) return refuse(refused(context.unsound));
    const stored = context.ledger.truth(order);
    // paid, printed and not yet applied by GAMA: return it without asking RRPay, but for what may have taken it back
    const mayBeGone = stored && voidsUnderWay(triesOf(context, order), stored).length > 0;
    if (stored && isPaid(stored) && stored.fiscal === "printed" && !mayBeGone && !refusalOf(context, order))
      return this.#reply(call, answer({ type: "attempt", attemptId: stored.attemptId }));
    this.#payOrJoin(order, { call, answer }, refuse);
  }

  /** Notes an `init` that was refused, where nobody says of which kind. */
  noteRefused(saleKey: string): void {
    this.#refused.add("sale", saleKey);
    this.#refused.add("return", saleKey);
  }

  /**
   * Starts to pay an order, joins the conversation that already pays it, or refuses while another sale is under way.
   */
  #payOrJoin(order: SaleOrder, waiter: Waiter, refuse: (end: Refusal) => void): void {
    const { kind, saleKey, hash } = order;
    const running = this.#job;
    if (running && running.subject.type !== "recovery") {
      const { subject } = running;
      const known = refusalOf(this.#context, order);
      if (known) return refuse(known);
      if (subject.kind !== kind || subject.saleKey !== saleKey)
        return refuse({ type: "refused", code: "blocked", blockedBy: running.blockedBy(subject) });
      if (subject.type === "pay" && subject.order?.hash !== hash) return refuse(refused("sale-changed"));
      return running.join(waiter);
    }
    const talk = (job: Job) => pay(this.#context, order, job);
    this.#start({ type: "pay", kind, receiptKind: kind, saleKey, order }, waiter, talk);
  }

  /** F8: cancels what pays this receipt now, joins its void that is under way, or starts one. */
  #void(call: number, request: VoidRequest): void {
    const context = this.#context;
    const { saleKey, scope, originalKind: receiptKind } = request;
    const refuse = (code: Code, kind?: Kind) => this.#reply(call, plainVoid(context, "refused", code, kind));
    const waiter: Waiter = { call, answer: (end) => voidEnd(context, request, end) };
    const running = this.#job;
    if (running && running.subject.type !== "recovery") {
      const { subject } = running;
      const isSame = running.isOfReceipt(subject, request);
      if (isSame === "original-kind-missing") return refuse(isSame);
      if (isSame && scope === "open" && subject.kind !== "void") {
        running.join(waiter);
        return this.#askCancel(running);
      }
      // whatever F8 means, a void that is under way is told as one
      if (isSame && subject.kind === "void")
        return running.join({ call, answer: (end) => voidEnd(context, { ...request, scope: "completed" }, end) });
      if (!running.givesWayToVoid(saleKey)) return isSame ? refuse("open", subject.kind) : refuse("blocked");
    }
    const subject: Subject =
      scope === "open"
        ? { type: "cancel", kind: receiptKind ?? "sale", receiptKind, saleKey }
        : { type: "pay", kind: "void", receiptKind, saleKey };
    this.#start(subject, waiter, (job) => voiding(context, request, job));
  }

  #close(call: number, asked: CloseRequest, isLookedUp = false): void {
    const step = closeBeside(this.#context, asked, { running: this.#job, refused: this.#refused, isLookedUp });
    if (step.type === "look-up") return this.#closeOld(call, asked);
    this.#reply(call, step.result);
    if (step.isOfAttempt) this.#scheduleBackground();
  }

  /** A `close` about a key that memory does not have: first read all that the kept days have of it. */
  #closeOld(call: number, asked: CloseRequest): void {
    const context = this.#context;
    lookBeside(context, recall(context, asked.saleKey), ({ type }) => {
      if (type !== "failed") return this.#close(call, asked, true);
      this.#reply(call, unreadClose(context));
      this.#scheduleBackground();
    });
  }

  /** A typed document number is searched for in all kept days. Memory alone decides everything else at once. */
  #resolve(call: number, request: ResolveRequest): void {
    const context = this.#context;
    const documentNo = numberToSeek(context, request);
    if (documentNo === undefined) return this.#reply(call, resolve(context, request));
    lookBeside(context, recallDocument(context, documentNo), ({ type }) =>
      this.#reply(call, type === "failed" ? unsought(context, request) : resolve(context, request)),
    );
  }

  #status(call: number, request: StatusRequest): void {
    const answer = () => posResult(this.#context, request.saleKey);
    if (request.refresh === true) this.#look(call, answer);
    else this.#reply(call, answer());
  }

  /** Runs a recovery round for a call. While a sale is under way the journal alone answers at once. */
  #look(call: number, answer: () => object): void {
    const running = this.#job;
    if (running && running.subject.type !== "recovery") return this.#reply(call, answer());
    if (running && running.waiters.length > 0) return running.join({ call, answer });
    this.#start({ type: "recovery" }, { call, answer }, () => this.#round());
  }

  *#round(): Conversation<End> {
    yield* recover(this.#context);
    return { type: "looked" };
  }

  #lookInBackground(): void {
    if (this.#job || !hasWork(this.#context)) return;
    this.#backgroundMs = Math.min(this.#backgroundMs * 2, BACKGROUND_MS.most);
    this.#start({ type: "recovery" }, undefined, () => this.#round());
  }

  /**
   * Starts a conversation. A running one that only looks or prints gives way, and its waiting calls get what is known.
   */
  #start(subject: Subject, waiter: Waiter | undefined, talk: (job: Job) => Conversation<End>): void {
    const { moment, batch } = this.#context;
    if (this.#job) this.#breakOff(this.#job);
    this.#context.ledger.held.clear();
    const job = new Job(this.#context, subject);
    this.#job = job;
    this.#context.journal.isByItself = subject.type === "recovery";
    if (waiter) job.join(waiter);
    batch.timer(TIMER.background, -1);
    this.#runner.start(this.#whole(job, talk(job)), moment, batch);
  }

  *#whole(job: Job, talk: Conversation<End>): Conversation<void> {
    const end = yield* talk;
    this.#finish(job, end);
    this.#scheduleBackground();
  }

  #breakOff(job: Job): void {
    this.#runner.drop(this.#context.batch);
    this.#finish(job, leftBy(this.#context, job.subject));
  }

  #finish(job: Job, end: End): void {
    if (this.#job === job) this.#job = undefined;
    this.#context.journal.isByItself = false;
    this.#context.batch.timer(TIMER.progress, -1);
    recordEnd(this.#context, job, end);
    for (const { call, answer } of job.waiters) this.#reply(call, answer(end));
  }

  #cancel(call: number): void {
    const job = this.#job;
    if (!job?.waiters.some((waiter) => waiter.call === call)) return;
    if (job.subject.type === "recovery") {
      this.#breakOff(job);
      return this.#scheduleBackground();
    }
    this.#askCancel(job);
  }

  #askCancel(job: Job): void {
    job.askCancel();
    this.#runner.wake(this.#context.moment, this.#context.batch);
  }

  #scheduleBackground(): void {
    if (this.#job) return;
    const dueMonoMs = hasWork(this.#context) ? this.#context.moment.monoMs + this.#backgroundMs : -1;
    this.#context.batch.timer(TIMER.background, dueMonoMs);
  }

  #reply(call: number, result: object): void {
    this.#hooks.ended(call, result);
    this.#context.batch.reply(call, encodeResult(result, this.#context.settings.gama));
  }
}
