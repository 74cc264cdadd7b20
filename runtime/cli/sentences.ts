/** The sentences of the library's codes, built into the program. */
import { CODES, type Code } from "../../schemas/generated/codes.ts";
import type { Words } from "./words.ts";

/** The code name of a number. */
export function codeOf(number: number): Code {
  const name = Object.entries(CODES).find(([, entry]) => entry.number === number)?.[0];
  return (name ?? "host-failed") as Code;
}

/** A code's sentence, with the place that it is about. */
export function sentenceOf(code: Code, place: string): Words {
  const { en, lt } = CODES[code];
  return { en: `${en} (${place})`, lt: `${lt} (${place})` };
}
