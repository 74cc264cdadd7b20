/**
 * `gama-rrpay journal repair DIR`: the way out of `journal-corrupt`. The bundle's own ledger folds what verifies, and
 * the checkpoint of a new segment states the result. Only then is the damaged segment set aside. Nothing of the journal is
 * deleted or guessed.
 */
import { localDate } from "../../../plugin/clock.ts";
import { wholeCheckpointOf } from "../../../plugin/journal/checkpoint.ts";
import { FILE_NUMBERS } from "../../../schemas/generated/boundary.ts";
import type { Attempt } from "../../../schemas/generated/types.ts";
import { parseLink } from "../../node/store/link-text.ts";
import { parseArguments } from "../arguments.ts";
import { dataFolderOf, type Setting } from "../config.ts";
import { CliError, EXIT, type ExitCode } from "../exit.ts";
import { join } from "../program/path.ts";
import { ask, now, say, sayJson, type Talk } from "../program/talk.ts";
import type { Language } from "../words.ts";
import { type MeasuredFile, Progress, readLines } from "./files.ts";
import { headOf } from "./head.ts";
import { holding } from "./hold.ts";
import { baseOf, type HeadedFile, isOwn, type JudgedFile, judge, ownerOf } from "./judgement.ts";
import { measureAll } from "./measured.ts";
import { type LostPiece, Rebuilding, type Touched } from "./rebuilding.ts";
import { describeRepair } from "./repair-text.ts";
import { writeStates } from "./restating.ts";
import { endedRepair, quarantine, sweepUnwritten } from "./set-aside.ts";
import type { SegmentState } from "./state.ts";

/** More than any number of unfinished payments needs. */
const NEW_FILES = 1000;

export interface RepairOptions {
  /** The till's id, if no checkpoint has survived that names it. */
  readonly till?: string | undefined;
  /** Gives up lines that only another version understands. */
  readonly force?: boolean;
  /** The language of the person who watches. */
  readonly language?: Language;
}

/** A file that does not follow the one below it, or lacks states to which it refers, and whether its lines were used. */
export interface Unchained {
  readonly file: string;
  readonly state: SegmentState;
  readonly isRead: boolean;
  /** The till that the file names. */
  readonly till: string | undefined;
  /**
   * The dates (numbers YYYYMMDD) of the file below it and its own: what is missing may be of any day between them. The
   * first is 0 where it may be of any day before.
   */
  readonly days: readonly [number, number];
}

export type Repair =
  | { readonly kind: "sound"; readonly quarantined: readonly string[]; readonly unchained: readonly Unchained[] }
  | {
      readonly kind: "repaired";
      readonly quarantined: readonly string[];
      readonly file: string;
      readonly keptLines: number;
      readonly attempts: readonly Attempt[];
      readonly unchained: readonly Unchained[];
      readonly lost: readonly LostPiece[];
      readonly touched: readonly Touched[];
    };

/** The command. It says in full what was kept, what was lost, and which attempts are affected. */
export function* repair(args: readonly string[], setting: Setting): Talk<ExitCode> {
  const { language } = setting;
  const { values, positionals } = parseArguments(args, { till: "text", force: "flag", json: "flag" });
  const folder = yield* dataFolderOf(positionals, setting, {
    en: "journal repair takes one data folder",
    lt: "journal repair reikia vieno duomenų aplanko",
  });
  const done = yield* repairFolder(folder, { ...values, language });
  if (values.json) yield* sayJson(done);
  else for (const words of describeRepair(done)) yield* say(words[language]);
  return EXIT.done;
}

/** Repairs the journal of a data folder whose till is closed. A sound journal stays as it is. */
export function* repairFolder(folder: string, options: RepairOptions = {}): Talk<Repair> {
  return yield* holding(folder, () => repairHeld(folder, options));
}

function* repairHeld(folder: string, { till, force = false, language = "en" }: RepairOptions): Talk<Repair> {
  yield* sweepUnwritten(folder);
  const before = yield* finishEnded(folder, language);
  yield* ask<"journal">({ type: "journal" }, folder);
  const { files, aside: setAside } = yield* measureAll(folder, language);
  const found = yield* find({ files, setAside, till }, language);
  const { judged, isRefused, owner, rebuilt, later } = found;
  if (later.length > 0 && !force) throw foreignError(later[0]?.file ?? "");
  if (!isRefused && later.length === 0)
    return before ?? { kind: "sound", quarantined: earlierAside(files, setAside), unchained: unchainedOf(found, []) };
  if (owner === undefined) throw NO_OWNER;
  const aside = asideOf(found);
  const kept = judged.filter((file) => !aside.includes(file));
  const moment = yield* now();
  const numbers = freeNumbers(files);
  const next = { segment: numbers[0] ?? 0, yyyymmdd: localDate(moment) };
  const segments = [...kept.map(({ segment, yyyymmdd }) => ({ segment, yyyymmdd })), next];
  // A damaged file, or one that is set aside, may have held a receipt of any day until now. So it is not proven that
  // nothing was paid.
  rebuilt.ledger.gapUntil = next.yyyymmdd;
  rebuilt.nameLost(moment);
  const place = { till: owner, atMs: moment.wallMs, segments };
  const checkpoint = wholeCheckpointOf(rebuilt.ledger, place, (attempt) => rebuilt.isFound(attempt));
  // What is new is written first. A crash before the next step leaves work for the next repair, never a till that has
  // forgotten.
  const file = yield* writeStates(checkpoint, rebuilt.ledger.kept(), {
    ...{ journal: join(folder, "journal"), numbers },
    ...{ before: kept.slice(-1).map(entryOf(false)), aside: aside.map(entryOf(true)) },
  });
  const done = doneOf(found, file, checkpoint.attempts, yield* quarantine(aside));
  if (before === undefined) return done;
  const { quarantined, lost, touched } = before;
  return {
    ...done,
    quarantined: [...quarantined, ...done.quarantined],
    lost: [...lost, ...done.lost],
    touched: [...touched, ...done.touched],
  };
}

type Done = Extract<Repair, { kind: "repaired" }>;

/** What the repair that made the newest segment has put aside. It may have been killed before it said so. */
function earlierAside(files: readonly MeasuredFile[], setAside: readonly MeasuredFile[]): string[] {
  const named = (parseLink(files.at(-1)?.link ?? "") ?? []).filter(({ isDamaged }) => isDamaged);
  return setAside.filter((one) => named.some(({ digest }) => digest === one.digest)).map(({ file }) => file);
}

/** The files of a journal, what earlier repairs have set aside, and whose the journal is, if that was said. */
interface Journal {
  readonly files: readonly MeasuredFile[];
  readonly setAside: readonly MeasuredFile[];
  readonly till: string | undefined;
}

/** What a repair finds. `later` are the files with records that only another version understands. */
interface Found {
  readonly judged: readonly JudgedFile[];
  readonly isRefused: boolean;
  readonly owner: string | undefined;
  readonly rebuilt: Rebuilding;
  readonly later: readonly JudgedFile[];
}

function* find({ files, setAside, till }: Journal, language: Language): Talk<Found> {
  const headed: HeadedFile[] = [];
  for (const file of files) headed.push({ ...file, ...(yield* headOf(file.path)) });
  const { judged, isRefused } = judge(headed, setAside);
  const owner = ownerOf(judged, till);
  const sources = judged.filter((file) => isOwn(file, owner));
  return { judged, isRefused, owner, ...(yield* fold(sources.slice(foldsFrom(sources)), language)) };
}

function asideOf({ judged, later, owner }: Found): JudgedFile[] {
  return judged.filter((file) => !file.keeps || later.includes(file) || !isOwn(file, owner));
}

function doneOf(
  found: Found,
  file: string,
  attempts: Done["attempts"] = [],
  quarantined: readonly string[] = [],
): Done {
  const unchained = unchainedOf(found, asideOf(found));
  const { keptLines, lost, touched } = found.rebuilt;
  return { kind: "repaired", quarantined, file, keptLines, attempts, unchained, lost, touched };
}

/** What does not follow the file below it. One that stays is told too: what is missing below it nothing brings back. */
function unchainedOf({ judged, owner }: Found, aside: readonly JudgedFile[]): Unchained[] {
  return judged.flatMap((one, at) => {
    const follows = one.state.kind !== "unchained" || one.followsDamaged;
    if (aside.includes(one) ? one.isChained && isOwn(one, owner) : follows) return [];
    const { file, state, till, yyyymmdd } = one;
    const isAnywhere = state.kind === "unchained" && state.why === "states-missing";
    const days = [isAnywhere ? 0 : (judged[at - 1]?.yyyymmdd ?? 0), yyyymmdd] as const;
    return { file, state, isRead: isOwn(one, owner), till, days };
  });
}

/**
 * Finishes a repair that was ended after it wrote its segment: the files that the segment names are set aside now. Nobody
 * may have read what that repair would have said, so it is found again.
 */
function* finishEnded(folder: string, language: Language): Talk<Done | undefined> {
  const ended = yield* endedRepair(folder, language);
  if (ended === undefined) return undefined;
  const { written, files, setAside, left } = ended;
  const [first] = (yield* readLines(written.path, { from: 0, most: 1 })).lines;
  const checkpoint = first?.kind === "record" && first.record.t === "checkpoint" ? first.record : undefined;
  const found = yield* find({ files, setAside, till: checkpoint?.till }, language);
  const attempts = checkpoint?.attempts ?? found.rebuilt.ledger.kept();
  return doneOf(found, written.file, attempts, yield* quarantine(left));
}

/**
 * The states themselves stand in the newest checkpoint of form 1. Below it look-ups read the files, so one of these that
 * must be set aside is folded too: its settled sales stand nowhere else.
 */
function foldsFrom(sources: readonly JudgedFile[]): number {
  const base = baseOf(sources);
  const aside = sources.findIndex(({ keeps }) => !keeps);
  return aside < 0 ? base : Math.min(base, aside);
}

/**
 * Numbers above all files, so that a start refuses the journal if the repair is killed now. A foreign file with one of
 * the highest numbers must not push ours beyond the numbers that a start reads; it is set aside and does not count.
 */
function freeNumbers(files: readonly MeasuredFile[]): number[] {
  const taken = files.map(({ segment }) => segment);
  const highest = Math.max(0, ...taken.filter((segment) => segment < FILE_NUMBERS.highestOwn));
  const above = Array.from({ length: NEW_FILES + taken.length }, (_, at) => highest + 1 + at);
  return above.filter((number) => !taken.includes(number)).slice(0, NEW_FILES);
}

function foreignError(file: string): CliError {
  return new CliError(
    {
      en: `${file} has records of another version of gama-rrpay: repair with that one, or give them up with --force.`,
      lt: `Faile ${file} yra kitos gama-rrpay versijos įrašų: taisykite ta versija arba atsisakykite jų su --force.`,
    },
    EXIT.notDone,
  );
}

const NO_OWNER = new CliError({
  en: "No checkpoint has survived, so the journal does not say whose it is: name the till with --till.",
  lt: "Iš žurnalo nebematyti, kurios kasos jis yra: nurodykite kasą su --till.",
});

/**
 * The new segment names the one that it follows, and each file that is set aside: it is valid only with them.
 */
function entryOf(isDamaged: boolean) {
  return ({ segment, digest }: MeasuredFile) => ({ segment, isDamaged, digest });
}

/** Folds every line that verifies. `later` are the files with records that only another version understands. */
function* fold(sources: readonly JudgedFile[], language: Language): Talk<{ rebuilt: Rebuilding; later: JudgedFile[] }> {
  const rebuilt = new Rebuilding();
  const later = new Set<JudgedFile>();
  const progress = new Progress(language, sources.length);
  for (const source of sources) {
    rebuilt.begin(source);
    for (let from = 0; from >= 0; ) {
      const { lines, next } = yield* readLines(source.path, { from });
      for (const line of lines) {
        rebuilt.add(line);
        if (line.kind === "foreign") later.add(source);
      }
      from = next;
    }
    yield* progress.next();
  }
  return { rebuilt, later: [...later] };
}
