/** A number or a name that a person types: asked again where the till would refuse it, so that nothing else typed is lost. */
import { question, say, type Talk } from "../program/talk.ts";
import type { Language } from "../words.ts";

/** `documentNo` and `decider` of schemas/common.schema.json. */
const MOST_CHARACTERS = 64;

/** Trimmed; empty where nothing is typed, undefined where nobody answers. */
export function* askShort(prompt: string, language: Language): Talk<string | undefined> {
  for (;;) {
    const typed = (yield* question(prompt))?.trim();
    if (typed === undefined) return undefined;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: an arrow key types one
    if (/[\u0000-\u001f\u007f-\u009f\ud800-\udfff]/.test(typed)) yield* say(ODD[language]);
    else if (typed.length <= MOST_CHARACTERS) return typed;
    else yield* say(LONG[language]);
  }
}

const LONG = { en: "Too long: at most 64 characters.", lt: "Per ilgas: daugiausia 64 ženklai." };
const ODD = { en: "It has characters that cannot be kept.", lt: "Yra ženklų, kurių įrašyti negalima." };
