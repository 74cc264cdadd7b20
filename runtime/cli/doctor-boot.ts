/** What the till itself says to the doctor, once it has booted. */
import { type Check, found } from "./doctor-check.ts";
import { CliError } from "./exit.ts";
import { fieldsOf } from "./fields.ts";
import { fact, type Talk } from "./program/talk.ts";
import { type SessionOptions, withSession } from "./session.ts";
import { areOfOtherReleases } from "./version.ts";
import type { Language } from "./words.ts";

/** Boots the till and asks its bundle, which knows RRPay, the journal and the clock. */
export function* askBundle(options: SessionOptions): Talk<Check[]> {
  try {
    return yield* withSession(options, function* (session) {
      const ended = yield* session.call("doctor", "");
      if (ended.type !== "result")
        return [{ id: "doctor", status: "fail" as const, detail: String(ended.code), fix: ended.sentence }];
      const version = versionCheck(yield* fact("libraryVersion"), yield* fact("programVersion"), options.language);
      return [version, ...checksIn(fieldsOf(ended.text))];
    });
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return [{ id: "boot", status: "fail", detail: options.config, fix: error.words[options.language] }];
  }
}

/** A program or a library that was copied alone: one would judge the till by what the other does not do. */
export function versionCheck(library: string, program: string, language: Language): Check {
  if (!areOfOtherReleases(library, program)) return found("version", library);
  return { id: "version", status: "warn", detail: `${library} / ${program}`, fix: MIXED[language] };
}

const MIXED = {
  en: "gama_rrpay.dll and gama-rrpay.exe beside it are of two releases: what this program says of the till need not hold. Run gama-rrpay update with one whole release, then start GAMA.",
  lt: "gama_rrpay.dll ir šalia esanti gama-rrpay.exe yra skirtingų versijų, todėl tai, ką ši programa sako apie kasą, gali negalioti. Paleiskite gama-rrpay update su viena visa versija, tada GAMA.",
};

function checksIn(fields: ReadonlyMap<string, string>): Check[] {
  const checks: Check[] = [];
  for (let at = 0; ; at++) {
    const id = fields.get(`checks.${at}.id`);
    if (id === undefined) return checks;
    const status = fields.get(`checks.${at}.status`);
    checks.push({
      id,
      status: status === "ok" || status === "warn" ? status : "fail",
      detail: fields.get(`checks.${at}.detail`) ?? "",
      fix: fields.get(`checks.${at}.fix`) ?? "",
    });
  }
}
