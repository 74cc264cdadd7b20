/**
 * Histories with faults, each of which appears on a build without its mends. `npm run sim -- --shorten` made them
 * short. On the present build they end well. Faults 16 and 20 belong to rrpay.prg (test/gama).
 */
import type { Act, Honesty, Past, Plan } from "./plan.ts";
import { PLAIN, type Traits } from "./traits.ts";
import { FAIR, type Weather } from "./weather.ts";

/** A history: only what differs from a plain one. */
export interface Found {
  /** The number under which it was found; "smaller"; or "later", if it was found when all families were judged again. */
  readonly fault: number | "smaller" | "later";
  readonly what: string;
  /** The mutants that make a build without its mend. With them this history ends badly. */
  readonly without: readonly string[];
  /** What the oracle then says about it, without ids and numbers. */
  readonly said: string;
  readonly traits?: Partial<Traits>;
  readonly weather?: Partial<Weather>;
  readonly honesty?: Honesty;
  readonly past?: Past;
  readonly exports?: true;
  readonly acts: readonly Act[];
}

/** The whole plan of a found history. */
export function planOfFound({ traits, weather, honesty = "honest", past = "none", exports, acts }: Found): Plan {
  const plan = { traits: { ...PLAIN, ...traits }, weather: { ...FAIR, ...weather }, honesty, past, acts };
  return { seed: 1, ...plan, ...(exports ? { exports } : {}) };
}
