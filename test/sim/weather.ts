/** How often things go wrong: the probability of each mishap. */
import type { Random } from "./random.ts";

export interface Weather {
  /** The till's process dies before an effect. */
  readonly kill: number;
  /** In that case, half a line is left. */
  readonly tornAppend: number;
  /** A flush fails: the host drops the engine and boots a new one. */
  readonly failingWrite: number;
  readonly refuse: number;
  readonly loseRequest: number;
  readonly loseAnswer: number;
  readonly garble: number;
  readonly rrpayCrash: number;
  readonly rrpayForgets: number;
  readonly outOfPaper: number;
  readonly clockJump: number;
}

export const FAIR: Weather = {
  kill: 0,
  tornAppend: 0,
  failingWrite: 0,
  refuse: 0,
  loseRequest: 0,
  loseAnswer: 0,
  garble: 0,
  rrpayCrash: 0,
  rrpayForgets: 0,
  outOfPaper: 0,
  clockJump: 0,
};

/** The weather of a history. Each mishap is left out of half of the histories, so that the others also appear alone. */
export function weatherOf(random: Random): Weather {
  if (random.chance(0.25)) return FAIR;
  const often = (most: number) => (random.chance(0.5) ? 0 : random.next() * most);
  return {
    kill: often(0.03),
    tornAppend: 0.3,
    failingWrite: random.chance(0.2) ? 0.05 : 0,
    refuse: often(0.2),
    loseRequest: often(0.2),
    loseAnswer: often(0.3),
    garble: often(0.2),
    rrpayCrash: often(0.05),
    rrpayForgets: often(0.5),
    outOfPaper: often(0.05),
    clockJump: often(0.02),
  };
}
