/** Windows-1257, the code page of Lithuanian Windows and therefore of GAMA's bytes. */
import { decodeAscii, fromBytes, inCodepage } from "./ascii.ts";

/**
 * Bytes 80 to FF as Windows maps them, sixteen a line. NUL stands for the twelve bytes that Windows leaves undefined.
 */
const UNDEFINED = "\0";
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

const BYTES = new Map(
  Array.from(UPPER, (character, index) => [character, String.fromCharCode(0x80 + index)] as const).filter(
    ([character]) => character !== UNDEFINED,
  ),
);

/**
 * The text, or null if a byte has no character. The bytes are then of another code page, and a guess would change
 * names.
 */
export function decodeWindows1257(bytes: Uint8Array): string | null {
  return readWindows1257(decodeAscii(bytes));
}

/** The same of bytes that come as a string of one character each. */
export function readWindows1257(bytes: string): string | null {
  let isText = true;
  const text = bytes.replace(/[\x80-\xff]/g, (byte) => {
    const character = UPPER.charAt(byte.charCodeAt(0) - 0x80);
    if (character === UNDEFINED) isText = false;
    return character;
  });
  return isText ? text : null;
}

/** The bytes of a text, one a character. Every character outside the code page becomes one `?`. */
export function asWindows1257(text: string): string {
  return inCodepage(text, byteOf);
}

/** The bytes of a text. */
export function encodeWindows1257(text: string): Uint8Array {
  return fromBytes(asWindows1257(text));
}

/** The byte of one character beyond ASCII, as the character of that number. */
function byteOf(character: string): string {
  return BYTES.get(character) ?? "?";
}
