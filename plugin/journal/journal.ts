/**
 * The journal as the bundle keeps it: every record is an `append` effect before it changes anything in memory, so what
 * is known here is what the disk will know. Segments begin with a checkpoint and turn at 256 KiB or at a new date.
 */

import { BOOT_FLAG } from "../../schemas/generated/boundary.ts";
import type { CheckpointRecord } from "../../schemas/generated/types.ts";
import type { Batch, Boot, Moment } from "../boundary.ts";
import { localDate } from "../clock.ts";
import { decodeAscii, encodeJson, parseJson } from "../text/ascii.ts";
import { checkpointOf } from "./checkpoint.ts";
import { Ledger } from "./ledger.ts";
import { isJournalRecord, type JournalRecord } from "./record.ts";

/** A segment turns after this much, so that a start replays little. */
const SEGMENT_BYTES = 256 * 1024;
/** A batch holds 64 effects: what is left is removed at the next turn. */
const REMOVED_AT_ONCE = 16;

/** A segment, and in a checkpoint's list all that follow it up to the next one listed. */
type Segment = CheckpointRecord["segments"][number];

/** What keeps the journal from taking new payments. */
export type StoreTrouble = "journal-corrupt" | "till-mismatch" | "store-readonly" | "disk-full";

export class Journal {
  readonly ledger = new Ledger();
  readonly #till: string;
  readonly #keepDays: number;
  readonly #writable: boolean;
  #segments: Segment[] = [];
  #current: Segment | undefined;
  #bytes = 0;
  #trouble: StoreTrouble | undefined;
  #lastWallMs = 0;

  /** Rebuilds the state from the boot event's verified lines; cuts a damaged tail; begins the first segment. */
  constructor(boot: Boot, till: string, keepDays: number, moment: Moment, batch: Batch) {
    this.#till = till;
    this.#keepDays = keepDays;
    this.#writable = (boot.flags & BOOT_FLAG.writable) !== 0;
    if (!this.#writable) this.#trouble = "store-readonly";
    if ((boot.flags & BOOT_FLAG.lowSpace) !== 0) this.#trouble = "disk-full";
    if (boot.segment > 0) this.#current = { segment: boot.segment, yyyymmdd: boot.yyyymmdd };
    const sound = this.#replay(boot.lines) && (boot.flags & BOOT_FLAG.corrupt) === 0;
    if (!sound) this.#trouble = this.#trouble === "till-mismatch" ? "till-mismatch" : "journal-corrupt";
    if (!sound || !this.#writable) return;
    if ((boot.flags & BOOT_FLAG.tailCut) !== 0 && boot.segment > 0) batch.truncate(boot.segment, boot.badOffset);
    if (boot.segment === 0) this.#rotate(moment, batch);
  }

  /** Why nothing new may be sent, if anything; damage comes before disk trouble. */
  get trouble(): StoreTrouble | undefined {
    return this.#trouble;
  }

  /** The number of the segment that is written to, 0 before there is any. */
  get segment(): number {
    return this.#current?.segment ?? 0;
  }

  /** The number of the lowest segment that is kept. */
  get lowest(): number {
    return this.#segments[0]?.segment ?? 0;
  }

  /** The first day (yyyymmdd) whose segments are all kept; undefined before there is any. */
  get keptSince(): number | undefined {
    // what is older than `keepDays` dates is being removed, a few segments at a time
    const dates = [...new Set(this.#segments.map(({ yyyymmdd }) => yyyymmdd))];
    return dates.slice(-this.#keepDays)[0];
  }

  /** The wall clock of the newest record, to notice a clock that went back. */
  get lastWallMs(): number {
    return this.#lastWallMs;
  }

  /**
   * Writes a record and applies it. Returns false where nothing can be kept (read-only or damaged store): the caller
   * must then not act on it, and says `outcome-not-stored`.
   */
  record(record: JournalRecord, moment: Moment, batch: Batch): boolean {
    if (!this.#writable || this.#trouble === "journal-corrupt" || this.#trouble === "till-mismatch") return false;
    const turn = this.#bytes >= SEGMENT_BYTES || this.#current?.yyyymmdd !== localDate(moment);
    if (turn) this.#rotate(moment, batch);
    const carried = "attemptId" in record ? this.ledger.carry(record.attemptId) : undefined;
    if (carried) {
      const { body: _body, ...attempt } = carried;
      this.#append({ t: "carried", atMs: record.atMs, attempts: [attempt] }, batch);
    }
    this.#append(record, batch);
    this.#lastWallMs = record.atMs;
    this.ledger.apply(record);
    return true;
  }

  #append(record: JournalRecord, batch: Batch): void {
    const json = encodeJson(record);
    batch.append(json);
    this.#bytes += json.length;
  }

  /** Replays verified lines. False when a line is not a record that this version understands, or is another till's. */
  #replay(lines: Uint8Array): boolean {
    if (lines.length === 0) return true;
    for (const line of decodeAscii(lines).split("\n")) {
      const parsed = parseJson(line);
      if (!parsed.ok || !isJournalRecord(parsed.value)) return false;
      const record = parsed.value;
      if (record.t === "checkpoint") {
        if (record.till !== this.#till) {
          this.#trouble = "till-mismatch";
          return false;
        }
        this.#segments = record.segments;
      }
      this.#lastWallMs = record.atMs;
      this.ledger.apply(record);
    }
    this.#bytes = lines.length;
    return true;
  }

  #rotate(moment: Moment, batch: Batch): void {
    const next: Segment = { segment: this.segment + 1, yyyymmdd: localDate(moment) };
    const isNewDate = this.#segments.at(-1)?.yyyymmdd !== next.yyyymmdd;
    const segments = this.#retain(isNewDate ? [...this.#segments, next] : this.#segments, batch);
    const place = { till: this.#till, atMs: moment.wallMs, segments };
    const checkpoint = encodeJson(checkpointOf(this.ledger, place));
    batch.rotate(next.segment, next.yyyymmdd, checkpoint);
    this.#segments = segments;
    this.#current = next;
    this.#bytes = 0;
  }

  /** Removes the lowest numbers beyond `keepDays` distinct dates present: dates are counted, the clock is not asked. */
  #retain(segments: Segment[], batch: Batch): Segment[] {
    const dates = [...new Set(segments.map(({ yyyymmdd }) => yyyymmdd))];
    const dropped = new Set(dates.slice(0, Math.max(0, dates.length - this.#keepDays)));
    dropped.delete(this.#current?.yyyymmdd ?? 0);
    dropped.delete(segments.at(-1)?.yyyymmdd ?? 0); // a clock that went back may reuse an old date
    let left = REMOVED_AT_ONCE;
    return segments.flatMap((first, at) => {
      const { segment, yyyymmdd } = first;
      const next = segments[at + 1]?.segment;
      if (next === undefined || !dropped.has(yyyymmdd)) return [first];
      const end = Math.min(next, segment + left);
      for (let number = segment; number < end; number++) batch.remove(number);
      left -= end - segment;
      return end < next ? [{ segment: end, yyyymmdd }] : [];
    });
  }
}
