/** Bytes as a text with one character each. A text may stand inside another one, so each character's place is known. */
import { decodeAscii } from "../../../plugin/text/ascii.ts";

/** A text, and the place of each character's byte. */
export interface View {
  readonly text: string;
  /** Writes one character of the text into its byte. */
  readonly put: (index: number, character: string) => void;
}

/** Bytes without conversion. What is put is written into them. */
export function viewOf(bytes: Uint8Array): View {
  return {
    text: decodeAscii(bytes),
    put: (index, character) => {
      bytes[index] = character.charCodeAt(0);
    },
  };
}

/** Several pieces as one text. */
export function viewOfPieces(pieces: readonly Uint8Array[]): View {
  const [first] = pieces;
  if (first !== undefined && pieces.length === 1) return viewOf(first);
  const starts: number[] = [];
  let length = 0;
  for (const piece of pieces) {
    starts.push(length);
    length += piece.length;
  }
  return {
    text: pieces.map(decodeAscii).join(""),
    put: (index, character) => {
      let piece = starts.length - 1;
      while ((starts[piece] ?? 0) > index) piece--;
      const bytes = pieces[piece];
      if (bytes !== undefined) bytes[index - (starts[piece] ?? 0)] = character.charCodeAt(0);
    },
  };
}

/** A text whose characters stand elsewhere in another one. `places` has the index of each. */
export function viewInside(outer: View, text: string, places: readonly number[]): View {
  return { text, put: (index, character) => outer.put(places[index] ?? -1, character) };
}

/** The content of a JSON string with its escapes removed, for a string that holds JSON itself. */
export function unescaped(outer: View, from: number, to: number): View {
  const places: number[] = [];
  let text = "";
  for (let at = from; at < to; at++) {
    if (outer.text[at] !== "\\") {
      text += outer.text[at];
      places.push(at);
      continue;
    }
    const mark = outer.text[at + 1] ?? "";
    // a character escaped by its number becomes a space; no field name has one
    const length = mark === "u" ? 6 : 2;
    text += mark === "u" ? " " : (ESCAPED[mark] ?? mark);
    places.push(at + length - 1);
    at += length - 1;
  }
  return viewInside(outer, text, places);
}

const ESCAPED: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f" };
