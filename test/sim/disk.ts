/**
 * The till's disk as a host keeps it: numbered segments of whole lines, one of which is the current one; look-ups over
 * their bytes; and what may be wrong with the disk.
 */

import { encodeHits, type FoundEvent, type Place } from "../../runtime/node/boundary.ts";
import { BOOT_FLAG, FOUND, LINK } from "../../schemas/generated/boundary.ts";

export interface Segment {
  readonly yyyymmdd: number;
  readonly lines: string[];
  /** Where each line begins in its file. */
  readonly offsets: number[];
  size: number;
  /** Half a line follows the last whole line. */
  torn: boolean;
  /** The first line says which segment came before. */
  readonly link: string;
}

/**
 * What is wrong with the disk now. The host drops the engine after a failed flush, and tries again at the next hook.
 */
export type DiskTrouble = "none" | "readonly" | "full" | "corrupt";

/** The digest of every segment: nothing here changes one behind its back. */
export const DIGEST = "a".repeat(LINK.digestDigits);

/** CRC, space and line end around each line. */
const AROUND = 10;

export class Disk {
  trouble: DiskTrouble = "none";
  #segments = new Map<number, Segment>();
  #current = 0;
  /** Lines of the newest segment from here on cannot be read. */
  #damageAt = Number.POSITIVE_INFINITY;

  get current(): number {
    return this.#current;
  }

  get segment(): Segment | undefined {
    return this.#segments.get(this.#current);
  }

  get segments(): ReadonlyMap<number, Segment> {
    return this.#segments;
  }

  /** What can be read of the newest segment: everything before the damage, if there is any. */
  get readable(): readonly string[] {
    const lines = this.segment?.lines ?? [];
    return this.trouble === "corrupt" ? lines.slice(0, this.#damageAt) : lines;
  }

  /** The flags that tell the bundle about the segments below the newest one. */
  get lowerFlags(): number {
    const lower = [...this.#segments].filter(([number]) => number !== this.#current);
    if (lower.length === 0) return BOOT_FLAG.noLower;
    return lower.some(([, { link }]) => link !== "") ? BOOT_FLAG.lowerLinked : 0;
  }

  append(json: string): void {
    put(this.segment!, json, 0);
  }

  tear(): boolean {
    const { segment } = this;
    if (segment) segment.torn = true;
    return segment !== undefined;
  }

  rotate(number: number, yyyymmdd: number, checkpoint: string): void {
    const link = this.#current === 0 ? "" : `${String(this.#current).padStart(8, "0")}:${DIGEST}`;
    const segment: Segment = { yyyymmdd, lines: [], offsets: [], size: 0, torn: false, link };
    put(segment, checkpoint, link === "" ? 0 : 1 + link.length);
    this.#segments.set(number, segment);
    this.#current = number;
  }

  truncate(number: number): void {
    this.#segments.get(number)!.torn = false;
  }

  remove(number: number): void {
    this.#segments.delete(number);
  }

  /**
   * Finds every line that contains the needle, as docs/boundary.md says. If it meets damage, the answer is incomplete.
   */
  find(lookup: number, needle: string, from: number, to: number): FoundEvent {
    const hits: { segment: number; offset: number; json: Uint8Array }[] = [];
    let failed = false;
    for (const [segment, { lines, offsets }] of this.#segments) {
      if (segment < from || (to !== 0 && segment > to)) continue;
      for (const [at, line] of lines.entries()) {
        if (!line.includes(needle)) continue;
        if (this.#isHidden(segment, at)) failed = true;
        else hits.push({ segment, offset: offsets[at]!, json: Buffer.from(line) });
      }
    }
    return this.#found(lookup, hits, failed);
  }

  /** The lines that begin at these places. */
  read(lookup: number, places: readonly Place[]): FoundEvent {
    const hits: { segment: number; offset: number; json: Uint8Array }[] = [];
    let failed = false;
    for (const { segment, offset } of places) {
      const known = this.#segments.get(segment);
      const at = known?.offsets.indexOf(offset) ?? -1;
      if (!known || at < 0 || this.#isHidden(segment, at)) failed = true;
      else hits.push({ segment, offset, json: Buffer.from(known.lines[at]!) });
    }
    return this.#found(lookup, hits, failed);
  }

  #isHidden(segment: number, at: number): boolean {
    return this.trouble === "corrupt" && segment === this.#current && at >= this.#damageAt;
  }

  #found(lookup: number, hits: Parameters<typeof encodeHits>[0], failed: boolean): FoundEvent {
    const bytes = [...this.#segments.values()].reduce((sum, { size }) => sum + size, 0);
    const state = failed ? FOUND.failed : FOUND.done;
    return { type: "found", lookup, state, doneBytes: bytes, totalBytes: bytes, hits: encodeHits(hits) };
  }

  /** Some lines of the newest segment cannot be read until `mend`. */
  damage(fraction: number): void {
    const length = this.segment?.lines.length ?? 0;
    if (length < 2) return;
    this.trouble = "corrupt";
    this.#damageAt = 1 + Math.floor(fraction * (length - 1));
  }

  mend(): void {
    this.trouble = "none";
    this.#damageAt = Number.POSITIVE_INFINITY;
  }

  /** The disk is replaced, and nothing is left. */
  lose(): void {
    this.#segments = new Map();
    this.#current = 0;
    this.mend();
  }

  snapshot(): unknown {
    return structuredClone({ segments: [...this.#segments], current: this.#current });
  }

  restore(snapshot: unknown): void {
    const { segments, current } = snapshot as { segments: [number, Segment][]; current: number };
    const copy = (segment: Segment) => ({ ...segment, lines: [...segment.lines], offsets: [...segment.offsets] });
    this.#segments = new Map(segments.map(([number, segment]) => [number, copy(segment)]));
    this.#current = current;
  }
}

function put(segment: Segment, json: string, more: number): void {
  segment.lines.push(json);
  segment.offsets.push(segment.size);
  segment.size += AROUND + json.length + more;
}
