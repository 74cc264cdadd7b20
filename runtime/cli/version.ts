/** `gama-rrpay --version`: everything that a fault report should name. */
import { parseArguments, takesNone } from "./arguments.ts";
import type { Setting } from "./config.ts";
import { EXIT, type ExitCode } from "./exit.ts";
import { join } from "./program/path.ts";
import { entryAt, fact, say, sayJson, type Talk, WITHHELD } from "./program/talk.ts";
import { type Verdict, verifyBundle } from "./verify.ts";

/** The library's own line, and the bundle beside this program. */
export function* version(args: readonly string[], { language, programFolder }: Setting): Talk<ExitCode> {
  const { values, positionals } = parseArguments(args, { json: "flag" });
  takesNone(positionals, "--version");
  // Asked before the loop, because QuickJS compiles a yield in the head of a for-of wrongly ("stack underflow").
  const lines = (yield* fact("libraryVersion")).split("\n");
  const file = join(programFolder, "rrpay.plugin.js");
  const there = yield* entryAt(file);
  const verdict = there === "none" || there === "withheld" ? undefined : yield* verifyBundle(file);
  if (values.json) {
    yield* sayJson({ engines: lines, bundle: verdict });
    return EXIT.done;
  }
  for (const line of lines) yield* say(line);
  const none = there === "withheld" ? `${file}: ${WITHHELD[language]}` : NONE[language];
  yield* say(`bundle ${verdict === undefined ? none : describe(verdict)}`);
  return EXIT.done;
}

const describe = (verdict: Verdict) => (verdict.ok ? `sha256 ${verdict.sha256}` : verdict.code);

const NONE = {
  en: "missing: there is no rrpay.plugin.js beside this program",
  lt: "missing: šalia šios programos nėra rrpay.plugin.js",
};
