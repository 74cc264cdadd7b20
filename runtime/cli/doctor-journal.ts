/**
 * The doctor's check of the journal's files. It checks every segment and every link; a start checks only the newest.
 */
import { CODES } from "../../schemas/generated/codes.ts";
import type { DoctorResult } from "../../schemas/generated/types.ts";
import { sortSegments } from "../node/store/segment.ts";
import { describeFolder, folderInPlace } from "./journal/files.ts";
import { readSegments } from "./journal/list.ts";
import { describeState, isTrouble, refusals } from "./journal/state.ts";
import { join } from "./program/path.ts";
import { attempt, isFolder, type Talk } from "./program/talk.ts";
import type { Entry } from "./program/wire.ts";
import type { Language } from "./words.ts";

type Check = DoctorResult["checks"][number];

const OLDER = {
  lt: "Ankstesnės dienos žurnalo failas pakeistas, kasa dirba toliau. Palyginkite tos dienos kvitus su RRPay ataskaita. Failas dings, kai pasibaigs journal.keepDays.",
  en: "A journal file of an earlier day was changed; the till goes on working. Compare that day's receipts with RRPay's report. The file goes when journal.keepDays are over.",
};

/** One line for all files, or one for the first file that is not in order. */
export function* checkSegments(dataDir: string, language: Language): Talk<Check[]> {
  const entries = yield* entriesOf(dataDir);
  const inPlace = folderInPlace(entries);
  if (inPlace !== undefined) {
    const fix = describeFolder(join(join(dataDir, "journal"), inPlace))[language];
    return [{ id: "segments", status: "fail", detail: inPlace, fix }];
  }
  // A till that has never sold has no segments.
  if (sortSegments(entries.map(({ name }) => name)).length === 0) return [];
  const segments = yield* readSegments(dataDir, language);
  const troubled = segments.filter(({ state }) => isTrouble(state));
  const [first] = troubled;
  if (first === undefined) return [{ id: "segments", status: "ok", detail: `${segments.length}`, fix: "" }];
  // A start refuses a newest segment with trouble, and two files with one number.
  const over = refusals(segments.map(({ state }) => state));
  const refused = troubled.find(({ state }) => over.includes(state));
  const { file, state } = refused ?? first;
  const detail = `${file}: ${describeState(state)[language]}`;
  if (refused) return [{ id: "segments", status: "fail", detail, fix: CODES["journal-corrupt"][language] }];
  return [{ id: "segments", status: "warn", detail, fix: OLDER[language] }];
}

/** The entries of the journal's folder, which may be missing. */
function* entriesOf(dataDir: string): Talk<readonly Entry[]> {
  const folder = join(dataDir, "journal");
  if (!(yield* isFolder(folder))) return [];
  return (yield* attempt<"list">({ type: "list", path: folder })).fields?.entries ?? [];
}
