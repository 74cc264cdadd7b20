/** What every command is started with, and where the till's config is when nobody says it. */
import { join } from "./program/path.ts";
import { exists, type Talk } from "./program/talk.ts";
import type { Language } from "./words.ts";

/** What a command is started with besides its own arguments. */
export interface Setting {
  readonly language: Language;
  /** The language that was asked for; undefined where it is only whoever sits here. */
  readonly asked: Language | undefined;
  readonly isInteractive: boolean;
  readonly programFolder: string;
}

const NAME = "gama-rrpay.json";

/** The config that was named, or the one here, or the one beside this program. */
export function* configOf(given: string | undefined, { programFolder }: Setting): Talk<string> {
  if (given !== undefined) return given;
  const beside = join(programFolder, NAME);
  const isHere = yield* exists(NAME);
  const isBeside = !isHere && (yield* exists(beside));
  return isBeside ? beside : NAME;
}
