/** The sentences of the library's codes, built into the program. */
import { inLanguage as wordsIn } from "../../plugin/messages/sentence.ts";
import { CODES, type Code } from "../../schemas/generated/codes.ts";
import { PRINTED_BEFORE } from "../../schemas/generated/sentences.ts";
import { configDetail } from "./config-words.ts";
import { CliError } from "./exit.ts";
import type { Language } from "./words.ts";

/** The code name of a number. */
export function codeOf(number: number): Code {
  const name = Object.entries(CODES).find(([, entry]) => entry.number === number)?.[0];
  return (name ?? "host-failed") as Code;
}

/**
 * The till speaks the language of its config. This gives what it said in the one that was asked for: the sentence of the
 * same code, and what stands in brackets behind it, which may be what is wrong with a config.
 */
export function inLanguage(text: string, language: Language): string {
  const other = language === "lt" ? "en" : "lt";
  for (const said of Object.values(CODES))
    for (const words of [said, said.return])
      if (words !== undefined && (text === words[other] || text.startsWith(`${words[other]} (`)))
        return words[language] + translated(text.slice(words[other].length), other, language);
  return text;
}

function translated(detail: string, from: Language, to: Language): string {
  return detail
    .replace(wordsIn(PRINTED_BEFORE, from), wordsIn(PRINTED_BEFORE, to))
    .replace(/^ \((.*)\)$/, (_, inner) => ` (${configDetail(inner, to)})`);
}

/** A config that was refused: the sentence of its code, with the place and what is wrong there. */
export function refusedConfig(code: number, detail: string, path: string): CliError {
  const at = (language: Language) => configDetail(detail, language) || path;
  const { en, lt } = CODES[codeOf(code)];
  return new CliError({ en: `${en} (${at("en")})`, lt: `${lt} (${at("lt")})` });
}
