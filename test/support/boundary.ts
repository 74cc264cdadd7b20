/** The host's side of the seam for tests that drive `step` themselves: events as bytes, batches as values. */

import type { Happening, Moment } from "../../plugin/boundary.ts";
import { CAPS, EFFECT, EVENT } from "../../schemas/generated/boundary.ts";

/** An event as a test writes it: the boot's config under the table's own name. */
export type TestEvent =
  | Exclude<Happening, { type: "boot" }>
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

type Field =
  | readonly ["u8", number]
  | readonly ["u32", number]
  | readonly ["f64", number]
  | readonly ["bytes", Uint8Array];

const sizeOf = (field: Field): number =>
  field[0] === "bytes" ? 4 + field[1].length : { u8: 1, u32: 4, f64: 8 }[field[0]];

/** One event's bytes. */
export function encodeEvent(moment: Moment, event: TestEvent): ArrayBuffer {
  const fields = fieldsOf(event);
  const size = fields.reduce((sum, field) => sum + sizeOf(field), 0);
  const view = new DataView(new ArrayBuffer(20 + CAPS.randomBytes + size));
  view.setUint8(0, EVENT[event.type]);
  view.setInt16(2, moment.utcOffsetMin, true);
  view.setFloat64(4, moment.wallMs, true);
  view.setFloat64(12, moment.monoMs, true);
  new Uint8Array(view.buffer).set(moment.random, 20);
  let at = 20 + CAPS.randomBytes;
  for (const field of fields) {
    if (field[0] === "u8") view.setUint8(at, field[1]);
    else if (field[0] === "u32") view.setUint32(at, field[1], true);
    else if (field[0] === "f64") view.setFloat64(at, field[1], true);
    else {
      view.setUint32(at, field[1].length, true);
      new Uint8Array(view.buffer).set(field[1], at + 4);
    }
    at += sizeOf(field);
  }
  return view.buffer;
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

const decoder = new TextDecoder();
const NAMES = new Map<number, string>(Object.entries(EFFECT).map(([name, tag]) => [tag, name]));

/** A batch as values; throws on anything that a host would count as an engine loss. */
export function decodeBatch(buffer: ArrayBuffer): Effect[] {
  if (buffer.byteLength > CAPS.batchBytes) throw new RangeError("the batch is over its cap");
  const view = new DataView(buffer);
  const count = view.getUint32(1, true);
  if (view.getUint8(0) !== 1 || count > CAPS.effects) throw new RangeError("not a batch");
  const effects: Effect[] = [];
  let at = 5;
  for (let left = count; left > 0; left--) {
    const name = NAMES.get(view.getUint8(at));
    const length = view.getUint32(at + 1, true);
    effects.push(decodeEffect(name, new DataView(buffer, at + 5, length)));
    at += 5 + length;
  }
  if (at !== buffer.byteLength) throw new RangeError("trailing bytes in a batch");
  return effects;
}

function decodeEffect(name: string | undefined, view: DataView): Effect {
  const u32 = (at: number) => view.getUint32(at, true);
  const bytes = (at: number) => new Uint8Array(view.buffer, view.byteOffset + at + 4, u32(at)).slice();
  const text = (at: number) => decoder.decode(new Uint8Array(view.buffer, view.byteOffset + at + 4, u32(at)));
  switch (name) {
    case "append":
      return { type: "append", json: text(0) };
    case "rotate":
      return { type: "rotate", segment: u32(0), yyyymmdd: u32(4), checkpoint: text(8) };
    case "truncate":
      return { type: "truncate", segment: u32(0), offset: view.getFloat64(4, true) };
    case "remove":
      return { type: "remove", segment: u32(0) };
    case "connect":
      return { type: "connect", conn: u32(0) };
    case "send": {
      const afterAt = 4 + 4 + u32(4);
      return {
        type: "send",
        conn: u32(0),
        before: text(4),
        insertToken: view.getUint8(afterAt) === 1,
        after: text(afterAt + 1),
      };
    }
    case "disconnect":
      return { type: "disconnect", conn: u32(0) };
    case "timer":
      return { type: "timer", id: u32(0), dueMonoMs: view.getFloat64(4, true) };
    case "reply":
      return { type: "reply", call: u32(0), bytes: bytes(4) };
    case "progress":
      return { type: "progress", call: u32(0), bytes: bytes(4) };
    case "log":
      return { type: "log", level: view.getUint8(0), text: text(1) };
    default:
      throw new RangeError("unknown effect");
  }
}
