/**
 * A zip file of a few texts, deflated and without times, so that the same texts give the same bytes. fflate makes the data; its
 * own zipSync asks Date, which the realm of the program does not have.
 */
import { deflateSync } from "fflate";
import { encodeUtf8 } from "../../../plugin/text/utf8.ts";

export interface ZipEntry {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const [LOCAL, CENTRAL, END] = [0x04034b50, 0x02014b50, 0x06054b50];
const VERSION = 20;
/** The name is UTF-8. */
const FLAGS = 0x0800;
const DEFLATED = 8;
/** 1 January 1980. The format has no earlier date, and a real date would say nothing. */
const DATE = 0x0021;

export function zip(entries: readonly ZipEntry[]): Uint8Array {
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let at = 0;
  for (const { name, bytes } of entries) {
    const path = encodeUtf8(name);
    const packed = deflateSync(bytes);
    const common = [
      ...[u16(VERSION), u16(FLAGS), u16(DEFLATED), u16(0), u16(DATE)],
      ...[u32(crc32(bytes)), u32(packed.length), u32(bytes.length), u16(path.length), u16(0)],
    ];
    directory.push(u32(CENTRAL), u16(VERSION), ...common, u16(0), u16(0), u16(0), u32(0), u32(at), path);
    const local = joined([u32(LOCAL), ...common, path, packed]);
    parts.push(local);
    at += local.length;
  }
  const central = joined(directory);
  const count = u16(entries.length);
  return joined([...parts, central, u32(END), u16(0), u16(0), count, count, u32(central.length), u32(at), u16(0)]);
}

function u16(value: number): Uint8Array {
  return Uint8Array.of(value & 0xff, value >>> 8);
}

function u32(value: number): Uint8Array {
  return Uint8Array.of(value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, value >>> 24);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

function crc32(bytes: Uint8Array): number {
  let sum = 0xffffffff;
  for (const byte of bytes) sum = (sum >>> 8) ^ (TABLE[(sum ^ byte) & 0xff] ?? 0);
  return (sum ^ 0xffffffff) >>> 0;
}
