/**
 * What closed segments hold, as hashes: a key that no kept day has needs no disk. It is made of the segments' own bytes
 * in each session and never kept in a file: whoever could write that could make a paid sale unknown.
 */
import { INDEX_MARKERS } from "../../../schemas/generated/boundary.ts";
import { crc32c } from "./crc32c.ts";
import type { SegmentName } from "./segment.ts";

const QUOTE = 0x22;

interface Entry {
  readonly yyyymmdd: number;
  readonly sizeBytes: number;
  /** Sorted. */
  readonly hashes: Uint32Array;
}

/** The part of a needle that the index knows; undefined where it knows nothing of it. */
export function indexedPart(needle: Uint8Array): Uint8Array | undefined {
  const text = Buffer.from(needle.buffer, needle.byteOffset, needle.length).toString("latin1");
  const marker = INDEX_MARKERS.find((one) => text.startsWith(one));
  if (marker === undefined) return undefined;
  return text.indexOf('"', marker.length) === text.length - 1 ? needle.subarray(marker.length, -1) : undefined;
}

/** The hashes of what stands behind the markers of a segment. */
export function hashesOf(bytes: Uint8Array): Uint32Array {
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

  /** Whether a closed segment may hold something; undefined where the index does not know the segment. */
  mayHold({ segment, yyyymmdd }: SegmentName, sizeBytes: number, part: Uint8Array): boolean | undefined {
    const entry = this.#entries.get(segment);
    if (entry?.yyyymmdd !== yyyymmdd || entry.sizeBytes !== sizeBytes) return undefined;
    return holds(entry.hashes, crc32c(part));
  }

  /** Takes a closed segment in. */
  add({ segment, yyyymmdd }: SegmentName, bytes: Uint8Array): void {
    this.#entries.set(segment, { yyyymmdd, sizeBytes: bytes.length, hashes: hashesOf(bytes) });
  }

  /** Forgets the segments that are gone. */
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
