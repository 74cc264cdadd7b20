/**
 * A conversation with RRPay is a generator that reads from top to bottom. It asks RRPay something, or asks for a pause,
 * and resumes with the result. It holds no state of its own: every fact is journalled before it is acted on, so a
 * conversation may be dropped at any point.
 */
import type { Batch, Hit, Moment } from "../boundary.ts";
import type { LookUp, LookUps } from "../journal/look-ups.ts";
import { type Endpoint, type Outcome, type OutcomeOf, type PaymentPort, Port, type Request } from "../rrpay/port.ts";
import { TIMER } from "../timers.ts";

export type Ask =
  | { readonly type: "request"; readonly request: Request }
  | { readonly type: "pause"; readonly untilMonoMs: number }
  /** Searches the journal's files. `waiting` is called while the answer comes in pieces. */
  | { readonly type: "look-up"; readonly lookUp: LookUp; readonly waiting: () => void };

/** The result of a look-up. */
export interface LookedUp {
  readonly type: "looked-up";
  /** False: something could not be read, so the lines found may not be complete. */
  readonly isComplete: boolean;
  readonly hits: readonly Hit[];
}

export type Told = Outcome | { readonly type: "paused" } | LookedUp;

export type Conversation<Result> = Generator<Ask, Result, Told>;

/** Asks RRPay inside a conversation. The runner resumes with the outcome of this request. */
export function* request<Wanted extends Request>(wanted: Wanted): Conversation<OutcomeOf<Wanted>> {
  return (yield { type: "request", request: wanted }) as OutcomeOf<Wanted>;
}

/** Waits. A cancel or a hook may end the wait early. */
export function* pause(untilMonoMs: number): Conversation<void> {
  yield { type: "pause", untilMonoMs };
}

/** Looks something up in the journal's files inside a conversation. */
export function* lookUp(wanted: LookUp, waiting: () => void = () => {}): Conversation<LookedUp> {
  return (yield { type: "look-up", lookUp: wanted, waiting }) as LookedUp;
}

/** Runs one conversation at a time over one port. */
export class Runner {
  readonly #port: PaymentPort;
  readonly #lookUps: LookUps;
  #run: { readonly talk: Conversation<void>; waits: "request" | "pause" | "look-up" } | undefined;
  #lookUp = 0;

  constructor(endpoint: Endpoint, lookUps: LookUps) {
    this.#port = new Port(endpoint);
    this.#lookUps = lookUps;
  }

  /** Whether part of an answer has come. */
  get awaitsAnswer(): boolean {
    return this.#port.awaitsAnswer;
  }

  get connection(): number {
    return this.#port.connection;
  }

  get exchanges(): number {
    return this.#port.exchanges;
  }

  /** Starts a conversation. It may end within this call. */
  start(talk: Conversation<void>, moment: Moment, batch: Batch): void {
    this.#run = { talk, waits: "pause" };
    this.#resume({ type: "paused" }, moment, batch);
  }

  /** Drops the conversation under way and gives up what it waited for. */
  drop(batch: Batch): void {
    if (!this.#run) return;
    this.#run = undefined;
    this.#lookUps.forget(this.#lookUp);
    this.#port.abandon(batch);
    batch.timer(TIMER.pause, -1);
  }

  /** Ends a pause early. */
  wake(moment: Moment, batch: Batch): void {
    if (this.#run?.waits !== "pause") return;
    batch.timer(TIMER.pause, -1);
    this.#resume({ type: "paused" }, moment, batch);
  }

  connected(conn: number, moment: Moment, batch: Batch): void {
    this.#told(this.#port.connected(conn, moment, batch), moment, batch);
  }

  data(conn: number, bytes: Uint8Array, moment: Moment, batch: Batch): void {
    const heard = this.#port.data(conn, bytes, batch);
    if (heard?.type === "changed") this.wake(moment, batch);
    else this.#told(heard, moment, batch);
  }

  closed(conn: number, reason: number, moment: Moment, batch: Batch): void {
    this.#told(this.#port.closed(conn, reason, moment, batch), moment, batch);
  }

  /** The timer of the request or of the pause has run out. */
  timer(id: number, moment: Moment, batch: Batch): void {
    if (id === TIMER.exchange) this.#told(this.#port.timedOut(batch, moment), moment, batch);
    else if (this.#run?.waits === "pause") this.#resume({ type: "paused" }, moment, batch);
  }

  #told(end: Outcome | undefined, moment: Moment, batch: Batch): void {
    if (end && this.#run?.waits === "request") this.#resume(end, moment, batch);
  }

  #look({ lookUp: wanted, waiting }: Extract<Ask, { type: "look-up" }>, batch: Batch): void {
    const run = this.#run;
    const hits: Hit[] = [];
    this.#lookUp = this.#lookUps.begin(wanted, batch, {
      hit: (hit) => hits.push(hit),
      waiting,
      done: (isComplete, moment, answer) => {
        if (this.#run === run) this.#resume({ type: "looked-up", isComplete, hits }, moment, answer);
      },
    });
  }

  #resume(first: Told, moment: Moment, batch: Batch): void {
    const run = this.#run;
    let told: Told | undefined = first;
    while (run && told && this.#run === run) {
      const next = run.talk.next(told);
      if (next.done) {
        // the last step of a conversation may have started another one
        if (this.#run === run) this.#run = undefined;
        return;
      }
      told = undefined;
      if (next.value.type === "pause") {
        run.waits = "pause";
        batch.timer(TIMER.pause, next.value.untilMonoMs);
      } else if (next.value.type === "look-up") {
        run.waits = "look-up";
        this.#look(next.value, batch);
      } else {
        run.waits = "request";
        told = this.#port.begin(next.value.request, moment, batch);
      }
    }
  }
}
