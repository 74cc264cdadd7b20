/** The bytes between the program and its host (schemas/program.json), for both sides: one codec for the whole table. */

import { decodeAscii } from "../../../plugin/text/ascii.ts";
import { decodeUtf8, encodeUtf8 } from "../../../plugin/text/utf8.ts";
import { REQUESTS, START } from "../../../schemas/generated/program.ts";

/** An entry of a folder. */
export interface Entry {
  /** One of ENTRY. */
  readonly kind: number;
  readonly sizeBytes: number;
  readonly name: string;
}

/** A line of a journal file: its JSON if it is sound, otherwise its raw bytes. */
export interface FileLine {
  readonly offset: number;
  /** One of LINE. */
  readonly verdict: number;
  readonly bytes: Uint8Array;
}

interface Values {
  readonly u8: number;
  readonly i16: number;
  readonly i32: number;
  readonly u32: number;
  readonly f64: number;
  readonly text: string;
  readonly bytes: Uint8Array;
  readonly texts: readonly string[];
  readonly entries: readonly Entry[];
  readonly lines: readonly FileLine[];
}

interface Field {
  readonly name: string;
  readonly type: keyof Values;
}

/** The fields of a list, as an object. */
export type Fields<List extends readonly Field[]> = {
  readonly [One in List[number] as One["name"]]: Values[One["type"]];
};

export type RequestName = keyof typeof REQUESTS;
/** A request: its name and its fields. */
export type Request = {
  [Name in RequestName]: { readonly type: Name } & Fields<(typeof REQUESTS)[Name]["fields"]>;
}[RequestName];
export type ReplyOf<Name extends RequestName> = Fields<(typeof REQUESTS)[Name]["reply"]>;
/** What a program gets at its start. */
export type Start = Fields<typeof START>;

/** The result of a request: one of STATUS, with a reply if that is `ok`. */
export type Reply<Name extends RequestName = RequestName> =
  | { readonly status: 0; readonly fields: ReplyOf<Name> }
  | { readonly status: number; readonly fields?: undefined };

const NAMES = new Map<number, RequestName>(
  Object.entries(REQUESTS).map(([name, { tag }]) => [tag, name as RequestName]),
);

export function encodeStart(start: Start): Uint8Array {
  return new Writer().fields(START, start).bytes();
}

export function decodeStart(bytes: Uint8Array): Start {
  return new Reader(bytes).whole(START) as unknown as Start;
}

export function encodeRequest(request: Request): Uint8Array {
  const { tag, fields } = REQUESTS[request.type];
  return new Writer()
    .u8(tag)
    .fields(fields, request as unknown as Record<string, unknown>)
    .bytes();
}

/** Throws on bytes that the table does not know. */
export function decodeRequest(bytes: Uint8Array): Request {
  const reader = new Reader(bytes);
  const tag = reader.u8();
  const type = NAMES.get(tag);
  if (type === undefined) throw new RangeError(`unknown request ${tag}`);
  return { type, ...reader.whole(REQUESTS[type].fields) } as unknown as Request;
}

export function encodeReply(name: RequestName, reply: Reply): Uint8Array {
  const writer = new Writer().u8(reply.status);
  return (reply.fields === undefined ? writer : writer.fields(REQUESTS[name].reply, reply.fields)).bytes();
}

export function decodeReply<Name extends RequestName>(name: Name, bytes: Uint8Array): Reply<Name> {
  const reader = new Reader(bytes);
  const status = reader.u8();
  if (status !== 0) return { status };
  return { status, fields: reader.whole(REQUESTS[name].reply) as unknown as ReplyOf<Name> };
}

class Writer {
  #bytes = new Uint8Array(256);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  bytes(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }
  u8(value: number): this {
    const at = this.#take(1);
    this.#view.setUint8(at, value);
    return this;
  }
  u32(value: number): this {
    const at = this.#take(4);
    this.#view.setUint32(at, value, true);
    return this;
  }
  f64(value: number): this {
    const at = this.#take(8);
    this.#view.setFloat64(at, value, true);
    return this;
  }
  blob(value: Uint8Array): this {
    this.u32(value.length);
    const at = this.#take(value.length);
    this.#bytes.set(value, at);
    return this;
  }
  text(value: string): this {
    return this.blob(encodeUtf8(value));
  }
  fields(list: readonly Field[], values: object): this {
    for (const { name, type } of list) WRITE[type](this, (values as Record<string, never>)[name] as never);
    return this;
  }
  i16(value: number): this {
    const at = this.#take(2);
    this.#view.setInt16(at, value, true);
    return this;
  }
  i32(value: number): this {
    const at = this.#take(4);
    this.#view.setInt32(at, value, true);
    return this;
  }
  /** Makes room for some bytes. The view may change. */
  #take(count: number): number {
    const at = this.#length;
    this.#length += count;
    if (this.#length > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(this.#length, this.#bytes.length * 2));
      grown.set(this.#bytes);
      this.#bytes = grown;
      this.#view = new DataView(grown.buffer);
    }
    return at;
  }
}

const WRITE: { readonly [Type in keyof Values]: (writer: Writer, value: Values[Type]) => void } = {
  u8: (writer, value) => writer.u8(value),
  i16: (writer, value) => writer.i16(value),
  i32: (writer, value) => writer.i32(value),
  u32: (writer, value) => writer.u32(value),
  f64: (writer, value) => writer.f64(value),
  text: (writer, value) => writer.text(value),
  bytes: (writer, value) => writer.blob(value),
  texts: (writer, value) => {
    writer.u32(value.length);
    for (const text of value) writer.text(text);
  },
  entries: (writer, value) => {
    writer.u32(value.length);
    for (const { kind, sizeBytes, name } of value) writer.u8(kind).f64(sizeBytes).text(name);
  },
  lines: (writer, value) => {
    writer.u32(value.length);
    for (const { offset, verdict, bytes } of value) writer.f64(offset).u8(verdict).blob(bytes);
  },
};

class Reader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
  u8(): number {
    return this.#view.getUint8(this.#take(1));
  }
  i16(): number {
    return this.#view.getInt16(this.#take(2), true);
  }
  i32(): number {
    return this.#view.getInt32(this.#take(4), true);
  }
  u32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }
  f64(): number {
    return this.#view.getFloat64(this.#take(8), true);
  }
  blob(): Uint8Array {
    const length = this.u32();
    const from = this.#take(length);
    return this.#bytes.subarray(from, from + length);
  }
  /** A file's name as far as it can be read. On POSIX systems it may be any bytes, and one of them ends no command. */
  name(): string {
    const bytes = this.blob();
    return decodeUtf8(bytes) ?? decodeAscii(bytes).replace(/[^\0-\x7f]/g, "\ufffd");
  }

  text(): string {
    const text = decodeUtf8(this.blob());
    if (text === null) throw new RangeError("a text is not UTF-8");
    return text;
  }
  /** Reads every field, and refuses bytes after them. */
  whole(list: readonly Field[]): Record<string, unknown> {
    const values = Object.fromEntries(list.map(({ name, type }) => [name, READ[type](this)]));
    if (this.#at !== this.#bytes.length) throw new RangeError("trailing bytes");
    return values;
  }
  #take(count: number): number {
    const from = this.#at;
    if (count > this.#bytes.length - from) throw new RangeError("too short");
    this.#at += count;
    return from;
  }
}

function many<T>(reader: Reader, read: () => T): T[] {
  return Array.from({ length: reader.u32() }, read);
}

const READ: { readonly [Type in keyof Values]: (reader: Reader) => Values[Type] } = {
  u8: (reader) => reader.u8(),
  i16: (reader) => reader.i16(),
  i32: (reader) => reader.i32(),
  u32: (reader) => reader.u32(),
  f64: (reader) => reader.f64(),
  text: (reader) => reader.text(),
  bytes: (reader) => reader.blob(),
  texts: (reader) => many(reader, () => reader.text()),
  entries: (reader) => many(reader, () => ({ kind: reader.u8(), sizeBytes: reader.f64(), name: reader.name() })),
  lines: (reader) => many(reader, () => ({ offset: reader.f64(), verdict: reader.u8(), bytes: reader.blob() })),
};
