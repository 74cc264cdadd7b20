/**
 * ASCII, and JSON in ASCII. Both cross the boundary and the wire, because QuickJS reads ASCII ten times faster than
 * UTF-8. Builtins replace loops where they can: in QuickJS a loop over characters costs several times as much.
 */

/** How many arguments one call gets: few enough for a small stack, enough to make the call's own cost small. */
const CHUNK = 4096;

/**
 * JSON that is nested deeper is refused before it is parsed, because engines survive different depths
 * (docs/boundary.md).
 */
const DEPTH_MAX = 32;

/** More characters than any payload, record or answer has. */
const JSON_LENGTH_MAX = 2 * 1024 * 1024;

export function isAscii(text: string): boolean {
  return !/[^\0-\x7f]/.test(text);
}

/**
 * Returns an ASCII text unchanged. Throws on any other character: the caller failed to escape it, which is our fault.
 */
export function asAscii(text: string): string {
  if (!isAscii(text)) throw new RangeError("text beyond ASCII");
  return text;
}

/** The bytes of an ASCII text. */
export function encodeAscii(text: string): Uint8Array {
  return fromBytes(asAscii(text));
}

/**
 * Bytes from a text that holds them as characters, none above 255. QuickJS needs a thousand instructions for each one.
 */
export function fromBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += OFFSETS.length) {
    const piece = text.slice(at, at + OFFSETS.length);
    bytes.set(OFFSETS.subarray(0, piece.length).map(charCodeAt, piece), at);
  }
  return bytes;
}

/**
 * The offsets of a piece of text. `charCodeAt` itself maps them, so that no function of ours is called for each one.
 */
const OFFSETS = new Uint8Array(256).map((_, at) => at);
const { charCodeAt } = String.prototype;

/**
 * The bytes of a text in a code page that begins with ASCII, one a character. `bytesOf` gives those of other
 * characters.
 */
export function inCodepage(text: string, bytesOf: (character: string) => string): string {
  return text.replace(/[\ud800-\udbff][\udc00-\udfff]|[^\0-\x7f]/g, bytesOf);
}

/** The text of ASCII bytes. Any other byte becomes the character of the same number, which no ASCII reader accepts. */
export function decodeAscii(bytes: Uint8Array): string {
  const length = bytes.length;
  let text = "";
  for (let at = 0; at < length; at += CHUNK) text += fromUnits(bytes.subarray(at, at + CHUNK));
  return text;
}

/** The text of at most a few thousand UTF-16 units, because each one is an argument of the same call. */
export function fromUnits(units: ArrayLike<number>): string {
  return String.fromCharCode.apply(null, units as number[]);
}

/**
 * JSON with `\uXXXX` for everything beyond printable ASCII. Throws on a value that JSON cannot hold, which is our
 * fault.
 */
export function stringifyAscii(value: unknown): string {
  const json: string | undefined = JSON.stringify(value);
  if (json === undefined) throw new TypeError("no JSON for this value");
  return json.replace(/[\x7f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

export type ParsedJson =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly reason: "syntax" | "depth" | "size" };

/**
 * Parses JSON from outside, after a check of its size and nesting. A key `__proto__` becomes an own key, which the
 * validator refuses.
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
 * Counts brackets outside strings, without matching their kinds: the parser stops at a wrong or surplus closing one, so
 * it never goes deeper than this count. Builtins take the strings out, because a record holds a whole request in one.
 */
function isTooDeep(text: string): boolean {
  if (isPlain(text)) return false;
  const pieces = text.replaceAll("\\\\", "").replaceAll('\\"', "").split('"');
  let outside = "";
  for (let at = 0; at < pieces.length; at += 2) outside += pieces[at];
  let depth = 0;
  for (const bracket of outside.replace(/[^[\]{}]/g, "")) {
    depth += bracket === "[" || bracket === "{" ? 1 : -1;
    if (depth > DEPTH_MAX) return true;
  }
  return false;
}

/**
 * Whether so few brackets open, those in strings included, that nothing can be too deep: counted far more cheaply. `{\` stands
 * in a string, as in a request inside a record; elsewhere the parser stops there.
 */
function isPlain(text: string): boolean {
  const count = (part: string) => text.split(part).length - 1;
  const opens = count("[") + count("{");
  return opens <= DEPTH_MAX || opens - count("{\\") <= DEPTH_MAX;
}
