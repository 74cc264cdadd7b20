/**
 * The ways in which a text can be read: as it stands, with its JSON escapes as the characters that they mean, and
 * without what stands between the chunks of an HTTP body. Whoever searches in each of them finds what is written in any.
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

/** Every way to read a text that differs from the others. */
export function readingsOf(text: string): readonly Reading[] {
  const bare = without(BORDER, { signs: text }, () => "");
  const texts = bare === undefined ? [{ signs: text }] : [{ signs: text }, bare];
  return texts.flatMap((one) => [one, without(ESCAPE, one, meaningOf) ?? []].flat());
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
