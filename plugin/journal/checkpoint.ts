/** The first record of a segment: all that a start needs to know of the segments before it. */
import type { CheckpointRecord } from "../../schemas/generated/types.ts";
import { isOpen } from "../payment/attempt.ts";
import { stringifyAscii } from "../text/ascii.ts";
import type { Ledger } from "./ledger.ts";

/** A checkpoint must fit into one batch (1 MiB) beside the record that follows it. */
const CHECKPOINT_BYTES = 600 * 1024;

/** What a checkpoint says besides the ledger. */
export interface CheckpointPlace {
  readonly till: string;
  readonly atMs: number;
  /** Segments present, the one that it begins last. */
  readonly segments: CheckpointRecord["segments"];
}

/** Compacts the ledger and states it: every unsettled attempt in full, the last settled ones without their bytes. */
export function checkpointOf(ledger: Ledger, { till, atMs, segments }: CheckpointPlace): CheckpointRecord {
  const attempts = ledger.compact();
  const pinned = ledger.storeId === undefined ? {} : { storeId: ledger.storeId };
  const whole: CheckpointRecord = { t: "checkpoint", v: 1, atMs, till, ...pinned, segments, attempts };
  if (stringifyAscii(whole).length <= CHECKPOINT_BYTES) return whole;
  // only an open attempt without a person's word may be sent again: the others' bytes are given up first
  const lean = attempts.map((attempt) => {
    if (isOpen(attempt) && !attempt.manual) return attempt;
    const { body: _body, ...rest } = attempt;
    return rest;
  });
  return { ...whole, attempts: lean };
}
