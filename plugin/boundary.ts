/**
 * The bundle's side of the boundary (schemas/boundary.json): one event in, one batch of effects out, both as bytes.
 * Nothing here knows what the bytes mean. The host decodes the whole batch before it carries out any of it.
 */
import { BATCH_VERSION, CAPS, EFFECT, EVENT } from "../schemas/generated/boundary.ts";
import { decodeAscii, fromUnits } from "./text/ascii.ts";

/** What every event carries. The bundle has no other clock and no other source of randomness. */
export interface Moment {
  readonly utcOffsetMin: number;
  /** Wall clock, ms since 1970. It may jump. */
  readonly wallMs: number;
  /** Monotonic clock, ms since an arbitrary start. It never goes back while the host runs. */
  readonly monoMs: number;
  /** 16 fresh random bytes. */
  readonly random: Uint8Array;
}

export interface Boot {
  readonly type: "boot";
  readonly config: Uint8Array;
  /** The till's name as the host resolved it from the config, UTF-8. */
  readonly till: Uint8Array;
  readonly flags: number;
  readonly lossReason: number;
  readonly segment: number;
  readonly yyyymmdd: number;
  readonly badOffset: number;
  /** The segment's size in bytes up to the end of its last verified line. */
  readonly size: number;
  readonly statedLink: Uint8Array;
  readonly measuredLink: Uint8Array;
  /** The journal's lines, one character a byte. */
  readonly lines: string;
}

/** Where a line of the journal begins. */
export interface Place {
  readonly segment: number;
  readonly offset: number;
}

/** A verified line of the journal. */
export interface Hit extends Place {
  readonly json: Uint8Array;
}

/** A part of a look-up's answer, or a report of its progress. */
export interface Found {
  readonly type: "found";
  readonly lookup: number;
  readonly state: number;
  readonly doneBytes: number;
  readonly totalBytes: number;
  readonly hits: readonly Hit[];
}

export type Event =
  | Boot
  | { readonly type: "hook"; readonly call: number; readonly hook: number; readonly payload: Uint8Array }
  | { readonly type: "cancel"; readonly call: number }
  | { readonly type: "connected"; readonly conn: number }
  | { readonly type: "data"; readonly conn: number; readonly bytes: Uint8Array }
  | { readonly type: "closed"; readonly conn: number; readonly reason: number }
  | { readonly type: "timer"; readonly id: number }
  | Found;

export interface StampedEvent {
  readonly moment: Moment;
  readonly event: Event;
}

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

/**
 * The effects of one step, in the order in which the host carries them out.
 * Bytes are held as text here, one character a byte, because QuickJS copies text faster than it turns text into bytes.
 * `encode` empties the batch for the next step.
 */
export class Batch {
  #text = "";
  #count = 0;
  #step = 0;
  /** What the trace must not show and no batch has had room for yet. */
  #blanks: (readonly [step: number, from: number, length: number])[] = [];
  #holds = false;

  append(json: string): void {
    this.#add(EFFECT.append, blob(json));
  }
  rotate(segment: number, yyyymmdd: number, checkpoint: string): void {
    this.#add(EFFECT.rotate, u32(segment) + u32(yyyymmdd) + blob(checkpoint));
  }
  truncate(segment: number, offset: number): void {
    this.#add(EFFECT.truncate, u32(segment) + f64(offset));
  }
  remove(segment: number): void {
    this.#add(EFFECT.remove, u32(segment));
  }
  connect(conn: number): void {
    this.#add(EFFECT.connect, u32(conn));
  }
  /** With `withToken` the host puts its token line between `head` and `rest`, so `head` must consist of whole lines. */
  send(conn: number, withToken: boolean, head: string, rest: string): void {
    this.#add(EFFECT.send, `${u32(conn)}${withToken ? "\x01" : "\0"}${blob(head)}${blob(rest)}`);
  }
  disconnect(conn: number): void {
    this.#add(EFFECT.disconnect, u32(conn));
  }
  /** `dueMonoMs` −1 clears the timer. Setting the same id again replaces it. */
  timer(id: number, dueMonoMs: number): void {
    this.#add(EFFECT.timer, u32(id) + f64(dueMonoMs));
  }
  reply(call: number, bytes: string): void {
    this.#add(EFFECT.reply, u32(call) + blob(bytes));
  }
  progress(call: number, bytes: string): void {
    this.#add(EFFECT.progress, u32(call) + blob(bytes));
  }
  log(level: number, text: string): void {
    this.#add(EFFECT.log, fromUnits([level]) + blob(text));
  }

  /** Finds every line that contains the needle in the segments `from` to `to` (0 = the lowest, the newest). */
  find(lookup: number, needle: string, from = 0, to = 0): void {
    this.#add(EFFECT.find, u32(lookup) + blob(needle) + u32(from) + u32(to));
  }
  /** Reads the lines that begin at these places, in this order. */
  read(lookup: number, places: readonly Place[]): void {
    this.#add(
      EFFECT.read,
      u32(lookup) + blob(places.map(({ segment, offset }) => u32(segment) + f64(offset)).join("")),
    );
  }
  /**
   * Hides bytes of a step's event in its trace. If this batch has no room, the trace waits and the next batch says it.
   */
  blank(step: number, from: number, length: number): void {
    this.#blanks.push([step, from, length]);
  }
  /** Keeps the trace of this step's event waiting, because only part of its answer has come. */
  hold(): void {
    this.#holds = true;
  }

  /** The step that this batch belongs to. The host counts waiting events backwards from it. */
  get step(): number {
    return this.#step;
  }

  /** The whole batch as one text. */
  encode(): string {
    this.#endTrace();
    const encoded = fromUnits([BATCH_VERSION]) + u32(this.#count) + this.#text;
    this.#text = "";
    this.#count = 0;
    this.#step++;
    return encoded;
  }

  /**
   * Puts the trace's effects behind all others, so that an answer in a thousand pieces never exceeds the effects
   * allowed.
   */
  #endTrace(): void {
    // the host no longer waits for older events; it has blanked them by its own rule
    const waiting = this.#blanks.filter(([step]) => this.#step - step <= CAPS.heldEvents);
    this.#blanks = waiting.splice(CAPS.effects - 1 - this.#count);
    for (const [step, from, length] of waiting)
      this.#add(EFFECT.blank, u32(this.#step - step) + u32(from) + u32(length));
    if (this.#holds || this.#blanks.length > 0) this.#add(EFFECT.hold, "");
    this.#holds = false;
  }

  #add(tag: number, body: string): void {
    this.#count++;
    this.#text += fromUnits([tag]) + blob(body);
  }
}

function u32(value: number): string {
  return fromUnits([value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, value >>> 24]);
}

const DOUBLE = new DataView(new ArrayBuffer(8));
const DOUBLE_BYTES = new Uint8Array(DOUBLE.buffer);

function f64(value: number): string {
  DOUBLE.setFloat64(0, value, true);
  return fromUnits(DOUBLE_BYTES);
}

/** A length, then that many bytes. */
function blob(bytes: string): string {
  return u32(bytes.length) + bytes;
}
