/** Reads the bytes of an event (schemas/boundary.json). */
import { CAPS, EVENT } from "../schemas/generated/boundary.ts";
import type { Event, Hit, StampedEvent } from "./boundary.ts";
import { decodeAscii } from "./text/ascii.ts";

class Reader {
  readonly #view: DataView;
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#bytes = bytes;
  }
  u8(): number {
    return this.#view.getUint8(this.#take(1));
  }
  i16(): number {
    return this.#view.getInt16(this.#take(2), true);
  }
  u32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }
  f64(): number {
    return this.#view.getFloat64(this.#take(8), true);
  }
  raw(length: number): Uint8Array {
    const from = this.#take(length);
    return this.#bytes.subarray(from, from + length);
  }
  bytes(): Uint8Array {
    return this.raw(this.u32());
  }
  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }
  end(): void {
    if (this.#at !== this.#bytes.length) throw new RangeError("trailing bytes in an event");
  }
  #take(length: number): number {
    const from = this.#at;
    if (length > this.#bytes.length - from) throw new RangeError("an event is too short");
    this.#at = from + length;
    return from;
  }
}

/**
 * Decodes an event. Throws on anything that the table does not know; the host then counts an engine loss. `text` is the
 * boot's last field once more, where the host has a text of it.
 */
export function decodeEvent(buffer: ArrayBuffer, text?: string): StampedEvent {
  const reader = new Reader(new Uint8Array(buffer));
  const tag = reader.u8();
  reader.u8();
  const utcOffsetMin = reader.i16();
  const wallMs = datable(reader.f64());
  const monoMs = reader.f64();
  const random = reader.raw(CAPS.randomBytes);
  const event = decodeFields(tag, reader, text);
  reader.end();
  return { moment: { utcOffsetMin, wallMs, monoMs, random }, event };
}

/** The last moment of which every clock of the world says a year of four digits. */
const LAST_MS = 253_402_128_000_000;

/**
 * A clock that is set before 1970 or beyond the year 9999 counts as the nearest moment between: no record and no date of
 * a segment could hold it, and what we write we must be able to read.
 */
export function datable(wallMs: number): number {
  return Math.min(Math.max(wallMs, 0), LAST_MS);
}

function decodeFields(tag: number, reader: Reader, text: string | undefined): Event {
  switch (tag) {
    case EVENT.boot: {
      const config = reader.bytes();
      const till = reader.bytes();
      const flags = reader.u32();
      const lossReason = reader.u32();
      const segment = reader.u32();
      const yyyymmdd = reader.u32();
      const place = { badOffset: reader.f64(), size: reader.f64() };
      const links = { statedLink: reader.bytes(), measuredLink: reader.bytes() };
      const bytes = reader.bytes();
      const lines = text?.length === bytes.length ? text : decodeAscii(bytes);
      return { type: "boot", config, till, flags, lossReason, segment, yyyymmdd, ...place, ...links, lines };
    }
    case EVENT.hook: {
      const call = reader.u32();
      const hook = reader.u8();
      return { type: "hook", call, hook, payload: reader.bytes() };
    }
    case EVENT.cancel:
      return { type: "cancel", call: reader.u32() };
    case EVENT.connected:
      return { type: "connected", conn: reader.u32() };
    case EVENT.data: {
      const conn = reader.u32();
      return { type: "data", conn, bytes: reader.bytes() };
    }
    case EVENT.closed: {
      const conn = reader.u32();
      return { type: "closed", conn, reason: reader.u8() };
    }
    case EVENT.timer:
      return { type: "timer", id: reader.u32() };
    case EVENT.found: {
      const lookup = reader.u32();
      const state = reader.u8();
      const progress = { doneBytes: reader.f64(), totalBytes: reader.f64() };
      return { type: "found", lookup, state, ...progress, hits: decodeHits(reader.bytes()) };
    }
    default:
      throw new RangeError(`an event has the unknown tag ${tag}`);
  }
}

function decodeHits(bytes: Uint8Array): Hit[] {
  const reader = new Reader(bytes);
  const hits: Hit[] = [];
  while (!reader.isAtEnd) hits.push({ segment: reader.u32(), offset: reader.f64(), json: reader.bytes() });
  return hits;
}
