/**
 * The journal inside the bundle. Every record becomes an `append` effect before it changes anything in memory, so
 * memory never knows more than the disk will. A segment begins with a checkpoint and turns at some 128 KiB or on a new date.
 */

import { BOOT_FLAG, CAPS, LINK } from "../../schemas/generated/boundary.ts";
import type { Attempt } from "../../schemas/generated/types.ts";
import type { Batch, Boot, Hit, Moment, Place } from "../boundary.ts";
import { localDate } from "../clock.ts";
import { stringifyAscii } from "../text/ascii.ts";
import { Carrying, groupsOf } from "./carrying.ts";
import { isChained } from "./chain.ts";
import { checkpointOf } from "./checkpoint.ts";
import { firstKept, gapSeen } from "./gap.ts";
import { Ledger } from "./ledger.ts";
import { type JournalRecord, lineOf, recordOf } from "./record.ts";
import { newest, noteRefusal, type Refusals } from "./refusals.ts";
import { retained, type Segment } from "./retention.ts";
import { States } from "./states.ts";

/**
 * A segment turns after as many bytes as its checkpoint has, within these limits: a start has little to replay, and a
 * large checkpoint is not written again and again.
 */
const TURN_BYTES = { least: 128 * 1024, most: 256 * 1024 };
/**
 * Limit of what is carried together with one record, because the batch must also hold the checkpoint and the record.
 */
const CARRIED_AT_ONCE_BYTES = 256 * 1024;
/** After this many records the changed states are carried, so that little is left to carry at the end of a segment. */
const CARRY_AFTER_RECORDS = 200;
/** Digits and a space before the JSON, and a line feed after it. */
const LINE_FRAME_BYTES = 10;
/** A tab and one entry. The host adds them after the first line of a segment that follows another one. */
const LINK_BYTES = 1 + LINK.entryBytes;

/** Why the journal accepts no new payments. */
export type StoreTrouble = "journal-corrupt" | "till-mismatch" | "store-readonly" | "disk-full";

/** A record of the present segment, and its place. */
interface Placed {
  readonly record: JournalRecord;
  readonly place: Place;
}

export class Journal {
  readonly ledger = new Ledger();
  /** The till writes by itself, at its start or in a round, and nobody has looked at the clock. */
  isByItself = false;
  /** A look-up met lines of an older segment that do not verify. What they said is found by no look-up. */
  isDamagedBelow = false;
  /** The keys whose last `init` was refused, each with the record that says so. */
  readonly refusals: Refusals = new Map();
  readonly #carrying = new Carrying();
  readonly #till: string;
  readonly #keepDays: number;
  readonly #writable: boolean;
  #current: Segment | undefined;
  /** Bytes of the records since the checkpoint. They decide when the segment turns. */
  #recordBytes = 0;
  #turnBytes = TURN_BYTES.least;
  /** Bytes of the file. They say where the next line begins. */
  #size = 0;
  #recordsSinceCarry = 0;
  /** Records that wait until the states of their checkpoint are read. */
  #unread: readonly Placed[] = [];
  #states = new States([]);
  #trouble: StoreTrouble | undefined;
  #otherTill: string | undefined;
  #lastWallMs = 0;
  /** The form of the checkpoint that the boot has read. */
  #form: 1 | 2 | undefined;

  /** Rebuilds the state from the boot event's verified lines, cuts a damaged tail, and begins the first segment. */
  constructor(boot: Boot, till: string, keepDays: number, moment: Moment, batch: Batch) {
    this.#till = till;
    this.#keepDays = keepDays;
    this.#writable = (boot.flags & BOOT_FLAG.writable) !== 0;
    if (!this.#writable) this.#trouble = "store-readonly";
    if ((boot.flags & BOOT_FLAG.lowSpace) !== 0) this.#trouble = "disk-full";
    if (boot.segment > 0) this.#current = { segment: boot.segment, yyyymmdd: boot.yyyymmdd };
    this.#size = boot.size;
    const sound = this.#replay(boot) && (boot.flags & BOOT_FLAG.corrupt) === 0 && isChained(boot, this.#form);
    if (!sound) this.#trouble = this.#trouble === "till-mismatch" ? "till-mismatch" : "journal-corrupt";
    // what a damaged journal still says is shown, but nothing is sent on it
    if (!sound) this.complete(false);
    if (!sound || !this.#writable) return;
    if ((boot.flags & BOOT_FLAG.tailCut) !== 0 && boot.segment > 0) batch.truncate(boot.segment, boot.badOffset);
    if (boot.segment > 0) return;
    const first = { segment: 1, yyyymmdd: localDate(moment) };
    this.#rotate(first, [first], moment, batch);
  }

  /** The lines that the checkpoint refers to. They must be read before anything is known. */
  get wanted(): readonly Place[] {
    const checkpoint = this.#unread[0]?.record;
    return checkpoint?.t === "checkpoint" && this.#trouble !== "journal-corrupt" ? (checkpoint.carried ?? []) : [];
  }

  /** Takes one of the wanted lines. They come one by one, so that no step has to read them all. */
  take(hit: Hit): void {
    this.#states.take(hit);
  }

  /** All wanted lines have come, or could not be read. The records after the checkpoint are applied now. */
  complete(isComplete: boolean): void {
    const records = this.#unread;
    const found = isComplete ? this.#states.whole() : undefined;
    this.#unread = [];
    this.#states = new States([]);
    if (!found && records.length > 0) this.#trouble = "journal-corrupt";
    for (const { attempt, place } of found ?? []) {
      this.ledger.adopt(attempt);
      this.#carrying.note(attempt, place);
    }
    for (const { record, place } of records.slice(1)) this.#apply(record, place);
  }

  /** Whose journal this is, where it is another till's. */
  get otherTill(): string | undefined {
    return this.#otherTill;
  }

  /** Why nothing new may be sent, or undefined. Damage comes before disk trouble. */
  get trouble(): StoreTrouble | undefined {
    return this.#trouble;
  }

  /** The number of the segment that is being written, or 0 if there is none yet. */
  get segment(): number {
    return this.#current?.segment ?? 0;
  }

  /** The number of the lowest segment kept. */
  get lowest(): number {
    return this.ledger.segments[0]?.segment ?? 0;
  }

  /** Whether every record of this day must be there, as seen on `today`. Both are yyyymmdd. */
  isWhole(day: number, today: number): boolean {
    const { gapUntil, dates } = this.ledger;
    if (this.isDamagedBelow || day > Math.max(today, ...dates)) return false;
    // a receipt of a later date than the clock's: it is the clock that is behind
    const seen = Math.max(day, today);
    const since = firstKept(dates, this.#keepDays, seen);
    return since !== undefined && day >= since && day > gapSeen(gapUntil, dates, seen);
  }

  /** The wall clock of the newest record that this start has not written by itself. It shows when the clock has gone back. */
  get lastWallMs(): number {
    return this.#lastWallMs;
  }

  /**
   * Writes a record and applies it. Returns false if nothing can be kept (read-only or damaged store). The caller must
   * then not act on it, and reports `outcome-not-stored`.
   */
  record(record: JournalRecord, moment: Moment, batch: Batch): boolean {
    if (!this.#writable || this.#trouble === "journal-corrupt" || this.#trouble === "till-mismatch") return false;
    const turn = this.#recordBytes >= this.#turnBytes || this.#current?.yyyymmdd !== localDate(moment);
    if (turn) this.#turn(moment, batch);
    else if (this.#recordsSinceCarry >= CARRY_AFTER_RECORDS) this.#carry(() => false, moment, batch);
    const json = lineOf(record);
    if (this.#size + LINE_FRAME_BYTES + json.length > CAPS.segmentBytes) return false;
    this.#carryRecalled(record, batch);
    const place = this.#append(json, batch);
    this.#recordBytes += json.length;
    this.#recordsSinceCarry += 1;
    this.#apply(record, place);
    noteRefusal(this.refusals, record);
    return true;
  }

  /** The states of recalled attempts are not in this segment, so they are written before the first record about them. */
  #carryRecalled(record: JournalRecord, batch: Batch): void {
    const states = this.ledger.carry(record).map(({ body: _body, ...attempt }) => attempt);
    for (const { json } of this.#linesOf(states, record.atMs)) {
      this.#recordBytes += json.length;
      this.#append(json, batch);
    }
  }

  *#linesOf(states: readonly Attempt[], atMs: number): Generator<{ json: string; attempts: Attempt[] }> {
    for (const attempts of groupsOf(states, (attempt) => stringifyAscii(attempt).length))
      yield { json: stringifyAscii({ t: "carried", atMs, attempts } satisfies JournalRecord), attempts };
  }

  #append(json: string, batch: Batch): Place {
    const place = { segment: this.segment, offset: this.#size };
    batch.append(json);
    this.#size += LINE_FRAME_BYTES + json.length;
    return place;
  }

  #apply(record: JournalRecord, place: Place): void {
    if (!this.isByItself) this.#lastWallMs = record.atMs;
    this.ledger.apply(record);
    if (record.t !== "carried") return;
    for (const { attemptId } of record.attempts) {
      const attempt = this.ledger.get(attemptId);
      if (attempt) this.#carrying.note(attempt, place);
    }
  }

  /**
   * Writes the present states of changed attempts after everything else. False: there is more than one step should
   * write, and the rest follows with the next record.
   */
  #carry(isRemoved: (segment: number) => boolean, moment: Moment, batch: Batch): boolean {
    this.ledger.compact();
    let bytes = 0;
    const stale = this.#carrying.stale(this.ledger.kept(), isRemoved);
    for (const { json, attempts } of this.#linesOf(stale, moment.wallMs)) {
      if (bytes >= CARRIED_AT_ONCE_BYTES) return false;
      if (this.#size + LINE_FRAME_BYTES + json.length > CAPS.segmentBytes) return true;
      const place = this.#append(json, batch);
      for (const attempt of attempts) this.#carrying.note(attempt, place);
      bytes += json.length;
    }
    this.#recordsSinceCarry = 0;
    return true;
  }

  /**
   * Replays verified lines. False when a line is no record that this version understands, or belongs to another till.
   */
  #replay({ lines, segment, statedLink }: Boot): boolean {
    if (lines.length === 0) return true;
    const placed: Placed[] = [];
    let offset = 0;
    let isSound = true;
    for (const line of lines.split("\n")) {
      const record = recordOf(line);
      if (!record) {
        isSound = false;
        break;
      }
      placed.push({ record, place: { segment, offset } });
      noteRefusal(this.refusals, record);
      offset += LINE_FRAME_BYTES + line.length;
      if (placed.length === 1 && statedLink.length > 0) offset += 1 + statedLink.length;
      if (record.t === "checkpoint") {
        if (record.till !== this.#till) {
          this.#trouble = "till-mismatch";
          this.#otherTill = record.till;
          return false;
        }
        this.#form = record.v;
        this.#setTurn(line.length);
        this.ledger.apply(record);
        this.#lastWallMs = record.atMs;
      } else if (record.t !== "carried") this.#recordBytes += line.length;
    }
    const checkpoint = placed[0]?.record;
    if (checkpoint?.t === "checkpoint" && (checkpoint.carried ?? []).length > 0) {
      this.#unread = placed;
      this.#states = new States(checkpoint.carried ?? []);
    } else for (const { record, place } of placed) if (record.t !== "checkpoint") this.#apply(record, place);
    return isSound;
  }

  /** Ends the segment once every unsettled attempt stands in a line that stays. Until then the segment goes on. */
  #turn(moment: Moment, batch: Batch): void {
    const next: Segment = { segment: this.segment + 1, yyyymmdd: localDate(moment) };
    const { ledger } = this;
    const isNewDate = ledger.dates.at(-1) !== next.yyyymmdd;
    ledger.gapUntil = gapSeen(ledger.gapUntil, ledger.dates, next.yyyymmdd);
    const listed = isNewDate ? [...ledger.segments, next] : ledger.segments;
    const { segments, removed } = retained(listed, this.#current, this.#keepDays);
    if (!this.#carry((segment) => removed.includes(segment), moment, batch)) return;
    this.#rotate(next, segments, moment, batch);
    for (const segment of removed) batch.remove(segment);
  }

  #setTurn(checkpointBytes: number): void {
    this.#turnBytes = Math.min(Math.max(checkpointBytes, TURN_BYTES.least), TURN_BYTES.most);
  }

  #rotate(next: Segment, segments: Segment[], moment: Moment, batch: Batch): void {
    const place = { till: this.#till, atMs: moment.wallMs, segments };
    const references = this.#carrying.references(this.ledger.kept());
    const checkpoint = stringifyAscii(checkpointOf(this.ledger, place, references));
    batch.rotate(next.segment, next.yyyymmdd, checkpoint);
    this.ledger.leaveBehind();
    this.#size = LINE_FRAME_BYTES + checkpoint.length + (this.segment === 0 ? 0 : LINK_BYTES);
    this.ledger.segments = segments;
    this.#current = next;
    this.#recordBytes = 0;
    this.#setTurn(checkpoint.length);
    // an engine that follows a lost one reads the newest segment alone
    for (const refusal of newest(this.refusals)) this.#append(lineOf(refusal), batch);
  }
}
