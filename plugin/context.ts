/** What all hooks and conversations share: settings, journal, the present moment, and what is known of RRPay. */

import { LOG_LEVEL } from "../schemas/generated/boundary.ts";
import type { Spoken as Code } from "../schemas/generated/sentences.ts";
import type { Attempt, Decision, Kind, PaymentRecord } from "../schemas/generated/types.ts";
import type { Batch, Moment } from "./boundary.ts";
import type { Journal, StoreTrouble } from "./journal/journal.ts";
import type { Ledger } from "./journal/ledger.ts";
import { LookUps } from "./journal/look-ups.ts";
import type { JournalRecord } from "./journal/record.ts";
import type { Phase } from "./messages/progress.ts";
import { sentence } from "./messages/sentence.ts";
import { decisionsFor, isFailedVoid, isSettled } from "./payment/attempt.ts";
import { orLeave } from "./payment/behind.ts";
import { type ManualVerdict, manualVerdict, type Watch, Watches } from "./payment/manual-entry.ts";
import type { Feature, Health } from "./rrpay/port.ts";
import type { Settings } from "./settings.ts";
import { stringifyAscii } from "./text/ascii.ts";

/** Writes one line of the log, in ASCII, cut to a sensible length. */
export function log(batch: Batch, level: keyof typeof LOG_LEVEL, text: string): void {
  // quoted as JSON, so that any text stays one line
  batch.log(LOG_LEVEL[level], stringifyAscii(text).slice(1, -1).slice(0, 500));
}

/** What was last learned about RRPay. */
export type Rrpay =
  | { readonly state: "unknown" }
  | { readonly state: "up"; readonly health: Health }
  | { readonly state: "down" }
  /** `sides` says what RRPay has and what the till expects, where these differ. */
  | { readonly state: "wrong"; readonly code: PairingCode; readonly sides?: string };

/** The connection to RRPay: its number (0 = none open), and how many exchanges there have been. */
export interface Line {
  readonly connection: number;
  readonly exchanges: number;
}

export type PairingCode = Extract<
  Code,
  "rrpay-changed" | "till-mismatch" | "emulator-not-allowed" | "wrong-service" | "unauthorized" | "protocol-unknown"
>;

export class Context {
  readonly settings: Settings;
  readonly journal: Journal;
  readonly watches: Watches;
  readonly batch: Batch;
  moment: Moment;
  rrpay: Rrpay = { state: "unknown" };
  /** Whether the RRPay of this till has answered since the start, and has so said what it has. */
  isMet = false;
  /** The last of what health has named that RRPay was asked about, and in which epoch. */
  sought: string | undefined;
  /** The connection as it is now, to judge whether the last health check is still fresh. */
  line: Line = { connection: 0, exchanges: 0 };
  /** The look-ups in the journal's files that are under way. */
  readonly lookUps: LookUps;
  /** The id that a recovery round asked about last. The next round continues after it. */
  askedId = "";
  /** The same of what health has named. */
  askedNamedId = "";
  #checked: Line = { connection: 0, exchanges: -1 };

  constructor(settings: Settings, journal: Journal, moment: Moment, batch: Batch) {
    this.settings = settings;
    this.watches = new Watches(settings.timeouts.manualAfterMs);
    this.journal = journal;
    this.lookUps = new LookUps(journal);
    this.moment = moment;
    this.batch = batch;
  }

  get ledger(): Ledger {
    return this.journal.ledger;
  }

  /** Why nothing can be stored now. It is the refusal code of a new send. */
  get trouble(): StoreTrouble | undefined {
    return this.journal.trouble;
  }

  /** Why the kept days could not be searched. */
  get unread(): StoreTrouble {
    return this.trouble ?? "journal-corrupt";
  }

  /** Why nothing that the journal says can be believed. */
  get unsound(): "journal-corrupt" | "till-mismatch" | undefined {
    const { trouble } = this;
    return trouble === "journal-corrupt" || trouble === "till-mismatch" ? trouble : undefined;
  }

  /** RRPay's health while it is the paired one and answers. */
  get health(): Health | undefined {
    return this.rrpay.state === "up" ? this.rrpay.health : undefined;
  }

  /** How long one exchange with RRPay may take. */
  get answerMs(): number {
    return this.settings.timeouts.answerMs;
  }

  /** Writes a record ahead of everything that follows in this batch. False means that it cannot be kept. */
  record(record: JournalRecord): boolean {
    const { segment } = this.journal;
    const kept = this.journal.record(record, this.moment, this.batch);
    // a new segment holds only the attempts that the ledger still has
    if (this.journal.segment !== segment) this.watches.keep((attemptId) => this.ledger.get(attemptId) !== undefined);
    return kept;
  }

  /** Records what has happened to an attempt. False means that it cannot be kept. */
  note(
    attemptId: string,
    event: PaymentRecord["event"],
    code: Code | PaymentRecord["code"],
    otherId?: string,
  ): boolean {
    const other = otherId ? { otherId } : {};
    return this.record({ t: "payment", atMs: this.moment.wallMs, attemptId, event, code, ...other });
  }

  watch(attempt: Attempt): Watch {
    return this.watches.of(attempt, this.moment);
  }

  /** What a person may decide about this attempt at this moment. */
  decisions(attempt: Attempt): Decision[] {
    const { manualAfterMs, customerMs } = this.settings.timeouts;
    const { attemptId } = attempt;
    const named = this.ledger.named.get(attemptId);
    if (named) {
      const known = this.ledger.get(attemptId);
      const own: Decision[] = known && isFailedVoid(known) ? ["voided-elsewhere"] : [];
      // RRPay may still answer for it. Over a restart the wait goes on
      const wait = this.watches.of(
        { attemptId: `named ${attemptId}`, sentAtMs: named.atMs, namedAtMs: named.atMs, revision: 0 },
        this.moment,
      );
      return this.moment.monoMs - wait.namedAtMonoMs < manualAfterMs ? own : orLeave(...own);
    }
    // a part payment without a receipt cannot be typed in: offer another way once nobody waits for its end any more
    const isOld = this.moment.wallMs - attempt.namedAtMs >= manualAfterMs + customerMs;
    const isUntypable = this.watch(attempt).entryRefused || isOld;
    // the receipt is over, but something new waits for what RRPay does not tell of it
    if (isSettled(attempt) && this.watch(attempt).holdsUp) return orLeave();
    return decisionsFor(attempt, this.manual(attempt).allowed, isUntypable);
  }

  manual(attempt: Attempt): ManualVerdict {
    return manualVerdict(attempt, this.watch(attempt), this.moment, this.settings.timeouts.manualAfterMs);
  }

  /** Whether RRPay offers a feature. A feature that is not listed is not used. */
  offers(feature: Feature): boolean {
    return this.health?.features.includes(feature) === true;
  }

  /** An attempt that memory has. */
  get(attemptId: string): Attempt | undefined {
    return this.ledger.get(attemptId);
  }

  /** Whether RRPay answers for an id (docs/contracts.md C, `status`). */
  get canAsk(): boolean {
    return this.offers("status");
  }

  /** Whether RRPay still has the store and the epoch that the attempt was sent to. */
  remembers(attempt: Attempt): boolean {
    const { health } = this;
    return health?.storeId === attempt.storeId && health.epoch === attempt.epoch;
  }

  /** Whether RRPay may have the token: it has answered as the paired one, and nothing was cut off since then. */
  get mayHaveToken(): boolean {
    return !this.settings.rrpay.hasToken || (!!this.health && this.isFresh);
  }

  /** Notes that RRPay's health has just been read on the connection that is open now. */
  noteHealthCheck(): void {
    const { connection, exchanges } = this.line;
    this.#checked = { connection, exchanges };
  }

  /**
   * Whether the last health check still describes the RRPay at the other end: the connection is the same, or nothing
   * has been asked since. Otherwise a POST or a cancel might reach an RRPay that has lost its memory.
   */
  get isFresh(): boolean {
    const { connection, exchanges } = this.line;
    if (exchanges === this.#checked.exchanges) return true;
    return connection !== 0 && connection === this.#checked.connection;
  }

  /** The sentence for a code in the till's language. */
  say(code: Code, kind?: Kind): string {
    return sentence(code, this.settings.language, kind);
  }

  log(level: keyof typeof LOG_LEVEL, text: string): void {
    log(this.batch, level, text);
  }
}

/** All attempts of the key of an attempt, an order or a request. */
export function triesOf({ ledger }: Context, { saleKey }: Pick<Attempt, "saleKey">): Attempt[] {
  return ledger.ofKey(saleKey);
}

/** How a conversation reports its progress, and what the waiting people ask of it. */
export interface Listener {
  phase(phase: Phase): void;
  /** Somebody asked to cancel. */
  readonly cancelAsked: boolean;
  /** When somebody last did so. */
  readonly cancelAskedMonoMs: number;
  /** The id for a new attempt, if one is sent. */
  readonly newAttemptId: string;
}
