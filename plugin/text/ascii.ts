/**
 * ASCII and JSON in ASCII: what crosses the boundary and the wire, because QuickJS reads it ten times quicker than UTF-8.
 * Where a builtin can do the work of a loop it does: in QuickJS a loop over characters costs several times as much.
 */

/** The arguments of one call: few enough for a small stack, so many that the call itself does not count. */
const CHUNK = 4096;

/** JSON nested deeper than this is refused before it is parsed: engines differ in what they survive (docs/boundary.md). */
const DEPTH_MAX = 32;

/** More characters than any payload, record or answer has. */
const JSON_LENGTH_MAX = 2 * 1024 * 1024;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

export function isAscii(text: string): boolean {
  return !/[^\0-\x7f]/.test(text);
}

/** An ASCII text as it is. Throws on anything beyond: a caller that did not escape is a fault of ours. */
export function asAscii(text: string): string {
  if (!isAscii(text)) throw new RangeError("text beyond ASCII");
  return text;
}

/** The bytes of an ASCII text. */
export function encodeAscii(text: string): Uint8Array {
  return fromBytes(asAscii(text));
}

/** Bytes that stand as the characters of a text, none above 255. To make them costs QuickJS a thousand instructions each. */
export function fromBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += OFFSETS.length) {
    const piece = text.slice(at, at + OFFSETS.length);
    bytes.set(OFFSETS.subarray(0, piece.length).map(charCodeAt, piece), at);
  }
  return bytes;
}

/** The offsets of a piece of text: mapped by `charCodeAt` itself, so that no function of ours is called for each. */
const OFFSETS = new Uint8Array(256).map((_, at) => at);
const { charCodeAt } = String.prototype;

/** The bytes of a text in a code page that begins with ASCII, one a character: `bytesOf` gives those of one beyond. */
export function inCodepage(text: string, bytesOf: (character: string) => string): string {
  return text.replace(/[\ud800-\udbff][\udc00-\udfff]|[^\0-\x7f]/g, bytesOf);
}

/** The text of ASCII bytes; a byte beyond is kept as the character of that number, which no ASCII reader accepts. */
export function decodeAscii(bytes: Uint8Array): string {
  const length = bytes.length;
  let text = "";
  for (let at = 0; at < length; at += CHUNK) text += fromUnits(bytes.subarray(at, at + CHUNK));
  return text;
}

/** The text of a few thousand UTF-16 units at most: all of them are arguments of one call. */
export function fromUnits(units: ArrayLike<number>): string {
  return String.fromCharCode.apply(null, units as number[]);
}

/** JSON with `\uXXXX` for everything beyond printable ASCII. Throws on what JSON cannot say: that is a fault of ours. */
export function stringifyAscii(value: unknown): string {
  const json: string | undefined = JSON.stringify(value);
  if (json === undefined) throw new TypeError("no JSON for this value");
  return json.replace(/[\x7f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

export type ParsedJson =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly reason: "syntax" | "depth" | "size" };

/**
 * Parses JSON from outside; its size and its nesting are judged first. A key `__proto__` becomes an own key, for the
 * validator to refuse.
 */
export function parseJson(text: string): ParsedJson {
  if (text.length > JSON_LENGTH_MAX) return { ok: false, reason: "size" };
  if (isTooDeep(text)) return { ok: false, reason: "depth" };
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false, reason: "syntax" };
  }
}

/**
 * Counts brackets without matching their kinds: a wrong or a surplus closing one stops the parser where it stands, so the
 * parser is never deeper than what was counted up to there.
 */
function isTooDeep(text: string): boolean {
  // nearly every text has fewer brackets than would be needed, and to count them a builtin is enough
  if (opened(text, "{") + opened(text, "[") <= DEPTH_MAX) return false;
  const length = text.length;
  let depth = 0;
  for (let at = 0; at < length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = stringEnd(text, at + 1);
    } else if (code === 0x5b || code === 0x7b) {
      depth += 1;
      if (depth > DEPTH_MAX) return true;
    } else if (code === 0x5d || code === 0x7d) {
      depth -= 1;
    }
  }
  return false;
}

/** How often a bracket occurs, inside strings too; beyond the limit it does not matter how often. */
function opened(text: string, bracket: string): number {
  return text.split(bracket, DEPTH_MAX + 2).length - 1;
}

/**
 * Offset of the quote that ends a string, or of the text's end. Not by a regular expression: that keeps a way back for
 * each character, which a long string turns into megabytes.
 */
function stringEnd(text: string, start: number): number {
  let from = start;
  for (;;) {
    const quote = text.indexOf('"', from);
    if (quote < 0) return text.length;
    let slashes = 0;
    while (quote - slashes > from && text.charCodeAt(quote - slashes - 1) === BACKSLASH) slashes += 1;
    if (slashes % 2 === 0) return quote;
    from = quote + 1;
  }
}
