/** The journal's files as a host keeps them, in memory: segments, links, offsets, look-ups. */

import { encodeHits, type FoundEvent, type Hit, type HostEvent, type Place } from "../../runtime/node/boundary.ts";
import { BOOT_FLAG, FOUND } from "../../schemas/generated/boundary.ts";
import type { Effect } from "./boundary.ts";

interface Segment {
  readonly yyyymmdd: number;
  readonly lines: string[];
  readonly link: string;
}

type BootEvent = Extract<HostEvent, { type: "boot" }>;

/** What a boot event says of the journal. */
export type JournalPart = Pick<
  BootEvent,
  "segment" | "yyyymmdd" | "size" | "statedLink" | "measuredLink" | "flags" | "lines"
>;

/** Digits, a space and a line feed around each line. */
const LINE_BYTES = 10;

export class JournalDisk {
  readonly segments = new Map<number, Segment>();
  segment = 0;
  /** Every look-up fails. */
  isUnreadable = false;
  /** A line of a closed segment does not verify: what it said is found by no search. */
  isDamagedBelow = false;

  /** The same files. */
  takeOver(other: JournalDisk): void {
    for (const [number, segment] of other.segments)
      this.segments.set(number, { ...segment, lines: [...segment.lines] });
    this.segment = other.segment;
  }

  append(json: string): void {
    this.segments.get(this.segment)?.lines.push(json);
  }

  rotate(segment: number, yyyymmdd: number, checkpoint: string): void {
    const link = this.segment === 0 ? "" : entry(this.segment);
    this.segments.set(segment, { yyyymmdd, lines: [checkpoint], link });
    this.segment = segment;
  }

  /** Carries out what concerns the journal: a look-up's answer where the effect asks for one. */
  carryOut(effect: Effect): FoundEvent | undefined {
    switch (effect.type) {
      case "append":
        this.append(effect.json);
        return undefined;
      case "rotate":
        this.rotate(effect.segment, effect.yyyymmdd, effect.checkpoint);
        return undefined;
      case "remove":
        this.segments.delete(effect.segment);
        return undefined;
      case "find":
        return found(
          effect.lookup,
          this.isUnreadable ? undefined : this.search(effect.needle, effect.from, effect.to),
          this.isDamagedBelow ? FOUND.damaged : FOUND.done,
        );
      case "read":
        return found(effect.lookup, this.isUnreadable ? undefined : this.hitsAt(effect.places));
      default:
        return undefined;
    }
  }

  /** The journal in a boot event; the flags of its chain are to be joined with the others. */
  bootPart(): JournalPart {
    const { segment } = this;
    const { yyyymmdd = 0, lines = [], link = "" } = this.segments.get(segment) ?? {};
    const below = Math.max(0, ...[...this.segments.keys()].filter((one) => one < segment));
    const measured = below > 0 ? entry(below) : link === "" ? "" : link.replace(/:.*/, ":-");
    return {
      ...{ segment, yyyymmdd, size: this.#sizeOf(segment), flags: below > 0 ? 0 : BOOT_FLAG.noLower },
      ...{ statedLink: Buffer.from(link), measuredLink: Buffer.from(measured), lines: Buffer.from(lines.join("\n")) },
    };
  }

  #sizeOf(segment: number): number {
    return this.#placed(segment).reduce((_, { end }) => end, 0);
  }

  #placed(number: number): (Hit & { readonly text: string; readonly end: number })[] {
    const { lines = [], link = "" } = this.segments.get(number) ?? {};
    let at = 0;
    return lines.map((text, index) => {
      const offset = at;
      at += LINE_BYTES + text.length + (index === 0 && link !== "" ? 1 + link.length : 0);
      return { segment: number, offset, json: Buffer.from(text), text, end: at };
    });
  }

  /** The lines that contain a text, in the journal's order. */
  search(needle: string, from = 0, to = 0): Hit[] {
    const numbers = [...this.segments.keys()].sort((a, b) => a - b);
    return numbers
      .filter((number) => number >= from && (to === 0 || number <= to))
      .flatMap((number) => this.#placed(number).filter(({ text }) => text.includes(needle)));
  }

  /** The lines at some places; undefined where one is not there. */
  hitsAt(places: readonly Place[]): Hit[] | undefined {
    const hits = places.map(({ segment, offset }) => this.#placed(segment).find((one) => one.offset === offset));
    return hits.includes(undefined) ? undefined : (hits as Hit[]);
  }
}

function entry(segment: number): string {
  return `${String(segment).padStart(8, "0")}:${"a".repeat(64)}`;
}

function found(lookup: number, hits: readonly Hit[] | undefined, end: FoundEvent["state"] = FOUND.done): FoundEvent {
  const state = hits ? end : FOUND.failed;
  return { type: "found", lookup, state, doneBytes: 0, totalBytes: 0, hits: encodeHits(hits ?? []) };
}
