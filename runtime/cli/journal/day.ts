/**
 * A day of one or several tills, read from their journals: each attempt in its present state, with RRPay's own answer.
 */
import type { Named } from "../../../plugin/journal/named.ts";
import type { Attempt, EvidenceRecord } from "../../../schemas/generated/types.ts";
import { CliError, usageError } from "../exit.ts";
import type { Talk } from "../program/talk.ts";
import { isDate, type OffsetAt, WallClock } from "../time.ts";
import type { Language } from "../words.ts";
import { checkpointAt, statesAt } from "./carried.ts";
import { DayFold } from "./day-fold.ts";
import { type JournalLine, measure, Progress, readLines, type SegmentFile, segmentFiles } from "./files.ts";
import { type Gap, gapsOf, headlessGaps } from "./gaps.ts";
import { type Head, headOf } from "./head.ts";
import { isOwn } from "./judgement.ts";
import type { RateShare } from "./rates.ts";
import { isBeginning } from "./state.ts";

export interface DayAttempt {
  /** Without the bytes that were sent, because the customer is in them. */
  readonly attempt: Attempt;
  /** The sum of its lines at each VAT rate. Undefined if the journal of these days does not have the lines. */
  readonly rates?: readonly RateShare[] | undefined;
  /** RRPay's approving answer as it was journalled. Undefined if there was none, or if a repair kept only the state. */
  readonly answer?: EvidenceRecord | undefined;
  /** Whether a void that was typed has taken it back: GAMA need not save it any more. */
  readonly isGone?: boolean;
}

export interface TillDay {
  readonly folder: string;
  /** The name in its journal. */
  readonly till: string;
  /** In the order of their sends. */
  readonly attempts: readonly DayAttempt[];
  /** Unsettled attempts of other days. */
  readonly elsewhere: readonly Attempt[];
  /** What health has named until now, of whatever day, and nobody has answered for. */
  readonly named: readonly Named[];
  /** Lines of the journal that could not be read. Their records are missing here. */
  readonly unreadableLines: number;
  /** Files of the journal that are not there. Their records are missing here. */
  readonly gaps: readonly Gap[];
}

/** The same day of every named till. */
export interface ShopDay {
  readonly day: string;
  readonly tills: readonly TillDay[];
  /** This machine's clock, because 0.1.0 did not journal the till's own. */
  readonly offsetAt: OffsetAt;
}

/**
 * Reads the day in each folder, which is a data folder or its journal folder. It refuses a till that is named twice.
 */
export function* readShopDay(folders: readonly string[], day: string, language: Language): Talk<ShopDay> {
  if (!isDate(day))
    throw usageError({
      en: `--day takes a date as YYYY-MM-DD, not "${day}"`,
      lt: `--day reikia datos YYYY-MM-DD, o ne „${day}“`,
    });
  const clock = new WallClock();
  const listed: SegmentFile[][] = [];
  for (const folder of folders) listed.push(yield* segmentFiles(folder, { aside: true }));
  const progress = new Progress(language, listed.flat().length);
  const tills: TillDay[] = [];
  for (const [at, folder] of folders.entries())
    tills.push(yield* readTillDay({ folder, files: listed[at] ?? [], day, clock, progress }));
  refuseTwice(tills);
  return { day, tills, offsetAt: clock.offsetAt };
}

interface Reading {
  readonly folder: string;
  readonly files: readonly SegmentFile[];
  readonly day: string;
  readonly clock: WallClock;
  readonly progress: Progress;
}

/** A file, and when it begins (0 if no file was set aside, because it is then not needed). */
type OwnFile = SegmentFile & { readonly beginsAtMs: number };

/** A repair also sets aside files of another till. Their money is in that till's own table. */
function* ownFiles(files: readonly SegmentFile[]): Talk<OwnFile[]> {
  if (!files.some(({ isAside }) => isAside)) return files.map((file) => ({ ...file, beginsAtMs: 0 }));
  const headed: (SegmentFile & Head)[] = [];
  for (const file of files) headed.push({ ...file, ...(yield* headOf(file.path)) });
  const tillsOf = (some: readonly Head[]) => some.flatMap(({ till }) => till ?? []);
  const owner = tillsOf(headed.filter(({ isAside }) => !isAside)).at(-1) ?? tillsOf(headed).at(-1);
  return headed.filter((file) => !file.isAside || isOwn(file, owner));
}

function* readTillDay({ folder, files: all, day, clock, progress }: Reading): Talk<TillDay> {
  const files: OwnFile[] = yield* ownFiles(all);
  const from: number = yield* beginning(files, day);
  const early = new DayFold(day, clock);
  const isCarried = yield* foldCarried(early, files, from);
  // if a state cannot be read in its place, everything is read instead
  const fold = isCarried ? early : new DayFold(day, clock);
  const near = nearTo(files, day);
  let unreadableLines = 0;
  for (const [at, file] of files.entries()) {
    const { path, isAside, beginsAtMs } = file;
    fold.begin({ isAside, beginsAtMs });
    for (let next = isCarried && at < from ? -1 : 0; next >= 0; ) {
      const piece = yield* readLines(path, { from: next });
      for (const line of piece.lines) {
        if (line.kind === "record") yield* fold.add(line.record);
        if (at >= near && (yield* isUnreadable(line, file))) unreadableLines++;
      }
      next = piece.next;
    }
    yield* progress.next();
  }
  const gaps: Gap[] = yield* gapsOf(all, files, Number(day.replaceAll("-", "")));
  if (unreadableLines === 0) gaps.push(...(yield* headlessGaps(fold.headless(), files)));
  return { folder, ...(yield* fold.end()), unreadableLines, gaps };
}

/**
 * A torn tail does not count: it was never completely flushed, or is being written now. A file of which nothing can be
 * read is no tail, unless it is the beginning that a crash leaves.
 */
function* isUnreadable({ kind, offset }: JournalLine, file: SegmentFile): Talk<boolean> {
  if (kind !== "torn" || file.isAside) return kind !== "record";
  return offset === 0 && !isBeginning(yield* measure(file));
}

/**
 * The first file that may say something of the day itself: a segment holds one date, and two days earlier is enough for
 * every clock. What was damaged before is not of this day, though it is kept for months. The newest file always may.
 */
function nearTo(files: readonly SegmentFile[], day: string): number {
  const early = dayBefore(dayBefore(Number(day.replaceAll("-", ""))));
  const later = files.findIndex(({ yyyymmdd }) => yyyymmdd >= early);
  return later < 0 ? files.length - 1 : later;
}

/**
 * Where reading may begin: its first line states everything that is unsettled. If a repair set files aside, reading starts
 * at the beginning.
 */
function* beginning(files: readonly SegmentFile[], day: string): Talk<number> {
  if (files.some(({ isAside }) => isAside)) return 0;
  for (let at = nearTo(files, day) - 1; at > 0; at--) {
    if ((yield* checkpointAt(files[at]?.path ?? "")) !== undefined) return at;
  }
  return 0;
}

/** The number before this date. On the first of a month it is a number below every date of that month. */
function dayBefore(yyyymmdd: number): number {
  const ofMonth = yyyymmdd % 100;
  if (ofMonth > 1) return yyyymmdd - 1;
  const month = Math.floor(yyyymmdd / 100) % 100;
  return month > 1 ? yyyymmdd - 100 + 27 : yyyymmdd - 10_000 + 1100 + 30;
}

/** Takes over the states that a segment's first line refers to. False if one is not in its place. */
function* foldCarried(fold: DayFold, files: readonly SegmentFile[], from: number): Talk<boolean> {
  if (from === 0) return true;
  const checkpoint = yield* checkpointAt(files[from]?.path ?? "");
  if (checkpoint === undefined) return false;
  for (const reference of checkpoint.carried ?? []) {
    const states = yield* statesAt(files, reference);
    if (states === undefined) return false;
    for (const attempt of states) fold.adopt(attempt);
  }
  return true;
}

/**
 * A copy of a till's folder beside it would count each of its sales twice, also what is unsettled of other days. A folder
 * that is named twice is told on a day without any.
 */
function refuseTwice(tills: readonly TillDay[]): void {
  const seen = new Map<string, string>();
  for (const { folder, attempts, elsewhere } of tills) {
    const own = [...attempts.map(({ attempt }) => attempt), ...elsewhere].map(({ attemptId }) => attemptId);
    const marks = [placeOf(folder), ...own];
    for (const mark of marks) {
      const other = seen.get(mark);
      if (other === undefined) continue;
      throw new CliError({
        en: `${other} and ${folder} hold the same sales: name each till once.`,
        lt: `Aplankuose ${other} ir ${folder} – tie patys pardavimai: kiekvieną kasą nurodykite vieną kartą.`,
      });
    }
    for (const mark of marks) seen.set(mark, folder);
  }
}

/** A till's folder, whether it or its journal was named. */
function placeOf(folder: string): string {
  return folder.replace(/[\\/]+$/, "").replace(/[\\/]journal$/i, "");
}
