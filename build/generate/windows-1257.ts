// The code page of Lithuanian Windows, for texts that are written into C.

/** Encodes a text in windows-1257; a character that the code page does not have is an error, never a question mark. */
export function encodeWindows1257(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => {
    const byte = BYTES.get(character);
    if (byte === undefined) throw new Error(`windows-1257 has no ${JSON.stringify(character)}: ${text}`);
    return byte;
  });
}

/** Turned round from the decoder that every Node has, so that there is no second table to be wrong. */
const BYTES: ReadonlyMap<string, number> = new Map(
  Array.from(
    { length: 256 },
    (_, byte) => [new TextDecoder("windows-1257").decode(Uint8Array.of(byte)), byte] as const,
  ).filter(([character, byte]) => character !== "\uFFFD" && !(byte >= 0x80 && character < "\u00A0")),
);
