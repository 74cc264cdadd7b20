/** The host's side of the seam for tests that drive `step` themselves: events as bytes, batches as values. */

import type { Event, Moment } from "../../plugin/boundary.ts";
import { CAPS, EFFECT, EVENT } from "../../schemas/generated/boundary.ts";

/** An event as a test writes it: the boot's config under the table's own name. */
export type TestEvent =
  | Exclude<Event, { type: "boot" }>
  | {
      readonly type: "boot";
      readonly configJson: Uint8Array;
      readonly flags: number;
      readonly lossReason: number;
      readonly segment: number;
      readonly yyyymmdd: number;
      readonly badOffset: number;
      readonly lines: Uint8Array;
    };

export type Effect =
  | { readonly type: "append"; readonly json: string }
  | { readonly type: "rotate"; readonly segment: number; readonly yyyymmdd: number; readonly checkpoint: string }
  | { readonly type: "truncate"; readonly segment: number; readonly offset: number }
  | { readonly type: "remove"; readonly segment: number }
  | { readonly type: "connect"; readonly conn: number }
  | {
      readonly type: "send";
      readonly conn: number;
      readonly before: string;
      readonly insertToken: boolean;
      readonly after: string;
    }
  | { readonly type: "disconnect"; readonly conn: number }
  | { readonly type: "timer"; readonly id: number; readonly dueMonoMs: number }
  | { readonly type: "reply"; readonly call: number; readonly bytes: Uint8Array }
  | { readonly type: "progress"; readonly call: number; readonly bytes: Uint8Array }
  | { readonly type: "log"; readonly level: number; readonly text: string };

/** Tag, offset from UTC, both clocks, randomness. */
const HEAD_BYTES = 20 + CAPS.randomBytes;

type Field =
  | readonly ["u8", number]
  | readonly ["u32", number]
  | readonly ["f64", number]
  | readonly ["bytes", Uint8Array];

const SIZES = { u8: 1, u32: 4, f64: 8 };

function sizeOf(field: Field): number {
  return field[0] === "bytes" ? 4 + field[1].length : SIZES[field[0]];
}

/** One event's bytes. */
export function encodeEvent(moment: Moment, event: TestEvent): ArrayBuffer {
  const fields = fieldsOf(event);
  let size = HEAD_BYTES;
  for (const field of fields) size += sizeOf(field);
  const buffer = new ArrayBuffer(size);
  const bytes = Buffer.from(buffer);
  bytes[0] = EVENT[event.type];
  bytes.writeInt16LE(moment.utcOffsetMin, 2);
  bytes.writeDoubleLE(moment.wallMs, 4);
  bytes.writeDoubleLE(moment.monoMs, 12);
  bytes.set(moment.random, 20);
  let at = HEAD_BYTES;
  for (const field of fields) {
    if (field[0] === "u8") bytes[at] = field[1];
    else if (field[0] === "u32") bytes.writeUInt32LE(field[1], at);
    else if (field[0] === "f64") bytes.writeDoubleLE(field[1], at);
    else {
      bytes.writeUInt32LE(field[1].length, at);
      bytes.set(field[1], at + 4);
    }
    at += sizeOf(field);
  }
  return buffer;
}

function fieldsOf(event: TestEvent): Field[] {
  switch (event.type) {
    case "boot":
      return [
        ["bytes", event.configJson],
        ["u32", event.flags],
        ["u32", event.lossReason],
        ["u32", event.segment],
        ["u32", event.yyyymmdd],
        ["f64", event.badOffset],
        ["bytes", event.lines],
      ];
    case "hook":
      return [
        ["u32", event.call],
        ["u8", event.hook],
        ["bytes", event.payload],
      ];
    case "cancel":
      return [["u32", event.call]];
    case "connected":
      return [["u32", event.conn]];
    case "data":
      return [
        ["u32", event.conn],
        ["bytes", event.bytes],
      ];
    case "closed":
      return [
        ["u32", event.conn],
        ["u8", event.reason],
      ];
    case "timer":
      return [["u32", event.id]];
  }
}

const NAMES = new Map<number, Effect["type"]>(
  Object.entries(EFFECT).map(([name, tag]) => [tag, name as Effect["type"]]),
);

/** A batch as values; throws on anything that a host would count as an engine loss. Its bytes stay the batch's own. */
export function decodeBatch(buffer: ArrayBuffer): Effect[] {
  if (buffer.byteLength > CAPS.batchBytes) throw new RangeError("the batch is over its cap");
  const bytes = Buffer.from(buffer);
  const count = bytes.readUInt32LE(1);
  if (bytes[0] !== 1 || count > CAPS.effects) throw new RangeError("not a batch");
  const effects: Effect[] = [];
  let at = 5;
  for (let left = count; left > 0; left--) {
    const end = at + 5 + bytes.readUInt32LE(at + 1);
    if (end > bytes.length) throw new RangeError("an effect is longer than its batch");
    effects.push(decodeEffect(NAMES.get(bytes[at]!), bytes, at + 5));
    at = end;
  }
  if (at !== bytes.length) throw new RangeError("trailing bytes in a batch");
  return effects;
}

function decodeEffect(type: Effect["type"] | undefined, batch: Buffer, at: number): Effect {
  const first = () => batch.readUInt32LE(at);
  switch (type) {
    case "append":
      return { type, json: textAt(batch, at) };
    case "rotate":
      return { type, segment: first(), yyyymmdd: batch.readUInt32LE(at + 4), checkpoint: textAt(batch, at + 8) };
    case "truncate":
      return { type, segment: first(), offset: batch.readDoubleLE(at + 4) };
    case "send": {
      const tokenAt = at + 8 + batch.readUInt32LE(at + 4);
      const insertToken = batch[tokenAt] === 1;
      return { type, conn: first(), before: textAt(batch, at + 4), insertToken, after: textAt(batch, tokenAt + 1) };
    }
    case "remove":
      return { type, segment: first() };
    case "connect":
    case "disconnect":
      return { type, conn: first() };
    case "timer":
      return { type, id: first(), dueMonoMs: batch.readDoubleLE(at + 4) };
    case "reply":
    case "progress":
      return { type, call: first(), bytes: bytesAt(batch, at + 4) };
    case "log":
      return { type, level: batch[at]!, text: textAt(batch, at + 1) };
    default:
      throw new RangeError("unknown effect");
  }
}

function bytesAt(batch: Buffer, at: number): Uint8Array {
  return new Uint8Array(batch.buffer as ArrayBuffer, batch.byteOffset + at + 4, batch.readUInt32LE(at));
}

/** Texts of a batch are ASCII; a byte beyond shows as what no test expects. */
function textAt(batch: Buffer, at: number): string {
  return batch.toString("latin1", at + 4, at + 4 + batch.readUInt32LE(at));
}
