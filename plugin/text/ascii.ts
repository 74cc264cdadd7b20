/** ASCII JSON: what crosses the boundary and the wire, because decoding it in QuickJS is ten times cheaper than UTF-8. */

const CHUNK = 8192;
/** JSON nested deeper than this is refused before it is parsed: engines differ in what they survive (boundary.md). */
const DEPTH_MAX = 32;

/** The bytes of an ASCII text. Throws on anything beyond: a caller that did not escape is a fault of ours. */
export function encodeAscii(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code > 0x7f) throw new RangeError(`not ASCII at ${at}`);
    bytes[at] = code;
  }
  return bytes;
}

/** The text of ASCII bytes; a byte beyond is kept as the character of that number, which no ASCII reader accepts. */
export function decodeAscii(bytes: Uint8Array): string {
  let text = "";
  for (let from = 0; from < bytes.length; from += CHUNK) {
    text += String.fromCharCode.apply(null, bytes.subarray(from, from + CHUNK) as unknown as number[]);
  }
  return text;
}

/** JSON in ASCII: `\uXXXX` for everything beyond. */
export function stringifyAscii(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

export type ParsedJson =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly reason: "syntax" | "depth" };

/** Parses JSON whose nesting is at most 32. A key `__proto__` stays an own key, for the validator to refuse. */
export function parseJson(text: string): ParsedJson {
  if (tooDeep(text)) return { ok: false, reason: "depth" };
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false, reason: "syntax" };
  }
}

/** Brackets outside strings, strings skipped whole by a regular expression: a loop over characters is slow in QuickJS. */
function tooDeep(text: string): boolean {
  const tokens = /"(?:[^"\\]|\\.)*"?|[[{]|[\]}]/gs;
  let depth = 0;
  for (let token = tokens.exec(text); token; token = tokens.exec(text)) {
    const first = token[0].charAt(0);
    if (first === "{" || first === "[") depth++;
    else if (first === "}" || first === "]") depth--;
    if (depth > DEPTH_MAX) return true;
  }
  return false;
}
