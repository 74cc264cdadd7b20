/** The sentences of the library's codes, which the program has inside. */
import { CODES, type Code } from "../../schemas/generated/codes.ts";
import type { Words } from "./words.ts";

/** The name of a code's number. */
export function codeOf(number: number): Code {
  const name = Object.entries(CODES).find(([, entry]) => entry.number === number)?.[0];
  return (name ?? "host-failed") as Code;
}

/** What a code says, and of which place. */
export function sentenceOf(code: Code, place: string): Words {
  const { en, lt } = CODES[code];
  return { en: `${en} (${place})`, lt: `${lt} (${place})` };
}
