/**
 * What of the journal's files around a day is not there, or is not what it was. A day whose file is missing must not look
 * like a day without sales.
 */
import type { Talk } from "../program/talk.ts";
import type { Words } from "../words.ts";
import { lacksStates } from "./carried.ts";
import { type MeasuredFile, measure, readLines, type SegmentFile } from "./files.ts";
import { begins } from "./fold-record.ts";
import { type ChainBreak, describeState, goneBefore, judgeSegments, statedBefore, wholeBefore } from "./state.ts";

/** A file that shows that something is missing. */
export interface Gap {
  readonly file: string;
  /**
   * `not-kept`: the journal begins with this file, after the day, and goes on from one that is no longer there.
   * `lines-missing`: the file goes on with an attempt that begins in no file.
   */
  readonly why: ChainBreak | "not-kept" | "lines-missing";
  /** The number of the segment that it says it follows; 0 if it names none. */
  readonly before: number;
}

/**
 * The gaps in which records of a day (a number YYYYMMDD) may have been. A segment holds one date, so only the segments
 * of that date and what lies between two segments around it are looked at, each beside the one below it. `own` are the
 * files without those of another till that a repair set aside.
 */
export function* gapsOf(files: readonly SegmentFile[], own: readonly SegmentFile[], day: number): Talk<Gap[]> {
  const inPlace = files.filter(({ isAside }) => !isAside);
  const aside: MeasuredFile[] = [];
  for (const file of files) if (file.isAside && !file.isRenamed) aside.push(yield* measure(file));
  const gaps: Gap[] = [];
  for (const [at, file] of inPlace.entries()) {
    const below = inPlace[at - 1];
    if (!isBetween(day, below ?? file, file)) continue;
    const gap = yield* gapAt(below, file, { inPlace, aside });
    if (gap !== undefined) gaps.push(gap);
  }
  gaps.push(...(yield* gapsAside(own, day)));
  const [first] = inPlace;
  if (first === undefined || inPlace.some(({ yyyymmdd }) => yyyymmdd <= day)) return gaps;
  const before = statedBefore(yield* measure(first));
  return before === 0 ? gaps : [{ file: first.file, why: "not-kept", before }];
}

/**
 * What a repair set aside is counted still, but nothing in place follows it: what is missing below it would be told by
 * nobody. Each of them must find the file that it says it follows, whatever that is called now.
 */
function* gapsAside(own: readonly SegmentFile[], day: number): Talk<Gap[]> {
  const gaps: Gap[] = [];
  const named = own.filter(({ isRenamed }) => !isRenamed);
  for (const file of named.filter(({ isAside }) => isAside)) {
    const below = named.filter(({ segment }) => segment < file.segment).at(-1);
    if (below === undefined || !isBetween(day, below, file)) continue;
    const before = wholeBefore(yield* measure(file));
    if (before === undefined) continue;
    const digests: string[] = [];
    for (const one of named) if (one.segment === before.segment) digests.push((yield* measure(one)).digest);
    if (digests.includes(before.digest)) continue;
    gaps.push({ file: file.file, why: digests.length > 0 ? "changed" : "missing", before: before.segment });
  }
  return gaps;
}

/** Whether the day is one of these dates or between them; a clock that went back has turned them around. */
function isBetween(day: number, a: SegmentFile, b: SegmentFile): boolean {
  return day >= Math.min(a.yyyymmdd, b.yyyymmdd) && day <= Math.max(a.yyyymmdd, b.yyyymmdd);
}

interface Around {
  readonly inPlace: readonly SegmentFile[];
  readonly aside: readonly MeasuredFile[];
}

/** Why a file does not follow the one below it as it did when it was begun. */
function* gapAt(below: SegmentFile | undefined, file: SegmentFile, { inPlace, aside }: Around): Talk<Gap | undefined> {
  const pair: MeasuredFile[] = [];
  for (const one of below === undefined ? [file] : [below, file]) pair.push(yield* measure(one));
  const own = pair.at(-1);
  const state = judgeSegments(pair, aside).at(-1);
  if (own === undefined || state === undefined) return undefined;
  const before = wholeBefore(own);
  if (state.kind === "unchained") {
    const isGone = state.why === "missing" && before !== undefined && file !== inPlace.at(-1);
    const why = isGone ? goneBefore(before, aside) : state.why;
    return why === undefined ? undefined : { file: file.file, why, before: state.before };
  }
  const lacks = state.kind !== "damaged" && (yield* lacksStates(file.path, inPlace));
  return lacks ? { file: file.file, why: "states-missing", before: statedBefore(own) } : undefined;
}

/**
 * Lines that were cut out whole leave what still verifies, and nothing follows the newest file: what was written of an
 * attempt behind its first line tells of it. A line that is damaged is told as that.
 */
export function* headlessGaps(ids: readonly string[], files: readonly SegmentFile[]): Talk<Gap[]> {
  const gaps: Gap[] = [];
  for (const id of ids) {
    const at = yield* headlessAt(id, files);
    if (at !== undefined && gaps.every(({ file }) => file !== at))
      gaps.push({ file: at, why: "lines-missing", before: 0 });
  }
  return gaps;
}

/** The first file that tells of an attempt whose beginning stands in none. */
function* headlessAt(id: string, files: readonly SegmentFile[]): Talk<string | undefined> {
  let at: string | undefined;
  for (const { path, file } of files)
    for (let from = 0; from >= 0; ) {
      const { lines, next } = yield* readLines(path, { from, having: [id] });
      for (const line of lines) {
        if (line.kind !== "record") continue;
        const { record } = line;
        const isOwn = "attemptId" in record && record.attemptId === id;
        if ((isOwn && begins(record)) || record.t === "checkpoint" || record.t === "carried") return undefined;
        // a later send names it too, as the last one of RRPay
        if (isOwn) at ??= file;
      }
      from = next;
    }
  return at;
}

/** The note of a table or a page, whose sums may not be whole because of it. `till` is empty where there is only one. */
export function gapNote({ file, why, before }: Gap, till: string): Words {
  const of = till === "" ? { en: "", lt: "" } : { en: `till ${till}, `, lt: `kasa ${till}, ` };
  if (why === "not-kept")
    return {
      en: `Journal files of this day are no longer kept (${of.en}the first one is ${file}): only what was unfinished is known of it here.`,
      lt: `Šios dienos žurnalo failai nebesaugomi (${of.lt}pirmasis – ${file}): čia žinoma tik tai, kas liko neužbaigta.`,
    };
  if (why === "lines-missing")
    return {
      en: `Lines of the journal are missing (${of.en}${file}): it goes on with a payment of which nothing says what it is, so it is in no sum. Compare with RRPay's own report.`,
      lt: `Žurnale trūksta eilučių (${of.lt}${file}): jame tęsiamas mokėjimas, apie kurį nebėra parašyta, koks jis, todėl jo nėra jokioje sumoje. Palyginkite su pačios RRPay ataskaita.`,
    };
  const { en, lt } = describeState({ kind: "unchained", why, before });
  return {
    en: `A journal file is missing or was changed (${of.en}${file} – ${en}): payments of this day may be in no sum. Compare with RRPay's own report; see gama-rrpay journal list.`,
    lt: `Žurnalo failo trūksta arba jis pakeistas (${of.lt}${file} – ${lt}): šios dienos mokėjimų gali nebūti jokioje sumoje. Palyginkite su pačios RRPay ataskaita; žr. gama-rrpay journal list.`,
  };
}
