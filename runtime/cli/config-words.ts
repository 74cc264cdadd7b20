/**
 * What is wrong with a config, in the language of the person who reads it. The loader says it in English, because its
 * hosts print only ASCII, and the till in the config's own language.
 */
import { reasonText } from "../../plugin/messages/sentence.ts";
import { REASONS } from "../../schemas/generated/sentences.ts";
import type { CAUSES } from "../loader/place.ts";
import type { Language, Words } from "./words.ts";

/** Why a file is not JSON, in Lithuanian, by the cause's English words in runtime/loader/place.ts. */
const CAUSES_LT: Readonly<Record<(typeof CAUSES)[keyof typeof CAUSES], string>> = {
  "a comma is missing before this": "prieš tai trūksta kablelio",
  "a comma too many": "nereikalingas kablelis",
  "a comment, which JSON does not have": "komentaras, o jų JSON faile nebūna",
  'a typographic quote, write "': 'tipografinė kabutė, rašykite "',
  'an apostrophe, write "': 'apostrofas, rašykite "',
  "a single \\ in a text, write \\\\ or / in a path": "tekste vienas \\, kelyje rašykite \\\\ arba /",
  "a text that is not closed on its line": "tekstas toje pačioje eilutėje neužbaigtas kabute",
  "a tab or another control character in a text": "tekste tabuliavimo ar kitas valdymo ženklas",
  "a name in quotes must stand here": "čia turi būti vardas kabutėse",
  "a colon is missing after the name": "po vardo trūksta dvitaškio",
  "a value must stand here": "čia turi būti reikšmė",
  "not a number as JSON writes it": "skaičius užrašytas ne taip, kaip JSON",
  "something behind the end": "po pabaigos dar kažkas parašyta",
  "the file ends too early: a bracket or a quote is not closed":
    "failas baigiasi per anksti: neuždarytas skliaustas arba kabutė",
};

/** What the loader says of a value, and the same in Lithuanian. `{}` stands for what is in the config or its limits. */
const RULES: readonly (readonly [en: string, lt: string])[] = [
  ["must be at most {} bytes", "turi būti ne didesnis nei {} baitų"],
  ["must be UTF-8, and this is UTF-16: save it as UTF-8", "turi būti UTF-8, o yra UTF-16: išsaugokite kaip UTF-8"],
  ["must be UTF-8 (line {}): save it as UTF-8", "turi būti UTF-8 (netinka {} eilutė): išsaugokite kaip UTF-8"],
  ["must be JSON, and it is empty", "turi būti JSON, o yra tuščias"],
  ["must nest at most {} deep", "lygių gali būti ne daugiau kaip {}"],
  ["must be JSON", "turi būti JSON"],
  ['must be visible ASCII without " and \\', 'gali būti tik matomi ASCII ženklai be " ir \\'],
  ["must be usable as a folder name, because dataDir has {till}", "turi tikti aplanko vardui, nes dataDir turi {till}"],
  [
    "must be a numeric loopback address or localhost",
    "turi būti šio kompiuterio adresas, kaip 127.0.0.1, arba localhost",
  ],
  ["must be {} hexadecimal digits", "turi būti {} šešioliktainiai skaitmenys"],
  ["must be a string", "turi būti tekstas kabutėse"],
  ["is required", "trūksta lauko"],
  ["must have at most {} characters", "gali būti ne daugiau kaip {} ženklų"],
  [
    "has a control character: a single \\ in a path, write \\\\ or /",
    "yra valdymo ženklas: kelyje vienas \\, rašykite \\\\ arba /",
  ],
  ["must not contain control characters or broken characters", "negali būti valdymo ar sugadintų ženklų"],
  ["must be a whole number from {} to {}", "turi būti sveikasis skaičius nuo {} iki {}"],
  ["must be true or false", "turi būti true arba false"],
  ["must be one of {}", "turi būti vienas iš: {}"],
  ["must be an object", "turi būti objektas { }"],
];

/** A place in a file, as people say it. */
export function placeWords({ line, column }: { readonly line: number; readonly column: number }): Words {
  return { en: `line ${line}, column ${column}`, lt: `${line} eilutė, ${column} ženklas` };
}

/** Why a file is not JSON: the cause's words in both languages. */
export function causeWords(cause: string): Words {
  const [, key] = /^the key (.*) is given twice$/.exec(cause) ?? [];
  const lt = key === undefined ? undefined : `raktas ${key} nurodytas du kartus`;
  return { en: cause, lt: lt ?? (CAUSES_LT as Readonly<Record<string, string>>)[cause] ?? cause };
}

/** What the loader or the till says of a config, in the language that is wanted. */
export function configDetail(detail: string, language: Language): string {
  const place = (text: string) =>
    text.replace(/line (\d+), column (\d+)/, (_, line, column) => placeWords({ line, column })[language]);
  const [, line = "", cause = ""] = /^file: (line \d+, column \d+): (.*)$/.exec(detail) ?? [];
  if (cause !== "") return `${place(line)}: ${causeWords(cause)[language]}`;
  const [, path, rule = "", where = ""] = /^([A-Za-z0-9_.$-]+): (.*?)( \(line \d+, column \d+\))?$/.exec(detail) ?? [];
  if (path === undefined) return detail;
  return `${path === "file" ? "" : `${path}: `}${ruleIn(rule, language)}${place(where)}`;
}

/** What may not stand there: a rule of the loader's, or a reason of the till's in either language. */
function ruleIn(rule: string, language: Language): string {
  for (const [en, lt] of RULES) {
    const parts = en.split("{}").map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
    const found = new RegExp(`^${parts.join("(.+)")}$`).exec(rule);
    if (found === null) continue;
    let at = 1;
    return language === "en" ? rule : lt.replace(/\{\}/g, () => found[at++] ?? "");
  }
  const other = language === "lt" ? "en" : "lt";
  for (const reason of Object.keys(REASONS)) {
    const said = reasonText(reason, other);
    if (rule === said || rule.startsWith(`${said}: `)) return reasonText(reason, language) + rule.slice(said.length);
  }
  return rule;
}
