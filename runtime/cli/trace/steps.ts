/**
 * The event and the effects of a traced step. The trace holds bytes as text, one character each, and here they stay
 * text: QuickJS needs a thousand instructions to make a byte of a character, and few of these parts are ever read.
 * The layouts are those of plugin/boundary.ts and runtime/node/batch.ts; a test holds them together.
 */
import type { Event, Moment } from "../../../plugin/boundary.ts";
import { datable } from "../../../plugin/event-reader.ts";
import { BATCH_VERSION, CAPS, EFFECT, EVENT } from "../../../schemas/generated/boundary.ts";
import { type Effect, EVENT_HEADER_BYTES } from "../../node/boundary.ts";
import { Fault, Reader } from "./reader.ts";

/** One step. Both texts have one character a byte. */
export interface TraceStep {
  readonly event: string;
  /** Empty if the engine was lost before it answered. */
  readonly batch: string;
}

/** A value whose bytes are texts. */
type InText<Value> = Value extends Uint8Array
  ? string
  : Value extends readonly (infer One)[]
    ? readonly InText<One>[]
    : Value extends object
      ? { readonly [Name in keyof Value]: InText<Value[Name]> }
      : Value;

export type TracedEvent = InText<Event>;
export type TracedEffect = InText<Effect>;

/** An event with what of its moment people can read. */
export interface StampedEvent {
  readonly moment: Pick<Moment, "utcOffsetMin" | "wallMs">;
  readonly event: TracedEvent;
}

/** How a field is written. */
type Form = "u8" | "u32" | "f64" | "text" | "flag" | "line" | "head" | "needle" | "whole" | "due" | "places" | "hits";
type Layout = readonly (readonly [name: string, form: Form])[];

const EVENTS: { readonly [Type in Event["type"]]: Layout } = {
  boot: [
    ...([
      ["config", "text"],
      ["till", "text"],
      ["flags", "u32"],
      ["lossReason", "u32"],
      ["segment", "u32"],
    ] as const),
    ...([
      ["yyyymmdd", "u32"],
      ["badOffset", "f64"],
      ["size", "f64"],
    ] as const),
    ...([
      ["statedLink", "text"],
      ["measuredLink", "text"],
      ["lines", "text"],
    ] as const),
  ],
  hook: [
    ["call", "u32"],
    ["hook", "u8"],
    ["payload", "text"],
  ],
  cancel: [["call", "u32"]],
  connected: [["conn", "u32"]],
  data: [
    ["conn", "u32"],
    ["bytes", "text"],
  ],
  closed: [
    ["conn", "u32"],
    ["reason", "u8"],
  ],
  timer: [["id", "u32"]],
  found: [
    ["lookup", "u32"],
    ["state", "u8"],
    ["doneBytes", "f64"],
    ["totalBytes", "f64"],
    ["hits", "hits"],
  ],
};

const EFFECTS: { readonly [Type in Effect["type"]]: Layout } = {
  append: [["json", "line"]],
  rotate: [
    ["segment", "u32"],
    ["yyyymmdd", "u32"],
    ["checkpoint", "line"],
  ],
  truncate: [
    ["segment", "u32"],
    ["offset", "whole"],
  ],
  remove: [["segment", "u32"]],
  connect: [["conn", "u32"]],
  send: [
    ["conn", "u32"],
    ["withToken", "flag"],
    ["head", "head"],
    ["rest", "text"],
  ],
  disconnect: [["conn", "u32"]],
  timer: [
    ["id", "u32"],
    ["dueMonoMs", "due"],
  ],
  reply: [
    ["call", "u32"],
    ["bytes", "text"],
  ],
  progress: [
    ["call", "u32"],
    ["bytes", "text"],
  ],
  log: [
    ["level", "u8"],
    ["text", "text"],
  ],
  find: [
    ["lookup", "u32"],
    ["needle", "needle"],
    ["from", "u32"],
    ["to", "u32"],
  ],
  read: [
    ["lookup", "u32"],
    ["places", "places"],
  ],
  blank: [
    ["back", "u32"],
    ["from", "u32"],
    ["length", "u32"],
  ],
  hold: [],
};

/** The types by their tags. */
function typesByTag<Type extends string>(tags: Readonly<Record<Type, number>>): ReadonlyMap<number, Type> {
  return new Map((Object.entries(tags) as [Type, number][]).map(([type, tag]) => [tag, type]));
}

const EVENT_TYPES = typesByTag(EVENT);
const EFFECT_TYPES = typesByTag(EFFECT);

/** The event of a step. Undefined if the bytes are no event of this version. */
export function eventOf({ event: text }: Pick<TraceStep, "event">): StampedEvent | undefined {
  try {
    const reader = new Reader(text);
    const type = EVENT_TYPES.get(reader.u8());
    reader.u8();
    const utcOffsetMin = (reader.u16() << 16) >> 16;
    const moment = { utcOffsetMin, wallMs: datable(reader.f64()) };
    reader.pass(MONO_BYTES + CAPS.randomBytes);
    if (type === undefined) return undefined;
    const event = readFields(reader, type, EVENTS[type]) as unknown as TracedEvent;
    reader.end();
    return { moment, event };
  } catch (error) {
    if (error instanceof Fault) return undefined;
    throw error;
  }
}

const MONO_BYTES = 8;

/** The effects of a step. None if its batch has a fault, because the host then carried out none of them. */
export function effectsOf({ batch }: Pick<TraceStep, "batch">): readonly TracedEffect[] {
  if (batch === "") return [];
  try {
    return readBatch(batch);
  } catch (error) {
    if (error instanceof Fault) return [];
    throw error;
  }
}

function readBatch(text: string): TracedEffect[] {
  const reader = new Reader(text);
  if (text.length > CAPS.batchBytes || reader.u8() !== BATCH_VERSION) throw new Fault();
  const count = reader.u32();
  if (count > CAPS.effects) throw new Fault();
  const effects: TracedEffect[] = [];
  for (let index = 0; index < count; index++) {
    const type = EFFECT_TYPES.get(reader.u8());
    if (type === undefined) throw new Fault();
    const body = new Reader(reader.text());
    const effect = readFields(body, type, EFFECTS[type]) as unknown as TracedEffect;
    if (effect.type === "send" && effect.withToken && !isWholeLines(effect.head)) throw new Fault();
    effects.push(effect);
    body.end();
  }
  reader.end();
  return effects;
}

/** A place for the token's line: lines that end with CR LF, none of them empty. */
function isWholeLines(head: string): boolean {
  return /^([^\r\n]+\r\n)+$/.test(head);
}

function readFields(reader: Reader, type: string, layout: Layout): Record<string, unknown> {
  const fields: Record<string, unknown> = { type };
  for (const [name, form] of layout) fields[name] = READ[form](reader);
  return fields;
}

const READ: { readonly [One in Form]: (reader: Reader) => unknown } = {
  u8: (reader) => reader.u8(),
  u32: (reader) => reader.u32(),
  f64: (reader) => reader.f64(),
  text: (reader) => reader.text(),
  head: (reader) => reader.text(),
  flag: (reader) => {
    const value = reader.u8();
    if (value > 1) throw new Fault();
    return value === 1;
  },
  line: (reader) => {
    const text = reader.text();
    if (!/^[ -~]+$/.test(text)) throw new Fault();
    return text;
  },
  needle: (reader) => {
    const text = reader.text();
    if (text.length === 0 || text.length > CAPS.needleBytes) throw new Fault();
    return text;
  },
  whole: (reader) => wholeNumber(reader, 0),
  due: (reader) => wholeNumber(reader, -1),
  places: (reader) => {
    const inner = new Reader(reader.text());
    const places: object[] = [];
    do places.push({ segment: inner.u32(), offset: wholeNumber(inner, 0) });
    while (!inner.isAtEnd);
    return places;
  },
  hits: (reader) => {
    const inner = new Reader(reader.text());
    const hits: object[] = [];
    while (!inner.isAtEnd) hits.push({ segment: inner.u32(), offset: inner.f64(), json: inner.text() });
    return hits;
  },
};

function wholeNumber(reader: Reader, least: number): number {
  const value = reader.f64();
  if (!Number.isSafeInteger(value) || value < least) throw new Fault();
  return value;
}

/** Where the parts of an event stand that hold texts of people or of RRPay: config, lines, payload, data, hits. */
export function partsOf(text: string, event: TracedEvent): readonly (readonly [from: number, to: number])[] {
  const end = text.length;
  switch (event.type) {
    case "boot": {
      const config = EVENT_HEADER_BYTES + 4;
      return [
        [config, config + event.config.length],
        [end - event.lines.length, end],
      ];
    }
    case "hook":
      return [[end - event.payload.length, end]];
    case "data":
      return [[end - event.bytes.length, end]];
    case "found": {
      // the hits are the last field; each has sixteen bytes before its line
      let at = end - event.hits.reduce((sum, { json }) => sum + HIT_HEAD_BYTES + json.length, 0);
      return event.hits.map(({ json }) => {
        const from = at + HIT_HEAD_BYTES;
        at = from + json.length;
        return [from, at] as const;
      });
    }
    default:
      return [];
  }
}

const HIT_HEAD_BYTES = 16;
