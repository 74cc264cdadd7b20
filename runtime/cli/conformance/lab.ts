/**
 * The tools of the checks: sales that RRPay has never seen, requests about them, a person at RRPay, and nothing that
 * stays in progress. What a run remembers is in its notebook.
 */
import type { RrpayTransactionRequest } from "../../../schemas/generated/types.ts";
import { now, question, type Talk } from "../program/talk.ts";
import { formatDate, parseTime } from "../time.ts";
import type { Language } from "../words.ts";
import type { Feature } from "./check.ts";
import { isTaken, TAKEN, taken } from "./evidence.ts";
import { type Hand, isDone, promptOf, type Sight } from "./hands.ts";
import { givesBack } from "./left.ts";
import { ENDS, Notebook } from "./notebook.ts";
import { askedBy, asking, encodeText, guardOf, type Request, textOf } from "./request.ts";
import type { Target } from "./target.ts";
import {
  BUSY,
  BUSY_WITHOUT_PAPER,
  HELD_UP,
  HeldUp,
  LEFT_OPEN,
  LEFT_OUT,
  NOBODY,
  notTaken,
  STUCK,
  Unmeasured,
} from "./unmeasured.ts";
import { type Got, type Json, lostBy, type Wire, Wires } from "./wires.ts";

/** Between two questions about the same thing: at most four a second. */
export const PACE_MS = 250;
/** How long RRPay may take until it is back, in the times of an answer: a minute, where an answer may take 10 s. */
export const BACK_ANSWERS = 6;
/** So many sales of one sum a check has under way at once. */
const SIDE_BY_SIDE = 5;
/** In euros a binary fraction holds this sum only nearly: who cuts it off loses a cent. */
const AWKWARD_CENTS = 29;

/** When the run began, and where. */
interface Clock {
  readonly wallMs: number;
  readonly utcOffsetMin: number;
}

export class Lab {
  readonly target: Target;
  readonly wires: Wires;
  readonly language: Language;
  /** What the run remembers. */
  readonly notes: Notebook;
  health: Json = {};
  readonly #offsetMin: number;
  #made = 0;
  /** Whether somebody was asked to do something in this check. */
  #hasAsked = false;
  /** How a sale of which nobody was told ends at RRPay, once that is known: it is in progress where nobody acts. */
  #endByItself: Json;
  /** A person has taken the paper out, and not put it back yet, where this is false. */
  hasPaper = true;
  /** RRPay stays busy with what it has told as ended. */
  #isHeldUp = false;
  /** Something could not be ended. With it under way nothing else can be measured. */
  #isStuck = false;

  constructor(target: Target, language: Language, { wallMs, utcOffsetMin }: Clock) {
    this.target = target;
    this.#offsetMin = utcOffsetMin;
    this.wires = new Wires(target.address, target.port, target.token);
    this.language = language;
    this.notes = new Notebook(wallMs.toString(36).toUpperCase(), this.wires);
  }

  offers(feature: Feature): boolean {
    const { features } = this.health;
    return Array.isArray(features) && features.includes(feature);
  }

  /** A tombstone is made by a cancel: without that feature there is none. */
  get canEntomb(): boolean {
    return this.offers("tombstone") && this.offers("cancel");
  }

  /** The local date of a moment as RRPay writes it, in UTC or not; empty where there is none. */
  dateOf(moment: Json): string {
    const atMs = typeof moment === "string" ? parseTime(moment) : undefined;
    return atMs === undefined ? "" : formatDate(atMs, this.#offsetMin);
  }

  /** A new sale that RRPay has never seen. */
  sale(change: Partial<RrpayTransactionRequest> = {}): RrpayTransactionRequest {
    const no = ++this.#made;
    const totalCents = change.totalCents ?? AWKWARD_CENTS;
    const line = {
      ...{ no: 1, type: "item", code: "TEST", name: "Bandomoji prekė ąčę", unit: "VNT", quantityE4: 10_000 },
      ...{ unitPriceE4: totalCents * 100, discountCents: 0, totalCents, vatGroup: "A", vatRateBp: 2100 },
    } satisfies Json as RrpayTransactionRequest["lines"][number];
    const name = { id: `conformance-${this.notes.run}-${no}`, till: this.target.till, kind: "sale" } as const;
    const rest = { saleKey: `C-${this.notes.run}-${no}`, receiptNo: String(no), operator: "TEST", currency: "EUR" };
    return { ...name, ...rest, lines: [line], totalCents, ...change };
  }

  /** A check begins. What it posts is remembered until it ends. */
  begin(check: string): void {
    this.wires.check = check;
    this.notes.begin();
    this.#hasAsked = false;
  }

  /** RRPay has another store or epoch than when this run began: what was sold before is not there to be judged. */
  forget(health: Json): void {
    this.notes.formerEpoch = this.health.epoch;
    this.health = health;
    this.notes.forget();
  }

  /** Posts. Where another customer is paying at RRPay, nothing can be said of RRPay. */
  *post(order: object | string, change: Partial<Request> = {}): Talk<Got> {
    const request = { ...this.posting(order), ...change };
    for (const endMs = (yield* now()).wallMs + 2 * this.target.answerMs; ; ) {
      const got = this.#alone(yield* this.ask(request));
      if (!(yield* this.isPrinting(got, endMs))) return got;
    }
  }

  /**
   * Whether RRPay is busy with what it has told as ended, since its printer works on: then it may be asked again, after a
   * pause. Who stays busy for so long is held up, and sells nothing any more.
   */
  *isPrinting({ status, json }: Got, endMs: number): Talk<boolean> {
    const id = json.details?.id;
    if (status !== 423 || typeof id !== "string") return false;
    const { state } = (yield* this.get(id)).json;
    if (!ENDS.includes(state)) return false;
    if (!this.hasPaper) throw new Unmeasured(BUSY_WITHOUT_PAPER);
    if ((yield* now()).wallMs > endMs) {
      this.#isHeldUp = true;
      throw new HeldUp(id, state);
    }
    yield* this.wires.pause(PACE_MS);
    return true;
  }

  /** An answer that is not about another customer who is paying. */
  #alone(got: Got): Got {
    const other = got.status === 423 ? got.json.details?.id : undefined;
    // one of this run is ours also where RRPay writes its letters otherwise
    const own = `conformance-${this.notes.run}-`.toLowerCase();
    if (typeof other === "string" && !other.toLowerCase().startsWith(own))
      throw new Unmeasured(/^conformance-/i.test(other) ? LEFT_OPEN : BUSY);
    return got;
  }

  /** Posts a sale that a check needs and does not measure. Where RRPay does not take it, there is nothing to measure. */
  *begun(order: RrpayTransactionRequest): Talk<Got> {
    const got = yield* this.post(order);
    if (isTaken(got, order)) return got;
    throw notTaken(taken(got, order));
  }

  /** How a transaction stands. */
  *get(id: string, ...from: number[]): Talk<Got> {
    const order = this.notes.orderOf(id);
    if (!this.offers("status") && order !== undefined) return yield* this.ask(this.#posting(order));
    return yield* this.ask(asking(id, ...from));
  }

  *cancel(id: string, change: Partial<Request> = {}): Talk<Got> {
    return yield* this.ask({ ...this.canceling(id), ...change });
  }

  /** Cancels an id that RRPay has never seen, for a later check to ask about; not where that is not offered. */
  *entomb(): Talk<void> {
    if (!this.canEntomb) return;
    const order = this.sale();
    if ((yield* this.cancel(order.id)).json.state === "cancelled") this.notes.dead.push(order);
  }

  canceling(id: string): Request {
    return { method: "POST", path: `/v1/transactions/${id}/cancel`, body: {}, ...guardOf(this.health) };
  }

  /** A POST of a check. While something cannot be ended, RRPay may refuse it for that alone. */
  posting(order: object | string): Request {
    if (this.#isStuck) throw new Unmeasured(STUCK);
    if (this.#isHeldUp) throw new Unmeasured(HELD_UP);
    return this.#posting(order);
  }

  #posting(order: object | string): Request {
    this.notes.addPosted(order);
    return { method: "POST", path: "/v1/transactions", body: order, ...guardOf(this.health) };
  }

  getHealth(till = this.target.till): Talk<Got> {
    return this.ask(this.askingHealth(till));
  }

  askingHealth(till = this.target.till): Request {
    const token = this.target.healthToken ? this.target.token : undefined;
    return { method: "GET", path: `/v1/health?till=${encodeText(till)}`, token };
  }

  /** One request on its own connection. */
  *ask(request: Request): Talk<Got> {
    const wire = yield* this.wires.dial();
    if (wire === undefined) {
      this.wires.lose("refused");
      return lostBy("refused", askedBy(request));
    }
    yield* this.send(wire, request);
    const [got = lostBy("late", askedBy(request))] = yield* this.wires.wait([wire], this.target.answerMs);
    yield* this.wires.hangUp(wire);
    return got;
  }

  /** Requests one after another on one connection, which RRPay may close after any: what is behind is not answered. */
  *inTurn(requests: readonly Request[]): Talk<Got[]> {
    const answers: Got[] = [];
    const wire = yield* this.wires.dial();
    if (wire === undefined) return [lostBy("refused")];
    for (const request of requests) {
      if (wire.isOver) break;
      yield* this.send(wire, request);
      const [got] = yield* this.wait([wire]);
      const isClosed = got?.lost === "cut" && answers.length > 0;
      if (isClosed) this.wires.losses.pop();
      if (got === undefined || isClosed) break;
      answers.push(got);
    }
    yield* this.wires.hangUp(wire);
    return answers;
  }

  send(wire: Wire, request: Request): Talk<void> {
    wire.asked = askedBy(request);
    return this.wires.transmit(wire, this.bytesOf(request));
  }

  /** The answers on connections of a check's own. Where another customer is paying, nothing can be said of RRPay. */
  *wait(wires: readonly Wire[], forMs = this.target.answerMs): Talk<Got[]> {
    return (yield* this.wires.wait(wires, forMs)).map((got) => this.#alone(got));
  }

  /** The text of a request. */
  bytesOf(request: Request): string {
    return textOf(this.target, request);
  }

  /** Follows a transaction until its state is final, or until a check has what it wants. Returns the last answer. */
  *follow(id: string, isWanted: (json: Json) => boolean = ({ state }) => state !== "in-progress"): Talk<Got> {
    const endMs = (yield* now()).wallMs + 2 * this.target.answerMs;
    for (let turn = 0; ; turn++) {
      const got = yield* this.get(id);
      if (got.lost !== undefined || got.status !== 200 || isWanted(got.json)) return got;
      if ((yield* now()).wallMs > endMs) return got;
      if (turn > 0) yield* this.wires.pause(PACE_MS);
    }
  }

  /** Asks again until health is as a check wants it, for as long as an answer may take. Returns the last answer. */
  *healthOnce(isWanted: (json: Json) => boolean, forMs = this.target.answerMs): Talk<Got> {
    const before = this.wires.losses.length;
    const endMs = (yield* now()).wallMs + forMs;
    for (;;) {
      this.wires.losses.length = before;
      const got = yield* this.getHealth();
      if (got.status === 200 && isWanted(got.json)) return got;
      if ((yield* now()).wallMs >= endMs) return got;
      yield* this.wires.pause(PACE_MS);
    }
  }

  /** Waits until RRPay answers and is ready again. What it did not answer meanwhile is not held against it. */
  back(forMs = BACK_ANSWERS * this.target.answerMs): Talk<Got> {
    return this.healthOnce(({ ready }) => ready !== false, forMs);
  }

  /** Ends a transaction, so that nothing stays in progress: by a cancel, else by a person. Returns how it ended. */
  *end(id: string): Talk<Got> {
    const isHeard = this.offers("cancel");
    if (isHeard) yield* this.cancel(id);
    // without a cancel nothing will change by itself
    const got = yield* isHeard ? this.follow(id) : this.get(id);
    // without the feature `status` it is asked by its POST, which may take anew what was refused before
    if (!TAKEN.includes(got.status) || got.json.state !== "in-progress") return got;
    const after = yield* this.#endedByHand(id, got);
    this.#isStuck = after.json.state === "in-progress";
    return after;
  }

  /** Of several of one sum a person may end another one first, and is asked once more. */
  *#endedByHand(id: string, got: Got): Talk<Got> {
    for (let turn = 1; ; turn++) {
      const reply = yield* question(`${promptOf(this.#refusalOf(id), this.notes.sumCentsOf(id), this.language)} `);
      if (!isDone(reply)) return got;
      const isLast = turn >= SIDE_BY_SIDE || turn >= this.notes.postedCount;
      const after = yield* isLast ? this.follow(id) : this.get(id);
      if (isLast || after.json.state !== "in-progress") return after;
    }
  }

  /** How a sale of this check ended though nobody was asked to act: at an RRPay that ends another one by itself too. */
  *endedUnasked(): Talk<Json> {
    if (this.#hasAsked) return undefined;
    for (const id of this.notes.posted) {
      const { kind, state } = (yield* this.get(id)).json;
      // a check's own cancel looks like RRPay's: what becomes of another sale tells them apart
      const isByItself = (kind === "sale" && state === "approved") || state === "declined" || state === "cancelled";
      if (isByItself && (yield* this.#endOfAny()) === state) return state;
    }
    return undefined;
  }

  *#endOfAny(): Talk<Json> {
    if (this.#endByItself !== undefined) return this.#endByItself;
    const order = this.sale();
    yield* this.ask(this.#posting(order));
    const { state } = (yield* this.follow(order.id)).json;
    this.#endByItself = state;
    if (state === "in-progress") yield* this.end(order.id);
    return state;
  }

  /** Asks a person to do something, and waits until it is done. If nobody is there, nothing stays in progress. */
  *hand(hand: Hand, sumCents = 0): Talk<void> {
    this.#hasAsked = true;
    if (hand === "no-paper" || hand === "paper") this.hasPaper = hand === "paper";
    const reply = yield* question(`${promptOf(hand, sumCents, this.language)} `);
    if (!isDone(reply)) yield* this.#leaveOut(reply);
  }

  /** Asks a person what he sees: true for yes. If nobody is there, nothing can be said of it. */
  *sees(sight: Sight, sumCents = 0): Talk<boolean> {
    const reply = (yield* question(`${promptOf(sight, sumCents, this.language)} `))?.trim();
    if (/^[yt]/i.test(reply ?? "")) return true;
    if (/^n/i.test(reply ?? "")) return false;
    return yield* this.#leaveOut(reply);
  }

  *#leaveOut(reply: string | undefined): Talk<never> {
    yield* this.clear();
    throw new Unmeasured(reply === undefined ? NOBODY : LEFT_OUT);
  }

  /** Ends what the check has posted, so that it disturbs none that follows. */
  *clear(): Talk<void> {
    for (const id of this.notes.takePosted()) yield* this.end(id);
  }

  /** What a person does to end a transaction: nothing is taken, or nothing is given back. */
  #refusalOf(id: string): Hand {
    const order = this.notes.orderOf(id);
    return typeof order === "object" && givesBack(order) ? "give-none" : "decline";
  }
}
