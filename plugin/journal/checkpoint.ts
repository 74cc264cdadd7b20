/** The first record of a segment: all that a start needs to know of the segments before it. */
import type { CheckpointRecord } from "../../schemas/generated/types.ts";
import type { References } from "./carrying.ts";
import type { Ledger } from "./ledger.ts";

/** What a checkpoint says besides the ledger. */
export interface CheckpointPlace {
  readonly till: string;
  readonly atMs: number;
  /** Segments present, the one that it begins last. */
  readonly segments: CheckpointRecord["segments"];
}

/**
 * A checkpoint of form 1, which holds the states themselves: for a journal that has been put together anew, whose lines
 * stand in no segment yet. A till carries them on when its segment turns.
 */
export function wholeCheckpointOf(ledger: Ledger, { till, atMs, segments }: CheckpointPlace): CheckpointRecord {
  const pinned = ledger.storeId === undefined ? {} : { storeId: ledger.storeId };
  return { t: "checkpoint", v: 1, atMs, till, ...pinned, segments, attempts: ledger.kept() };
}

/** States the pairing, and where the states of what is unsettled are to be read. */
export function checkpointOf(
  ledger: Ledger,
  { till, atMs, segments }: CheckpointPlace,
  carried: References,
): CheckpointRecord {
  const pinned = ledger.storeId === undefined ? {} : { storeId: ledger.storeId };
  return { t: "checkpoint", v: 2, atMs, till, ...pinned, segments, carried };
}
