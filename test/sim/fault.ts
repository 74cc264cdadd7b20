/** A broken invariant, and the family to which it belongs. */
export type Family =
  | "invariant 1"
  | "invariant 2"
  | "invariant 3"
  | "invariant 4"
  | "known money"
  | "identity"
  | "net"
  | "way out"
  | "stuck"
  | "words"
  | "void"
  | "cancel"
  | "query first"
  | "manual"
  | "close"
  | "export"
  | "journal"
  | "host";

export class Fault extends Error {}

/** Families that are not judged now, so that one can see what a known fault hides. */
const muted = new Set((process.env.GRP_SIM_MUTE ?? "").split(",").filter((family) => family !== ""));

/** Faults with these words are not judged either, so that one fault does not hide another of its family. */
const mutedWords = process.env.GRP_SIM_MUTE_WORDS ? new RegExp(process.env.GRP_SIM_MUTE_WORDS) : undefined;

/** Ends the history, unless its family is muted. */
export function fault(family: Family, what: string): void {
  if (!muted.has(family) && !mutedWords?.test(what)) throw new Fault(`${family}: ${what}`);
}
