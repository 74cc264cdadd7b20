/** Text for a realm without TextDecoder: strict UTF-8 in, UTF-8 or ASCII out. */

const CHUNK_UNITS = 4096;

/** Decodes strict UTF-8 (a leading BOM is dropped); undefined when the bytes are not UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  let text = "";
  let units: number[] = [];
  for (let at = start; at < bytes.length; ) {
    const lead = bytes[at] as number;
    const size =
      lead < 0x80
        ? 1
        : lead >= 0xc2 && lead < 0xe0
          ? 2
          : lead >= 0xe0 && lead < 0xf0
            ? 3
            : lead >= 0xf0 && lead < 0xf5
              ? 4
              : 0;
    const point = size === 1 ? lead : decodeSequence(bytes, at, size);
    if (point < 0) return undefined;
    if (point < 0x10000) units.push(point);
    else units.push(0xd800 + ((point - 0x10000) >> 10), 0xdc00 + ((point - 0x10000) & 0x3ff));
    at += size;
    if (units.length >= CHUNK_UNITS) {
      text += String.fromCharCode(...units);
      units = [];
    }
  }
  return text + String.fromCharCode(...units);
}

/** The code point of a sequence of 2 to 4 bytes; −1 when it is cut, overlong, a surrogate or beyond Unicode. */
function decodeSequence(bytes: Uint8Array, at: number, size: number): number {
  if (size === 0 || at + size > bytes.length) return -1;
  let point = (bytes[at] as number) & (0xff >> (size + 1));
  for (let next = at + 1; next < at + size; next++) {
    const byte = bytes[next] as number;
    if ((byte & 0xc0) !== 0x80) return -1;
    point = (point << 6) | (byte & 0x3f);
  }
  const least = size === 2 ? 0x80 : size === 3 ? 0x800 : 0x10000;
  return point < least || point > 0x10ffff || (point >= 0xd800 && point < 0xe000) ? -1 : point;
}

/** Encodes well-formed text (no lone surrogates) as UTF-8. */
export function encodeUtf8(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const character of text) {
    const point = character.codePointAt(0) as number;
    if (point < 0x80) bytes.push(point);
    else if (point < 0x800) bytes.push(0xc0 | (point >> 6), 0x80 | (point & 0x3f));
    else if (point < 0x10000) bytes.push(0xe0 | (point >> 12), 0x80 | ((point >> 6) & 0x3f), 0x80 | (point & 0x3f));
    else
      bytes.push(
        0xf0 | (point >> 18),
        0x80 | ((point >> 12) & 0x3f),
        0x80 | ((point >> 6) & 0x3f),
        0x80 | (point & 0x3f),
      );
  }
  return Uint8Array.from(bytes);
}

/** Compact JSON in ASCII: everything beyond is written as \uXXXX, which any decoder reads fast. */
export function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${`000${unit.charCodeAt(0).toString(16)}`.slice(-4)}`,
  );
}

/** Whether brackets of JSON text nest deeper than allowed; found without parsing, since engines overflow differently. */
export function nestsDeeperThan(text: string, most: number): boolean {
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (quoted) {
      if (character === "\\") at++;
      else if (character === '"') quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === "[" || character === "{") {
      depth++;
      if (depth > most) return true;
    } else if (character === "]" || character === "}") depth--;
  }
  return false;
}
