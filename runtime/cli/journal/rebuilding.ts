/** What a repair folds: every line that verifies, of every file that belongs to this till. */
import type { Moment } from "../../../plugin/boundary.ts";
import { Ledger } from "../../../plugin/journal/ledger.ts";
import type { JournalRecord } from "../../../plugin/journal/record.ts";
import { decodeAscii } from "../../../plugin/text/ascii.ts";
import type { Attempt, CheckpointRecord } from "../../../schemas/generated/types.ts";
import type { JournalLine } from "./files.ts";
import { begins, foldRecord } from "./fold-record.ts";

/** Bytes that did not verify, and what a person can still read in them. */
export interface LostPiece {
  readonly file: string;
  readonly offset: number;
  readonly sizeBytes: number;
  /** The kind of record that it seems to have been. */
  readonly kind?: string;
  /** Whether nothing is lost with it: it was a checkpoint whose content the segment before has. */
  readonly madeUpFor: boolean;
  readonly attemptIds: readonly string[];
  readonly saleKeys: readonly string[];
}

/** The present state of an attempt that lost records mention. Undefined: the journal no longer knows it. */
export interface Touched {
  readonly attemptId: string;
  /** Whose it was, where a checkpoint that refers to its state says so. */
  readonly saleKey?: string | undefined;
  readonly attempt: Attempt | undefined;
}

/** The file whose lines come next. */
export interface Source {
  readonly segment: number;
  readonly file: string;
  /** Whether it follows the one below it. */
  readonly isChained: boolean;
  /** Whether it would, if the one below it were not damaged. */
  readonly followsDamaged: boolean;
  /** Whether it stays where look-ups read it. */
  readonly keeps: boolean;
  /** When its first record was written; 0 if no record verifies. */
  readonly beginsAtMs: number;
}

/** Takes files line by line, oldest file first. */
export class Rebuilding {
  readonly ledger = new Ledger();
  readonly lost: LostPiece[] = [];
  keptLines = 0;
  readonly #touched = new Set<string>();
  /** Of these a file tells that look-ups will not read any more. */
  readonly #aside = new Set<string>();
  #source: Source | undefined;
  /** Whether the file's number says that it follows the one before. */
  #follows = false;
  /** The till or a repair has written it behind the file below it. */
  #isOwn = true;
  /** A copy of what the journal already had says nothing new and must not take anything back. */
  #isCopy = false;
  #latestMs = 0;
  /** The unsettled attempts that the latest checkpoint refers to, with their keys. */
  #referred: ReadonlyMap<string, string | undefined> = new Map();

  get touched(): Touched[] {
    const gone = [...this.#referred.keys()].filter((id) => !this.ledger.get(id));
    return [...new Set([...this.#touched, ...gone])].map((attemptId) => {
      const saleKey = this.#referred.get(attemptId);
      return { attemptId, ...(saleKey === undefined ? {} : { saleKey }), attempt: this.ledger.get(attemptId) };
    });
  }

  /**
   * What lost records tell of and nothing else knows may have moved money: the till asks RRPay for it, as for what health
   * names (docs/contracts.md C2). A 404 says something only where RRPay has had one epoch all the time.
   */
  nameLost({ wallMs: atMs, utcOffsetMin }: Pick<Moment, "wallMs" | "utcOffsetMin">): void {
    const { ledger } = this;
    const epochs = new Set(ledger.all().map(({ epoch }) => epoch));
    const [epoch = ""] = epochs.size === 1 ? epochs : [];
    for (const { attemptId, attempt } of this.touched) {
      if (attempt || ledger.named.get(attemptId)) continue;
      ledger.named.apply({ t: "named", atMs, attemptId, storeId: ledger.storeId ?? "", epoch, utcOffsetMin });
    }
  }

  /** Whether look-ups find all that the journal has of an attempt. */
  isFound({ attemptId }: Attempt): boolean {
    return !this.#aside.has(attemptId);
  }

  begin(source: Source): void {
    this.#follows = this.#source !== undefined && source.segment <= this.#source.segment + 1;
    this.#isOwn = source.isChained || source.followsDamaged;
    this.#isCopy = !this.#isOwn && source.beginsAtMs < this.#latestMs;
    this.#source = source;
  }

  add(line: JournalLine): void {
    if (line.kind !== "record") return this.#lose(line);
    const { record } = line;
    this.keptLines++;
    this.#latestMs = Math.max(this.#latestMs, record.atMs);
    if (this.#source?.keeps === false) for (const id of idsIn(record)) this.#aside.add(id);
    if (record.t === "checkpoint") this.#referred = referredIn(record);
    if (isOrphan(this.ledger, record)) this.#touched.add(record.attemptId);
    if (record.t === "checkpoint" && this.#isOwn) this.#restate(record);
    else foldRecord(this.ledger, record, { isChained: this.#isOwn, isCopy: this.#isCopy });
    // A send goes only to the paired RRPay, so it proves a pin whose record is lost.
    if (record.t === "sent") this.ledger.storeId = record.storeId;
  }

  /** A checkpoint states what it knows. What is settled and only stands in a file below it is not taken back by that. */
  #restate(checkpoint: CheckpointRecord): void {
    if (checkpoint.v === 1) this.ledger.named.clear();
    this.ledger.apply({ ...checkpoint, v: 2 });
  }

  #lose(line: Exclude<JournalLine, { kind: "record" }>): void {
    const { offset, bytes } = line;
    const text = decodeAscii(bytes);
    const kind = /"t":"([a-z]{1,20})"/.exec(text)?.[1];
    const attemptIds = namesIn(text, ATTEMPT_ID);
    const madeUpFor = offset === 0 && this.#follows && line.kind !== "torn" && !OTHER_THAN_CHECKPOINT.test(text);
    this.lost.push({
      file: this.#source?.file ?? "",
      offset,
      sizeBytes: bytes.length,
      ...(kind === undefined ? {} : { kind }),
      madeUpFor,
      attemptIds,
      saleKeys: namesIn(text, SALE_KEY),
    });
    if (!madeUpFor) for (const id of attemptIds) this.#touched.add(id);
  }
}

function idsIn(record: JournalRecord): string[] {
  if (record.t === "checkpoint" || record.t === "carried")
    return (record.attempts ?? []).map(({ attemptId }) => attemptId);
  return "attemptId" in record ? [record.attemptId] : [];
}

function referredIn({ carried = [] }: Extract<JournalRecord, { t: "checkpoint" }>): Map<string, string | undefined> {
  return new Map(carried.flatMap(({ attempts }) => attempts.map(({ id, key }) => [id, key] as const)));
}

/** A record about an attempt whose first record is lost. The till cannot act on it, so a person must know. */
function isOrphan(ledger: Ledger, record: JournalRecord): record is Extract<JournalRecord, { attemptId: string }> {
  return "attemptId" in record && !begins(record) && !ledger.get(record.attemptId);
}

/** Where the end of a checkpoint's line is damaged too, or bytes are zeros, other records have gone with it. */
const OTHER_THAN_CHECKPOINT = /"t":"(?!checkpoint")|\0/;
/** Attempt ids in records, and in the bytes of a POST that a record quotes. RRPay's own ids have other names. */
const ATTEMPT_ID = /\\?"(?:attemptId|id)\\?":\\?"([0-9a-f-]{36})\\?"/g;
const SALE_KEY = /\\?"saleKey\\?":\\?"([ !#-[\]-~]{1,64})\\?"/g;

function namesIn(text: string, pattern: RegExp): string[] {
  return [...new Set([...text.matchAll(pattern)].map(([, name = ""]) => name))];
}
