/** Reads batches. If a batch has one fault, none of its effects is carried out. */
import { BATCH_VERSION, CAPS, EFFECT } from "../../schemas/generated/boundary.ts";
import type { Batch, Effect, Place } from "./boundary.ts";

const CR = 0x0d;
const LF = 0x0a;

/** Reads a whole batch. The effects are views of the given bytes. */
export function decodeBatch(bytes: Uint8Array): Batch {
  try {
    return { type: "effects", effects: readBatch(bytes) };
  } catch (error) {
    if (error instanceof BatchFault) return { type: "fault", why: error.message };
    throw error;
  }
}

/** A batch that breaks the table. */
class BatchFault extends Error {}

function readBatch(bytes: Uint8Array): Effect[] {
  if (bytes.length > CAPS.batchBytes) throw new BatchFault("batch too large");
  const reader = new Reader(bytes);
  if (reader.u8() !== BATCH_VERSION) throw new BatchFault("batch version");
  const count = reader.u32();
  if (count > CAPS.effects) throw new BatchFault("too many effects");
  const effects: Effect[] = [];
  for (let index = 0; index < count; index++) {
    const tag = reader.u8();
    const body = new Reader(reader.bytes());
    effects.push(readEffect(tag, body));
    body.end();
  }
  reader.end();
  return effects;
}

function readEffect(tag: number, body: Reader): Effect {
  switch (tag) {
    case EFFECT.append:
      return { type: "append", json: body.line() };
    case EFFECT.rotate:
      return { type: "rotate", segment: body.u32(), yyyymmdd: body.u32(), checkpoint: body.line() };
    case EFFECT.truncate:
      return { type: "truncate", segment: body.u32(), offset: body.integer(0) };
    case EFFECT.remove:
      return { type: "remove", segment: body.u32() };
    case EFFECT.connect:
      return { type: "connect", conn: body.u32() };
    case EFFECT.send: {
      const [conn, withToken, head] = [body.u32(), body.flag(), body.bytes()];
      if (withToken && !isWholeLines(head)) throw new BatchFault("no place for the token's line");
      return { type: "send", conn, withToken, head, rest: body.bytes() };
    }
    case EFFECT.disconnect:
      return { type: "disconnect", conn: body.u32() };
    case EFFECT.timer:
      return { type: "timer", id: body.u32(), dueMonoMs: body.integer(-1) };
    case EFFECT.reply:
      return { type: "reply", call: body.u32(), bytes: body.bytes() };
    case EFFECT.progress:
      return { type: "progress", call: body.u32(), bytes: body.bytes() };
    case EFFECT.log:
      return { type: "log", level: body.u8(), text: body.bytes() };
    default:
      return readLookUp(tag, body);
  }
}

/** The effects that came with version 2. */
function readLookUp(tag: number, body: Reader): Effect {
  switch (tag) {
    case EFFECT.find: {
      const [lookup, needle] = [body.u32(), body.bytes()];
      if (needle.length === 0 || needle.length > CAPS.needleBytes) throw new BatchFault("bad needle");
      return { type: "find", lookup, needle, from: body.u32(), to: body.u32() };
    }
    case EFFECT.read:
      return { type: "read", lookup: body.u32(), places: readPlaces(body.bytes()) };
    case EFFECT.blank:
      return { type: "blank", back: body.u32(), from: body.u32(), length: body.u32() };
    case EFFECT.hold:
      return { type: "hold" };
    default:
      throw new BatchFault(`unknown effect ${tag}`);
  }
}

function readPlaces(bytes: Uint8Array): Place[] {
  const reader = new Reader(bytes);
  const places: Place[] = [];
  do places.push({ segment: reader.u32(), offset: reader.integer(0) });
  while (!reader.isAtEnd);
  return places;
}

/**
 * Whether the token's line can follow: the head is one or more lines of HTTP that end with CR LF, none of them empty,
 * so that what follows is a header and not a body. This check and the token's line are all that the host knows of HTTP.
 */
function isWholeLines(head: Uint8Array): boolean {
  let start = 0;
  for (let at = 0; at < head.length; at++) {
    if (head[at] === LF) return false;
    if (head[at] !== CR) continue;
    if (at === start || head[at + 1] !== LF) return false;
    start = at + 2;
    at += 1;
  }
  return head.length > 0 && start === head.length;
}

/** Reads fields in order. The first rule that is broken is the batch's fault. */
class Reader {
  readonly #source: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(source: Uint8Array) {
    this.#source = source;
    this.#view = new DataView(source.buffer, source.byteOffset, source.length);
  }

  u8(): number {
    return this.#view.getUint8(this.#take(1));
  }

  u32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  /** A safe integer. Every duration and offset on this boundary is one. */
  integer(least: number): number {
    const value = this.#view.getFloat64(this.#take(8), true);
    if (!Number.isSafeInteger(value) || value < least) throw new BatchFault("bad number");
    return value;
  }

  bytes(): Uint8Array {
    const length = this.u32();
    const start = this.#take(length);
    return this.#source.subarray(start, start + length);
  }

  flag(): boolean {
    const value = this.u8();
    if (value > 1) throw new BatchFault("bad flag");
    return value === 1;
  }

  /** One line of ASCII. Anything else would break the journal's lines. */
  line(): Uint8Array {
    const bytes = this.bytes();
    if (bytes.length === 0 || bytes.some((byte) => byte < 0x20 || byte > 0x7e)) throw new BatchFault("not a line");
    return bytes;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#source.length;
  }

  end(): void {
    if (!this.isAtEnd) throw new BatchFault("trailing bytes");
  }

  #take(size: number): number {
    const start = this.#at;
    if (size > this.#source.length - start) throw new BatchFault("cut short");
    this.#at = start + size;
    return start;
  }
}
