/**
 * UTF-8 without the host's help, because the realm has no TextDecoder. Invalid bytes are refused, never silently
 * replaced.
 */
import { decodeAscii, fromBytes, fromUnits, inCodepage } from "./ascii.ts";

/** The text, or null if any sequence is invalid. A byte order mark is kept unless `stripBom` is set. */
export function decodeUtf8(bytes: Uint8Array, options: { readonly stripBom?: boolean } = {}): string | null {
  const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return decodeRuns(options.stripBom && marked ? bytes.subarray(3) : bytes);
}

/** UTF-16 units, and the offset of the first byte that was not used. */
interface Run {
  readonly units: readonly number[];
  readonly end: number;
}

/** About how many units are decoded at a time. The next run continues from there. */
const RUN_UNITS = 1024;

/**
 * Reads everything at once as if it were ASCII, then decodes only the runs of other bytes. Such runs are few, and a
 * loop over bytes is slow in QuickJS.
 */
function decodeRuns(bytes: Uint8Array): string | null {
  const ascii = decodeAscii(bytes);
  const beyond = /[\x80-\xff]/g;
  let text = "";
  let at = 0;
  while (beyond.test(ascii)) {
    const start = beyond.lastIndex - 1;
    const run = decodeRun(bytes, start);
    if (run === null) return null;
    text += ascii.slice(at, start) + fromUnits(run.units);
    at = run.end;
    beyond.lastIndex = at;
  }
  return text + ascii.slice(at);
}

/** A text without its byte order mark. QuickJS would try a regular expression at every character. */
export function withoutMark(text: string): string {
  return text.startsWith("\ufeff") ? text.slice(1) : text;
}

/** Reads sequences of two to four bytes until the next ASCII byte. */
function decodeRun(bytes: Uint8Array, start: number): Run | null {
  const units: number[] = [];
  const length = bytes.length;
  let at = start;
  while (at < length && units.length < RUN_UNITS) {
    const lead = bytes[at]!;
    if (lead < 0x80) break;
    const size = sequenceBytes(lead);
    const point = codePoint(bytes, at, size);
    if (point < 0) return null;
    if (point < 0x10000) units.push(point);
    else units.push(0xd7c0 + (point >> 10), 0xdc00 + (point & 0x3ff));
    at += size;
  }
  return { units, end: at };
}

/** The length that a lead byte announces; 0 for a byte that could only begin an overlong or too large sequence. */
function sequenceBytes(lead: number): number {
  if (lead < 0xc2 || lead > 0xf4) return 0;
  if (lead < 0xe0) return 2;
  return lead < 0xf0 ? 3 : 4;
}

/** −1 when the bytes are no sequence, or it is cut short, overlong, a surrogate or beyond U+10FFFF. */
function codePoint(bytes: Uint8Array, at: number, size: number): number {
  if (size === 0) return -1;
  let point = bytes[at]! & (0x7f >> size);
  for (let index = 1; index < size; index += 1) {
    const next = bytes[at + index];
    if (next === undefined || next >> 6 !== 0b10) return -1;
    point = (point << 6) | (next & 0x3f);
  }
  if (size === 3 && (point < 0x800 || (point >= 0xd800 && point <= 0xdfff))) return -1;
  if (size === 4 && (point < 0x10000 || point > 0x10ffff)) return -1;
  return point;
}

/** The bytes of a text, one a character. Half a surrogate pair becomes U+FFFD, because UTF-8 has no bytes for it. */
export function asUtf8(text: string): string {
  return inCodepage(text, bytesOf);
}

/** The bytes of a text. */
export function encodeUtf8(text: string): Uint8Array {
  return fromBytes(asUtf8(text));
}

/** The bytes of one character beyond ASCII, as the characters of a text. */
function bytesOf(character: string): string {
  const point = character.codePointAt(0)!;
  if (point < 0x800) return fromUnits([0xc0 | (point >> 6), tail(point)]);
  if (point > 0xffff) return fromUnits([0xf0 | (point >> 18), tail(point >> 12), tail(point >> 6), tail(point)]);
  const whole = point >= 0xd800 && point <= 0xdfff ? 0xfffd : point;
  return fromUnits([0xe0 | (whole >> 12), tail(whole >> 6), tail(whole)]);
}

function tail(bits: number): number {
  return 0x80 | (bits & 0x3f);
}
