/**
 * Checks that the last update of this folder has ended. One that a power cut interrupted may have mixed two versions.
 */
import type { Check } from "./doctor-check.ts";
import { CliError } from "./exit.ts";
import { folderOf } from "./program/path.ts";
import type { Talk } from "./program/talk.ts";
import { readExchange } from "./release/exchange.ts";
import type { Language } from "./words.ts";

/** No check if no update was ever made, or if the last one has ended. */
export function* checkUpdate(configPath: string, language: Language): Talk<Check[]> {
  const folder = folderOf(configPath);
  try {
    const exchange = yield* readExchange(folder);
    if (exchange === undefined || exchange.state === "done") return [];
    return [{ id: "update", status: "fail", detail: `${folder}: ${exchange.release}`, fix: INTERRUPTED[language] }];
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return [{ id: "update", status: "fail", detail: folder, fix: error.words[language] }];
  }
}

const INTERRUPTED = {
  en: "An update was interrupted. Run gama-rrpay rollback, which puts the old version back, or the same update again; then start GAMA.",
  lt: "Atnaujinimas nutrūko. Paleiskite gama-rrpay rollback – grįš senoji versija – arba tą patį atnaujinimą dar kartą; tada paleiskite GAMA.",
};
