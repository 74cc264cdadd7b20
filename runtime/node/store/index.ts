/**
 * An index of closed segments by hashes, so that a search for a key that no kept day has needs no disk. It is made from
 * the segments in each session and never kept in a file: a person who can write that file could make a paid sale
 * unknown.
 */
import { CAPS, INDEX_MARKERS } from "../../../schemas/generated/boundary.ts";
import { crc32c } from "./crc32c.ts";
import { type SegmentName, verifySegment } from "./segment.ts";

const QUOTE = 0x22;

interface Entry {
  readonly yyyymmdd: number;
  readonly sizeBytes: number;
  /** Sorted. Undefined: there was no room for them. */
  readonly hashes: Uint32Array | undefined;
  /** Not every line verifies. */
  readonly isDamaged: boolean;
}

/** The part of a needle that the index covers. Undefined if it covers nothing of it. */
export function indexedPart(needle: Uint8Array): Uint8Array | undefined {
  const text = Buffer.from(needle.buffer, needle.byteOffset, needle.length).toString("latin1");
  const marker = INDEX_MARKERS.find((one) => text.startsWith(one));
  if (marker === undefined) return undefined;
  return text.indexOf('"', marker.length) === text.length - 1 ? needle.subarray(marker.length, -1) : undefined;
}

/** The hashes of the values after the markers of a segment. */
function hashesOf(bytes: Uint8Array): Uint32Array {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const found = new Set<number>();
  for (const marker of INDEX_MARKERS) {
    for (let at = text.indexOf(marker, 0, "latin1"); at >= 0; at = text.indexOf(marker, at, "latin1")) {
      at += marker.length;
      const end = text.indexOf(QUOTE, at);
      if (end < 0) break;
      found.add(crc32c(text.subarray(at, end)));
    }
  }
  return Uint32Array.from(found).sort();
}

/** What is known of closed segments. */
export class SegmentIndex {
  readonly #entries = new Map<number, Entry>();
  readonly #maxBytes: number;

  constructor(maxBytes: number = CAPS.indexBytes) {
    this.#maxBytes = maxBytes;
  }

  /** Whether a closed segment may contain the text. True if the segment is not in the index. */
  mayHold(name: SegmentName, sizeBytes: number, part: Uint8Array): boolean {
    const hashes = this.#entryOf(name, sizeBytes)?.hashes;
    return !hashes || holds(hashes, crc32c(part));
  }

  /** Whether not every line of a closed segment verifies. It must be in the index. */
  isDamaged(name: SegmentName, sizeBytes: number): boolean {
    return this.#entryOf(name, sizeBytes)?.isDamaged !== false;
  }

  /** Adds a closed segment, unless it is there: without hashes if the entries have as much memory as the index may take. */
  add(name: SegmentName, bytes: Uint8Array): void {
    if (this.#entryOf(name, bytes.length)) return;
    const { segment, yyyymmdd } = name;
    this.#entries.delete(segment);
    const hashes = hashesOf(bytes);
    let held = hashes.byteLength;
    for (const entry of this.#entries.values()) held += entry.hashes?.byteLength ?? 0;
    this.#entries.set(segment, {
      ...{ yyyymmdd, sizeBytes: bytes.length, hashes: held <= this.#maxBytes ? hashes : undefined },
      isDamaged: verifySegment(bytes).badOffset >= 0,
    });
  }

  #entryOf({ segment, yyyymmdd }: SegmentName, sizeBytes: number): Entry | undefined {
    const entry = this.#entries.get(segment);
    return entry?.yyyymmdd === yyyymmdd && entry.sizeBytes === sizeBytes ? entry : undefined;
  }

  /** Drops segments that no longer exist. */
  prune(present: ReadonlySet<number>): void {
    for (const segment of this.#entries.keys()) if (!present.has(segment)) this.#entries.delete(segment);
  }
}

function holds(hashes: Uint32Array, hash: number): boolean {
  let [low, high] = [0, hashes.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((hashes[middle] as number) < hash) low = middle + 1;
    else high = middle;
  }
  return hashes[low] === hash;
}
