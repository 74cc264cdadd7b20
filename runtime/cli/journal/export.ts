/** `gama-rrpay journal export DIR --day YYYY-MM-DD`: a day of the till as a table for the accountant. Changes nothing. */
import { Ledger } from "../../../plugin/journal/ledger.ts";
import { isOpen } from "../../../plugin/payment/attempt.ts";
import { encodeUtf8 } from "../../../plugin/text/utf8.ts";
import type { Attempt } from "../../../schemas/generated/types.ts";
import { parseArguments } from "../arguments.ts";
import { dataFolderOf, type Setting } from "../config.ts";
import { EXIT, type ExitCode, usageError } from "../exit.ts";
import { give, remark, replaceFile, sayJson, type Talk } from "../program/talk.ts";
import { formatDate, isDate, WallClock } from "../time.ts";
import type { Language } from "../words.ts";
import { type JournalLine, Progress, readLines, type SegmentFile, segmentFiles } from "./files.ts";
import { dayTable } from "./table.ts";
import { dayMoment, printedMoment, tillOffset } from "./till-day.ts";

/** A day's table, and how far it can be trusted. */
export interface DayExport {
  readonly csv: string;
  readonly attempts: readonly Attempt[];
  /** Lines of the journal that could not be read: what they said is missing. */
  readonly unreadableLines: number;
}

/** The command: the table goes to a file or to standard output, everything else to standard error. */
export function* exportCommand(args: readonly string[], setting: Setting): Talk<ExitCode> {
  const { language } = setting;
  const { values, positionals } = parseArguments(args, { day: "text", out: "text", json: "flag" });
  const { day, out } = values;
  const folder = yield* dataFolderOf(positionals, setting, {
    en: "journal export takes one folder",
    lt: "journal export reikia vieno aplanko",
  });
  if (day === undefined)
    throw usageError({ en: "journal export needs --day YYYY-MM-DD", lt: "journal export reikia --day YYYY-MM-DD" });
  const { csv, attempts, unreadableLines } = yield* exportDay(folder, day, language);
  const openCount = attempts.filter(isOpen).length;
  if (out !== undefined) yield* replaceFile(out, encodeUtf8(csv));
  if (values.json) yield* sayJson({ day, attempts, openCount, unreadableLines });
  else if (out === undefined) yield* give(csv);
  const counted = {
    en: `${day}: ${attempts.length} attempts, ${openCount} of them with an unknown outcome.`,
    lt: `${day}: mokėjimo bandymų ${attempts.length}, iš jų su nežinoma baigtimi ${openCount}.`,
  };
  yield* remark(counted[language]);
  if (unreadableLines === 0) return EXIT.done;
  const incomplete = {
    en: `${unreadableLines} lines of the journal are damaged: the table may be incomplete.`,
    lt: `Žurnalo sugadintų eilučių: ${unreadableLines}. Lentelėje gali ko nors trūkti.`,
  };
  yield* remark(incomplete[language]);
  return EXIT.notDone;
}

/** The table of one day of the till. `folder` is the data folder, or its journal folder. */
export function* exportDay(folder: string, day: string, language: Language = "en"): Talk<DayExport> {
  if (!isDate(day))
    throw usageError({
      en: `--day takes a date as YYYY-MM-DD, not "${day}"`,
      lt: `--day reikia datos YYYY-MM-DD, o ne „${day}“`,
    });
  const clock = new WallClock();
  const found = new DayAttempts(day, clock);
  const files: SegmentFile[] = yield* segmentFiles(folder, { aside: true });
  const progress = new Progress(language, files.length);
  let unreadableLines = 0;
  for (const { path, isAside } of files) {
    for (let from = 0; from >= 0; ) {
      const { lines, next } = yield* readLines(path, { from });
      for (const line of lines) {
        yield* found.add(line);
        if (isUnreadable(line, isAside)) unreadableLines++;
      }
      from = next;
    }
    yield* progress.next();
  }
  const attempts = yield* found.end();
  return { csv: dayTable(attempts, clock.offsetAt), attempts, unreadableLines };
}

/** A torn tail is none: it was never flushed as a whole, or is being written right now. */
function isUnreadable({ kind }: JournalLine, isAside: boolean): boolean {
  return kind !== "record" && (kind !== "torn" || isAside);
}

/** The attempts of one day, out of a whole journal: a checkpoint forgets the oldest settled ones, this does not. */
class DayAttempts {
  readonly #day: string;
  readonly #clock: WallClock;
  readonly #ledger = new Ledger();
  readonly #known = new Map<string, Attempt>();

  constructor(day: string, clock: WallClock) {
    this.#day = day;
    this.#clock = clock;
  }

  *add(line: JournalLine): Talk<void> {
    if (line.kind !== "record") return;
    if (line.record.t === "checkpoint") yield* this.#keep();
    this.#ledger.apply(line.record);
  }

  /** In the order in which they were sent. */
  *end(): Talk<Attempt[]> {
    yield* this.#keep();
    return [...this.#known.values()].sort((a, b) => a.sentAtMs - b.sentAtMs);
  }

  *#keep(): Talk<void> {
    for (const attempt of this.#ledger.all()) {
      const atMs = dayMoment(attempt);
      yield* this.#clock.learn(atMs);
      const { offsetAt } = this.#clock;
      if (formatDate(atMs, tillOffset(attempt, offsetAt)(atMs)) !== this.#day) this.#known.delete(attempt.attemptId);
      else {
        yield* this.#clock.learn(attempt.sentAtMs);
        yield* this.#clock.learn(printedMoment(attempt) ?? atMs);
        this.#known.set(attempt.attemptId, attempt);
      }
    }
  }
}
