/**
 * The three facts of an attempt as total tables (docs/contracts.md B19): what is known of the money, of the fiscal
 * receipt and of GAMA's document. A missing pair of state and event does not compile; `test/spec/facts.test.ts` checks
 * all pairs.
 */
import type { FiscalState, GamaState, PaymentState } from "../../schemas/generated/types.ts";

/**
 * A table's answer: the next state, nothing new, or a contradiction of a final state (docs/payment-rules.md, rule 10).
 */
type Next<State> = State | "same" | "conflict";

/** What can happen to the money. */
export type PaymentEvent =
  | "cancel-asked" // we asked RRPay to cancel: a request, not an outcome (docs/payment-rules.md, rule 9)
  | "gave-up" // a call ended, or the till restarted, without a final answer (docs/payment-rules.md, rule 3)
  | "approved" // RRPay's own evidence …
  | "declined"
  | "cancelled" // … or its tombstone
  | "not-taken-up"; // RRPay refused the first send of this id, or nothing was ever sent

/** What is open ends as RRPay says. */
const RRPAYS_END = { approved: "approved", declined: "declined", cancelled: "cancelled" } as const;

/** What has ended without money does so for good, and only an approval contradicts that. */
const WITHOUT_MONEY: Record<PaymentEvent, Next<PaymentState>> = {
  "cancel-asked": "same",
  "gave-up": "same",
  approved: "conflict",
  declined: "same",
  cancelled: "same",
  "not-taken-up": "same",
};

/**
 * Payment. RRPay's evidence alone leads from `sent`, `cancelling` and `unknown` to a final state. Final states have no
 * exit.
 * `not-taken-up` ends only `sent`: the refusal of a second send proves nothing about the first (docs/contracts.md C12).
 */
export const PAYMENT: Record<PaymentState, Record<PaymentEvent, Next<PaymentState>>> = {
  // journalled, and the bytes given to the network; waiting for RRPay
  sent: {
    "cancel-asked": "cancelling",
    "gave-up": "unknown",
    ...RRPAYS_END,
    "not-taken-up": "not-accepted",
  },
  // a cancel is under way: an approval that comes first is valid, and a cancel without an answer is unknown
  cancelling: {
    "cancel-asked": "same",
    "gave-up": "unknown",
    ...RRPAYS_END,
    "not-taken-up": "same",
  },
  // nobody knows: the ways out are queries, the same bytes sent again, a cancel, or a person
  unknown: {
    "cancel-asked": "cancelling",
    "gave-up": "same",
    ...RRPAYS_END,
    "not-taken-up": "same",
  },
  // final: money was taken
  approved: {
    "cancel-asked": "same",
    "gave-up": "same",
    approved: "same",
    declined: "conflict",
    cancelled: "conflict",
    "not-taken-up": "same",
  },
  // final: RRPay says that no money was taken
  declined: WITHOUT_MONEY,
  cancelled: WITHOUT_MONEY,
  // final: proof that nothing was accepted
  "not-accepted": WITHOUT_MONEY,
};

/** Fiscal receipt. `unknown` → printed or not-printed, `not-printed` → printed; a printed receipt stays printed. */
export const FISCAL: Record<FiscalState, Record<FiscalState, Next<FiscalState>>> = {
  unknown: { unknown: "same", "not-printed": "not-printed", printed: "printed" },
  "not-printed": { unknown: "same", "not-printed": "same", printed: "printed" },
  printed: { unknown: "same", "not-printed": "same", printed: "same" },
};

/** What GAMA or a person says about GAMA's document. */
export type GamaEvent = "saved" | "unsaved" | "settled";

/**
 * GAMA's document. `waiting` and `unsaved` can change. `unsaved` after `saved` is a conflict. `settled`: GAMA's
 * document is no question any more, because the receipt was voided or a person has decided.
 */
export const GAMA: Record<GamaState, Record<GamaEvent, Next<GamaState>>> = {
  waiting: { saved: "saved", unsaved: "unsaved", settled: "settled" },
  unsaved: { saved: "saved", unsaved: "same", settled: "settled" },
  saved: { saved: "same", unsaved: "conflict", settled: "same" },
  settled: { saved: "same", unsaved: "same", settled: "same" },
};

/** The final payment states. None of them ever changes (invariant 4). */
export type FinalPayment = Extract<PaymentState, "approved" | "declined" | "cancelled" | "not-accepted">;

/** Whether the payment has ended for good. */
export function isFinal(payment: PaymentState): payment is FinalPayment {
  return payment === "approved" || payment === "declined" || payment === "cancelled" || payment === "not-accepted";
}
