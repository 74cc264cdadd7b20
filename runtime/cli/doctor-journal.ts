/**
 * The doctor's check of the journal's files. It checks every segment and every link; a start checks only the newest.
 */
import { localDate } from "../../plugin/clock.ts";
import { CAPS } from "../../schemas/generated/boundary.ts";
import { CODES } from "../../schemas/generated/codes.ts";
import { ENTRY } from "../../schemas/generated/program.ts";
import { segmentFile } from "../node/store/segment.ts";
import { type Check, failing } from "./doctor-check.ts";
import { FolderInPlace, namedAsSegments } from "./journal/files.ts";
import { readSegments, type Segment } from "./journal/list.ts";
import { describeState, isTrouble, refusals } from "./journal/state.ts";
import { join } from "./program/path.ts";
import { isFolder, list, now, type Talk, Withheld } from "./program/talk.ts";
import type { Entry } from "./program/wire.ts";
import type { Language } from "./words.ts";

const NAMES_SAID = 5;
const DETAIL_CHARS = 900;

const OLDER = {
  lt: "Ankstesnės dienos žurnalo failas pakeistas, kasa dirba toliau. Palyginkite tos dienos kvitus su RRPay ataskaita. Failas dings, kai pasibaigs journal.keepDays.",
  en: "A journal file of an earlier day was changed; the till goes on working. Compare that day's receipts with RRPay's report. The file goes when journal.keepDays are over.",
};

/** What is looked up there cannot be read, so it is refused. */
const OLDER_DAMAGED = {
  lt: "Ankstesnės dienos žurnalo failas sugadintas. Kasa parduoda, bet gali atsisakyti to, ko tame faile ieško. Uždarykite GAMA, paleiskite gama-rrpay journal repair ir palyginkite tos dienos kvitus su RRPay ataskaita.",
  en: "A journal file of an earlier day is damaged. The till sells, but may refuse what it looks up in that file. Close GAMA, run gama-rrpay journal repair, and compare that day's receipts with RRPay's report.",
};

const LARGEST_MIB = CAPS.measuredBytes / 1024 / 1024;

const UNREADABLE = {
  lt: `Kasa su šiuo failu gali nepasileisti. Uždarykite GAMA ir kitas programas, kurios galėjo jį atidaryti, ir pakartokite doctor. Didesnis nei ${LARGEST_MIB} MiB failas nėra žurnalo failas: iškelkite jį iš žurnalo aplanko.`,
  en: `The till may not start with this file. Close GAMA and other programs that may have it open, and repeat doctor. A file of more than ${LARGEST_MIB} MiB is no journal file: move it out of the journal's folder.`,
};

const UNREAD = {
  lt: "Kasa šių failų neskaito. Jei kuris nors yra žurnalo failas, kurio trūksta, uždarykite GAMA ir grąžinkite jam tikrąjį vardą (NNNNNNNN-YYYYMMDD.jsonl). Kopijas perkelkite iš šio aplanko.",
  en: "The till does not read these files. If one is a journal file that is missing, close GAMA and give it its own name back (NNNNNNNN-YYYYMMDD.jsonl). Move copies out of this folder.",
};

/** The newest files, about one a day of sales. */
const FILES_ASKED = 7;

const LATER = {
  lt: "Šio žurnalo failo data vėlesnė už šiandieną: kompiuterio laikrodis rodo neteisingai dabar arba rodė tada. Prieš parduodami patikrinkite Windows datą, laiką ir laiko juostą; kvitų ieškoma pagal dieną.",
  en: "This journal file has a later date than today: the computer's clock is wrong now, or was wrong then. Check date, time and time zone in Windows before selling; receipts are found by their day.",
};

/** A newest segment under another name. */
const RENAMED = {
  lt: (name: string) =>
    `Uždarykite GAMA ir grąžinkite šiam failui tikrąjį vardą ${name} arba paleiskite gama-rrpay journal repair, kuri perskaitys ir jį.`,
  en: (name: string) =>
    `Close GAMA and give this file its own name ${name} back, or run gama-rrpay journal repair, which reads it too.`,
};

/** One line for all segments, or one for the first that is not in order; and one for files that look like segments. */
export function* checkSegments(dataDir: string, language: Language): Talk<Check[]> {
  const folder = join(dataDir, "journal");
  const read = yield* failing("segments", language, () => readJournal(dataDir, folder, language));
  if (read.type === "done") {
    const { entries, segments } = read.result;
    return [
      ...judgement(segments, language),
      ...unread(entries, segments, language),
      ...(yield* laterDates(segments, language)),
    ];
  }
  // what cannot be read and why, and what to do about it, where why does not say that
  const why = read.check.fix.slice(0, DETAIL_CHARS);
  const isSaid = read.error instanceof Withheld || read.error instanceof FolderInPlace;
  return [{ ...read.check, detail: folder, fix: isSaid ? why : `${why} ${UNREADABLE[language]}` }];
}

/** What is in the journal's folder. A till that has never sold has no segments. */
function* readJournal(dataDir: string, folder: string, language: Language) {
  const entries = (yield* isFolder(folder)) ? yield* list(folder) : [];
  const isNone = namedAsSegments(entries).length === 0;
  const segments: Segment[] = isNone ? [] : yield* readSegments(dataDir, language);
  return { entries, segments };
}

function judgement(segments: readonly Segment[], language: Language): Check[] {
  if (segments.length === 0) return [];
  const troubled = segments.filter(({ state }) => isTrouble(state));
  const [first] = troubled;
  if (first === undefined) return [{ id: "segments", status: "ok", detail: `${segments.length}`, fix: "" }];
  // A start refuses a newest segment with trouble, and two files with one number.
  const over = refusals(segments.map(({ state }) => state));
  const refused = troubled.find(({ state }) => over.includes(state));
  const { file, segment, yyyymmdd, state, isRenamed } = refused ?? first;
  const detail = `${file}: ${describeState(state)[language]}`;
  const fix = isRenamed ? RENAMED[language](segmentFile(segment, yyyymmdd)) : CODES["journal-corrupt"][language];
  if (refused) return [{ id: "segments", status: "fail", detail, fix }];
  return [
    { id: "segments", status: "warn", detail, fix: (state.kind === "damaged" ? OLDER_DAMAGED : OLDER)[language] },
  ];
}

/**
 * A file with a later date than today: the clock is wrong now, or was wrong then. The till's own check compares with the
 * newest record, so one sale by a wrong clock silences it. What was wrong a week of sales ago is told no more.
 */
function* laterDates(segments: readonly Segment[], language: Language): Talk<Check[]> {
  const today = localDate(yield* now());
  const newest = segments.filter(({ isAside }) => !isAside).slice(-FILES_ASKED);
  const later = newest.filter(({ yyyymmdd }) => yyyymmdd > today).at(-1);
  if (later === undefined) return [];
  return [{ id: "journal-dates", status: "warn", detail: `${later.file} > ${today}`, fix: LATER[language] }];
}

/** Files that look like segments or copies of them, and that no start and no command reads. */
function unread(entries: readonly Entry[], segments: readonly Segment[], language: Language): Check[] {
  const read = new Set(segments.map(({ file }) => file));
  const named = new Map(namedAsSegments(entries).map(({ file, isRenamed }) => [file, isRenamed]));
  const names = entries
    .filter(({ name, kind }) => kind === ENTRY.file && !read.has(name))
    .map(({ name }) => name)
    .filter((name) => named.get(name) ?? /\.jso/i.test(name));
  if (names.length === 0) return [];
  const more = names.length > NAMES_SAID ? ` … (${names.length})` : "";
  const detail = `${names.slice(0, NAMES_SAID).join(", ").slice(0, DETAIL_CHARS)}${more}`;
  return [{ id: "journal-files", status: "warn", detail, fix: UNREAD[language] }];
}
