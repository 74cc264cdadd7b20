/**
 * The ways in which a text can be read: as it stands, with its JSON escapes as the characters that they mean, without
 * what stands between the chunks of an HTTP body, and with what several bytes of UTF-8 stand for as one sign. Whoever
 * searches in each of them finds what is written in any.
 */

/** One way to read a text. Without places each sign stands where it stands in the text. */
export interface Reading {
  readonly signs: string;
  readonly places?: readonly { readonly from: number; readonly length: number }[];
}

/** What stands between two chunks of a body, and what may be its beginning at the end of a text. */
const BORDER = /\r\n[0-9a-f]{1,8}[ \t]*(?:;[^\r\n]{0,80})?\r(?:\n|$)|\r\n[0-9a-f]{1,8}[ \t]*(?:;[^\r\n]{0,80})?$/gi;
/** A JSON escape, or what may be its beginning at the end of a text. */
const ESCAPE = /\\(?:u[0-9a-f]{4}|u[0-9a-f]{0,3}$|[^u]|u|$)/gi;

/** A character of several bytes in a text that is not UTF-8 as a whole: a chunk or a piece ends in the middle of one. */
const SEQUENCE = /[\xc2-\xf4][\x80-\xbf]{1,3}/g;

/** Every way to read a text that differs from the others. */
export function readingsOf(text: string): readonly Reading[] {
  const also = (one: Reading, other: Reading | undefined) => (other === undefined ? [one] : [one, other]);
  const none = () => "";
  const oneSign = () => "\ufffd";
  return [{ signs: text }]
    .flatMap((one) => also(one, without(BORDER, one, none)))
    .flatMap((one) => also(one, without(SEQUENCE, one, oneSign)))
    .flatMap((one) => also(one, without(ESCAPE, one, meaningOf)));
}

/** The place of a sign of a reading in the text. */
export function placeOf({ places }: Reading, at: number): { readonly from: number; readonly length: number } {
  return places?.[at] ?? { from: at, length: 1 };
}

/** A reading in which pieces stand for one sign or none; undefined where there is no such piece. */
function without(pieces: RegExp, reading: Reading, meaning: (piece: string) => string): Reading | undefined {
  const { signs } = reading;
  const places: { from: number; length: number }[] = [];
  let read = "";
  let at = 0;
  const copy = (to: number) => {
    read += signs.slice(at, to);
    for (; at < to; at++) places.push(placeOf(reading, at));
  };
  for (const { index, 0: piece } of signs.matchAll(pieces)) {
    copy(index);
    at += piece.length;
    const sign = meaning(piece);
    if (sign === "") continue;
    const [first, last] = [placeOf(reading, index), placeOf(reading, at - 1)];
    places.push({ from: first.from, length: last.from + last.length - first.from });
    read += sign;
  }
  if (at === 0 && places.length === 0) return undefined;
  copy(signs.length);
  return { signs: read, places };
}

/** What an escape means. One that is not whole is nothing yet. */
function meaningOf(piece: string): string {
  if (/^\\u[0-9a-f]{4}$/i.test(piece)) return String.fromCharCode(Number.parseInt(piece.slice(2), 16));
  if (piece === "\\" || /^\\u/i.test(piece)) return "";
  return /^\\[bfnrt]$/.test(piece) ? " " : piece.slice(1);
}
