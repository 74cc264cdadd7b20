/** How far the sums of a day can be trusted: what the journals of its tills lack, told in the same way by each command. */
import type { Named } from "../../../plugin/journal/named.ts";
import { EXIT, type ExitCode } from "../exit.ts";
import { remark, type Talk } from "../program/talk.ts";
import type { Language, Words } from "../words.ts";
import type { TillDay } from "./day.ts";
import { type Gap, gapNote } from "./gaps.ts";
import { namedNote } from "./named-text.ts";
import { tillNames } from "./till-names.ts";

/** What of a till's journal is not there, and the till's name. */
export type TillGap = Gap & { readonly till: string };

interface Lack {
  /** What RRPay has named and nobody has answered for. It is in no sum. */
  readonly named: readonly Named[];
  readonly gaps: readonly TillGap[];
  /** Lines of the journal that could not be read. Their records are in no sum. */
  readonly unreadableLines: number;
}

/** What of the tills' journals is not there. */
export function gapsOfTills(tills: readonly TillDay[]): TillGap[] {
  const names = tillNames(tills);
  return tills.flatMap(({ gaps }, at) => gaps.map((gap) => ({ till: names[at] ?? "", ...gap })));
}

/** The notes of these gaps. Where there is only one till, nothing says which. */
export function gapNotes(gaps: readonly TillGap[], tillCount: number): Words[] {
  return gaps.map((gap) => gapNote(gap, tillCount > 1 ? gap.till : ""));
}

/** Tells what the sums lack, and ends a command by whether the journals were whole. `result` names what was made. */
export function* tellLack(
  { named, gaps, unreadableLines }: Lack,
  tillCount: number,
  result: Words,
  language: Language,
): Talk<ExitCode> {
  for (const note of [...named.map(namedNote), ...gapNotes(gaps, tillCount)]) yield* remark(note[language]);
  if (unreadableLines === 0) return gaps.length === 0 ? EXIT.done : EXIT.notDone;
  const incomplete = {
    en: `Damaged lines of the journal: ${unreadableLines}. The ${result.en} may be incomplete.`,
    lt: `Žurnalo sugadintų eilučių: ${unreadableLines}. ${result.lt} gali ko nors trūkti.`,
  };
  yield* remark(incomplete[language]);
  return EXIT.notDone;
}
