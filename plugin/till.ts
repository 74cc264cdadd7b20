/**
 * The till as the bundle keeps it: hooks start or join conversations with RRPay, events feed the one under way, and every
 * call is answered once. At most one conversation at a time; the state that matters is in the journal alone.
 */

import type { Spoken as Code } from "../schemas/generated/sentences.ts";
import type {
  BlockedBy,
  CloseRequest,
  InitSettlementRequest,
  SettlementResult,
  StatusRequest,
  VoidRequest,
} from "../schemas/generated/types.ts";
import type { Happening } from "./boundary.ts";
import type { Desk } from "./context.ts";
import { cancelOpen } from "./conversation/cancel.ts";
import { knownRefusal, type PayEnd, pay } from "./conversation/pay.ts";
import { round } from "./conversation/recovery.ts";
import type { Conversation } from "./conversation/runner.ts";
import { Runner } from "./conversation/runner.ts";
import { isSameContent, type Order, orderOf } from "./gama/mapping.ts";
import type { Request } from "./gama/payload.ts";
import { encodeResult } from "./gama/reply.ts";
import { refusalResult, resultOf, settlementEnd } from "./gama/results.ts";
import { HookLog } from "./hook-log.ts";
import { close, closeEarly } from "./hooks/close.ts";
import { doctor } from "./hooks/doctor.ts";
import { posResult } from "./hooks/pos.ts";
import { resolve } from "./hooks/resolve.ts";
import { completedEnd, nothingOpen, openAttempt, openEnd, plainVoid, voidOrder } from "./hooks/void.ts";
import { Job, type Subject, type Waiter } from "./job.ts";
import { isVoided } from "./journal/ledger.ts";
import { isOpen, needsRrpay } from "./payment/attempt.ts";
import { TIMER } from "./rrpay/client.ts";

/** Between two looks at what is open while nobody waits: doubled each time, up to a minute. */
const BACKGROUND_MS = { first: 1000, most: 60_000 };

export class Till {
  readonly #desk: Desk;
  readonly #runner: Runner;
  #job: Job | undefined;
  readonly #hooks: HookLog;
  #backgroundMs = BACKGROUND_MS.first;

  constructor(desk: Desk) {
    this.#desk = desk;
    this.#hooks = new HookLog(desk);
    const { rrpay, timeouts } = desk.settings;
    this.#runner = new Runner({ host: rrpay.host, hasToken: rrpay.hasToken, connectMs: timeouts.connectMs });
    desk.line = this.#runner;
    this.#leaveInterrupted();
    this.#scheduleBackground();
  }

  /** A hook of GAMA's, parsed and valid. */
  hook(call: number, parsed: Request): void {
    this.#hooks.began(call, parsed);
    this.#backgroundMs = BACKGROUND_MS.first;
    switch (parsed.hook) {
      case "init-pos":
        return this.#look(call, true, () => posResult(this.#desk));
      case "init-settlement":
        return this.#settle(call, parsed.request);
      case "close":
        return this.#close(call, parsed.request);
      case "void":
        return this.#void(call, parsed.request);
      case "resolve":
        return this.#reply(call, resolve(this.#desk, parsed.request));
      case "status":
        return this.#status(call, parsed.request);
      case "doctor":
        return this.#look(call, false, () => doctor(this.#desk));
    }
  }

  /** Everything that is not a hook. */
  happened(happening: Exclude<Happening, { type: "boot" | "hook" }>): void {
    const { moment, batch } = this.#desk;
    switch (happening.type) {
      case "cancel":
        return this.#cancel(happening.call);
      case "connected":
        return this.#runner.connected(happening.conn, moment, batch);
      case "data":
        return this.#runner.data(happening.conn, happening.bytes, moment, batch);
      case "closed":
        return this.#runner.closed(happening.conn, happening.reason, moment, batch);
      case "timer":
        if (happening.id === TIMER.background) return this.#lookInBackground();
        if (happening.id === TIMER.progress) return this.#job?.tell();
        return this.#runner.timer(happening.id, moment, batch);
    }
  }

  /** The window "Atsiskaitymas": pays, joins, gives back, or refuses. */
  #settle(call: number, request: InitSettlementRequest): void {
    const desk = this.#desk;
    const order = orderOf(request);
    const { saleKey } = order;
    const refuse = (code: Code, blockedBy?: BlockedBy) =>
      this.#reply(
        call,
        refusalResult(desk, { outcome: "refused", code, saleKey, ...(blockedBy ? { blockedBy } : {}) }),
      );
    const stored = this.#storedApproval(order);
    if (stored) return this.#reply(call, stored);
    if (desk.trouble === "journal-corrupt" || desk.trouble === "till-mismatch") return refuse(desk.trouble);
    const waiter: Waiter = { call, answer: (end) => settlementEnd(desk, saleKey, end) };
    this.#payOrJoin(order, waiter, refuse);
  }

  /** Stored, not applied: given back without asking RRPay, once its receipt is known to be printed. */
  #storedApproval(order: Order): SettlementResult | undefined {
    const attempt = this.#desk.ledger.latest(order);
    if (attempt?.payment !== "approved" || !isSameContent(attempt, order) || attempt.fiscal !== "printed")
      return undefined;
    return isVoided(this.#desk.ledger, order.saleKey) ? undefined : resultOf(this.#desk, attempt);
  }

  /** Starts paying an order, joins the conversation that already does, or refuses while another sale is under way. */
  #payOrJoin(order: Order, waiter: Waiter, refuse: (code: Code, blockedBy?: BlockedBy) => void): void {
    const { kind, saleKey, hash } = order;
    const running = this.#job;
    if (running && running.subject.type !== "round" && !running.givesWayTo(order)) {
      const { subject } = running;
      const known = knownRefusal(this.#desk, order);
      if (known) return refuse(known);
      if (subject.kind !== kind || subject.saleKey !== saleKey) return refuse("blocked", running.blockedBy(subject));
      if (subject.type === "pay" && subject.hash !== hash) return refuse("sale-changed");
      return running.join(waiter);
    }
    const talk = (job: Job) => pay(this.#desk, order, job);
    this.#start({ type: "pay", kind, saleKey, hash }, waiter, talk);
  }

  #void(call: number, request: VoidRequest): void {
    const desk = this.#desk;
    const { saleKey, scope } = request;
    if (scope === "open") return this.#cancelSale(call, saleKey);
    const refuse = (code: Code) => this.#reply(call, plainVoid(desk, "refused", code));
    if (desk.trouble === "journal-corrupt" || desk.trouble === "till-mismatch") return refuse(desk.trouble);
    const earlier = desk.ledger.latest({ kind: "void", saleKey });
    if (earlier?.payment === "approved" && earlier.fiscal === "printed") {
      return this.#reply(call, completedEnd(desk, { type: "attempt", attemptId: earlier.attemptId }));
    }
    const order = voidOrder(desk, request);
    if (typeof order === "string") return refuse(order);
    this.#payOrJoin(order, { call, answer: (end) => completedEnd(desk, end) }, refuse);
  }

  /** F8 on an open receipt: cancels what is under way and waits for its end. */
  #cancelSale(call: number, saleKey: string): void {
    const desk = this.#desk;
    const waiter: Waiter = { call, answer: (end) => openEnd(desk, end) };
    const running = this.#job;
    if (running?.concerns(saleKey) && running.subject.type !== "round" && running.subject.kind !== "void") {
      running.join(waiter);
      return this.#askCancel(running);
    }
    const open = openAttempt(desk, saleKey);
    if (!open) return this.#reply(call, nothingOpen(desk, saleKey));
    if (running && running.subject.type !== "round") return this.#reply(call, plainVoid(desk, "refused", "blocked"));
    const { kind, attemptId } = open;
    this.#start({ type: "cancel", kind, saleKey }, waiter, (job) => {
      job.cancelAsked = true;
      return cancelOpen(desk, attemptId, job);
    });
  }

  #close(call: number, request: CloseRequest): void {
    const { kind, saleKey, saved } = request;
    const running = this.#job;
    const attempt = this.#desk.ledger.latest(request);
    const pays = running?.pays(kind, saleKey) === true;
    // the last word counts: what comes once the sale is sent is the journal's alone
    if (pays) running.closeSaved = undefined;
    if (pays && !(attempt && isOpen(attempt))) {
      // nothing is sent yet, or only the receipt is missing: remembered, and applied when the attempt ends approved
      running.closeSaved = saved;
      return this.#reply(call, closeEarly(this.#desk, request, running.newAttemptId));
    }
    this.#reply(call, close(this.#desk, request));
    this.#scheduleBackground();
  }

  #status(call: number, request: StatusRequest): void {
    const answer = () => posResult(this.#desk, request.saleKey);
    if (request.refresh === true) this.#look(call, false, answer);
    else this.#reply(call, answer());
  }

  /** A recovery round for a call that asks; while a sale is under way the answer comes at once from the journal. */
  #look(call: number, prints: boolean, answer: () => object): void {
    const running = this.#job;
    if (running && running.subject.type !== "round") return this.#reply(call, answer());
    if (running && running.waiters.length > 0) return running.join({ call, answer });
    this.#start({ type: "round" }, { call, answer }, () => this.#roundEnd(prints));
  }

  *#roundEnd(prints: boolean): Conversation<PayEnd> {
    yield* round(this.#desk, prints);
    return { type: "not-accepted", code: "ready" };
  }

  #lookInBackground(): void {
    if (this.#job || !this.#hasWork()) return;
    this.#backgroundMs = Math.min(this.#backgroundMs * 2, BACKGROUND_MS.most);
    this.#start({ type: "round" }, undefined, () => this.#roundEnd(false));
  }

  /** Starts a conversation. One that only looks or prints gives way: whoever waits for it is answered from what is known. */
  #start(subject: Subject, waiter: Waiter | undefined, talk: (job: Job) => Conversation<PayEnd>): void {
    const { moment, batch } = this.#desk;
    if (this.#job) this.#breakOff(this.#job);
    const job = new Job(this.#desk, subject);
    this.#job = job;
    if (waiter) job.join(waiter);
    batch.timer(TIMER.background, -1);
    this.#runner.start(this.#whole(job, talk(job)), moment, batch);
  }

  *#whole(job: Job, talk: Conversation<PayEnd>): Conversation<void> {
    const end = yield* talk;
    this.#finish(job, end);
    this.#scheduleBackground();
  }

  #breakOff(job: Job): void {
    this.#runner.drop(this.#desk.batch);
    const paid = job.subject.type === "round" ? undefined : this.#desk.ledger.latest(job.subject);
    this.#finish(job, paid ? { type: "attempt", attemptId: paid.attemptId } : { type: "not-accepted", code: "ready" });
  }

  #finish(job: Job, end: PayEnd): void {
    if (this.#job === job) this.#job = undefined;
    this.#desk.batch.timer(TIMER.progress, -1);
    if (end.type !== "attempt" && job.subject.type !== "round" && end.type === "refused")
      this.#journalRefusal(job.subject.saleKey, job.subject.kind, end.code);
    this.#applyClose(job, end);
    for (const { call, answer } of job.waiters) this.#reply(call, answer(end));
  }

  /** A `close` that came before anything was sent takes effect now, by the same table as any other. */
  #applyClose({ closeSaved: saved, subject }: Job, end: PayEnd): void {
    if (saved === undefined || subject.type === "round") return;
    const { kind, saleKey } = subject;
    const named = end.type === "attempt" ? { attemptId: end.attemptId } : {};
    close(this.#desk, { window: "settlement", kind, saleKey, saved, ...named });
  }

  #journalRefusal(saleKey: string, kind: "sale" | "return" | "void", code: Code): void {
    this.#desk.record({
      t: "refusal",
      atMs: this.#desk.moment.wallMs,
      hook: kind === "void" ? "void" : "init",
      code,
      saleKey,
    });
  }

  #cancel(call: number): void {
    const job = this.#job;
    if (!job?.waiters.some((waiter) => waiter.call === call)) return;
    if (job.subject.type === "round") {
      this.#breakOff(job);
      return this.#scheduleBackground();
    }
    this.#askCancel(job);
  }

  #askCancel(job: Job): void {
    job.cancelAsked = true;
    this.#runner.wake(this.#desk.moment, this.#desk.batch);
  }

  /** Before this start something was sent whose end nobody heard: from here on it is unknown (rule 3). */
  #leaveInterrupted(): void {
    const { ledger, moment } = this.#desk;
    for (const attempt of ledger.unsettled()) {
      if (attempt.payment !== "sent" && attempt.payment !== "cancelling") continue;
      const code = attempt.cancelAsked ? "cancel-unconfirmed" : "connection-lost";
      this.#desk.record({ t: "payment", atMs: moment.wallMs, attemptId: attempt.attemptId, event: "gave-up", code });
    }
  }

  #hasWork(): boolean {
    return this.#desk.ledger.unsettled().some((attempt) => needsRrpay(attempt) || isOpen(attempt));
  }

  #scheduleBackground(): void {
    if (this.#job) return;
    const dueMonoMs = this.#hasWork() ? this.#desk.moment.monoMs + this.#backgroundMs : -1;
    this.#desk.batch.timer(TIMER.background, dueMonoMs);
  }

  #reply(call: number, result: object): void {
    this.#hooks.ended(call, result);
    this.#desk.batch.reply(call, encodeResult(result, this.#desk.settings.gama));
  }
}
