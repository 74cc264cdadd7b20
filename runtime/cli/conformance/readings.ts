/**
 * The ways in which a text can be read: as it stands, with its JSON escapes as the characters that they mean, without
 * what stands between the chunks of an HTTP body, and with what several bytes of UTF-8 stand for as one sign. Whoever
 * searches in each of them finds what is written in any.
 */

/** One way to read a text. One of nothing else is the text itself: each sign stands where it stands there. */
export interface Reading {
  readonly signs: string;
  /** What was read otherwise to come to it. All else stands as it did. */
  readonly of?: { readonly reading: Reading; readonly pieces: readonly Piece[] };
}

/** Signs of a reading that another one reads as one sign or none. */
interface Piece {
  readonly at: number;
  readonly from: number;
  readonly length: number;
  readonly isSign: boolean;
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
export function placeOf({ of }: Reading, at: number): { readonly from: number; readonly length: number } {
  if (of === undefined) return { from: at, length: 1 };
  const piece = lastUpTo(of.pieces, at);
  if (piece?.isSign && piece.at === at) {
    const first = placeOf(of.reading, piece.from);
    const last = placeOf(of.reading, piece.from + piece.length - 1);
    return { from: first.from, length: last.from + last.length - first.from };
  }
  const signs = piece === undefined ? 0 : piece.at + (piece.isSign ? 1 : 0);
  return placeOf(of.reading, at - signs + (piece === undefined ? 0 : piece.from + piece.length));
}

/** The last of these pieces that stands at this sign or before it. */
function lastUpTo(pieces: readonly Piece[], at: number): Piece | undefined {
  let [low, high] = [0, pieces.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((pieces[middle]?.at ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return pieces[low - 1];
}

/**
 * A reading in which pieces stand for one sign or none; undefined where there is no such piece. Only the pieces are
 * noted: of a long text that is no text there are many readings, and nearly no sign of them is asked for.
 */
function without(wanted: RegExp, reading: Reading, meaning: (piece: string) => string): Reading | undefined {
  const { signs } = reading;
  const pieces: Piece[] = [];
  let read = "";
  let end = 0;
  for (const { index, 0: piece } of signs.matchAll(wanted)) {
    read += signs.slice(end, index);
    const sign = meaning(piece);
    pieces.push({ at: read.length, from: index, length: piece.length, isSign: sign !== "" });
    read += sign;
    end = index + piece.length;
  }
  if (pieces.length === 0) return undefined;
  return { signs: read + signs.slice(end), of: { reading, pieces } };
}

/** What an escape means. One that is not whole is nothing yet. */
function meaningOf(piece: string): string {
  if (/^\\u[0-9a-f]{4}$/i.test(piece)) return String.fromCharCode(Number.parseInt(piece.slice(2), 16));
  if (piece === "\\" || /^\\u/i.test(piece)) return "";
  return /^\\[bfnrt]$/.test(piece) ? " " : piece.slice(1);
}
