/** The types of the emulator: transactions as it stores them, ways to pay, switches of the operator. */
import type {
  Kind,
  Prepaid,
  RrpayOriginal,
  RrpayPayment,
  RrpayTransaction,
  RrpayTransactionRequest,
} from "../../../schemas/generated/types.ts";

/** What a cancel leaves behind for an id that was never posted. */
export interface Tombstone {
  readonly type: "tombstone";
  readonly id: string;
}

/** A posted transaction: what was requested, and its present state. */
export interface Sale {
  readonly type: "transaction";
  readonly id: string;
  /** The POST's body as parsed JSON; a later POST of the id must equal it. */
  readonly content: RrpayTransactionRequest;
  readonly answer: RrpayTransaction;
}

export type Stored = Sale | Tombstone;

/** A document that the fiscal device printed. Paper outlives RRPay's memory. */
export interface Receipt {
  readonly documentNo: string;
  readonly transactionId: string;
  readonly till: string;
  readonly kind: Kind;
  readonly saleKey: string;
  /** The original of a return or a void. */
  readonly original?: RrpayOriginal;
  /** What the till itself has taken. */
  readonly prepaid?: readonly Prepaid[];
  readonly totalCents: number;
  readonly payments: readonly RrpayPayment[];
  readonly roundingCents: number;
  readonly changeCents: number;
  readonly lines: RrpayTransactionRequest["lines"];
  readonly printedAt: string;
  readonly text: string;
}

/** Money that the customer hands over, or that is given back for a return. */
export type Tender =
  /** Without an amount: all that is left. */
  | { readonly type: "card"; readonly amountCents?: number }
  /** Without an amount: what is left, rounded, paid with the next multiple of five euros. */
  | { readonly type: "cash"; readonly givenCents?: number };

/** What does the next step of a payment: nothing has to, the operator's `step`, or a timer. */
export type Pace = "at-once" | "operator" | { readonly everyMs: number };

/** How transactions are paid. */
export type Policy = { readonly pace?: Pace } & (
  | { readonly type: "cash"; readonly givenCents?: number }
  | { readonly type: "card" }
  /** `cardCents` by card (half of the total if absent), and the rest in cash. */
  | { readonly type: "mixed"; readonly cardCents?: number; readonly givenCents?: number }
  | { readonly type: "decline" }
  /** The customer cancels. */
  | { readonly type: "cancel" }
  /** Nothing happens until the operator decides. */
  | { readonly type: "wait" }
  /** The cents of the total decide: see OUTCOME_BY_CENTS. */
  | { readonly type: "amount" }
);

export type PolicyName = Policy["type"];

export const POLICY_NAMES: readonly PolicyName[] = ["cash", "card", "mixed", "decline", "cancel", "wait", "amount"];

export type Feature = "status" | "cancel" | "tombstone" | "print" | "fiscal" | "prepaid" | "epoch-guard";

export const FEATURES: readonly Feature[] = [
  "status",
  "cancel",
  "tombstone",
  "print",
  "fiscal",
  "prepaid",
  "epoch-guard",
];

/**
 * What the operator, the printer and the other tills do. Lost when the process ends, but kept by a restart within it.
 */
export interface Switches {
  /** Off: nobody is logged in. What is posted is accepted and stays in progress. */
  ready: boolean;
  /** Off: what is paid is not printed. */
  fiscalOnline: boolean;
  /** Off: the tax authority cannot be reached. This is only a warning; receipts are still printed. */
  reporting: boolean;
  /** Off: what is paid is not printed. */
  paper: boolean;
  /** Another till's transaction occupies the payment screen. */
  busy: { readonly id: string; readonly till: string } | undefined;
  /** Ignored: every cancel comes too late. */
  cancels: "honoured" | "ignored";
  features: readonly string[];
}

/** How documents are numbered: without a break, or from 1 on each day of the till. */
export type Numbering = "continuous" | "daily";

/** What goes wrong inside RRPay with a transaction that it accepts now. */
export interface Mishap {
  /** The receipt will not come out. */
  readonly jams: boolean;
  /** The cashier gives a discount at RRPay's own screen. */
  readonly discountCents: number;
}

/** What has to be paid here: the total without what the till itself has taken. */
export function dueCents(totalCents: number, prepaid: readonly Prepaid[] = []): number {
  return totalCents - prepaid.reduce((sum, { amountCents }) => sum + amountCents, 0);
}
