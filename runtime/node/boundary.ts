/**
 * The host's side of the boundary: the events and effects, and how an event is written. batch.ts reads batches.
 * The tags and caps are generated from schemas/boundary.json; the layout of each body is written here.
 */
import { CAPS, EVENT, type FOUND } from "../../schemas/generated/boundary.ts";

/** What every event carries, because the bundle has no clock and no randomness of its own. */
export interface Stamp {
  readonly utcOffsetMin: number;
  readonly wallMs: number;
  readonly monoMs: number;
  readonly random: Uint8Array;
}

export interface BootEvent {
  readonly type: "boot";
  readonly configJson: Uint8Array;
  /** The till's name from the config, resolved by the host if necessary. */
  readonly till: Uint8Array;
  readonly flags: number;
  readonly lossReason: number;
  readonly segment: number;
  readonly yyyymmdd: number;
  readonly badOffset: number;
  /** The segment's size in bytes up to the end of its last verified line. */
  readonly size: number;
  /** What the segment's first line says of the segment before, and what the disk has. */
  readonly statedLink: Uint8Array;
  readonly measuredLink: Uint8Array;
  readonly lines: Uint8Array;
}

export type NetEvent =
  | { readonly type: "connected"; readonly conn: number }
  | { readonly type: "data"; readonly conn: number; readonly bytes: Uint8Array }
  | { readonly type: "closed"; readonly conn: number; readonly reason: number };

/** A verified line of the journal, and where it begins. */
export interface Hit {
  readonly segment: number;
  readonly offset: number;
  readonly json: Uint8Array;
}

export interface FoundEvent {
  readonly type: "found";
  readonly lookup: number;
  readonly state: (typeof FOUND)[keyof typeof FOUND];
  readonly doneBytes: number;
  readonly totalBytes: number;
  /** Written by `encodeHits`. */
  readonly hits: Uint8Array;
}

export type HostEvent =
  | BootEvent
  | { readonly type: "hook"; readonly call: number; readonly hook: number; readonly payload: Uint8Array }
  | { readonly type: "cancel"; readonly call: number }
  | NetEvent
  | { readonly type: "timer"; readonly id: number }
  | FoundEvent;

/** Where a line begins. */
export interface Place {
  readonly segment: number;
  readonly offset: number;
}

export type Effect =
  | { readonly type: "append"; readonly json: Uint8Array }
  | { readonly type: "rotate"; readonly segment: number; readonly yyyymmdd: number; readonly checkpoint: Uint8Array }
  | { readonly type: "truncate"; readonly segment: number; readonly offset: number }
  | { readonly type: "remove"; readonly segment: number }
  | { readonly type: "connect"; readonly conn: number }
  | {
      readonly type: "send";
      readonly conn: number;
      readonly withToken: boolean;
      readonly head: Uint8Array;
      readonly rest: Uint8Array;
    }
  | { readonly type: "disconnect"; readonly conn: number }
  | { readonly type: "timer"; readonly id: number; readonly dueMonoMs: number }
  | { readonly type: "reply"; readonly call: number; readonly bytes: Uint8Array }
  | { readonly type: "progress"; readonly call: number; readonly bytes: Uint8Array }
  | { readonly type: "log"; readonly level: number; readonly text: Uint8Array }
  | {
      readonly type: "find";
      readonly lookup: number;
      readonly needle: Uint8Array;
      readonly from: number;
      readonly to: number;
    }
  | { readonly type: "read"; readonly lookup: number; readonly places: readonly Place[] }
  | { readonly type: "blank"; readonly back: number; readonly from: number; readonly length: number }
  | { readonly type: "hold" };

/** A batch that decodes as a whole, or the reason why it does not. */
export type Batch =
  | { readonly type: "effects"; readonly effects: readonly Effect[] }
  | { readonly type: "fault"; readonly why: string };

/** Size of the header that every event begins with. */
export const EVENT_HEADER_BYTES = 20 + CAPS.randomBytes;
const HIT_HEAD_BYTES = 16;

/** Size of an encoded event. */
export function eventBytes(event: HostEvent): number {
  return EVENT_HEADER_BYTES + bodySize(event);
}

/** Writes one event for the bundle. */
export function encodeEvent(stamp: Stamp, event: HostEvent): Uint8Array<ArrayBuffer> {
  const writer = new Writer(eventBytes(event));
  writer.u8(EVENT[event.type]).u8(0).i16(stamp.utcOffsetMin).f64(stamp.wallMs).f64(stamp.monoMs).raw(stamp.random);
  switch (event.type) {
    case "boot":
      writer.bytes(event.configJson).bytes(event.till).u32(event.flags).u32(event.lossReason);
      writer.u32(event.segment).u32(event.yyyymmdd).f64(event.badOffset).f64(event.size);
      return writer.bytes(event.statedLink).bytes(event.measuredLink).bytes(event.lines).done();
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
    case "found":
      writer.u32(event.lookup).u8(event.state).f64(event.doneBytes).f64(event.totalBytes);
      return writer.bytes(event.hits).done();
  }
}

function bodySize(event: HostEvent): number {
  switch (event.type) {
    case "boot": {
      const { configJson, till, statedLink, measuredLink, lines } = event;
      const bytes = configJson.length + till.length + statedLink.length + measuredLink.length + lines.length;
      return 5 * 4 + bytes + 16 + 2 * 8;
    }
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
    case "found":
      return 5 + 2 * 8 + 4 + event.hits.length;
  }
}

/** Size of a hit in a `found` event. */
export function hitBytes(json: Uint8Array): number {
  return HIT_HEAD_BYTES + json.length;
}

/** The hits of one `found` event. */
export function encodeHits(hits: readonly Hit[]): Uint8Array {
  const writer = new Writer(hits.reduce((sum, { json }) => sum + hitBytes(json), 0));
  for (const { segment, offset, json } of hits) writer.u32(segment).f64(offset).bytes(json);
  return writer.done();
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
