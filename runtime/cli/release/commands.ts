/**
 * `gama-rrpay install`, `update` and `rollback`: change a till's programs, for any tool with which a chain rolls them
 * out.
 */
import { ENTRY, STATUS } from "../../../schemas/generated/program.ts";
import { onlyOne, parseArguments } from "../arguments.ts";
import type { Setting } from "../config.ts";
import { CliError, EXIT, type ExitCode, usageError } from "../exit.ts";
import { join } from "../program/path.ts";
import { ask, attempt, exists, failureOf, say, sayJson, type Talk } from "../program/talk.ts";
import type { Words } from "../words.ts";
import { finishInterrupted, forgetExchange, readExchange, sweep, writeExchange } from "./exchange.ts";
import { MadeFolders } from "./folders.ts";
import { machineOf } from "./library.ts";
import { type Placed, placeBundle, placeRelease, prepare, withRelease } from "./place.ts";
import { Refusal } from "./refusal.ts";
import { BUNDLE, digestOf, isArchive, LIBRARY, type Source, sourceOf } from "./source.ts";
import { SUMS } from "./sums.ts";

/** What makes a release another one, in a folder that has a library. */
const DECIDING: readonly string[] = [LIBRARY, BUNDLE];

/** Installs a release into a folder that has none. Installing the same release again changes nothing. */
export function* install(args: readonly string[], setting: Setting): Talk<ExitCode> {
  const { values, positionals } = parseArguments(args, { dir: "text", json: "flag", sha256: "text" });
  const { dir } = values;
  const sha256 = checksumOf(values.sha256);
  if (dir === undefined || positionals.length > 1) throw usageError(INSTALL_TAKES);
  return yield* told(values.json, setting, function* () {
    const folders = new MadeFolders();
    try {
      yield* folders.make(dir);
      return yield* claiming(dir, () => installed(dir, positionals[0] ?? setting.programFolder, sha256));
    } catch (error) {
      yield* folders.removeEmpty();
      throw error;
    }
  });
}

function* installed(dir: string, release: string, sha256: string | undefined): Talk<Outcome> {
  yield* prepare(dir);
  const there = yield* digestOf(join(dir, LIBRARY));
  const placed = yield* withRelease(dir, release, sha256, function* (file) {
    const source = yield* staged(dir, (list) => sourceOf(file, list, sha256));
    // a plug-in is updated alone too, and an install that runs each night must not put the earlier one back
    for (const { name, sha256: digest } of there === undefined ? [] : source.files)
      if (DECIDING.includes(name) && digest !== ((yield* digestOf(join(dir, name))) ?? digest))
        throw new Refusal("other-installed", dir);
    return yield* placeRelease(dir, source, "refused");
  });
  if (there === undefined) yield* forgetExchange(dir);
  return { type: placed.files.length === 0 ? "already" : "installed", dir, ...placed };
}

/** Replaces the installed files with a release or a plug-in. GAMA uses them from its next start. */
export function* update(args: readonly string[], setting: Setting): Talk<ExitCode> {
  const { values, positionals } = parseArguments(args, {
    dir: "text",
    json: "flag",
    sha256: "text",
    "replace-prg": "flag",
  });
  const file = onlyOne(positionals, UPDATE_TAKES);
  const { dir = setting.programFolder } = values;
  const sha256 = checksumOf(values.sha256);
  const updated = function* (): Talk<Outcome> {
    yield* prepare(dir);
    if (!(yield* exists(join(dir, LIBRARY)))) throw new Refusal("not-installed", dir);
    const { fields } = yield* attempt<"stat">({ type: "stat", path: file });
    const isPlugin = fields?.kind === ENTRY.file && !(yield* isArchive(file));
    const placed = isPlugin
      ? yield* placeBundle(dir, file, setting.programFolder, sha256)
      : yield* withRelease(dir, file, sha256, function* (release) {
          const source = yield* staged(dir, (list) => sourceOf(release, list, sha256));
          return yield* placeRelease(dir, source, values["replace-prg"] ? "replaced" : "refused");
        });
    return { type: placed.files.length === 0 ? "already" : "updated", dir, ...placed };
  };
  return yield* told(values.json, setting, () => claiming(dir, updated));
}

/** Restores what the last update replaced, or cleans up after an interrupted one. */
export function* rollback(args: readonly string[], setting: Setting): Talk<ExitCode> {
  const { values, positionals } = parseArguments(args, { dir: "text", json: "flag" });
  const { dir = setting.programFolder } = values;
  if (positionals.length > 0) throw usageError(ROLLBACK_TAKES);
  const rolledBack = function* (): Talk<Outcome> {
    const exchange = yield* readExchange(dir);
    if (exchange === undefined) throw new Refusal("nothing-before", dir);
    const { state, release, files } = exchange;
    if (state === "done") {
      for (const { name, isOld } of files)
        if (isOld && !(yield* exists(join(dir, `${name}.old`))))
          throw new CliError(oldIsGone(join(dir, `${name}.old`)));
      for (const { name, isOld } of files) if (isOld) yield* refuseDamaged(name, join(dir, `${name}.old`));
      yield* writeExchange(dir, { state: "swapping", release, files });
    }
    yield* finishInterrupted(dir);
    yield* sweep(dir);
    return { type: "rolled-back", dir, release, files: state === "staging" ? [] : files.map(({ name }) => name) };
  };
  return yield* told(values.json, setting, () => claiming(dir, rolledBack));
}

/** Runs a command that no other one of its kind may disturb. The system gives the folder free of one that is killed. */
function* claiming(dir: string, body: () => Talk<Outcome>): Talk<Outcome> {
  const { status, fields } = yield* attempt<"claim">({ type: "claim", folder: dir });
  if (status === STATUS.inUse) throw new Refusal("being-changed", dir);
  if (fields === undefined) throw failureOf(status, dir);
  try {
    return yield* body();
  } finally {
    yield* ask<"unlock">({ type: "unlock" });
  }
}

interface Outcome extends Placed {
  readonly type: "installed" | "updated" | "already" | "rolled-back";
  readonly dir: string;
}

/** Runs a command and reports its outcome. With JSON, a refusal is a value too. */
function* told(isJson: boolean, { language }: Setting, body: () => Talk<Outcome>): Talk<ExitCode> {
  try {
    const outcome = yield* body();
    if (isJson) yield* sayJson(outcome);
    else yield* say(describe(outcome)[language]);
    return EXIT.done;
  } catch (error) {
    if (!isJson || !(error instanceof CliError) || error.exitCode === EXIT.usage) throw error;
    const code = error instanceof Refusal ? error.code : "cannot-run";
    yield* sayJson({ type: "refused", code, message: error.words[language] });
    return error.exitCode;
  }
}

/** The list of digests in an archive is unpacked into a temporary file, which is removed again. */
function* staged(dir: string, read: (list: string) => Talk<Source>): Talk<Source> {
  const list = join(dir, `${SUMS}.new`);
  try {
    return yield* read(list);
  } finally {
    yield* attempt<"remove">({ type: "remove", path: list });
  }
}

function describe({ type, dir, release, files }: Outcome): Words {
  const names = files.map((name) => `\n  ${name}`).join("");
  switch (type) {
    case "installed":
      return {
        en: `${release} is in ${dir}. gama-rrpay.json belongs there too; then run doctor.`,
        lt: `${release} įdiegta aplanke ${dir}. Ten turi būti ir gama-rrpay.json; tada paleiskite doctor.`,
      };
    case "already":
      return { en: `${dir} has ${release} already.`, lt: `Aplanke ${dir} jau yra ${release}.` };
    case "updated":
      return {
        en: `${release} is in ${dir} for GAMA's next start; rollback puts the old files back. Exchanged:${names}`,
        lt: `${release} aplanke ${dir} įsigalios kitą kartą paleidus GAMA; senuosius failus grąžina rollback. Pakeista:${names}`,
      };
    case "rolled-back":
      if (files.length === 0)
        return {
          en: `${release} was not put into ${dir} yet: nothing had been exchanged, and the folder is as it was.`,
          lt: `${release} aplanke ${dir} dar nebuvo: nieko nebuvo pakeista, aplankas toks, koks buvo.`,
        };
      return {
        en: `${dir} is as it was before ${release}, for GAMA's next start. Put back:${names}`,
        lt: `Aplankas ${dir} vėl toks, koks buvo prieš ${release}; įsigalios kitą kartą paleidus GAMA. Grąžinta:${names}`,
      };
  }
}

function oldIsGone(path: string): Words {
  return {
    en: `${path} is missing, so a rollback would mix two versions: update with the older release instead. Nothing has been changed.`,
    lt: `Failo ${path} nebėra, todėl grįžus susimaišytų dvi versijos: atnaujinkite ankstesne versija. Niekas nepakeista.`,
  };
}

const INSTALL_TAKES = {
  en: "install needs --dir DIR, and takes one release (a ZIP file or a folder)",
  lt: "install reikia --dir APLANKAS; galima nurodyti vieną versiją (ZIP failą ar aplanką)",
};
const UPDATE_TAKES = {
  en: "update takes one file: a release or an rrpay.plugin.js",
  lt: "update reikia vieno failo: versijos zip arba rrpay.plugin.js",
};
/** What GAMA could not load is not put back. Other files of the shop's own may be as the shop has made them. */
function* refuseDamaged(name: string, path: string): Talk<void> {
  const isWhole =
    name === BUNDLE
      ? (yield* ask<"engine">({ type: "engine", path }, path)).sha256.length > 0
      : name !== LIBRARY || (yield* machineOf(path)) !== "none";
  if (isWhole) return;
  throw new CliError({
    en: `${path} is damaged or incomplete, so GAMA could sell nothing after a rollback: update with the older release instead. Nothing has been changed.`,
    lt: `${path} sugadintas arba ne visas, todėl po grąžinimo GAMA nieko neparduotų: atnaujinkite senesne versija. Niekas nepakeista.`,
  });
}

const ROLLBACK_TAKES = { en: "rollback takes no file", lt: "rollback failo nereikia" };

/** The checksum that was given. A mistyped one says nothing of the file. */
function checksumOf(text: string | undefined): string | undefined {
  if (text === undefined || /^[0-9a-f]{64}$/i.test(text)) return text;
  throw usageError({ en: "--sha256 takes 64 hexadecimal digits", lt: "--sha256 reikia 64 šešioliktainių skaitmenų" });
}
