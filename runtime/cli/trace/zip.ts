/**
 * A zip file that is written as it is made: its entries are deflated in pieces, because one of them may be larger than the
 * memory of the program on a till. It has no times, so that the same texts give the same bytes. fflate makes the data;
 * its own zip functions ask Date, which the realm of the program does not have.
 */
import { Deflate } from "fflate";
import { encodeUtf8 } from "../../../plugin/text/utf8.ts";
import { joined } from "../program/bytes.ts";
import type { Talk } from "../program/talk.ts";

const [LOCAL, DESCRIPTOR, CENTRAL, END] = [0x04034b50, 0x08074b50, 0x02014b50, 0x06054b50];
const VERSION = 20;
/** The name is UTF-8, and sizes and checksum stand behind the data. */
const FLAGS = 0x0808;
const DEFLATED = 8;
/** 1 January 1980. The format has no earlier date, and a real date would say nothing. */
const DATE = 0x0021;
/** The fastest level: a till's trace repeats itself so much that the others gain little. */
const LEVEL = 1;

/** Where the bytes go. */
export interface Target {
  add(bytes: Uint8Array): Talk<void>;
}

export class ZipFile {
  readonly #target: Target;
  readonly #directory: Uint8Array[] = [];
  #count = 0;
  #at = 0;

  constructor(target: Target) {
    this.#target = target;
  }

  /** Adds an entry. `fill` gets what takes its parts. */
  *entry(name: string, fill: (add: (part: Uint8Array) => Talk<void>) => Talk<void>): Talk<void> {
    const path = encodeUtf8(name);
    const [from, head] = [this.#at, [u16(VERSION), u16(FLAGS), u16(DEFLATED), u16(0), u16(DATE)]];
    yield* this.#write([u32(LOCAL), ...head, u32(0), u32(0), u32(0), u16(path.length), u16(0), path]);
    let [sum, size, packed] = [CRC_BEGIN, 0, 0];
    let ready: Uint8Array[] = [];
    const deflate = new Deflate({ level: LEVEL }, (piece) => void ready.push(piece));
    const put = function* (this: ZipFile, part: Uint8Array, place: "within" | "last"): Talk<void> {
      deflate.push(part, place === "last");
      for (const { length } of ready) packed += length;
      yield* this.#write(ready);
      ready = [];
    }.bind(this);
    yield* fill(function* (part) {
      sum = crc32(sum, part);
      size += part.length;
      yield* put(part, "within");
    });
    yield* put(new Uint8Array(0), "last");
    const sizes = [u32(~sum), u32(packed), u32(size)];
    yield* this.#write([u32(DESCRIPTOR), ...sizes]);
    this.#directory.push(u32(CENTRAL), u16(VERSION), ...head, ...sizes, u16(path.length), u16(0));
    this.#directory.push(u16(0), u16(0), u16(0), u32(0), u32(from), path);
    this.#count++;
  }

  /** An entry that is one text. */
  *text(name: string, text: string): Talk<void> {
    yield* this.entry(name, (add) => add(encodeUtf8(text)));
  }

  *end(): Talk<void> {
    const [central, from] = [joined(this.#directory), this.#at];
    const count = u16(this.#count);
    yield* this.#write([central, u32(END), u16(0), u16(0), count, count, u32(central.length), u32(from), u16(0)]);
  }

  *#write(parts: readonly Uint8Array[]): Talk<void> {
    for (const part of parts) {
      this.#at += part.length;
      yield* this.#target.add(part);
    }
  }
}

function u16(value: number): Uint8Array {
  return Uint8Array.of(value & 0xff, value >>> 8);
}

function u32(value: number): Uint8Array {
  return Uint8Array.of(value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, value >>> 24);
}

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

const CRC_BEGIN = -1;

/** The checksum of some more bytes, before its last inversion. */
function crc32(sum: number, bytes: Uint8Array): number {
  let value = sum;
  for (const byte of bytes) value = (value >>> 8) ^ (TABLE[(value ^ byte) & 0xff] ?? 0);
  return value;
}
