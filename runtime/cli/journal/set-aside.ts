/** What repairs set aside, and what one leaves that was ended before it had set aside everything. */
import { ENTRY } from "../../../schemas/generated/program.ts";
import { parseLink } from "../../node/store/link-text.ts";
import { isUnfinished, segmentFile } from "../../node/store/segment.ts";
import { folderOf, join } from "../program/path.ts";
import { ask, attempt, exists, list, type Talk } from "../program/talk.ts";
import type { Language } from "../words.ts";
import { type MeasuredFile, measure, renamedFiles, type SegmentFile } from "./files.ts";
import { measureAll } from "./measured.ts";
import { isBeginning } from "./state.ts";

/** Renames segments so that no reader finds them. The new name says where they belong. */
export function* quarantine(damaged: readonly SegmentFile[]): Talk<string[]> {
  const names: string[] = [];
  for (const { path, segment, yyyymmdd, isAside, isRenamed } of damaged) {
    if (isAside && !isRenamed) continue;
    const file = segmentFile(segment, yyyymmdd);
    const folder = folderOf(path);
    let name = `${file}.damaged`;
    let isTaken = yield* exists(join(folder, name));
    for (let again = 2; isTaken; again++) {
      name = `${file}.damaged-${again}`;
      isTaken = yield* exists(join(folder, name));
    }
    yield* ask<"rename">({ type: "rename", from: path, to: join(folder, name) }, path);
    names.push(name);
  }
  return names;
}

/** A repair that was killed, or lost its power, behind its segment. */
interface EndedRepair {
  /** The segment that it wrote. */
  readonly written: MeasuredFile;
  /** The files that it found, as it found them. */
  readonly files: readonly MeasuredFile[];
  /** What earlier repairs had set aside. */
  readonly setAside: readonly MeasuredFile[];
  /** What it has not set aside, although its segment names it. */
  readonly left: readonly SegmentFile[];
}

/** The repair of this folder that was ended behind its segment, if one was. */
export function* endedRepair(folder: string, language: Language): Talk<EndedRepair | undefined> {
  const { files, aside } = yield* measureAll(folder, language);
  const inPlace = files.filter(({ isAside }) => !isAside);
  const written = inPlace.filter((one) => !isBeginning(one)).at(-1);
  const named = (parseLink(written?.link ?? "") ?? []).filter(({ isDamaged }) => isDamaged);
  const isNamed = (one: MeasuredFile) =>
    named.some(({ segment, digest }) => segment === one.segment && digest === one.digest);
  // What had another name is below the new segment now, and looks like any copy.
  const renamed: MeasuredFile[] = [];
  const others: SegmentFile[] = yield* renamedFiles(folder);
  for (const file of others)
    if (named.some(({ segment }) => segment === file.segment)) renamed.push(yield* measure(file));
  const left = [...inPlace, ...renamed].filter(isNamed);
  if (written === undefined || left.length === 0) return undefined;
  const isLeft = (one: MeasuredFile) => left.some(({ digest }) => digest === one.digest);
  const already = aside
    .filter((one) => isNamed(one) && !isLeft(one))
    .map((one) => ({ ...one, file: segmentFile(one.segment, one.yyyymmdd), isAside: false }));
  const rest = inPlace.filter((one) => one !== written && !left.includes(one));
  const found = [...rest, ...left, ...already].sort((a, b) => a.segment - b.segment || a.yyyymmdd - b.yyyymmdd);
  return { written, files: found, setAside: aside.filter((one) => !isNamed(one)), left };
}

/** Removes what a command has left that was ended while it wrote a segment: nobody reads it, and it has people's names. */
export function* sweepUnwritten(folder: string): Talk<void> {
  const journal = join(folder, "journal");
  const entries = yield* list(journal);
  for (const { name, kind } of entries)
    if (kind === ENTRY.file && isUnfinished(name))
      yield* attempt<"remove">({ type: "remove", path: join(journal, name) });
}
