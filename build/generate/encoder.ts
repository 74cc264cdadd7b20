// Reference encoder of the boundary: it does what schemas/boundary.json says and nothing else, for the golden vectors.
import type { Boundary, BoundaryField, BoundaryMessage } from "./boundary.ts";

/** Bytes as an index of vectors holds them: as text where they are ASCII, else as hexadecimal digits. */
export type BytesValue = { readonly ascii: string } | { readonly hex: string };
/** A message's fields by name. */
export type Fields = { readonly [name: string]: number | BytesValue };

/** One event: the header, then the fields of the tag that is named. */
export function encodeEvent(boundary: Boundary, name: string, values: Fields): Uint8Array {
  const message = messageOf(boundary.events, name);
  const header = encodeFields(boundary.eventHeader, { ...values, tag: message.tag, reserved: 0 });
  return concat([header, encodeFields(message.fields, values)]);
}

/** One batch: version, count, then tag, length and body of each effect. */
export function encodeBatch(
  boundary: Boundary,
  effects: readonly (readonly [name: string, values: Fields])[],
): Uint8Array {
  return concat([
    u8(boundary.abi),
    u32(effects.length),
    ...effects.map(([name, values]) => encodeEffect(boundary, name, values)),
  ]);
}

/** One effect of a batch. */
export function encodeEffect(boundary: Boundary, name: string, values: Fields): Uint8Array {
  const message = messageOf(boundary.effects, name);
  return rawEffect(message.tag, encodeFields(message.fields, values));
}

/** An effect of any tag and body, right or wrong. */
export function rawEffect(tag: number, body: Uint8Array): Uint8Array {
  return concat([u8(tag), u32(body.length), body]);
}

/** The policy record that the loader returns. */
export function encodePolicy(boundary: Boundary, values: Fields): Uint8Array {
  return encodeFields(boundary.policy, values);
}

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

export function u8(value: number): Uint8Array {
  return Uint8Array.of(value);
}

export function u32(value: number): Uint8Array {
  return number(4, (view) => view.setUint32(0, value, true));
}

export function f64(value: number): Uint8Array {
  return number(8, (view) => view.setFloat64(0, value, true));
}

function messageOf(messages: readonly BoundaryMessage[], name: string): BoundaryMessage {
  const message = messages.find((candidate) => candidate.name === name);
  if (message === undefined) throw new Error(`boundary.json has no ${name}`);
  return message;
}

function encodeFields(fields: readonly BoundaryField[], values: Fields): Uint8Array {
  return concat(fields.map((field) => encodeField(field, values[field.name])));
}

function encodeField({ name, type }: BoundaryField, value: number | BytesValue | undefined): Uint8Array {
  if (value === undefined) throw new Error(`${name} is missing`);
  if (typeof value !== "number") {
    const bytes = bytesOf(value);
    if (type === "bytes") return concat([u32(bytes.length), bytes]);
    if (type === "raw16" && bytes.length === 16) return bytes;
    throw new Error(`${name} is not bytes`);
  }
  if (type === "u8") return u8(value);
  if (type === "i16") return number(2, (view) => view.setInt16(0, value, true));
  if (type === "u32") return u32(value);
  if (type === "f64") return f64(value);
  throw new Error(`${name} is not a number`);
}

function bytesOf(value: BytesValue): Uint8Array {
  return "hex" in value ? Buffer.from(value.hex, "hex") : Buffer.from(value.ascii, "latin1");
}

function number(size: number, write: (view: DataView) => void): Uint8Array {
  const view = new DataView(new ArrayBuffer(size));
  write(view);
  return new Uint8Array(view.buffer);
}
