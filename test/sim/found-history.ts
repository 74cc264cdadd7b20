/**
 * Faults that these histories find on a build without their mends, each shortened by `npm run sim -- --shorten`. On the
 * build as it is they come to a good end. Faults 16 and 20 of issue 11 are rrpay.prg's own (test/gama).
 */
import type { Act, Honesty, Past, Plan } from "./plan.ts";
import { PLAIN, type Traits } from "./rrpay.ts";
import { FAIR, type Weather } from "./weather.ts";

/** A history, as far as it is not plain. */
export interface Found {
  /** The number in the issue, "smaller", or "later": found when all families were judged again. */
  readonly fault: number | "smaller" | "later";
  readonly what: string;
  /** The mutants that make a build without its mend: with them in place this history ends badly. */
  readonly without: readonly string[];
  /** What the oracle says of it there: ids and numbers left out. */
  readonly said: string;
  readonly traits?: Partial<Traits>;
  readonly weather?: Partial<Weather>;
  readonly honesty?: Honesty;
  readonly past?: Past;
  readonly exports?: true;
  readonly acts: readonly Act[];
}

/** The whole plan of one. */
export function planOfFound({ traits, weather, honesty = "honest", past = "none", exports, acts }: Found): Plan {
  const plan = { traits: { ...PLAIN, ...traits }, weather: { ...FAIR, ...weather }, honesty, past, acts };
  return { seed: 1, ...plan, ...(exports ? { exports } : {}) };
}
