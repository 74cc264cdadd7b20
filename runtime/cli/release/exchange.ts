/**
 * Exchanges the files of a folder so that there is always a way back. New files lie beside the old ones as `NAME.new`.
 * Then each `NAME` becomes `NAME.old`, and `NAME.new` takes its place. A record, written before the first name changes,
 * lists these files. If it is found unfinished after a power cut or a full disk, every name that may have moved is
 * known and is moved back.
 */
import { decodeUtf8, encodeUtf8 } from "../../../plugin/text/utf8.ts";
import { ENTRY, STATUS } from "../../../schemas/generated/program.ts";
import { CliError, describeError } from "../exit.ts";
import { join } from "../program/path.ts";
import { ask, attempt, exists, list, readFile, replaceFile, type Talk } from "../program/talk.ts";
import { hex } from "../verify.ts";
import { isReleaseName, SUMS } from "./sums.ts";

export const RECORD = "gama-rrpay.update.json";

/** What has been exchanged, or will be. */
export interface Exchange {
  readonly state: "staging" | "swapping" | "done";
  /** The name of the new files as a whole. */
  readonly release: string;
  readonly files: readonly Exchanged[];
}

export interface Exchanged {
  readonly name: string;
  /** Whether there was an old file. */
  readonly isOld: boolean;
}

/**
 * The record of a folder's last exchange. An unreadable record ends the command with an explanation, so nothing is
 * guessed.
 */
export function* readExchange(folder: string): Talk<Exchange | undefined> {
  const path = join(folder, RECORD);
  if (!(yield* exists(path))) return undefined;
  const exchange = parseExchange(decodeUtf8(yield* readFile(path)) ?? "");
  if (exchange === undefined)
    throw new CliError({
      en: `${path} is no record of an update. Look at the files that end in .old beside it, rename them back by hand, and remove it.`,
      lt: `${path} – tai ne atnaujinimo įrašas. Peržiūrėkite šalia esančius failus, kurių vardai baigiasi .old, pervadinkite juos atgal ranka ir šį failą pašalinkite.`,
    });
  return exchange;
}

function parseExchange(text: string): Exchange | undefined {
  try {
    const { state, release, files } = JSON.parse(text) as Partial<Exchange>;
    if (state !== "staging" && state !== "swapping" && state !== "done") return undefined;
    if (typeof release !== "string" || !Array.isArray(files)) return undefined;
    const isSound = ({ name, isOld }: Exchanged) =>
      typeof isOld === "boolean" && typeof name === "string" && (name === SUMS || isReleaseName(name));
    return files.every(isSound) ? { state, release, files } : undefined;
  } catch {
    return undefined;
  }
}

/** Writes what will happen into the record. The record is on the disk when this returns. */
export function* writeExchange(folder: string, exchange: Exchange): Talk<void> {
  yield* replaceFile(join(folder, RECORD), encodeUtf8(`${JSON.stringify(exchange, null, 1)}\n`));
}

export function* forgetExchange(folder: string): Talk<void> {
  yield* attempt<"remove">({ type: "remove", path: join(folder, RECORD) });
}

/**
 * Exchanges files that lie there as `NAME.new`. If it fails halfway, everything is moved back before the error is
 * reported.
 */
export function* swap(folder: string, release: string, files: readonly Exchanged[]): Talk<void> {
  yield* writeExchange(folder, { state: "staging", release, files });
  let staged = "";
  try {
    for (const { name } of files) yield* retire(join(folder, `${name}.old`));
    yield* writeExchange(folder, { state: "swapping", release, files });
    for (const { name, isOld } of files) {
      const path = join(folder, name);
      staged = `${path}.new`;
      if (isOld) yield* rename(path, `${path}.old`);
      yield* rename(staged, path);
    }
  } catch (error) {
    const isTaken = staged !== "" && !(yield* exists(staged));
    yield* finishInterrupted(folder);
    if (isTaken) throw atOnce(folder);
    const [en, lt] = [describeError(error, "en"), describeError(error, "lt")];
    throw new CliError({ en: `${en.message} ${AS_BEFORE.en}`, lt: `${lt.message} ${AS_BEFORE.lt}` }, en.exitCode);
  }
  yield* writeExchange(folder, { state: "done", release, files });
}

/** What one of two commands ends with that change one folder at the same time. */
function atOnce(folder: string): CliError {
  return new CliError({
    en: `${folder}: another update or rollback changes this folder at the same time, so its files may be of two versions. Wait until that one has ended, then repeat this one.`,
    lt: `${folder}: tuo pačiu metu šį aplanką keičia kita update ar rollback, todėl jame gali būti dviejų versijų failų. Palaukite, kol ji baigs, tada pakartokite šią.`,
  });
}

/** Ends the command if a file is another one than was put there: then somebody else has put it there. */
export function* refuseExchangedAgain(folder: string, name: string, sha256: string | undefined): Talk<void> {
  const { status, fields } = yield* attempt<"digest">({ type: "digest", path: join(folder, name) });
  // a scanner may hold what is new
  if (status === STATUS.missing || (fields !== undefined && hex(fields.sha256) !== sha256)) throw atOnce(folder);
}

const AS_BEFORE = {
  en: "What was exchanged before has been put back: the folder is as it was.",
  lt: "Kas jau buvo pakeista, grąžinta atgal: aplankas toks, koks buvo.",
};

/**
 * Moves back every name that may have moved, however far the exchange came. It may be interrupted and repeated. The
 * record is removed last.
 */
function* putBack(folder: string, files: readonly Exchanged[]): Talk<void> {
  for (const { name, isOld } of [...files].reverse()) {
    const path = join(folder, name);
    const isMoved = isOld && (yield* exists(`${path}.old`));
    const isNew = isMoved || (!isOld && !(yield* exists(`${path}.new`)));
    if (isNew && (yield* exists(path))) {
      yield* retire(`${path}.new`);
      yield* rename(path, `${path}.new`);
    }
    if (isMoved) yield* rename(`${path}.old`, path);
  }
  for (const { name } of files) yield* retire(join(folder, `${name}.new`));
  yield* forgetExchange(folder);
}

/** Undoes an interrupted exchange, so that the folder is as it was before. */
export function* finishInterrupted(folder: string): Talk<void> {
  const exchange = yield* readExchange(folder);
  if (exchange === undefined || exchange.state === "done") return;
  if (exchange.state === "swapping") yield* putBack(folder, exchange.files);
  else yield* forgetStaged(folder, exchange);
}

/** Nothing was exchanged yet, so only the new files are removed. */
function* forgetStaged(folder: string, { files }: Exchange): Talk<void> {
  for (const { name } of files) yield* retire(join(folder, `${name}.new`));
  yield* forgetExchange(folder);
}

function* rename(from: string, to: string): Talk<void> {
  yield* ask<"rename">({ type: "rename", from, to }, from);
}

/** How many copies of one file may be in use at once: one for each update without a restart of GAMA in between. */
const GONE = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];

/** Removes a file that is no longer needed. One that a program still runs is renamed `NAME.gone1` and removed later. */
function* retire(path: string): Talk<void> {
  if (!(yield* exists(path))) return;
  const removed = yield* attempt<"remove">({ type: "remove", path });
  if (removed.status === STATUS.ok) return;
  const base = path.replace(/\.(old|new)$/, "");
  for (const number of GONE) {
    const moved = yield* attempt<"rename">({ type: "rename", from: path, to: `${base}.gone${number}` });
    if (moved.status === STATUS.ok) return;
  }
  yield* ask<"remove">({ type: "remove", path }, path);
}

/** What is not needed any more: files that were in use earlier, and a record that a killed command was writing. */
const LEFT = /\.gone\d$|^gama-rrpay\.update\.json\.\d+\.new$/;

/** Removes what is left of commands before this one. Files still in use stay until the next time. */
export function* sweep(folder: string): Talk<void> {
  const entries = yield* list(folder);
  for (const { name, kind } of entries)
    if (kind === ENTRY.file && LEFT.test(name)) yield* attempt<"remove">({ type: "remove", path: join(folder, name) });
}
