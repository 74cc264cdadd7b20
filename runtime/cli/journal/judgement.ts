/** What a repair must take away so that a start takes up what is left, and whose journal it is. Pure over the files. */
import { parseLink } from "../../node/store/link-text.ts";
import { CliError } from "../exit.ts";
import type { MeasuredFile } from "./files.ts";
import type { Head } from "./head.ts";
import { type ChainBreak, judgeSegments, refusals, type SegmentState, type SetAside } from "./state.ts";

/** A file, and what its first lines say of it. */
export interface HeadedFile extends MeasuredFile, Head {}

export interface JudgedFile extends HeadedFile {
  readonly state: SegmentState;
  readonly isChained: boolean;
  /** Whether it may stay where look-ups and the next start read it. */
  readonly keeps: boolean;
}

/** Each file's state, and what must go so that a start takes up what is left: from the newest down. */
export function judge(segments: readonly HeadedFile[], aside: readonly SetAside[]) {
  const states = judgeSegments(segments, aside);
  const isBegunOnly = states.length > 0 && states.every(({ kind }) => kind === "begun");
  const isRefused = refusals(states).length > 0 || (isBegunOnly && segments.at(-1)?.segment !== 1);
  const unchained = new Set(segments.filter((_, at) => isUnchained(states[at], "twin")));
  let kept = segments.filter((one, at) => states[at]?.kind !== "damaged" && !unchained.has(one));
  for (;;) {
    const left = judgeSegments(kept, aside);
    const top = left.map(({ kind }) => kind !== "begun").lastIndexOf(true);
    const state = left[top];
    if (state?.kind !== "unchained") break;
    // What lies between the newest and the one that it follows was put in later; else the newest itself does not belong.
    const before = state.why === "inserted" ? kept.findIndex((one) => follows(kept[top], one)) : -1;
    const gone = kept.filter((_, at) => (before < 0 ? at === top : at > before && at < top));
    for (const one of gone) unchained.add(one);
    kept = kept.filter((one) => !gone.includes(one));
  }
  const judged = segments.map((file, at): JudgedFile => {
    const state = states[at] ?? { kind: "sound" };
    return { ...file, state, isChained: !unchained.has(file), keeps: kept.includes(file) };
  });
  return { judged, isRefused };
}

function isUnchained(state: SegmentState | undefined, why: ChainBreak): boolean {
  return state?.kind === "unchained" && state.why === why;
}

function follows(upper: MeasuredFile | undefined, { segment, digest }: MeasuredFile): boolean {
  return (parseLink(upper?.link ?? "") ?? []).some((one) => one.segment === segment && one.digest === digest);
}

/** Whose journal it is: as the command says, or as most of what is chained says. */
export function ownerOf(judged: readonly JudgedFile[], asked: string | undefined): string | undefined {
  const named = (some: readonly JudgedFile[]) => some.flatMap(({ till }) => till ?? []).at(-1);
  const said =
    named(judged.filter(({ keeps }) => keeps)) ?? named(judged.filter(({ isChained }) => isChained)) ?? named(judged);
  if (asked === undefined || said === undefined || judged.some(({ till }) => till === asked)) return asked ?? said;
  throw new CliError({
    en: `This journal is of till ${said}, not ${asked}.`,
    lt: `Tai kasos ${said}, o ne ${asked} žurnalas.`,
  });
}

export function isOwn({ till }: Head, owner: string | undefined): boolean {
  return (till ?? owner) === owner;
}

/**
 * Where folding may begin: at the newest file of the chain whose checkpoint holds the states themselves. Without one every
 * kept segment is folded, which also finds what a bundle dropped from its list.
 */
export function baseOf(sources: readonly JudgedFile[]): number {
  return Math.max(0, sources.map(({ isChained, holdsStates }) => isChained && holdsStates).lastIndexOf(true));
}
