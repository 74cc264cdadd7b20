/** In which language a command was asked to answer. */
import { givenTwice } from "./arguments.ts";
import { usageError } from "./exit.ts";
import type { Language } from "./words.ts";

/** What --language asks for, and the arguments without it. */
export interface Spoken {
  readonly asked: readonly string[];
  readonly rest: string[];
  /** The first that is spoken. */
  readonly known: Language | undefined;
}

/** Takes the language options out of the arguments. */
export function languageIn(args: readonly string[]): Spoken {
  const [rest, asked]: [string[], string[]] = [[...args], []];
  for (;;) {
    const end = rest.indexOf("--");
    const at = rest.findIndex((arg, index) => (end < 0 || index < end) && /^--language(=|$)/.test(arg));
    if (at < 0) {
      const known = asked.find((name): name is Language => name === "lt" || name === "en");
      return { asked, rest, known };
    }
    const equals = rest[at]?.indexOf("=") ?? -1;
    const [first = "", second = ""] = rest.splice(at, equals < 0 ? 2 : 1);
    asked.push(equals < 0 ? second : first.slice(equals + 1));
  }
}

/** Refuses a language that is not spoken, and several. */
export function refuseLanguage([asked, another]: readonly string[]): void {
  if (another !== undefined) throw usageError(givenTwice("language"));
  if (asked === undefined || asked === "lt" || asked === "en") return;
  const [en, lt] = asked === "" ? ["", ""] : [`, not "${asked}"`, `, o ne „${asked}“`];
  throw usageError({ en: `--language takes lt or en${en}`, lt: `--language reikia lt arba en${lt}` });
}
