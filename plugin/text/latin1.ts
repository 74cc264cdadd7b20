/**
 * Bytes to text, the quick way round for QuickJS: a loop over bytes costs it seven times as much as one builtin call on
 * a chunk, so everything is first read as Latin-1 and only what lies beyond ASCII is looked at again.
 */

/** Small enough for the arguments of one call on a small stack, large enough that the call does not count. */
const CHUNK = 4096;

/** Every byte becomes the character of the same number. */
export function decodeLatin1(bytes: Uint8Array): string {
  const length = bytes.length;
  let text = "";
  for (let at = 0; at < length; at += CHUNK) text += fromUnits(bytes.subarray(at, at + CHUNK));
  return text;
}

/** UTF-16 units to text; at most `CHUNK` of them. */
export function fromUnits(units: ArrayLike<number>): string {
  return String.fromCharCode.apply(null, units as number[]);
}

/** What a run decoder found: UTF-16 units, and the offset of the first byte that it did not use. */
export type Run = { units: number[]; end: number };

/** The most units that a run decoder returns at a time: it is simply asked again. */
export const RUN_UNITS = 1024;

/**
 * Decodes bytes of which only those beyond ASCII need thought: `decodeRun` is called with the offset of such a byte and
 * reads on as long as it likes. Null when it refuses.
 */
export function decodeBeyondAscii(
  bytes: Uint8Array,
  decodeRun: (bytes: Uint8Array, at: number) => Run | null,
): string | null {
  const latin1 = decodeLatin1(bytes);
  const beyond = /[\x80-\xff]/g;
  let text = "";
  let at = 0;
  while (beyond.test(latin1)) {
    const start = beyond.lastIndex - 1;
    const run = decodeRun(bytes, start);
    if (run === null) return null;
    text += latin1.slice(at, start) + fromUnits(run.units);
    at = run.end;
    beyond.lastIndex = at;
  }
  return at === 0 ? latin1 : text + latin1.slice(at);
}
