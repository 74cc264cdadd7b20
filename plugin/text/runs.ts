/**
 * What all decoders of ASCII-like code pages share: everything is read at once as if it were ASCII, and only the runs of
 * bytes beyond are looked at again, for they are few and a loop over bytes is slow in QuickJS.
 */
import { decodeAscii, fromUnits } from "./ascii.ts";

/** UTF-16 units, and the offset of the first byte that was not used. */
export interface Run {
  readonly units: readonly number[];
  readonly end: number;
}

/** About as many units as a decoder should return at a time; it is simply asked again. */
export const RUN_UNITS = 1024;

/** Text; `decodeRun` gets the offset of a byte beyond ASCII and reads on as far as it likes. Null where it refuses. */
export function decodeRuns(
  bytes: Uint8Array,
  decodeRun: (bytes: Uint8Array, start: number) => Run | null,
): string | null {
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

/** A text without its byte order mark. Not by a regular expression: QuickJS tries that at each character. */
export function withoutMark(text: string): string {
  return text.startsWith("\ufeff") ? text.slice(1) : text;
}
