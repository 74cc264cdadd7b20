/**
 * A history before it runs: the kind of RRPay, weather and cashier, and the acts in order. Shortening leaves acts out.
 */
import type { DiskTrouble } from "./disk.ts";
import { Random } from "./random.ts";
import { PLAIN, type Traits, traitsOf } from "./traits.ts";
import { FAIR, type Weather, weatherOf } from "./weather.ts";

/** How truthful people are about what they have not seen. */
export type Honesty = "honest" | "careless" | "hasty";

/** What the till has already done when the history begins. */
export type Past = "none" | "days" | "unprinted" | "flood";

/** One thing that somebody does. `which` counts back from the newest receipt. */
export type Deed =
  | { readonly type: "sell"; readonly totalCents: number; readonly presses: number; readonly empty?: true }
  | { readonly type: "press"; readonly which: number; readonly presses: number }
  | { readonly type: "return"; readonly which: number; readonly sameKey: boolean }
  | { readonly type: "void"; readonly which: number; readonly named: "not" | "right" | "wrong"; readonly tries: number }
  | { readonly type: "void-open"; readonly which: number }
  | { readonly type: "close"; readonly which: number; readonly kind: "receipt" | "void"; readonly saved: boolean }
  | { readonly type: "reuse"; readonly which: number; readonly same: boolean }
  | { readonly type: "lose-receipt"; readonly which: number }
  | { readonly type: "list" }
  | { readonly type: "wait"; readonly ms: number }
  | { readonly type: "night" }
  | { readonly type: "restart" }
  | { readonly type: "rrpay-restart"; readonly forgets: boolean }
  | { readonly type: "rrpay-down" }
  | { readonly type: "rrpay-replaced"; readonly paired: boolean }
  | { readonly type: "spoil" }
  | { readonly type: "drop" }
  | { readonly type: "weather"; readonly weather: Weather }
  | { readonly type: "disk"; readonly trouble: Exclude<DiskTrouble, "corrupt"> }
  | { readonly type: "damage"; readonly fraction: number }
  | { readonly type: "lose-journal" };

export type Act = Deed & { readonly seed: number };

export interface Plan {
  readonly seed: number;
  readonly traits: Traits;
  readonly weather: Weather;
  readonly honesty: Honesty;
  readonly past: Past;
  readonly acts: readonly Act[];
  /** Its journal is exported at the end, whatever its seed. */
  readonly exports?: true;
}

/** The history of a seed. */
export function planOf(seed: number): Plan {
  const random = new Random(seed);
  const traits = traitsOf(random);
  const weather = weatherOf(random);
  const honesty = random.pick(["honest", "honest", "careless", "hasty"] as const);
  const past = random.chance(0.01) ? (random.chance(0.3) ? "unprinted" : "days") : "none";
  const acts: Act[] = [];
  for (let left = random.between(1, 9); left > 0; left--)
    acts.push({ ...(acts.length === 0 ? sell(random) : deed(random)), seed: random.word() });
  return { seed, traits: past === "none" ? traits : pastTraits(past, traits), weather, honesty, past, acts };
}

/** A past was run with one kind of RRPay, and the history continues with the same kind. */
export function pastTraits(past: Past, traits: Traits = PLAIN): Traits {
  return past === "days" ? { ...traits, printing: "at-once" } : { ...traits, printing: "never" };
}

function sell(random: Random): Deed {
  return { type: "sell", totalCents: random.between(1, 5000), presses: random.between(1, 4) };
}

function deed(random: Random): Deed {
  const which = random.chance(0.7) ? 0 : random.between(0, 3);
  switch (random.between(0, 27)) {
    case 0:
    case 1:
    case 2:
    case 3:
    case 4:
      return sell(random);
    case 5:
      return random.chance(0.2) ? { ...(sell(random) as Extract<Deed, { type: "sell" }>), empty: true } : sell(random);
    case 6:
    case 7:
      return { type: "press", which, presses: random.between(1, 3) };
    case 8:
      return { type: "return", which, sameKey: random.chance(0.3) };
    case 9:
    case 10:
    case 11:
      return {
        type: "void",
        which: random.chance(0.2) ? random.between(4, 400) : which,
        named: random.pick(["not", "not", "right", "wrong"] as const),
        tries: random.between(1, 3),
      };
    case 12:
      return { type: "void-open", which: random.chance(0.2) ? random.between(4, 400) : which };
    case 13:
      return {
        type: "close",
        which,
        kind: random.pick(["receipt", "receipt", "void"] as const),
        saved: random.chance(0.6),
      };
    case 14:
      return { type: "reuse", which, same: random.chance(0.7) };
    case 15:
      return { type: "lose-receipt", which };
    case 16:
    case 17:
    case 18:
      return { type: "list" };
    case 19:
      return { type: "wait", ms: random.between(1000, 20_000) };
    case 20:
      return { type: "night" };
    case 21:
      return random.chance(0.5) ? { type: "restart" } : { type: "rrpay-down" };
    case 22:
      return { type: "rrpay-restart", forgets: random.chance(0.7) };
    case 23:
      return random.chance(0.5) ? { type: "spoil" } : { type: "drop" };
    case 24:
      return { type: "weather", weather: random.chance(0.5) ? FAIR : weatherOf(random) };
    case 25:
      return { type: "disk", trouble: random.pick(["readonly", "full", "none"] as const) };
    case 26:
      return { type: "rrpay-replaced", paired: random.chance(0.8) };
    default:
      return random.chance(0.5) ? { type: "damage", fraction: random.next() } : { type: "lose-journal" };
  }
}
