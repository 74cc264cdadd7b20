/**
 * The host's side of the boundary codec: writes events, reads whole batches of effects before any of them is carried
 * out. The tags and caps are generated from schemas/boundary.json; the layout of each body is written out here.
 */
import { BATCH_VERSION, CAPS, EFFECT, EVENT } from "../../schemas/generated/boundary.ts";

/** What every event carries because the bundle has no clock and no randomness of its own. */
export interface Stamp {
  readonly utcOffsetMin: number;
  readonly wallMs: number;
  readonly monoMs: number;
  readonly random: Uint8Array;
}

export interface BootEvent {
  readonly kind: "boot";
  readonly configJson: Uint8Array;
  readonly flags: number;
  readonly lossReason: number;
  readonly segment: number;
  readonly yyyymmdd: number;
  readonly badOffset: number;
  readonly lines: Uint8Array;
}

export type NetEvent =
  | { readonly kind: "connected"; readonly conn: number }
  | { readonly kind: "data"; readonly conn: number; readonly bytes: Uint8Array }
  | { readonly kind: "closed"; readonly conn: number; readonly reason: number };

export type HostEvent =
  | BootEvent
  | { readonly kind: "hook"; readonly call: number; readonly hook: number; readonly payload: Uint8Array }
  | { readonly kind: "cancel"; readonly call: number }
  | NetEvent
  | { readonly kind: "timer"; readonly id: number };

export type Effect =
  | { readonly kind: "append"; readonly json: Uint8Array }
  | { readonly kind: "rotate"; readonly segment: number; readonly yyyymmdd: number; readonly checkpoint: Uint8Array }
  | { readonly kind: "truncate"; readonly segment: number; readonly offset: number }
  | { readonly kind: "remove"; readonly segment: number }
  | { readonly kind: "connect"; readonly conn: number }
  | {
      readonly kind: "send";
      readonly conn: number;
      readonly before: Uint8Array;
      readonly insertToken: boolean;
      readonly after: Uint8Array;
    }
  | { readonly kind: "disconnect"; readonly conn: number }
  | { readonly kind: "timer"; readonly id: number; readonly dueMonoMs: number }
  | { readonly kind: "reply"; readonly call: number; readonly bytes: Uint8Array }
  | { readonly kind: "progress"; readonly call: number; readonly bytes: Uint8Array }
  | { readonly kind: "log"; readonly level: number; readonly text: Uint8Array };

/** A batch that decodes as a whole, or why it does not. */
export type Batch =
  | { readonly kind: "effects"; readonly effects: readonly Effect[] }
  | { readonly kind: "fault"; readonly why: string };

/** Size of the header that every event begins with. */
const EVENT_HEADER_BYTES = 20 + CAPS.randomBytes;

/** Size of an event as it crosses. */
export function eventBytes(event: HostEvent): number {
  return EVENT_HEADER_BYTES + bodySize(event);
}

/** Writes one event as the bundle gets it. */
export function encodeEvent(stamp: Stamp, event: HostEvent): Uint8Array<ArrayBuffer> {
  const writer = new Writer(eventBytes(event));
  writer.u8(EVENT[event.kind]).u8(0).i16(stamp.utcOffsetMin).f64(stamp.wallMs).f64(stamp.monoMs).raw(stamp.random);
  switch (event.kind) {
    case "boot":
      writer.bytes(event.configJson).u32(event.flags).u32(event.lossReason).u32(event.segment).u32(event.yyyymmdd);
      return writer.f64(event.badOffset).bytes(event.lines).done();
    case "hook":
      return writer.u32(event.call).u8(event.hook).bytes(event.payload).done();
    case "cancel":
      return writer.u32(event.call).done();
    case "connected":
      return writer.u32(event.conn).done();
    case "data":
      return writer.u32(event.conn).bytes(event.bytes).done();
    case "closed":
      return writer.u32(event.conn).u8(event.reason).done();
    case "timer":
      return writer.u32(event.id).done();
  }
}

function bodySize(event: HostEvent): number {
  switch (event.kind) {
    case "boot":
      return 4 + event.configJson.length + 16 + 8 + 4 + event.lines.length;
    case "hook":
      return 5 + 4 + event.payload.length;
    case "data":
      return 4 + 4 + event.bytes.length;
    case "closed":
      return 5;
    case "cancel":
    case "connected":
    case "timer":
      return 4;
  }
}

/** Reads a batch as a whole: one fault in it, and none of its effects exists. The bytes are copied by the caller. */
export function decodeBatch(bytes: Uint8Array): Batch {
  try {
    return { kind: "effects", effects: readBatch(bytes) };
  } catch (error) {
    if (error instanceof BatchFault) return { kind: "fault", why: error.message };
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
      return { kind: "append", json: body.line() };
    case EFFECT.rotate:
      return { kind: "rotate", segment: body.u32(), yyyymmdd: body.u32(), checkpoint: body.line() };
    case EFFECT.truncate:
      return { kind: "truncate", segment: body.u32(), offset: body.integer(0) };
    case EFFECT.remove:
      return { kind: "remove", segment: body.u32() };
    case EFFECT.connect:
      return { kind: "connect", conn: body.u32() };
    case EFFECT.send:
      return { kind: "send", conn: body.u32(), before: body.bytes(), insertToken: body.flag(), after: body.bytes() };
    case EFFECT.disconnect:
      return { kind: "disconnect", conn: body.u32() };
    case EFFECT.timer:
      return { kind: "timer", id: body.u32(), dueMonoMs: body.integer(-1) };
    case EFFECT.reply:
      return { kind: "reply", call: body.u32(), bytes: body.bytes() };
    case EFFECT.progress:
      return { kind: "progress", call: body.u32(), bytes: body.bytes() };
    case EFFECT.log:
      return { kind: "log", level: body.u8(), text: body.bytes() };
    default:
      throw new BatchFault(`unknown effect ${tag}`);
  }
}

class Reader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  u8(): number {
    return this.#view.getUint8(this.#take(1));
  }

  u32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  bytes(): Uint8Array {
    const length = this.u32();
    const start = this.#take(length);
    return this.#bytes.subarray(start, start + length);
  }

  flag(): boolean {
    const value = this.u8();
    if (value > 1) throw new BatchFault("bad flag");
    return value === 1;
  }

  /** An f64 that is a safe integer, as every duration and offset on this boundary is. */
  integer(least: number): number {
    const value = this.#view.getFloat64(this.#take(8), true);
    if (!Number.isSafeInteger(value) || value < least) throw new BatchFault("bad number");
    return value;
  }

  /** One line of ASCII: anything else would break the journal's lines. */
  line(): Uint8Array {
    const bytes = this.bytes();
    if (bytes.length === 0 || bytes.some((byte) => byte < 0x20 || byte > 0x7e)) throw new BatchFault("not a line");
    return bytes;
  }

  end(): void {
    if (this.#at !== this.#bytes.length) throw new BatchFault("trailing bytes");
  }

  #take(size: number): number {
    const start = this.#at;
    if (size > this.#bytes.length - start) throw new BatchFault("cut short");
    this.#at = start + size;
    return start;
  }
}

class Writer {
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #view: DataView;
  #at = 0;

  constructor(size: number) {
    this.#bytes = new Uint8Array(size);
    this.#view = new DataView(this.#bytes.buffer);
  }

  u8(value: number): this {
    this.#view.setUint8(this.#skip(1), value);
    return this;
  }

  i16(value: number): this {
    this.#view.setInt16(this.#skip(2), value, true);
    return this;
  }

  u32(value: number): this {
    this.#view.setUint32(this.#skip(4), value, true);
    return this;
  }

  f64(value: number): this {
    this.#view.setFloat64(this.#skip(8), value, true);
    return this;
  }

  raw(value: Uint8Array): this {
    this.#bytes.set(value, this.#skip(value.length));
    return this;
  }

  bytes(value: Uint8Array): this {
    return this.u32(value.length).raw(value);
  }

  done(): Uint8Array<ArrayBuffer> {
    return this.#bytes;
  }

  #skip(size: number): number {
    const start = this.#at;
    this.#at += size;
    return start;
  }
}
