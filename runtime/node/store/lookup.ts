/**
 * Look-ups: searches and reads of the journal, done in pieces between other events, so that a long one blocks nothing.
 * They search bytes and interpret nothing. Each line that they pass on has been verified.
 */
import { closeSync, fstatSync, statSync } from "node:fs";
import { join } from "node:path";
import { CAPS, FOUND } from "../../../schemas/generated/boundary.ts";
import { EVENT_HEADER_BYTES, encodeHits, type FoundEvent, type Hit, hitBytes, type Place } from "../boundary.ts";
import { openToRead, readFrom } from "./disk.ts";
import { indexedPart, SegmentIndex } from "./index.ts";
import type { Journal } from "./journal.ts";
import { readLine, type SegmentName } from "./segment.ts";

const LF = 0x0a;
/** A piece ends when it has read or found this much. */
const PIECE_BYTES = 4 * 1024 * 1024;
const PIECE_HIT_BYTES = 256 * 1024;
const MAX_HITS_BYTES = CAPS.foundBytes - EVENT_HEADER_BYTES - 25;
const LINE_STEP_BYTES = 16 * 1024;

interface LookUp {
  readonly id: number;
  readonly pieces: Generator<Piece, End>;
  /** Hits that were found but not reported yet. */
  untold: readonly Hit[];
  doneBytes: number;
  totalBytes: number;
}

/** How a look-up ends that does not fail. */
type End = typeof FOUND.done | typeof FOUND.damaged;

/** What a search has when it pauses. */
interface Piece {
  readonly doneBytes: number;
  readonly totalBytes: number;
  /** Hits of only this line or segment. */
  readonly hits: readonly Hit[];
}

/** Something could not be read, or a line that matched does not verify. */
class LookUpFault extends Error {}

/** The look-ups of a session, first in, first out. */
export class LookUps {
  readonly #journal: Journal;
  readonly #index = new SegmentIndex();
  #waiting: LookUp[] = [];

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  find(id: number, needle: Uint8Array, from: number, to: number): void {
    this.#begin(id, search(this.#journal, this.#index, Buffer.from(needle), from, to));
  }

  read(id: number, places: readonly Place[]): void {
    this.#begin(id, readPlaces(this.#journal, places));
  }

  get isIdle(): boolean {
    return this.#waiting.length === 0;
  }

  /** Drops all look-ups, because the engine that asked is gone. */
  clear(): void {
    this.#waiting = [];
  }

  /** Does a piece of the first look-up and returns its event. Undefined if there is no look-up. */
  take(): FoundEvent | undefined {
    const lookUp = this.#waiting[0];
    if (lookUp === undefined) return undefined;
    try {
      const { hits, state } = takePiece(lookUp);
      if (state !== FOUND.more) this.#end();
      return foundEvent(lookUp, state, hits);
    } catch {
      this.#end();
      return foundEvent({ ...lookUp, doneBytes: 0, totalBytes: 0 }, FOUND.failed, []);
    }
  }

  #begin(id: number, pieces: LookUp["pieces"]): void {
    this.#waiting.push({ id, pieces, untold: [], doneBytes: 0, totalBytes: 0 });
  }

  #end(): void {
    this.#waiting.shift();
    this.#index.prune(new Set(this.#journal.readable().map(({ segment }) => segment)));
  }
}

/** Continues until enough is read or found for one event. */
function takePiece(lookUp: LookUp): { readonly hits: readonly Hit[]; readonly state: End | typeof FOUND.more } {
  const hits: Hit[] = [];
  const endsAt = lookUp.doneBytes + PIECE_BYTES;
  for (let size = 0; ; ) {
    for (const [at, hit] of lookUp.untold.entries()) {
      const more = hitBytes(hit.json);
      if (more > MAX_HITS_BYTES) throw new LookUpFault("a line too large to be told");
      if (size > 0 && size + more > PIECE_HIT_BYTES) {
        lookUp.untold = lookUp.untold.slice(at);
        return { hits, state: FOUND.more };
      }
      hits.push(hit);
      size += more;
    }
    lookUp.untold = [];
    if (lookUp.doneBytes >= endsAt || size >= PIECE_HIT_BYTES) return { hits, state: FOUND.more };
    const next = lookUp.pieces.next();
    if (next.done) return { hits, state: next.value };
    ({ doneBytes: lookUp.doneBytes, totalBytes: lookUp.totalBytes, hits: lookUp.untold } = next.value);
  }
}

function foundEvent(
  { id, doneBytes, totalBytes }: LookUp,
  state: FoundEvent["state"],
  hits: readonly Hit[],
): FoundEvent {
  return { type: "found", lookup: id, state, doneBytes, totalBytes, hits: encodeHits(hits) };
}

/**
 * One segment after the other, oldest first. The folder is listed again before each, so a rotation meanwhile is
 * searched too, and a segment that retention removed meanwhile is no error. What stood in damaged lines was not
 * searched, whatever was looked for.
 */
function* search(
  journal: Journal,
  index: SegmentIndex,
  needle: Buffer,
  from: number,
  to: number,
): Generator<Piece, End> {
  const part = indexedPart(needle);
  let doneBytes = 0;
  let end: End = FOUND.done;
  for (let last = 0; ; ) {
    const wanted = journal
      .readable()
      .filter(({ segment }) => segment >= from && (to === 0 || segment <= to) && segment > last);
    const next = wanted[0];
    if (next === undefined) return end;
    last = next.segment;
    const sizes = wanted.map((name) => sizeOf(journal, name));
    const totalBytes = doneBytes + sizes.reduce((sum, size) => sum + size, 0);
    const size = sizes[0] as number;
    const isClosed = next.segment !== journal.segment;
    doneBytes += size;
    const isSkipped = part && isClosed && !index.mayHold(next, size, part);
    const bytes = isSkipped ? Buffer.alloc(0) : readFile(join(journal.folder, next.file), size);
    if (isClosed && !isSkipped) index.add(next, bytes);
    if (isClosed && index.isDamaged(next, size)) end = FOUND.damaged;
    yield { doneBytes, totalBytes, hits: matchesIn(bytes, next.segment, needle) };
  }
}

function sizeOf(journal: Journal, { file, limit }: SegmentName & { readonly limit: number }): number {
  return Math.min(limit, statSync(join(journal.folder, file)).size);
}

function readFile(path: string, size: number): Buffer {
  if (size > CAPS.segmentReadBytes) throw new LookUpFault("larger than any segment");
  const fd = openToRead(path);
  try {
    const bytes = readFrom(fd, 0, size);
    if (bytes.length < size) throw new LookUpFault("a segment has become shorter");
    return bytes;
  } finally {
    closeSync(fd);
  }
}

/** The verified lines of a segment that contain the needle in their JSON. */
function matchesIn(bytes: Buffer, segment: number, needle: Buffer): Hit[] {
  const hits: Hit[] = [];
  for (let at = bytes.indexOf(needle); at >= 0; ) {
    const offset = bytes.lastIndexOf(LF, at) + 1;
    const end = bytes.indexOf(LF, at);
    const line = end < 0 ? undefined : readLine(bytes.subarray(offset, end), offset);
    if (line?.type !== "sound") throw new LookUpFault("a line that matches does not verify");
    if (Buffer.from(line.json.buffer, line.json.byteOffset, line.json.length).includes(needle))
      hits.push({ segment, offset, json: line.json });
    at = bytes.indexOf(needle, end + 1);
  }
  return hits;
}

/** The lines at the given places, one after the other. */
function* readPlaces(journal: Journal, places: readonly Place[]): Generator<Piece, End> {
  for (const [at, { segment, offset }] of places.entries()) {
    const name = journal.readable().find((one) => one.segment === segment);
    if (name === undefined) throw new LookUpFault("a place in a segment that is not there");
    const json = readLineAt(join(journal.folder, name.file), offset, name.limit);
    yield { doneBytes: at + 1, totalBytes: places.length, hits: [{ segment, offset, json }] };
  }
  return FOUND.done;
}

function readLineAt(path: string, offset: number, limit: number): Uint8Array {
  const fd = openToRead(path);
  try {
    const size = Math.min(limit, fstatSync(fd).size, CAPS.segmentReadBytes);
    const parts: Buffer[] = [];
    for (let at = offset; at < size; ) {
      const part = readFrom(fd, at, Math.min(LINE_STEP_BYTES, size - at));
      const end = part.indexOf(LF);
      parts.push(end < 0 ? part : part.subarray(0, end));
      if (end >= 0) {
        const line = readLine(Buffer.concat(parts), offset);
        if (line.type === "sound") return line.json;
        break;
      }
      if (part.length === 0) break;
      at += part.length;
    }
  } finally {
    closeSync(fd);
  }
  throw new LookUpFault("no line begins there that verifies");
}
