/** A till's journal as a start judges it: every segment measured, with what it refers to. Nothing here changes it. */
import { FILE_NUMBERS } from "../../../schemas/generated/boundary.ts";
import type { Talk } from "../program/talk.ts";
import type { Language } from "../words.ts";
import { lacksStates } from "./carried.ts";
import { type MeasuredFile, measure, Progress, type SegmentFile, segmentFiles } from "./files.ts";
import { isBeginning } from "./state.ts";

/** The files of a journal as a start judges them. */
export interface Measured {
  /** The segments, oldest first. What is newer than what a start reads and has another name is among them. */
  readonly files: readonly MeasuredFile[];
  /** The files that repairs set aside. */
  readonly aside: readonly MeasuredFile[];
}

/** Measures all segments of a folder, and what was set aside. Copies of what is there are not read. */
export function* measureAll(folder: string, language: Language): Talk<Measured> {
  const all: SegmentFile[] = yield* segmentFiles(folder, { aside: true });
  const progress = new Progress(language, all.length);
  const measured: MeasuredFile[] = [];
  for (const file of all) {
    measured.push(yield* measure(file));
    yield* progress.next();
  }
  const inPlace = measured.filter(({ isAside }) => !isAside);
  const read = inPlace.filter((one) => !isBeginning(one)).at(-1);
  const newest = read?.segment ?? 0;
  const isNewer = ({ segment }: MeasuredFile) => segment > newest && segment < FILE_NUMBERS.highestOwn;
  if (read !== undefined && (yield* lacksStates(read.path, inPlace)))
    measured[measured.indexOf(read)] = { ...read, isWithoutStates: true };
  return {
    files: measured.filter((one) => !one.isAside || isNewer(one)),
    aside: measured.filter((one) => one.isAside && !one.isRenamed),
  };
}
