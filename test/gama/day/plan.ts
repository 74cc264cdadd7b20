/** A day as a list of acts, each with its own luck: one can be left out without a change to the others, so that it shrinks. */
import fc from "fast-check";
import type { PolicyName } from "../../emulator/rrpay/model.ts";
import { MISHAPS, type Mishap } from "./mishap.ts";
import { SHOPS, type Shop } from "./shop.ts";

/** What becomes of a receipt that was paid. */
export type After = "save" | "escape" | "power-loss";

export type Deed =
  /** The settlement window of the receipt on the screen. */
  | "pay"
  | "F8"
  /** The lines change, where nothing was paid. */
  | "edit"
  /** STATUS of the till's window. */
  | "look"
  | "restart"
  /** The till's window is closed and opened. */
  | "reopen"
  /** The receipt is put aside, and perhaps an earlier one comes back. */
  | "park";

export interface Act {
  readonly deed: Deed;
  readonly policy: PolicyName;
  /** `as before`: what went wrong in the act before goes on. */
  readonly mishap: Mishap | "as before";
  readonly after: After;
  /** The seed of all that is left to chance in it: items, answers. */
  readonly luck: number;
}

export interface Day {
  readonly shop: Shop;
  readonly acts: readonly Act[];
}

/** Plain things first: that is where fast-check shrinks to. */
function often<T extends string>(weights: Readonly<Record<T, number>>): fc.Arbitrary<T> {
  return fc.oneof(
    ...(Object.entries(weights) as [T, number][]).map(([name, weight]) => ({ weight, arbitrary: fc.constant(name) })),
  );
}

const mishaps = Object.keys(MISHAPS) as Mishap[];

const anyAct: fc.Arbitrary<Act> = fc.record({
  deed: often<Deed>({ pay: 45, F8: 20, edit: 8, look: 10, restart: 6, reopen: 7, park: 7 }),
  policy: often<PolicyName>({ card: 3, cash: 1, mixed: 1, decline: 1, cancel: 1, wait: 0, amount: 0 }),
  mishap: fc.oneof(
    { weight: 6, arbitrary: fc.constant("nothing" as const) },
    { weight: 4, arbitrary: fc.constantFrom(...mishaps) },
    { weight: 2, arbitrary: fc.constant("as before" as const) },
  ),
  after: often<After>({ save: 13, escape: 5, "power-loss": 2 }),
  luck: fc.nat(),
});

export const anyDay: fc.Arbitrary<Day> = fc.record({
  shop: fc.constantFrom(...(Object.keys(SHOPS) as Shop[])),
  acts: fc.array(anyAct, { minLength: 8, maxLength: 14, size: "max" }),
});
