/** What a start learns of the journal, and what bounds it. */
import type { ChainView } from "./chain.ts";

/** What the boot event says about the journal. */
export interface JournalView extends ChainView {
  readonly segment: number;
  readonly yyyymmdd: number;
  readonly tailCut: boolean;
  readonly corrupt: boolean;
  readonly badOffset: number;
  /** The end of the last verified line. */
  readonly size: number;
  readonly statedLink: Uint8Array;
  readonly lines: Uint8Array;
}

/** What the policy says about the journal, and what a test makes smaller. */
export interface JournalLimits {
  /** How many dates keep their segments, whatever the bundle asks. */
  readonly keepDays: number;
  readonly dayQuotaBytes?: number;
}

/**
 * A hundred thousand sales of twenty lines. No till has such a day, so anything that writes more must not fill the
 * disk.
 */
export const MAX_DAY_BYTES = 1024 * 1024 * 1024;
const NOTHING = new Uint8Array(0);
/** A folder without a journal. */
export const EMPTY: JournalView = {
  segment: 0,
  yyyymmdd: 0,
  tailCut: false,
  corrupt: false,
  badOffset: -1,
  size: 0,
  statedLink: NOTHING,
  measuredLink: NOTHING,
  lowerLinked: false,
  noLower: true,
  lines: NOTHING,
};
