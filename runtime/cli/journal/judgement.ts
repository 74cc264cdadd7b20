/**
 * What a repair must set aside so that a start accepts the rest, and which till the journal belongs to. A pure function
 * of the files.
 */
import { parseLink } from "../../node/store/link-text.ts";
import { CliError } from "../exit.ts";
import type { MeasuredFile } from "./files.ts";
import type { Head } from "./head.ts";
import { type ChainBreak, judgeSegments, refusals, type SegmentState, type SetAside } from "./state.ts";

/** A file, and what its first lines say about it. */
export interface HeadedFile extends MeasuredFile, Head {}

export interface JudgedFile extends HeadedFile {
  readonly state: SegmentState;
  readonly isChained: boolean;
  /** It names the file right below, whose digest is another one because that file is damaged. */
  readonly followsDamaged: boolean;
  /** Whether it may stay where look-ups and the next start read it. */
  readonly keeps: boolean;
}

/**
 * The state of each file, and what must be set aside so that a start accepts the rest, from the newest file downwards.
 */
export function judge(segments: readonly HeadedFile[], aside: readonly SetAside[]) {
  const states = judgeSegments(segments, aside);
  const isBegunOnly = states.length > 0 && states.every(({ kind }) => kind === "begun");
  // A start reads only the newest file, but a look-up that meets damage in another one refuses too.
  const isDamaged = states.some(({ kind }) => kind === "damaged");
  const isRefused = refusals(states).length > 0 || isDamaged || (isBegunOnly && segments.at(-1)?.segment !== 1);
  const unchained = new Set(segments.filter(({ isAside }, at) => isAside || isUnchained(states[at], "twin")));
  // Below a new segment a beginning is damage: nothing removes it any more.
  const isUseless = (at: number) => states[at]?.kind === "damaged" || states[at]?.kind === "begun";
  let kept = segments.filter((one, at) => !isUseless(at) && !unchained.has(one));
  for (;;) {
    const left = judgeSegments(kept, aside);
    const top = left.map(({ kind }) => kind !== "begun").lastIndexOf(true);
    const state = left[top];
    // where only states are missing the file itself is sound, and the new segment states what is left of them
    if (state?.kind !== "unchained" || state.why === "states-missing") break;
    // Files between the newest and the one that it follows were inserted later. Otherwise the newest itself does not
    // belong here.
    const before = state.why === "inserted" ? kept.findIndex((one) => follows(kept[top], one)) : -1;
    const gone = kept.filter((_, at) => (before < 0 ? at === top : at > before && at < top));
    for (const one of gone) unchained.add(one);
    kept = kept.filter((one) => !gone.includes(one));
  }
  const judged = segments.map((file, at): JudgedFile => {
    const state = states[at] ?? { kind: "sound" };
    const followsDamaged = isUnchained(state, "changed") && states[at - 1]?.kind === "damaged";
    // and so is a torn tail, which no start cuts off any more
    const keeps = kept.includes(file) && file.badOffset < 0;
    return { ...file, state, isChained: !unchained.has(file), followsDamaged, keeps };
  });
  return { judged, isRefused };
}

function isUnchained(state: SegmentState | undefined, why: ChainBreak): boolean {
  return state?.kind === "unchained" && state.why === why;
}

function follows(upper: MeasuredFile | undefined, { segment, digest }: MeasuredFile): boolean {
  return (parseLink(upper?.link ?? "") ?? []).some((one) => one.segment === segment && one.digest === digest);
}

/** Which till the journal belongs to: the one that the command names, otherwise the one that the chained files name. */
export function ownerOf(judged: readonly JudgedFile[], asked: string | undefined): string | undefined {
  const chained = tillsOf(judged.filter(({ isChained }) => isChained));
  const tills = chained.length > 0 ? chained : tillsOf(judged);
  if (asked === undefined && tills.length > 1) throw notOneTill(tills);
  const [said] = tills;
  if (asked === undefined || said === undefined || tillsOf(judged).includes(asked)) return asked ?? said;
  throw new CliError({
    en: `This journal is of till ${said}, not ${asked}.`,
    lt: `Tai kasos ${said}, o ne ${asked} žurnalas.`,
  });
}

/** The tills that the files name. The newest file's comes first. */
function tillsOf(files: readonly JudgedFile[]): string[] {
  return [...new Set(files.flatMap(({ till }) => till ?? []).reverse())];
}

/** A wrong choice would set aside this till's own payments. */
function notOneTill(tills: readonly string[]): CliError {
  return new CliError({
    en: `The journal holds files of several tills (${tills.join(", ")}): name this one with --till. The files of the others are then put aside.`,
    lt: `Žurnale yra kelių kasų failų (${tills.join(", ")}): nurodykite šią kasą su --till. Kitų kasų failai bus padėti į šalį.`,
  });
}

export function isOwn({ till }: Head, owner: string | undefined): boolean {
  return (till ?? owner) === owner;
}

/**
 * Where folding may begin: at the newest chained file whose checkpoint holds the states themselves. Without one, every
 * kept segment is folded. This also finds what a bundle dropped from its list.
 */
export function baseOf(sources: readonly JudgedFile[]): number {
  return Math.max(0, sources.map(({ isChained, holdsStates }) => isChained && holdsStates).lastIndexOf(true));
}
