/** Windows-1257, the code page of Lithuanian Windows and so of GAMA's bytes. */
import { fromBytes, inCodepage } from "./ascii.ts";
import { decodeRuns, RUN_UNITS, type Run } from "./runs.ts";

/** Bytes 80 to FF as Windows maps them, sixteen a line; NUL stands for the twelve bytes that Windows leaves undefined. */
const UPPER = [
  "€\0‚\0„…†‡\0‰\0‹\0¨ˇ¸",
  "\0‘’“”•–—\0™\0›\0¯˛\0",
  "\u00a0\0¢£¤\0¦§Ø©Ŗ«¬\u00ad®Æ",
  "°±²³´µ¶·ø¹ŗ»¼½¾æ",
  "ĄĮĀĆÄÅĘĒČÉŹĖĢĶĪĻ",
  "ŠŃŅÓŌÕÖ×ŲŁŚŪÜŻŽß",
  "ąįāćäåęēčéźėģķīļ",
  "šńņóōõö÷ųłśūüżž˙",
].join("");

const UNITS = Array.from(UPPER, (character) => character.charCodeAt(0));
const BYTES = new Map(UNITS.map((unit, index) => [unit, 0x80 + index] as const).filter(([unit]) => unit !== 0));

const QUESTION_MARK = 0x3f;

/** Text, or null where a byte has no character: then it is another code page, and guessing would change names. */
export function decodeWindows1257(bytes: Uint8Array): string | null {
  return decodeRuns(bytes, decodeRun);
}

function decodeRun(bytes: Uint8Array, start: number): Run | null {
  const units: number[] = [];
  const length = Math.min(bytes.length, start + RUN_UNITS);
  let at = start;
  for (; at < length && bytes[at]! >= 0x80; at += 1) {
    const unit = UNITS[bytes[at]! - 0x80]!;
    if (unit === 0) return null;
    units.push(unit);
  }
  return { units, end: at };
}

/** The bytes of a text, one a character; every character outside the code page becomes one `?`. */
export function asWindows1257(text: string): string {
  return inCodepage(text, byteOf);
}

/** The bytes of a text. */
export function encodeWindows1257(text: string): Uint8Array {
  return fromBytes(asWindows1257(text));
}

/** The byte of one character beyond ASCII, as the character of that number. */
function byteOf(character: string): string {
  return String.fromCharCode(
    character.length === 1 ? (BYTES.get(character.charCodeAt(0)) ?? QUESTION_MARK) : QUESTION_MARK,
  );
}
