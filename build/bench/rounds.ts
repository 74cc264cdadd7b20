/** How often each thing is measured. */

export interface Rounds {
  /** Engines that are made in this process. */
  readonly starts: number;
  /** Days that are replayed in a library's engine. */
  readonly days: number;
  /** Sessions that are opened. */
  readonly opens: number;
  readonly sales: number;
  /** Sales of each number of lines. */
  readonly sizedSales: number;
  readonly polls: number;
  readonly lookUps: number;
  readonly peerMappings: number;
  /** Sales after which memory is looked at; then twice as many follow. */
  readonly memorySales: number;
  readonly historiesMs: number;
  /** Measurements of each of two things in turn. */
  readonly turns: number;
  /** How long the recorded journal is; if absent, it is about to turn: each commit says at which length. */
  readonly segmentChars?: number;
}

export const FULL: Rounds = {
  starts: 15,
  days: 15,
  opens: 15,
  sales: 30,
  sizedSales: 15,
  polls: 20_000,
  lookUps: 7,
  peerMappings: 500,
  memorySales: 1000,
  historiesMs: 3000,
  turns: 5,
};

/** Enough to see that everything runs. */
export const QUICK: Rounds = {
  starts: 2,
  days: 1,
  opens: 2,
  sales: 3,
  sizedSales: 2,
  polls: 100,
  lookUps: 1,
  peerMappings: 3,
  memorySales: 5,
  historiesMs: 50,
  turns: 1,
  segmentChars: 30 * 1024,
};
