/**
 * Hides card numbers from the trace (boundary.md, Trace). Each place to hide is given as a range of bytes of an event
 * that was read, and goes to the host as a `blank` effect.
 */
import type { Batch } from "./boundary.ts";
import { isAscii } from "./text/ascii.ts";
import { merged, type Spot } from "./text/spots.ts";
import { asUtf8 } from "./text/utf8.ts";

/** A piece of an event whose trace is still waiting. `bytes` is a view of the event itself. */
export interface Piece {
  /** The step that received it. */
  readonly step: number;
  readonly bytes: Uint8Array;
}

/**
 * Blanks the given spots of bytes that came in consecutive pieces. Both may be many, so each is passed once: whoever
 * has the port chooses how many there are.
 */
export function blank(batch: Batch, pieces: readonly Piece[], spots: readonly Spot[]): void {
  if (spots.length === 0) return;
  const all = pieces.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const sorted = merged(spots, all);
  let begin = 0;
  let next = 0;
  for (const { step, bytes } of pieces) {
    const end = begin + bytes.length;
    for (let spot = sorted[next]; spot !== undefined && spot.from < end; spot = sorted[next]) {
      const first = Math.max(spot.from, begin);
      const until = spot.from + spot.length;
      batch.blank(step, bytes.byteOffset + first - begin, Math.min(until, end) - first);
      if (until > end) break;
      next++;
    }
    begin = end;
  }
}

/** Converts spots of a text to spots of its UTF-8 bytes. */
export function inUtf8(text: string, spots: readonly Spot[]): readonly Spot[] {
  if (isAscii(text)) return spots;
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
