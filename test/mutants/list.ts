/**
 * Small wrong changes, each of which some test must notice: an exact text that occurs once in a file, and its
 * replacement. A text that is not found, or is found more than once, is itself a failure, so the list must follow the
 * code.
 */
import { createHash } from "node:crypto";
import { CONVERSATION } from "./conversation.ts";
import { DOUBTS } from "./doubts.ts";
import { GIVEN_BACK } from "./given-back.ts";
import { LEFT_OVER } from "./left-over.ts";
import type { Mutant } from "./mutant.ts";
import { NAMED } from "./named.ts";
import { OWN_WORD } from "./own-word.ts";
import { PAYMENT } from "./payment.ts";
import { REVIEW } from "./review.ts";
import { TILL } from "./till.ts";

export const MUTANTS: readonly Mutant[] = [
  ...PAYMENT,
  ...CONVERSATION,
  ...TILL,
  ...REVIEW,
  ...GIVEN_BACK,
  ...OWN_WORD,
  ...DOUBTS,
  ...LEFT_OVER,
  ...NAMED,
];

/** The mutants with these names. */
export function mutantsOf(names: readonly string[]): readonly Mutant[] {
  return names.map((name) => {
    const known = MUTANTS.find(({ what }) => what === name);
    if (!known) throw new Error(`there is no mutant "${name}"`);
    return known;
  });
}

/** Twelve of them, chosen by a text: different commits hunt different ones, and the same commit hunts the same ones. */
export function dozenOf(text: string, among: readonly Mutant[] = MUTANTS): readonly Mutant[] {
  const rank = ({ what }: Mutant) => createHash("sha256").update(`${text} ${what}`).digest("hex");
  return [...among].sort((one, other) => (rank(one) < rank(other) ? -1 : 1)).slice(0, 12);
}
