/**
 * What a trace must not show of the events that were read (boundary, Trace): spots of their texts as bytes of the events,
 * told to the host in `blank` effects.
 */
import type { Batch } from "./boundary.ts";
import type { Spot } from "./text/spots.ts";
import { asUtf8 } from "./text/utf8.ts";

/** A piece of an event that waits for its trace. Its bytes lie in the event itself. */
export interface Piece {
  /** The step in which it came. */
  readonly step: number;
  readonly bytes: Uint8Array;
}

/** Blanks spots of bytes that came in pieces, one behind the other. */
export function blank(batch: Batch, pieces: readonly Piece[], spots: readonly Spot[]): void {
  let begin = 0;
  for (const { step, bytes } of pieces) {
    const end = begin + bytes.length;
    const here = spots
      .map(({ from, length }) => ({ from: Math.max(from, begin) - begin, to: Math.min(from + length, end) - begin }))
      .filter(({ from, to }) => from < to);
    for (const { from, to } of here) batch.blank(step, bytes.byteOffset + from, to - from);
    begin = end;
  }
}

/** Spots of a text as those of its UTF-8. */
export function inUtf8(text: string, spots: readonly Spot[]): Spot[] {
  let characters = 0;
  let bytes = 0;
  const bytesUpTo = (at: number) => {
    bytes += asUtf8(text.slice(characters, at)).length;
    characters = at;
    return bytes;
  };
  return spots.map(({ from, length }) => {
    const begin = bytesUpTo(from);
    return { from: begin, length: bytesUpTo(from + length) - begin };
  });
}
