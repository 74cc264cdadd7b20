/**
 * What closed segments hold, as hashes: a key that no kept day has needs no disk. Kept in `journal/index` so that a start
 * needs not read all segments; an entry that does not fit its segment counts for nothing, and the file may be lost.
 */
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { INDEX_MARKERS } from "../../../schemas/generated/boundary.ts";
import { crc32c } from "./crc32c.ts";
import type { SegmentName } from "./segment.ts";

/** A file is this, then entries: u32 segment, u32 yyyymmdd, u32 size, u32 count, count hashes, u32 CRC-32C of all that. */
const HEAD = Buffer.from("grp index 2\n", "latin1");
const ENTRY_HEAD_BYTES = 16;
const FILE = "index";
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

/** The index in memory, and its file. */
export class SegmentIndex {
  readonly #folder: string;
  #entries: Map<number, Entry> | undefined;
  #changed = false;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Whether a closed segment may hold something; undefined where the index does not know the segment. */
  mayHold({ segment, yyyymmdd }: SegmentName, sizeBytes: number, part: Uint8Array): boolean | undefined {
    const entry = this.#read().get(segment);
    if (entry?.yyyymmdd !== yyyymmdd || entry.sizeBytes !== sizeBytes) return undefined;
    return holds(entry.hashes, crc32c(part));
  }

  /** Takes a closed segment in. */
  add({ segment, yyyymmdd }: SegmentName, bytes: Uint8Array): void {
    this.#read().set(segment, { yyyymmdd, sizeBytes: bytes.length, hashes: hashesOf(bytes) });
    this.#changed = true;
  }

  /** Writes the file anew where something changed, without what is no longer there. A failure is nobody's. */
  save(present: ReadonlySet<number>): void {
    if (!this.#changed || this.#entries === undefined) return;
    this.#changed = false;
    for (const segment of this.#entries.keys()) if (!present.has(segment)) this.#entries.delete(segment);
    const made = join(this.#folder, `${FILE}.new`);
    try {
      rmSync(made, { force: true });
      const fd = openSync(made, "wx", 0o640);
      try {
        writeSync(fd, Buffer.concat([HEAD, ...[...this.#entries].map(([segment, entry]) => encode(segment, entry))]));
        fsyncSync(fd);
      } finally {
        closeSync(fd);
      }
      renameSync(made, join(this.#folder, FILE));
    } catch {
      // It only saves reading.
    }
  }

  #read(): Map<number, Entry> {
    if (this.#entries === undefined) {
      this.#entries = new Map();
      try {
        this.#entries = decode(readFileSync(join(this.#folder, FILE)));
      } catch {
        // There is none yet.
      }
    }
    return this.#entries;
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

function encode(segment: number, { yyyymmdd, sizeBytes, hashes }: Entry): Buffer {
  const entry = Buffer.alloc(ENTRY_HEAD_BYTES + 4 * hashes.length + 4);
  [segment, yyyymmdd, sizeBytes, hashes.length, ...hashes].forEach((value, index) => {
    entry.writeUInt32LE(value, 4 * index);
  });
  entry.writeUInt32LE(crc32c(entry.subarray(0, -4)), entry.length - 4);
  return entry;
}

/** The entries up to the first one that is not whole. */
function decode(bytes: Buffer): Map<number, Entry> {
  const entries = new Map<number, Entry>();
  if (!bytes.subarray(0, HEAD.length).equals(HEAD)) return entries;
  for (let at = HEAD.length; at + ENTRY_HEAD_BYTES <= bytes.length; ) {
    const count = bytes.readUInt32LE(at + 12);
    const end = at + ENTRY_HEAD_BYTES + 4 * count + 4;
    if (end > bytes.length || crc32c(bytes.subarray(at, end - 4)) !== bytes.readUInt32LE(end - 4)) break;
    const hashes = Uint32Array.from({ length: count }, (_, index) =>
      bytes.readUInt32LE(at + ENTRY_HEAD_BYTES + 4 * index),
    );
    const [yyyymmdd, sizeBytes] = [bytes.readUInt32LE(at + 4), bytes.readUInt32LE(at + 8)];
    entries.set(bytes.readUInt32LE(at), { yyyymmdd, sizeBytes, hashes });
    at = end;
  }
  return entries;
}
