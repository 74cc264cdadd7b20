/**
 * Faults of issue 11 that these histories found on the build before their mends (commit e6cfabf, the worlds of boundary
 * version 1), each shortened by `npm run sim -- --shorten`. On a build that has mended them they come to a good end.
 */
import type { Act, Honesty, Past, Plan } from "./plan.ts";
import { PLAIN, type Traits } from "./rrpay.ts";
import { FAIR, type Weather } from "./weather.ts";

/** A history, as far as it is not plain. */
interface Found {
  /** The number in the issue, or "smaller". */
  readonly fault: number | "smaller";
  readonly what: string;
  /** What the oracle said of it there: ids and numbers left out. */
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

export const FOUND: readonly Found[] = [
  {
    fault: 1,
    what: "F8 on a paid receipt that the journal has let go",
    said: "void: K stands paid, and there is nothing to void",
    past: "days",
    acts: [
      { type: "sell", totalCents: 1000, presses: 1, seed: 1 },
      { type: "void-open", which: 120, seed: 3 },
    ],
  },
  {
    fault: 1,
    what: "F8 on a paid receipt behind damage",
    said: "void: K stands paid, and there is nothing to void",
    acts: [
      { type: "sell", totalCents: 1000, presses: 3, seed: 11 },
      { type: "damage", fraction: 0.5, seed: 3 },
      { type: "void-open", which: 0, seed: 3 },
    ],
  },
  {
    fault: 2,
    what: "a void's POST is lost, and the sale's own receipt is typed for it",
    said: "manual: void K was typed with document N, which is another's",
    weather: { loseRequest: 0.25, loseAnswer: 0.25 },
    honesty: "hasty",
    acts: [
      { type: "sell", totalCents: 1000, presses: 1, seed: 18 },
      { type: "void", which: 0, named: "not", tries: 1, seed: 27 },
      { type: "wait", ms: 6000, seed: 1 },
      { type: "list", seed: 24 },
      { type: "list", seed: 26 },
    ],
  },
  {
    fault: 3,
    what: "another sale's document is typed",
    said: "manual: sale K was typed with document N, which is another's",
    weather: { loseRequest: 0.25, loseAnswer: 0.25 },
    honesty: "careless",
    acts: [
      { type: "sell", totalCents: 1000, presses: 1, seed: 60 },
      { type: "sell", totalCents: 1000, presses: 2, seed: 61 },
      { type: "wait", ms: 6000, seed: 1 },
      { type: "list", seed: 66 },
    ],
  },
  {
    fault: 5,
    what: "a void that did not happen speaks of the sale's money",
    said: 'words: void not-voided of void K says cancelled, and "no-money" is not true',
    acts: [
      { type: "sell", totalCents: 1000, presses: 1, seed: 34 },
      { type: "void", which: 0, named: "not", tries: 1, seed: 43 },
    ],
  },
  {
    fault: 5,
    what: "an item of a void sends the cashier to the space key",
    said: "words: the void of K sends the cashier to the space key: ,unsaved",
    acts: [
      { type: "sell", totalCents: 1000, presses: 1, seed: 2 },
      { type: "void", which: 0, named: "not", tries: 1, seed: 11 },
    ],
  },
  {
    fault: 6,
    what: "a number is used again after the first receipt was saved",
    said: "identity: K is approved with the payment of an earlier receipt that GAMA has saved",
    acts: [
      { type: "sell", totalCents: 1000, presses: 3, seed: 2 },
      { type: "reuse", which: 0, same: true, seed: 3 },
    ],
  },
  {
    fault: 7,
    what: "RRPay gives a discount of its own",
    said: 'known money: "nothing happened" is offered for sale K, though the till was told of money or paper',
    traits: { discounts: 0.8 },
    acts: [{ type: "sell", totalCents: 1000, presses: 1, seed: 3 }],
  },
  {
    fault: 8,
    what: "a part is paid, RRPay forgets, and the customer is charged again",
    said: "known money: sale K is sent again as #, though the till was told of money under #",
    traits: { parts: 1 },
    honesty: "hasty",
    acts: [
      { type: "sell", totalCents: 1000, presses: 1, seed: 236 },
      { type: "rrpay-restart", forgets: true, seed: 1 },
      { type: "wait", ms: 6000, seed: 1 },
      { type: "list", seed: 241 },
      { type: "list", seed: 242 },
    ],
  },
  {
    fault: 8,
    what: "a part is paid, RRPay forgets, and nothing happened is offered",
    said: 'known money: "nothing happened" is offered for sale K, though the till was told of money or paper',
    traits: { parts: 1 },
    acts: [
      { type: "sell", totalCents: 1000, presses: 1, seed: 1 },
      { type: "rrpay-restart", forgets: true, seed: 1 },
    ],
  },
  {
    fault: 9,
    what: "a true cash entry makes a conflict",
    said: "manual: what was typed of sale K is true, and there is a conflict",
    weather: { loseRequest: 0.25, loseAnswer: 0.25 },
    acts: [
      { type: "sell", totalCents: 1000, presses: 3, seed: 398 },
      { type: "wait", ms: 6000, seed: 1 },
      { type: "list", seed: 403 },
    ],
  },
  {
    fault: 10,
    what: "space after accept-manual charges again",
    said: "known money: sale K is sent again, though what was typed of it was accepted",
    weather: { loseAnswer: 0.5 },
    honesty: "hasty",
    acts: [
      { type: "sell", totalCents: 1000, presses: 1, seed: 839 },
      { type: "wait", ms: 6000, seed: 839 },
      { type: "list", seed: 845 },
      {
        type: "weather",
        weather: {
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
        },
        seed: 1,
      },
      { type: "list", seed: 847 },
      { type: "press", which: 0, presses: 1, seed: 841 },
    ],
  },
  {
    fault: 12,
    what: "GAMA gets the note, not what stays",
    said: "net: GAMA gets N of K, N stays in the shop",
    acts: [{ type: "sell", totalCents: 1000, presses: 1, seed: 13 }],
  },
  {
    fault: 13,
    what: "a voided sale comes back approved where the void lies behind damage",
    said: 'words: init approved of sale K says approved, and "paid" is not true',
    acts: [
      { type: "sell", totalCents: 1000, presses: 1, seed: 2 },
      { type: "void", which: 0, named: "not", tries: 3, seed: 11 },
      { type: "damage", fraction: 0.6, seed: 3 },
      { type: "press", which: 0, presses: 1, seed: 3 },
    ],
  },
  {
    fault: 14,
    what: "a void is posted with another document's number",
    said: "void: K is voided as document none, the till knows N",
    acts: [
      { type: "sell", totalCents: 1000, presses: 1, seed: 2 },
      { type: "void", which: 0, named: "wrong", tries: 3, seed: 11 },
    ],
  },
  {
    fault: 15,
    what: "a return and its void",
    said: "export: void K moved N, the table says -N",
    exports: true,
    acts: [
      { type: "sell", totalCents: 1000, presses: 1, seed: 3 },
      { type: "return", which: 0, sameKey: false, seed: 10 },
      { type: "void", which: 0, named: "not", tries: 3, seed: 12 },
    ],
  },
  {
    fault: 15,
    what: "a receipt printed in the year 2206",
    said: "export: sale K is in no day's table",
    traits: { printedAt: "2206-01-01T00:00:00" },
    exports: true,
    acts: [{ type: "sell", totalCents: 1000, presses: 1, seed: 1 }],
  },
  {
    fault: 18,
    what: "still in progress, then RRPay's store has a hole",
    said: "stuck: there are open items after N rounds of fair weather",
    acts: [
      { type: "sell", totalCents: 1000, presses: 1, seed: 6 },
      { type: "spoil", seed: 2 },
    ],
  },
  {
    fault: 18,
    what: "still in progress, then RRPay has lost it without noticing",
    said: "stuck: there are open items after N rounds of fair weather",
    acts: [
      { type: "sell", totalCents: 1000, presses: 1, seed: 6 },
      { type: "drop", seed: 2 },
      { type: "lose-receipt", which: 0, seed: 6 },
    ],
  },
  {
    fault: 19,
    what: "what was accepted of a sale that RRPay knows is undone by the next space",
    said: "way out: what was accepted of sale K (sale-known) is undone by the next space",
    acts: [
      { type: "sell", totalCents: 1000, presses: 1, seed: 6 },
      { type: "lose-journal", seed: 2 },
      { type: "press", which: 0, presses: 2, seed: 7 },
    ],
  },
  {
    fault: "smaller",
    what: "close on a disk that cannot be written",
    said: 'words: close refused of sale K says store-readonly, and "nothing-sent" is not true',
    acts: [
      { type: "sell", totalCents: 1000, presses: 1, seed: 2 },
      { type: "disk", trouble: "readonly", seed: 2 },
      { type: "close", which: 0, kind: "receipt", saved: true, seed: 3 },
    ],
  },
  {
    fault: "smaller",
    what: "an unconfirmed cancel is sent again by space",
    said: "cancel: # is cancelled, and nobody asked for it",
    weather: { loseRequest: 0.25, loseAnswer: 0.25 },
    acts: [{ type: "sell", totalCents: 1000, presses: 4, seed: 22 }],
  },
  {
    fault: "smaller",
    what: "an old id is cancelled without being asked about",
    said: "query first: # is cancelled without being asked about",
    weather: { loseRequest: 0.25, loseAnswer: 0.25 },
    acts: [
      { type: "sell", totalCents: 1000, presses: 3, seed: 11 },
      { type: "wait", ms: 6000, seed: 1 },
    ],
  },
  {
    fault: "smaller",
    what: "close saved of a voided sale",
    said: "close: K is voided, and GAMA's saving it is acknowledged",
    acts: [
      { type: "sell", totalCents: 1000, presses: 1, seed: 2 },
      { type: "void", which: 0, named: "not", tries: 3, seed: 11 },
      { type: "close", which: 0, kind: "receipt", saved: true, seed: 1 },
    ],
  },
  {
    fault: "smaller",
    what: "typed as printed, and GAMA has lost the receipt",
    said: "stuck: there are open items after N rounds of fair weather",
    weather: { loseRequest: 0.25, loseAnswer: 0.25 },
    acts: [
      { type: "sell", totalCents: 1000, presses: 1, seed: 7 },
      { type: "lose-receipt", which: 0, seed: 7 },
      { type: "rrpay-restart", forgets: true, seed: 1 },
    ],
  },
  {
    fault: "smaller",
    what: "old-attempt-open with an empty list",
    said: "way out: old-attempt-open speaks of sale K, which the list does not have",
    weather: { loseRequest: 0.25, loseAnswer: 0.25 },
    honesty: "hasty",
    acts: [
      { type: "sell", totalCents: 1000, presses: 3, seed: 11 },
      { type: "rrpay-restart", forgets: true, seed: 1 },
      { type: "wait", ms: 6000, seed: 1 },
      { type: "list", seed: 17 },
      { type: "press", which: 0, presses: 2, seed: 11 },
    ],
  },
  {
    fault: "smaller",
    what: "a method without a number hides the missing receipt",
    said: "words: K is approved, not-printed, and method-unmapped says nothing of the paper",
    traits: { printing: "never" },
    acts: [{ type: "sell", totalCents: 1000, presses: 1, seed: 45 }],
  },
];
