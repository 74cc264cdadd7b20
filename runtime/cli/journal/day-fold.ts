/**
 * The attempts of one day, from a journal's records. A checkpoint forgets the oldest settled attempts; this fold keeps
 * them.
 */
import { Ledger } from "../../../plugin/journal/ledger.ts";
import type { JournalRecord } from "../../../plugin/journal/record.ts";
import { isSettled } from "../../../plugin/payment/attempt.ts";
import { isGone } from "../../../plugin/payment/truth.ts";
import type { Attempt, EvidenceRecord, SentRecord } from "../../../schemas/generated/types.ts";
import type { Talk } from "../program/talk.ts";
import { formatDate, parseTime, type WallClock } from "../time.ts";
import type { DayAttempt, TillDay } from "./day.ts";
import { foldRecord, type Standing } from "./fold-record.ts";
import { type RateShare, ratesIn } from "./rates.ts";
import { dayMoment, printedMoment, tillOffset } from "./till-day.ts";

/** A receipt is printed within days of its send, so the lines of sends further away are not read. */
const NEAR_MS = 4 * 86_400_000;

/** What is only written of an attempt that has begun. */
const TELLS: ReadonlySet<string> = new Set(["evidence", "payment", "resent", "close"]);

export class DayFold {
  readonly #day: string;
  readonly #middayMs: number;
  readonly #clock: WallClock;
  readonly #ledger = new Ledger();
  readonly #ofDay = new Map<string, Attempt>();
  /** VAT rates of sends that may still belong to the day. */
  readonly #rates = new Map<string, readonly RateShare[]>();
  /** The latest send. What it finds out that RRPay has is taken over right behind it, maybe long after its own day. */
  #sent: SentRecord | undefined;
  readonly #answers = new Map<string, EvidenceRecord>();
  /** Attempts of which the day tells, and of whose beginning nothing read until then does. */
  readonly #headless = new Set<string>();
  #till = "";
  #latestMs = 0;
  #standing: Standing = { isChained: true, isCopy: false };

  constructor(day: string, clock: WallClock) {
    this.#day = day;
    this.#middayMs = parseTime(`${day}T12:00:00Z`) ?? 0;
    this.#clock = clock;
  }

  /** Takes over a state from another segment. */
  adopt(attempt: Attempt): void {
    this.#ledger.adopt(attempt);
  }

  /** Begins a file. A file that a repair set aside counts as it did for the repair: a copy takes nothing back. */
  begin({ isAside, beginsAtMs }: { readonly isAside: boolean; readonly beginsAtMs: number }): void {
    const isCopy = isAside && beginsAtMs < this.#latestMs;
    this.#standing = { isChained: !isCopy, isCopy };
  }

  *add(record: JournalRecord): Talk<void> {
    this.#latestMs = Math.max(this.#latestMs, record.atMs);
    if (record.t === "checkpoint") {
      yield* this.#keep();
      // as the till does when a segment turns: what it needs again is carried
      if (record.v === 2) this.#ledger.compact();
      this.#till = record.till;
    }
    if (TELLS.has(record.t) && "attemptId" in record && this.#ledger.get(record.attemptId) === undefined) {
      yield* this.#clock.learn(record.atMs);
      const isOfDay = formatDate(record.atMs, this.#clock.offsetAt(record.atMs)) === this.#day;
      if (isOfDay) this.#headless.add(record.attemptId);
    }
    if (record.t === "evidence" && record.state === "approved") this.#answers.set(record.attemptId, record);
    if (record.t === "adopted" && record.from === this.#sent?.attemptId)
      this.#learnRates(record.attemptId, this.#sent.body);
    foldRecord(this.#ledger, record.t === "sent" ? this.#withoutBody(record) : record, this.#standing);
  }

  /** The attempts of the day in the order of their sends, what else is open, and what nobody has answered for. */
  *end(): Talk<Pick<TillDay, "till" | "attempts" | "elsewhere" | "named">> {
    yield* this.#keep();
    const attempts = [...this.#ofDay.values()].sort((a, b) => a.sentAtMs - b.sentAtMs).map((one) => this.#told(one));
    const elsewhere = this.#ledger
      .unsettled()
      .filter((attempt) => !this.#ofDay.has(attempt.attemptId) && !this.#isGone(attempt))
      .map(withoutBody);
    return { till: this.#till, attempts, elsewhere, named: this.#ledger.named.all() };
  }

  /** The ids of attempts that the day goes on with, and that begin in no file that was read. */
  headless(): readonly string[] {
    return [...this.#headless];
  }

  #told(attempt: Attempt): DayAttempt {
    const { attemptId } = attempt;
    return {
      attempt: withoutBody(attempt),
      rates: this.#rates.get(attemptId),
      answer: this.#answers.get(attemptId),
      isGone: this.#isGone(attempt),
    };
  }

  #isGone(attempt: Attempt): boolean {
    return isGone(this.#ledger.ofKey(attempt.saleKey), attempt);
  }

  #withoutBody(record: SentRecord): SentRecord {
    this.#sent = record;
    if (Math.abs(record.atMs - this.#middayMs) < NEAR_MS) this.#learnRates(record.attemptId, record.body);
    return { ...record, body: "" };
  }

  #learnRates(attemptId: string, body: string): void {
    const rates = ratesIn(body);
    if (rates !== undefined) this.#rates.set(attemptId, rates);
  }

  *#keep(): Talk<void> {
    for (const attempt of this.#ledger.all()) {
      const { attemptId, sentAtMs } = attempt;
      const atMs = dayMoment(attempt);
      yield* this.#clock.learn(atMs);
      yield* this.#clock.learn(sentAtMs);
      const { offsetAt } = this.#clock;
      if (formatDate(atMs, tillOffset(attempt, offsetAt)(atMs)) === this.#day) {
        yield* this.#clock.learn(printedMoment(attempt) ?? atMs);
        this.#ofDay.set(attemptId, attempt);
        continue;
      }
      this.#ofDay.delete(attemptId);
      if (!isSettled(attempt)) continue;
      this.#rates.delete(attemptId);
      this.#answers.delete(attemptId);
    }
  }
}

/** Without the bytes that were sent, because the customer is in them. */
function withoutBody({ body: _body, ...attempt }: Attempt): Attempt {
  return attempt;
}
