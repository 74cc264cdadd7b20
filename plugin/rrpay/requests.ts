/** The types of the port: the requests to RRPay, and their outcomes. */

import type { Batch, Moment } from "../boundary.ts";
import type { Order } from "../payment/order.ts";
import type { RefusalCode, Statement, Tombstone } from "../payment/statement.ts";
/** How long RRPay may hold an answer back. It is short, so that a cancel can follow soon (docs/contracts.md C8). */
export const LONG_POLL_MS = 1000;

export type Feature = "status" | "cancel" | "tombstone" | "print" | "prepaid" | "fiscal";

/** What RRPay says about itself. */
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
    /** Whether receipts can be issued now. */
    readonly online: boolean;
    /** False: the tax authority cannot be reached. This is only a warning. */
    readonly reporting?: boolean;
    readonly lastDocumentNo?: string;
  };
  readonly lastTransactionId?: string;
  readonly features: readonly string[];
}

interface Limits {
  /** From the last byte sent. The time that RRPay may hold an answer back is added. */
  readonly timeoutMs: number;
  /** The latest end, including the time to connect: a round has one limit for all its requests. */
  readonly endsAtMonoMs?: number | undefined;
}

/** Asks for RRPay's health. */
export interface HealthRequest extends Limits {
  readonly type: "health";
}

/**
 * A request about one payment. If RRPay's epoch differs from the one that a send or a cancel names, it accepts nothing,
 * provided that it can tell (docs/contracts.md C3).
 */
export type PaymentRequest = Limits &
  /**
   * Sends the bytes of an order. `written` runs right before they leave and writes the write-ahead record; false stops
   * the send.
   */
  (
    | {
        readonly type: "send";
        readonly body: string;
        readonly epoch: string;
        readonly written: () => boolean;
      }
    /** RRPay answers at once if it has a revision above `afterRevision`, otherwise within `waitMs`. */
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
    /** Prints the missing receipt of a paid transaction. Asking twice has the same effect as asking once. */
    | { readonly type: "print"; readonly id: string }
  );

export type HealthOutcome =
  | { readonly type: "health"; readonly health: Health }
  | { readonly type: "unauthorized" }
  /** The service that answered is not RRPay. */
  | { readonly type: "foreign" }
  /** RRPay speaks another version of the protocol. */
  | { readonly type: "other-protocol" }
  | { readonly type: "down" };

export type PaymentOutcome =
  | { readonly type: "statement"; readonly statement: Statement }
  /** Stored by a cancel of an id that RRPay had never seen. It proves that nothing was accepted. */
  | { readonly type: "tombstone"; readonly tombstone: Tombstone }
  | { readonly type: "not-found"; readonly storeId: string; readonly epoch: string }
  | { readonly type: "refusal"; readonly code: RefusalCode; readonly otherId?: string }
  /** Any other end. It proves nothing (docs/payment-rules.md, rule 3). */
  | { readonly type: "nothing"; readonly why: "no-answer" | "connection-lost" | "answer-invalid" }
  /** Nothing of the request can have left. */
  | { readonly type: "unsent"; readonly why: "unreachable" | "not-stored" };

/** The server sent a message that answers no request: a conversation that pauses should ask now. */
export interface Changed {
  readonly type: "changed";
}

/** Where RRPay is, and what is the same for every request. */
export interface Endpoint {
  readonly host: string;
  /** The till whose health is asked for. */
  readonly till: string;
  readonly hasToken: boolean;
  /** Whether RRPay wants the token for its health check too. */
  readonly healthToken: boolean;
  readonly connectMs: number;
}

/** One request at a time. The till passes events in, and the event that ends the request returns its outcome. */
export interface PaymentPort {
  /** The number of the open connection, 0 for none. Another connection may lead to another RRPay. */
  readonly connection: number;
  /** Whether part of an answer has come. The trace waits for the rest. */
  readonly awaitsAnswer: boolean;
  /** How many requests have begun. */
  readonly exchanges: number;
  /** Begins a request. Its outcome comes at once, or from one of the events below. */
  begin(request: Request, moment: Moment, batch: Batch): Outcome | undefined;
  connected(conn: number, moment: Moment, batch: Batch): Outcome | undefined;
  data(conn: number, bytes: Uint8Array, batch: Batch): Outcome | Changed | undefined;
  closed(conn: number, reason: number, moment: Moment, batch: Batch): Outcome | undefined;
  timedOut(batch: Batch, moment: Moment): Outcome | undefined;
  /** Gives up the request under way. Its outcome is never reported. */
  abandon(batch: Batch): void;
}

/** What the `port.ts` of a dialect's folder exports (docs/dialect.md). */
export interface Dialect {
  /** The name in the config's `rrpay.dialect` that selects it. */
  readonly DIALECT: string;
  readonly LONG_POLL_MS: number;
  readonly Port: new (endpoint: Endpoint) => PaymentPort;
  /**
   * The exact bytes that send an order under an id. They are journalled before the send. Undefined: RRPay would refuse
   * them.
   */
  readonly bodyOf: (order: Order, id: string, till: string) => string | undefined;
  /** The order that was sent, read from its bytes. */
  readonly sentOf: (body: string) => Omit<Order, "hash">;
  /** The lines that were sent, and what GAMA had already been paid. */
  readonly contentOf: (body: string | undefined) => Pick<Order, "lines" | "prepaid">;
}

export type Request = HealthRequest | PaymentRequest;
export type Outcome = HealthOutcome | PaymentOutcome;
/** The possible outcomes of this kind of request. */
export type OutcomeOf<Wanted extends Request> = Wanted extends HealthRequest ? HealthOutcome : PaymentOutcome;
