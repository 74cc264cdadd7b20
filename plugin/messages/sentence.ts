/** What people read, in Lithuanian and English: the sentences of the code table, and words. */
import { type Spoken as Code, REASONS, SENTENCES } from "../../schemas/generated/sentences.ts";
import type { Kind } from "../../schemas/generated/types.ts";
import { unpacked } from "./packed.ts";

export type Language = "lt" | "en";

/** The sentence for a code: what happened and what to do now. A return has its own sentence if money is mentioned. */
export function sentence(code: Code, language: Language, kind?: Kind): string {
  const [lt, en, returnLt = lt, returnEn = en] = SENTENCES[code];
  if (kind === "return") return unpacked(language === "lt" ? returnLt : returnEn);
  return unpacked(language === "lt" ? lt : en);
}

/** Whether a text from the journal is a code of this version. */
export function isCode(text: string): text is Code {
  return Object.hasOwn(SENTENCES, text);
}

/** A stored code, or `unknown` if another version wrote a code that this version does not have. */
export function knownCode(text: string): Code {
  return isCode(text) ? text : "unknown";
}

/** Why a value does not fit, by ajv's keyword or by the name of our own check. */
export function reasonText(reason: string, language: Language): string {
  return inLanguage((Object.hasOwn(REASONS, reason) ? REASONS[reason] : undefined) ?? REASONS.other, language);
}

/** One of two packed texts: Lithuanian, then English. */
export function inLanguage(both: string, language: Language): string {
  return unpacked(both.split("~")[language === "lt" ? 0 : 1] ?? both);
}
