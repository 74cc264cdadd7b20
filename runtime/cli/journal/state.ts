/**
 * The state of a journal's segments, each alone and as a chain. The newest gets the verdict of a start, and those below
 * are judged in the same way. It is a pure function of what any host can say about a file, so `list`, `show`, `repair`
 * and `doctor` agree with a start.
 */
import { parseLink } from "../../node/store/link-text.ts";
import type { Words } from "../words.ts";

/** What is known of one file before it is judged. */
export interface SegmentFacts {
  readonly segment: number;
  readonly lineCount: number;
  /** Where damage begins, or −1. */
  readonly badOffset: number;
  /** Whether a sound line follows the damage, or line ends were changed. */
  readonly isCorrupt: boolean;
  /** Whether it is only the beginning of a first line: an interrupted rotation. */
  readonly isBegun: boolean;
  /** What the first line says about the segments before. */
  readonly link: string;
  /** Whether it has no link although its form came with the chain. Then it follows no other segment. */
  readonly isUnbound: boolean;
  /** SHA-256 of the whole file in lower-case hexadecimal. */
  readonly digest: string;
  /** Whether a start reads it, and does not find the states of unsettled attempts to which it refers. */
  readonly isWithoutStates: boolean;
  /** Whether it is newer than what a start reads and has another name than a segment. */
  readonly isAside: boolean;
  /** Whether that name is not a repair's. */
  readonly isRenamed: boolean;
}

/** A file that a repair set aside. */
export interface SetAside {
  readonly segment: number;
  readonly digest: string;
}

/** Why a segment does not follow the one below it. */
export type ChainBreak =
  | "twin"
  | "missing"
  | "changed"
  | "inserted"
  | "unlinked"
  | "aside-missing"
  | "renamed"
  | "repair-missing"
  | "states-missing";

/**
 * A power cut leaves a torn tail, which the next start cuts off. A begun segment is removed with the next rotation.
 * Damage and a break in the chain need a person.
 */
export type SegmentState =
  | { readonly kind: "sound" }
  | { readonly kind: "begun" }
  | { readonly kind: "torn"; readonly offset: number }
  | { readonly kind: "damaged"; readonly offset: number }
  | { readonly kind: "unchained"; readonly why: ChainBreak; readonly before: number };

/** Whether a person is needed. */
export function isTrouble({ kind }: SegmentState): boolean {
  return kind === "damaged" || kind === "unchained";
}

/** The states for which a start refuses: a newest segment that needs a person, and files with the same number. */
export function refusals(states: readonly SegmentState[]): SegmentState[] {
  const newest = states.filter(({ kind }) => kind !== "begun").at(-1);
  const isTwin = (state: SegmentState) => state.kind === "unchained" && state.why === "twin";
  return states.filter((state) => isTrouble(state) && (state === newest || isTwin(state)));
}

/** The states of segments, which are given oldest first. */
export function judgeSegments(segments: readonly SegmentFacts[], aside: readonly SetAside[]): SegmentState[] {
  const inPlace = judgeInPlace(
    segments.filter(({ isAside }) => !isAside),
    aside,
  ).values();
  return segments.map(({ isAside, isRenamed }) => {
    if (isAside) return { kind: "unchained", why: isRenamed ? "renamed" : "repair-missing", before: 0 };
    return inPlace.next().value ?? { kind: "sound" };
  });
}

function judgeInPlace(segments: readonly SegmentFacts[], aside: readonly SetAside[]): SegmentState[] {
  const read = segments.map(isBeginning).lastIndexOf(false);
  // A first segment that was never completed is not yet a journal.
  const isNothing = read < 0 && segments.at(-1)?.segment === 1;
  return segments.map((one, at) => {
    // A start asks this before it reads any file.
    if (isTwin(segments, at)) return { kind: "unchained", why: "twin", before: statedBefore(one) };
    if (isBeginning(one)) return at > read && (read >= 0 || isNothing) ? { kind: "begun" } : damagedAt(0);
    if (one.isCorrupt || (one.badOffset >= 0 && (at !== read || one.lineCount === 0))) return damagedAt(one.badOffset);
    const why = chainBreak(segments.slice(0, at), one, aside, at === read) ?? statesOf(one);
    if (why) return { kind: "unchained", why, before: statedBefore(one) };
    return one.badOffset < 0 ? { kind: "sound" } : { kind: "torn", offset: one.badOffset };
  });
}

function damagedAt(offset: number): SegmentState {
  return { kind: "damaged", offset };
}

/** Whether it is only what an interrupted rotation leaves. */
export function isBeginning({ isBegun, lineCount }: SegmentFacts): boolean {
  return isBegun && lineCount === 0;
}

function isTwin(segments: readonly SegmentFacts[], at: number): boolean {
  return [segments[at - 1], segments[at + 1]].some((other) => other?.segment === segments[at]?.segment);
}

function statesOf({ isWithoutStates }: SegmentFacts): ChainBreak | undefined {
  return isWithoutStates ? "states-missing" : undefined;
}

/**
 * Why a segment does not follow those below it. The bundle judges the newest by the same rules
 * (plugin/journal/chain.ts).
 */
function chainBreak(
  lower: readonly SegmentFacts[],
  { link, isUnbound }: SegmentFacts,
  aside: readonly SetAside[],
  isRead: boolean,
): ChainBreak | undefined {
  const below = lower.at(-1);
  const entries = parseLink(link);
  if (entries === undefined) return "unlinked";
  const isThere = entries
    .filter(({ isDamaged }) => isDamaged)
    .every((entry) => aside.some((one) => one.segment === entry.segment && one.digest === entry.digest));
  if (!isThere) return "aside-missing";
  const before = entries.find(({ isDamaged }) => !isDamaged);
  if (below === undefined) {
    // Files that retention removed are not missing. But a start that has only this file needs everything that its link
    // names.
    return before !== undefined && entries.length > 1 && isRead ? "missing" : undefined;
  }
  if (entries.length === 0) return isUnbound || lower.some((one) => one.link !== "") ? "unlinked" : undefined;
  if (before === undefined || before.segment < below.segment) return "inserted";
  if (before.segment > below.segment) return isRead ? "missing" : goneBefore(before, aside);
  return before.digest === below.digest ? undefined : "changed";
}

/** What became of a segment that is not in its place below one that no start reads: a repair may have set it aside. */
export function goneBefore(before: SetAside, aside: readonly SetAside[]): "missing" | "changed" | undefined {
  const there = aside.filter(({ segment }) => segment === before.segment);
  if (there.some(({ digest }) => digest === before.digest)) return undefined;
  return there.length === 0 ? "missing" : "changed";
}

/** The segment that it says it follows. Undefined if it names none. */
export function wholeBefore({ link }: Pick<SegmentFacts, "link">): SetAside | undefined {
  return parseLink(link)?.find(({ isDamaged }) => !isDamaged);
}

/** The number of that segment; 0 if it names none. */
export function statedBefore(file: Pick<SegmentFacts, "link">): number {
  return wholeBefore(file)?.segment ?? 0;
}

const BREAKS: Readonly<Record<ChainBreak, Words>> = {
  twin: { en: "another file has its number", lt: "tokį pat numerį turi kitas failas" },
  missing: { en: "the segment before it is missing", lt: "nėra prieš jį buvusio segmento" },
  changed: {
    en: "the segment before it is not the one that it followed",
    lt: "prieš jį esantis segmentas – ne tas, kurį jis tęsė",
  },
  inserted: { en: "a segment below it was put in later", lt: "prieš jį esantis segmentas įdėtas vėliau" },
  unlinked: {
    en: "it states no segment before it, as a file of another journal",
    lt: "jame nenurodytas ankstesnis segmentas, kaip kito žurnalo faile",
  },
  "aside-missing": {
    en: "a file that a repair set aside is missing",
    lt: "nėra failo, kurį taisymas buvo padėjęs į šalį",
  },
  renamed: {
    en: "it is newer than every segment, but has another name",
    lt: "jis naujesnis už visus segmentus, bet pavadintas kitaip",
  },
  "repair-missing": {
    en: "a repair set it aside, and the segment that the repair made is missing",
    lt: "jį į šalį padėjo taisymas, o taisant sukurto segmento nėra",
  },
  "states-missing": {
    en: "the file with the unfinished payments that it goes on with is missing or damaged",
    lt: "failo, kuriame yra jo tęsiami neužbaigti mokėjimai, nėra arba jis sugadintas",
  },
};

/** One sentence about a segment's state. */
export function describeState(state: SegmentState): Words {
  switch (state.kind) {
    case "sound":
      return { en: "sound", lt: "tvarkingas" };
    case "begun":
      return {
        en: "a beginning that a crash cut off, removed at the next rotation",
        lt: "tik pradžia, kurią nutraukė gedimas; ji bus pašalinta pradedant kitą segmentą",
      };
    case "torn":
      return {
        en: `torn tail at byte ${state.offset}, cut off at the next start`,
        lt: `nuo ${state.offset} baito neužbaigta eilutė, ji bus nukirpta kitą kartą paleidus GAMA`,
      };
    case "damaged":
      return { en: `DAMAGED at byte ${state.offset}`, lt: `SUGADINTAS nuo ${state.offset} baito` };
    case "unchained":
      return describeBreak(state);
  }
}

function describeBreak({ why, before }: Extract<SegmentState, { kind: "unchained" }>): Words {
  const follows = { en: `, says that it follows ${before}`, lt: `, sako tęsiąs ${before}` };
  const { en, lt } = before > 0 ? follows : { en: "", lt: "" };
  return { en: `NOT IN THE CHAIN${en}: ${BREAKS[why].en}`, lt: `NE GRANDINĖJE${lt}: ${BREAKS[why].lt}` };
}
