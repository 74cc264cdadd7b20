/** The words of the port: what can be asked of RRPay, and what can come of it. */

import type { Batch, Moment } from "../boundary.ts";
import type { Order } from "../payment/order.ts";
import type { RefusalCode, Statement, Tombstone } from "../payment/statement.ts";
/** How long RRPay may hold an answer back: short, so that a cancel is never far (docs/contracts.md C8). */
export const LONG_POLL_MS = 1000;

export type Feature = "status" | "cancel" | "tombstone" | "print" | "prepaid" | "fiscal";

/** RRPay of itself. */
export interface Health {
  readonly name: string;
  readonly version: string;
  readonly ready: boolean;
  readonly emulator: boolean;
  readonly till: string;
  readonly storeId: string;
  /** Changes whenever stored transactions may have been lost. */
  readonly epoch: string;
  readonly fiscal: {
    /** Receipts can be issued now. */
    readonly online: boolean;
    /** False: the tax authority is out of reach, a warning only. */
    readonly reporting?: boolean;
    readonly lastDocumentNo?: string;
  };
  readonly lastTransactionId?: string;
  readonly features: readonly string[];
}

interface Limits {
  /** From the last byte sent; what RRPay may wait comes on top. */
  readonly timeoutMs: number;
  /** When it ends at the latest, connecting included: a round has one limit for all that it asks. */
  readonly endsAtMonoMs?: number | undefined;
}

/** Asks how RRPay is. */
export interface HealthRequest extends Limits {
  readonly type: "health";
}

/**
 * Asks about one payment. Where RRPay's epoch is not the one that a send or a cancel names, it accepts nothing, if it can
 * tell (docs/contracts.md C3).
 */
export type PaymentRequest = Limits &
  /** Sends the bytes of an order. `written` runs right before they leave: the write-ahead record; false stops the send. */
  (
    | {
        readonly type: "send";
        readonly body: string;
        readonly epoch: string;
        readonly written: () => boolean;
      }
    /** Answered at once when there is more than `afterRevision`, else within `waitMs`. */
    | {
        readonly type: "query";
        readonly id: string;
        readonly afterRevision: number;
        readonly waitMs: number;
      }
    | {
        readonly type: "cancel";
        readonly id: string;
        readonly epoch: string;
        readonly written: () => boolean;
      }
    /** Finishes the receipt of a paid one; twice is once. */
    | { readonly type: "print"; readonly id: string }
  );

export type HealthOutcome =
  | { readonly type: "health"; readonly health: Health }
  | { readonly type: "unauthorized" }
  /** Something answered that is not RRPay. */
  | { readonly type: "foreign" }
  /** RRPay, which speaks another version of the protocol. */
  | { readonly type: "other-protocol" }
  | { readonly type: "down" };

export type PaymentOutcome =
  | { readonly type: "statement"; readonly statement: Statement }
  /** Stored by a cancel of an id that RRPay had never seen: proof that nothing was taken. */
  | { readonly type: "tombstone"; readonly tombstone: Tombstone }
  | { readonly type: "not-found"; readonly storeId: string; readonly epoch: string }
  | { readonly type: "refusal"; readonly code: RefusalCode; readonly otherId?: string }
  /** Whatever else: it proves nothing (docs/payment-rules.md, rule 3). */
  | { readonly type: "nothing"; readonly why: "no-answer" | "connection-lost" | "answer-invalid" }
  /** Nothing of the request can have left. */
  | { readonly type: "unsent"; readonly why: "unreachable" | "not-stored" };

/** The server said something by itself, and nobody waits for an answer: whoever pauses had better ask. */
export interface Changed {
  readonly type: "changed";
}

/** Where RRPay is, and what of it is the same for every request. */
export interface Endpoint {
  readonly host: string;
  /** Whose health is asked for. */
  readonly till: string;
  readonly hasToken: boolean;
  /** RRPay wants the token for its health check too. */
  readonly healthToken: boolean;
  readonly connectMs: number;
}

/** One request at a time; its events come from the till, its outcome is given back by whichever of them ended it. */
export interface PaymentPort {
  /** Which connection is open, 0 for none: what RRPay said on another one may be another RRPay's word. */
  readonly connection: number;
  /** Whether an answer has come in part: the trace waits for the rest. */
  readonly awaitsAnswer: boolean;
  /** How many requests were begun. */
  readonly exchanges: number;
  /** Begins a request. Its outcome comes at once, or from one of the events below. */
  begin(request: Request, moment: Moment, batch: Batch): Outcome | undefined;
  connected(conn: number, moment: Moment, batch: Batch): Outcome | undefined;
  data(conn: number, bytes: Uint8Array, batch: Batch): Outcome | Changed | undefined;
  closed(conn: number, reason: number, moment: Moment, batch: Batch): Outcome | undefined;
  timedOut(batch: Batch, moment: Moment): Outcome | undefined;
  /** Gives up whatever is under way; its outcome is never told. */
  abandon(batch: Batch): void;
}

/** What the `port.ts` of a dialect's folder gives to the rest (docs/dialect.md). */
export interface Dialect {
  /** The name by which `rrpay.dialect` of the config chooses it. */
  readonly DIALECT: string;
  readonly LONG_POLL_MS: number;
  readonly Port: new (endpoint: Endpoint) => PaymentPort;
  /** The exact bytes that ask for an order under an id; they are journalled ahead of the send. Undefined: RRPay would not take it. */
  readonly bodyOf: (order: Order, id: string, till: string) => string | undefined;
  /** What was ordered by bytes that were sent. */
  readonly sentOf: (body: string) => Omit<Order, "hash">;
  /** Their lines, and what GAMA had taken. */
  readonly contentOf: (body: string | undefined) => Pick<Order, "lines" | "prepaid">;
}

export type Request = HealthRequest | PaymentRequest;
export type Outcome = HealthOutcome | PaymentOutcome;
/** What can come of a request of this kind. */
export type OutcomeOf<Wanted extends Request> = Wanted extends HealthRequest ? HealthOutcome : PaymentOutcome;
