/** The first record of a segment: all that a start needs to know of the segments before it. */
import type { CheckpointRecord } from "../../schemas/generated/types.ts";
import { isOpen, isSettled } from "../payment/attempt.ts";
import { stringifyAscii } from "../text/ascii.ts";
import type { References } from "./carrying.ts";
import type { Ledger } from "./ledger.ts";

/** A whole checkpoint stays within what a segment may hold, records behind it included. */
const WHOLE_BYTES = 2 * 1024 * 1024;

/** What a checkpoint says besides the ledger. */
export interface CheckpointPlace {
  readonly till: string;
  readonly atMs: number;
  /** Segments present, the one that it begins last. */
  readonly segments: CheckpointRecord["segments"];
}

/**
 * A checkpoint of form 1, which holds the states themselves: for a journal that has been put together anew, whose words
 * stand in files that no look-up reads any more. Settled ones are in it too, the oldest only as far as there is room: a
 * sale that is paid must be found. A till carries on what is unsettled when its segment turns.
 */
export function wholeCheckpointOf(ledger: Ledger, { till, atMs, segments }: CheckpointPlace): CheckpointRecord {
  const whole = ledger.all().map((attempt) => {
    const { body: _body, ...bare } = attempt;
    return isOpen(attempt) && !attempt.manual ? attempt : bare;
  });
  let room = WHOLE_BYTES;
  const kept = new Set<string>();
  for (const attempt of whole.reverse()) {
    room -= stringifyAscii(attempt).length;
    if (room > 0 || !isSettled(attempt)) kept.add(attempt.attemptId);
  }
  const attempts = whole.reverse().filter(({ attemptId }) => kept.has(attemptId));
  return { t: "checkpoint", v: 1, atMs, till, ...known(ledger), segments, attempts };
}

/** States the pairing, and where the states of what is unsettled are to be read. */
export function checkpointOf(
  ledger: Ledger,
  { till, atMs, segments }: CheckpointPlace,
  carried: References,
): CheckpointRecord {
  return { t: "checkpoint", v: 2, atMs, till, ...known(ledger), segments, carried };
}

/** What is no attempt's: the pairing, and up to which day something may be missing. */
function known({ storeId, gapUntil }: Ledger): Pick<CheckpointRecord, "storeId" | "gapUntil"> {
  return { ...(storeId === undefined ? {} : { storeId }), ...(gapUntil === 0 ? {} : { gapUntil }) };
}
