/**
 * Faults that have no number of their own: the smaller ones, and those that were found later.
 */
import type { Found } from "./found-history.ts";

export const OTHERS: readonly Found[] = [
  {
    fault: "smaller",
    what: "close on a disk that cannot be written",
    without: ["a disk that cannot be written says that nothing was sent"],
    said: 'words: close refused of sale K says not-sent, and "nothing-sent" is not true',
    acts: [
      { type: "sell", totalCents: 1000, presses: 1, seed: 400 },
      { type: "disk", trouble: "readonly", seed: 504 },
      { type: "close", which: 0, kind: "receipt", saved: true, seed: 952 },
    ],
  },
  {
    fault: "smaller",
    what: "an unconfirmed cancel is sent again by space",
    without: ["an unconfirmed cancel is sent again by space"],
    said: "cancel: # is cancelled, and nobody asked for it",
    weather: { loseRequest: 0.25, loseAnswer: 0.25 },
    acts: [{ type: "sell", totalCents: 1000, presses: 4, seed: 1647152 }],
  },
  {
    fault: "smaller",
    what: "an old id is cancelled without being asked about",
    without: ["an old id is cancelled without a query"],
    said: "query first: # is cancelled without being asked about",
    weather: { loseRequest: 0.25, loseAnswer: 0.25 },
    acts: [
      { type: "sell", totalCents: 1000, presses: 3, seed: 49 },
      { type: "wait", ms: 6000, seed: 24 },
    ],
  },
  {
    fault: "smaller",
    what: "close saved of a voided sale",
    without: ["GAMA may save what was taken back"],
    said: "close: K is voided, and GAMA's saving it is acknowledged",
    acts: [
      { type: "sell", totalCents: 1000, presses: 1, seed: 752 },
      { type: "void", which: 0, named: "not", tries: 3, seed: 264 },
      { type: "close", which: 0, kind: "receipt", saved: true, seed: 472 },
    ],
  },
  {
    fault: "smaller",
    what: "typed as printed, and GAMA has lost the receipt",
    without: ['after "nothing happened" the accountant is no way out'],
    said: "stuck: there are open items after N rounds of fair weather",
    weather: { loseRequest: 0.25, loseAnswer: 0.25 },
    acts: [
      { type: "sell", totalCents: 1000, presses: 1, seed: 840 },
      { type: "lose-receipt", which: 0, seed: 208 },
      { type: "rrpay-restart", forgets: true, seed: 0 },
    ],
  },
  {
    fault: "smaller",
    what: "old-attempt-open with an empty list",
    without: ['a first "nothing happened" leaves the list'],
    said: "way out: old-attempt-open speaks of sale K, which the list does not have",
    weather: { loseRequest: 0.25, loseAnswer: 0.25 },
    honesty: "hasty",
    acts: [
      { type: "sell", totalCents: 1000, presses: 3, seed: 6303 },
      { type: "rrpay-restart", forgets: true, seed: 3605 },
      { type: "wait", ms: 6000, seed: 7517 },
      { type: "list", seed: 400 },
      { type: "press", which: 0, presses: 2, seed: 2304 },
    ],
  },
  {
    fault: "smaller",
    what: "a method without a number hides the missing receipt",
    without: ["a way to pay without a number hides the missing receipt"],
    said: "words: K is approved, not-printed, and method-unmapped says nothing of the paper",
    traits: { printing: "never" },
    acts: [{ type: "sell", totalCents: 1000, presses: 1, seed: 656 }],
  },
  {
    fault: "later",
    what: "a sale that was voided before its receipt was printed",
    without: ["a receipt that was taken back still owes its paper"],
    said: 'words: list of sale K says approved-not-printed, and "paid" is not true',
    // without `status` F8 cannot ask for the number that came late
    traits: { features: ["cancel", "tombstone", "print", "fiscal", "epoch-guard"], printing: "never" },
    acts: [
      { type: "sell", totalCents: 1000, presses: 1, seed: 721 },
      { type: "void", which: 0, named: "not", tries: 1, seed: 842 },
      { type: "list", seed: 563 },
    ],
  },
  {
    fault: "later",
    what: "a void breaks off the next customer's init of the same number",
    without: [
      "what gives way to a void gets the payment of its number",
      "the payment of another content is told as one's own",
    ],
    said: "identity: K is approved with the payment of an earlier receipt that GAMA has saved",
    weather: { loseAnswer: 0.1 },
    acts: [
      { type: "sell", totalCents: 1000, presses: 1, seed: 681 },
      { type: "reuse", which: 0, same: false, seed: 482 },
    ],
  },
  {
    fault: "later",
    what: "a part payment that RRPay never told balances with nothing that can be typed",
    without: ["what did not balance may not be left"],
    said: "way out: the truth of sale K cannot be entered, and nothing else ends it",
    traits: { parts: 0.5 },
    weather: { loseAnswer: 0.5 },
    acts: [
      { type: "sell", totalCents: 1000, presses: 1, seed: 6720 },
      { type: "rrpay-restart", forgets: true, seed: 7898 },
    ],
  },
  {
    fault: "later",
    what: "what RRPay took otherwise was left to the accountant, and stood in no table",
    without: ["what RRPay took otherwise is in no table"],
    said: "export: sale K moved N, the table says N",
    traits: { discounts: 0.8 },
    exports: true,
    acts: [{ type: "sell", totalCents: 1000, presses: 1, seed: 121 }],
  },
  {
    fault: "later",
    what: "F8 with a wrong number, while RRPay has not been asked for the right one",
    without: ["a void goes before RRPay has answered for the number"],
    said: "void: K is voided as document none, the till knows N",
    traits: { printing: "when-asked" },
    weather: {
      ...{ kill: 0.008050767306704074, refuse: 0.08756683222018183, loseRequest: 0.03684930480085313 },
      ...{ garble: 0.17582602822221816, outOfPaper: 0.038758738699834795 },
    },
    acts: [
      { type: "sell", totalCents: 708, presses: 1, seed: 3603145 },
      { type: "void", which: 93, named: "wrong", tries: 1, seed: 3707874 },
    ],
  },
];
