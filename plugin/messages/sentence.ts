/** What people read. All sentences come from the code table, in Lithuanian and English. */
import { type Spoken as Code, SENTENCES } from "../../schemas/generated/sentences.ts";
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

/** Why a value does not fit its schema, by ajv's keyword. */
const KEYWORDS: Record<string, Record<Language, string>> = {
  required: { lt: "trūksta lauko", en: "a field is missing" },
  additionalProperties: { lt: "nežinomas laukas", en: "unknown field" },
  type: { lt: "netinkamas tipas", en: "wrong type" },
  enum: { lt: "neleistina reikšmė", en: "value is not one of those allowed" },
  const: { lt: "neleistina reikšmė", en: "value is not the one allowed" },
  pattern: { lt: "neleistini ženklai", en: "characters that are not allowed" },
  minLength: { lt: "tuščias", en: "empty" },
  maxLength: { lt: "per ilgas", en: "too long" },
  minItems: { lt: "per mažai eilučių", en: "too few items" },
  maxItems: { lt: "per daug eilučių", en: "too many items" },
  minimum: { lt: "per mažas", en: "too small" },
  maximum: { lt: "per didelis", en: "too large" },
  repeated: { lt: "toks numeris jau yra kitoje eilutėje", en: "another row has this number already" },
  // forms and sums
  encoding: { lt: "netinkama koduotė", en: "wrong code page" },
  size: { lt: "per didelis", en: "too large" },
  syntax: { lt: "netaisyklingas JSON", en: "malformed JSON" },
  depth: { lt: "per daug įdėtų lygių", en: "nested too deeply" },
  "no-equals-sign": { lt: "eilutėje nėra lygybės ženklo", en: "a line without an equals sign" },
  "unknown-path": { lt: "nežinomas laukas", en: "unknown field" },
  "duplicate-path": { lt: "laukas pakartotas", en: "a field is given twice" },
  escape: { lt: "netinkamas pasvirasis brūkšnys", en: "a wrong escape" },
  integer: { lt: "turi būti sveikasis skaičius", en: "must be a whole number" },
  boolean: { lt: "turi būti true arba false", en: "must be true or false" },
  index: { lt: "trūksta eilutės numerio", en: "an index is missing or wrong" },
  count: { lt: "nesutampa eilučių kiekis", en: "the count does not agree" },
  "too-many-lines": { lt: "per daug eilučių", en: "too many lines" },
  "line-product": {
    lt: "kiekis × kaina − nuolaida nesutampa su eilutės suma",
    en: "quantity × price − discount is not the line's total",
  },
  "line-number": { lt: "eilutės numeris pakartotas", en: "a line number is repeated" },
  prepaid: { lt: "jau apmokėta daugiau nei bendra suma", en: "more is prepaid than the total" },
  total: { lt: "eilučių suma nesutampa su bendra suma", en: "the lines do not add up to the total" },
};

const OTHER: Record<Language, string> = { lt: "netinkama reikšmė", en: "value is not valid" };

/** The reason of a schema error, in words. */
export function reasonText(keyword: string, language: Language): string {
  return (Object.hasOwn(KEYWORDS, keyword) ? KEYWORDS[keyword] : undefined)?.[language] ?? OTHER[language];
}
