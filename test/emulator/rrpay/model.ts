/** The words of the emulator: transactions as it stores them, ways to pay, switches of the operator. */
import type {
  Kind,
  Prepaid,
  RrpayOriginal,
  RrpayPayment,
  RrpayTransaction,
  RrpayTransactionRequest,
} from "../../../schemas/generated/types.ts";

/** What a cancelled id leaves behind that was never posted. */
export interface Tombstone {
  readonly type: "tombstone";
  readonly id: string;
}

/** A posted transaction: what was asked, and how it stands. */
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
  /** What a return or a void takes back. */
  readonly original?: RrpayOriginal;
  /** What the till took itself. */
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
  /** Without an amount: the whole rest. */
  | { readonly type: "card"; readonly amountCents?: number }
  /** Without an amount: the rest, rounded, paid with the next multiple of five euros. */
  | { readonly type: "cash"; readonly givenCents?: number };

/** Who moves a payment on: nobody has to, the operator's `step`, or a timer. */
export type Pace = "at-once" | "operator" | { readonly everyMs: number };

/** How transactions are paid. */
export type Policy = { readonly pace?: Pace } & (
  | { readonly type: "cash"; readonly givenCents?: number }
  | { readonly type: "card" }
  /** `cardCents` by card (half of the total where absent), the rest in cash. */
  | { readonly type: "mixed"; readonly cardCents?: number; readonly givenCents?: number }
  | { readonly type: "decline" }
  /** The customer cancels. */
  | { readonly type: "cancel" }
  /** Nothing happens until the operator decides. */
  | { readonly type: "wait" }
  /** The cents of the total choose: see OUTCOME_BY_CENTS. */
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

/** What the operator, the printer and the other tills are doing. Lost when the process ends, kept by a restart in it. */
export interface Switches {
  /** Off: nobody is logged in; what is posted is accepted and stays in progress. */
  ready: boolean;
  /** Off: what is paid is not printed. */
  fiscalOnline: boolean;
  /** Off: the tax authority is out of reach. A warning; receipts are printed all the same. */
  reporting: boolean;
  /** Off: what is paid is not printed. */
  paper: boolean;
  /** Another till's transaction occupies the payment screen. */
  busy: { readonly id: string; readonly till: string } | undefined;
  /** Ignored: every cancel comes too late. */
  cancels: "honoured" | "ignored";
  features: readonly string[];
}

/** How documents are numbered: on and on, or anew each day of the till. */
export type Numbering = "continuous" | "daily";

/** What goes wrong inside RRPay with a transaction that it accepts now. */
export interface Mishap {
  /** The receipt will not come out. */
  readonly jams: boolean;
  /** The cashier gives a discount at RRPay's own screen. */
  readonly discountCents: number;
}

/** What is to be paid here: the total without what the till took itself. */
export function dueCents(totalCents: number, prepaid: readonly Prepaid[] = []): number {
  return totalCents - prepaid.reduce((sum, { amountCents }) => sum + amountCents, 0);
}
