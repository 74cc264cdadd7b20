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

/** Why a value does not fit its schema, by ajv's keyword: in Lithuanian, and behind the bar in English. */
const KEYWORDS: Record<string, string> = {
  required: "trūksta lauko|a field is missing",
  additionalProperties: "nežinomas laukas|unknown field",
  type: "netinkamas tipas|wrong type",
  enum: "neleistina reikšmė|value is not one of those allowed",
  const: "neleistina reikšmė|value is not the one allowed",
  pattern: "neleistini ženklai|characters that are not allowed",
  minLength: "tuščias|empty",
  maxLength: "per ilgas|too long",
  minItems: "per mažai eilučių|too few items",
  maxItems: "per daug eilučių|too many items",
  minimum: "per mažas|too small",
  maximum: "per didelis|too large",
  repeated: "toks numeris jau yra kitoje eilutėje|another row has this number already",
  // forms and sums
  encoding: "netinkama koduotė|wrong code page",
  size: "per didelis|too large",
  syntax: "netaisyklingas JSON|malformed JSON",
  depth: "per daug įdėtų lygių|nested too deeply",
  "no-equals-sign": "eilutėje nėra lygybės ženklo|a line without an equals sign",
  "unknown-path": "nežinomas laukas|unknown field",
  "duplicate-path": "laukas pakartotas|a field is given twice",
  escape: "netinkamas pasvirasis brūkšnys|a wrong escape",
  integer: "turi būti sveikasis skaičius|must be a whole number",
  boolean: "turi būti true arba false|must be true or false",
  index: "trūksta eilutės numerio|an index is missing or wrong",
  count: "nesutampa eilučių kiekis|the count does not agree",
  "too-many-lines": "per daug eilučių|too many lines",
  "line-product":
    "kiekis × kaina − nuolaida nesutampa su eilutės suma|quantity × price − discount is not the line's total",
  "line-number": "eilutės numeris pakartotas|a line number is repeated",
  prepaid: "jau apmokėta daugiau nei bendra suma|more is prepaid than the total",
  total: "eilučių suma nesutampa su bendra suma|the lines do not add up to the total",
};

const OTHER = "netinkama reikšmė|value is not valid";

/** The reason of a schema error, in words. */
export function reasonText(keyword: string, language: Language): string {
  return inLanguage((Object.hasOwn(KEYWORDS, keyword) ? KEYWORDS[keyword] : undefined) ?? OTHER, language);
}

/** One of two texts with a bar between them: Lithuanian, then English. */
export function inLanguage(both: string, language: Language): string {
  return both.split("|")[language === "lt" ? 0 : 1] ?? both;
}
