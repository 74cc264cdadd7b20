/** What every hook and conversation shares: settings, journal, the present moment, and what is known of RRPay. */

import { LOG_LEVEL } from "../schemas/generated/boundary.ts";
import type { Spoken as Code } from "../schemas/generated/sentences.ts";
import type { Attempt, Decision } from "../schemas/generated/types.ts";
import type { Batch, Moment } from "./boundary.ts";
import type { Journal, StoreTrouble } from "./journal/journal.ts";
import type { Ledger } from "./journal/ledger.ts";
import { LookUps } from "./journal/look-ups.ts";
import type { JournalRecord } from "./journal/record.ts";
import type { Phase } from "./messages/progress.ts";
import { decisionsFor } from "./payment/attempt.ts";
import { type ManualVerdict, manualVerdict, type Watch, Watches } from "./payment/manual-entry.ts";
import type { Feature, Health } from "./rrpay/port.ts";
import type { Settings } from "./settings.ts";
import { stringifyAscii } from "./text/ascii.ts";

/** Writes a line of the log, in ASCII and no longer than a line should be. */
export function log(batch: Batch, level: keyof typeof LOG_LEVEL, text: string): void {
  // quoted as JSON: one line whatever the text holds
  batch.log(LOG_LEVEL[level], stringifyAscii(text).slice(1, -1).slice(0, 500));
}

/** RRPay as it was last seen. */
export type Rrpay =
  | { readonly state: "unknown" }
  | { readonly state: "up"; readonly health: Health }
  | { readonly state: "down" }
  | { readonly state: "wrong"; readonly code: PairingCode };

/** The wire to RRPay: which connection is open (0 for none), how many exchanges there were. */
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
  /** What RRPay named as its last transaction, memory does not know, and nobody has asked about yet. */
  readonly unsought = new Set<string>();
  /** The last of them that was asked about. */
  soughtId: string | undefined;
  /** The wire, as far as freshness goes. */
  line: Line = { connection: 0, exchanges: 0 };
  /** What is being looked up in the journal's files. */
  readonly lookUps: LookUps;
  /** What a recovery round has asked about last: the next one goes on behind it. */
  askedId = "";
  #doubtsPeer = false;
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

  /** Why nothing can be stored now, as a refusal of a new send. */
  get trouble(): StoreTrouble | undefined {
    return this.journal.trouble;
  }

  /** Writes a record ahead of everything that follows in this batch. False: it cannot be kept. */
  record(record: JournalRecord): boolean {
    const { segment } = this.journal;
    const kept = this.journal.record(record, this.moment, this.batch);
    // a new segment begins with what the ledger has not forgotten
    if (this.journal.segment !== segment) this.watches.keep((attemptId) => this.ledger.get(attemptId) !== undefined);
    return kept;
  }

  watch(attempt: Attempt): Watch {
    return this.watches.of(attempt, this.moment);
  }

  /** What a person may decide about it at this moment. */
  decisions(attempt: Attempt): Decision[] {
    const { manualAfterMs, customerMs } = this.settings.timeouts;
    // a part payment without a receipt is nothing that can be typed: offered once nobody waits for its end any more
    const isOld = this.moment.wallMs - attempt.namedAtMs >= manualAfterMs + customerMs;
    const isUntypable = this.watch(attempt).entryRefused || isOld;
    return decisionsFor(attempt, this.manual(attempt).allowed, isUntypable);
  }

  manual(attempt: Attempt): ManualVerdict {
    return manualVerdict(attempt, this.watch(attempt), this.moment, this.settings.timeouts.manualAfterMs);
  }

  /** Whether RRPay offers a feature: what is not listed is not used. */
  offers(feature: Feature): boolean {
    return this.rrpay.state === "up" && this.rrpay.health.features.includes(feature);
  }

  /** Whether RRPay is still the store, in the epoch, that an attempt was sent to. */
  remembers(attempt: Attempt): boolean {
    if (this.rrpay.state !== "up") return false;
    const { storeId, epoch } = this.rrpay.health;
    return storeId === attempt.storeId && epoch === attempt.epoch;
  }

  /** Something went wrong on the wire: who listens there now is not known. It matters where there is a token to keep. */
  doubtPeer(): void {
    this.#doubtsPeer = this.settings.rrpay.hasToken;
  }

  /** Whether the token must not be sent before health was read again. */
  get doubtsPeer(): boolean {
    return this.#doubtsPeer;
  }

  /** RRPay's health has just been read on the wire that is open now. */
  noteHealthCheck(): void {
    this.#doubtsPeer = false;
    const { connection, exchanges } = this.line;
    this.#checked = { connection, exchanges };
  }

  /**
   * Whether what health said still speaks of the RRPay at the other end: the same connection, or nothing asked since. A
   * POST or a cancel after a break in between might reach an RRPay that has lost its memory.
   */
  get isFresh(): boolean {
    const { connection, exchanges } = this.line;
    if (exchanges === this.#checked.exchanges) return true;
    return connection !== 0 && connection === this.#checked.connection;
  }

  log(level: keyof typeof LOG_LEVEL, text: string): void {
    log(this.batch, level, text);
  }
}

/** What a conversation tells of its progress and hears from the people who wait for it. */
export interface Listener {
  phase(phase: Phase): void;
  /** Somebody asked to cancel. */
  readonly cancelAsked: boolean;
  /** The id under which a new attempt is sent, if one is. */
  readonly newAttemptId: string;
}
