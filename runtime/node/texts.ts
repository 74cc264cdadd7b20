/** Sentences for codes, in the encodings of grp_error_text. */
import { CODE_BY_NUMBER, CODES, UNKNOWN_NUMBER } from "../../schemas/generated/codes.ts";

const LT_1257 = 0;
const LT_UTF8 = 2;

/** The sentence for a number: Lithuanian in windows-1257 (0) or UTF-8 (2), otherwise English. */
export function errorText(number: number, lang: number): Uint8Array {
  const language = lang === LT_1257 || lang === LT_UTF8 ? "lt" : "en";
  const code = CODE_BY_NUMBER.get(number);
  const sentence = code === undefined ? UNKNOWN_NUMBER[language].replace("%d", String(number)) : CODES[code][language];
  return lang === LT_1257 ? encode1257(sentence) : Buffer.from(sentence, "utf8");
}

let bytesOf: ReadonlyMap<string, number> | undefined;

function encode1257(text: string): Uint8Array {
  bytesOf ??= table1257();
  const bytes = bytesOf;
  return Uint8Array.from(Array.from(text, (character) => bytes.get(character) ?? 0x3f));
}

function table1257(): ReadonlyMap<string, number> {
  const decoder = new TextDecoder("windows-1257");
  return new Map(Array.from({ length: 256 }, (_, byte) => [decoder.decode(Uint8Array.of(byte)), byte]));
}
