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
  const program = yield* fact("programVersion");
  if (areOfOtherReleases(lines.join("\n"), program)) yield* say(`${PROGRAM[language]}: ${program}`);
  const none = there === "withheld" ? `${file}: ${WITHHELD[language]}` : NONE[language];
  yield* say(`bundle ${verdict === undefined ? none : describe(verdict)}`);
  return EXIT.done;
}

/** Whether a library's line and a program's name two releases. On Node the program is a checkout, of whatever commit. */
export function areOfOtherReleases(library: string, program: string): boolean {
  return [/^gama-rrpay [^\s,]+/, /native .*commit .+/].some((pattern) => {
    const [one, other] = [pattern.exec(library)?.[0], pattern.exec(program)?.[0]];
    return one !== undefined && other !== undefined && one !== other;
  });
}

const PROGRAM = {
  en: "this program is of another release than the library beside it",
  lt: "ši programa – kitos versijos nei šalia esanti biblioteka",
};

const describe = (verdict: Verdict) => (verdict.ok ? `sha256 ${verdict.sha256}` : verdict.code);

const NONE = {
  en: "missing: there is no rrpay.plugin.js beside this program",
  lt: "missing: šalia šios programos nėra rrpay.plugin.js",
};
