/** The first record of a segment: everything that a start needs to know of the segments before it. */
import type { Attempt, CheckpointRecord } from "../../schemas/generated/types.ts";
import { isOpen, isSettled } from "../payment/attempt.ts";
import { stringifyAscii } from "../text/ascii.ts";
import type { References } from "./carrying.ts";
import type { Ledger } from "./ledger.ts";

/**
 * Keeps a whole checkpoint, and the records after it, within the limit of a segment. The program writes it in one
 * request, of 2 MiB at most with all that is around the states.
 */
const WHOLE_BYTES = 1792 * 1024;

/** What a checkpoint contains besides the ledger. */
export interface CheckpointPlace {
  readonly till: string;
  readonly atMs: number;
  /** The segments that are present. The last one is the one that this checkpoint begins. */
  readonly segments: CheckpointRecord["segments"];
}

/**
 * A checkpoint of form 1, which holds the states themselves. It is for a journal that has been rebuilt, because
 * look-ups no longer read its old files. It includes settled attempts too, because a paid sale must be found; when there
 * is no room, those are left out that look-ups still find, then the oldest. A running till carries the unsettled attempts
 * when its segment turns.
 */
export function wholeCheckpointOf(
  ledger: Ledger,
  { till, atMs, segments }: CheckpointPlace,
  isFound: (attempt: Attempt) => boolean = () => false,
): CheckpointRecord {
  const whole = ledger.all().map((attempt) => {
    const { body: _body, ...bare } = attempt;
    return isOpen(attempt) && !attempt.manual ? attempt : bare;
  });
  let room = WHOLE_BYTES;
  const kept = new Set<string>();
  const newestFirst = [...whole].reverse();
  const lost = newestFirst.filter((attempt) => !isFound(attempt));
  for (const attempt of [...lost, ...newestFirst.filter(isFound)]) {
    room -= stringifyAscii(attempt).length + 1;
    if (room > 0 || !isSettled(attempt)) kept.add(attempt.attemptId);
  }
  const attempts = whole.filter(({ attemptId }) => kept.has(attemptId));
  return { t: "checkpoint", v: 1, atMs, till, ...known(ledger), segments, attempts };
}

/** A checkpoint with the pairing, and with the places where the states of unsettled attempts are read. */
export function checkpointOf(
  ledger: Ledger,
  { till, atMs, segments }: CheckpointPlace,
  carried: References,
): CheckpointRecord {
  return { t: "checkpoint", v: 2, atMs, till, ...known(ledger), segments, carried };
}

/** What belongs to no attempt: the pairing, the last day of which something may be missing, and what health has named. */
function known({ storeId, gapUntil, named }: Ledger): Pick<CheckpointRecord, "storeId" | "gapUntil" | "named"> {
  return {
    ...(storeId === undefined ? {} : { storeId }),
    ...(gapUntil === 0 ? {} : { gapUntil }),
    ...(named.size === 0 ? {} : { named: named.all() }),
  };
}
