/**
 * RRPay as the payment core knows it: the possible requests and their outcomes. One request at a time. The till passes
 * events in, and the event that ends the request returns its outcome. Nothing else in this folder is used outside it.
 */
import type { Batch, Moment } from "../boundary.ts";
import { Client, type ExchangeEnd } from "./client.ts";
import { exchangeOf, readHealth, readTransaction } from "./profile.ts";
import type { Endpoint, Outcome, PaymentPort, Request } from "./requests.ts";

export type {
  Dialect,
  Endpoint,
  Feature,
  Health,
  HealthOutcome,
  HealthRequest,
  Outcome,
  OutcomeOf,
  PaymentOutcome,
  PaymentPort,
  PaymentRequest,
  Request,
} from "./requests.ts";
export { LONG_POLL_MS } from "./requests.ts";
export { bodyOf, contentOf, sentOf } from "./wire.ts";

/** The name of this folder's protocol in the config. */
export const DIALECT = "rrpay";

export class Port implements PaymentPort {
  readonly #client: Client;
  readonly #endpoint: Endpoint;
  #read: (end: ExchangeEnd) => Outcome = readTransaction;

  constructor(endpoint: Endpoint) {
    this.#endpoint = endpoint;
    this.#client = new Client(endpoint);
  }

  /** The number of the open connection, 0 for none. Another connection may lead to another RRPay. */
  get connection(): number {
    return this.#client.connection;
  }

  /** Whether part of an answer has come. */
  get awaitsAnswer(): boolean {
    return this.#client.awaitsAnswer;
  }

  /** How many requests have begun. */
  get exchanges(): number {
    return this.#client.exchanges;
  }

  /** Begins a request. Its outcome comes at once if nothing could be stored, otherwise from one of the events below. */
  begin(request: Request, moment: Moment, batch: Batch): Outcome | undefined {
    this.#read = request.type === "health" ? readHealth : readTransaction;
    return this.#outcome(this.#client.begin(exchangeOf(request, this.#endpoint), moment, batch, request.endsAtMonoMs));
  }

  connected(conn: number, moment: Moment, batch: Batch): Outcome | undefined {
    return this.#outcome(this.#client.connected(conn, moment, batch));
  }

  data(conn: number, bytes: Uint8Array, batch: Batch): Outcome | undefined {
    return this.#outcome(this.#client.data(conn, bytes, batch));
  }

  closed(conn: number, reason: number, moment: Moment, batch: Batch): Outcome | undefined {
    return this.#outcome(this.#client.closed(conn, reason, moment, batch));
  }

  timedOut(batch: Batch): Outcome | undefined {
    return this.#outcome(this.#client.timedOut(batch));
  }

  /** Gives up the request under way. Its outcome is never reported. */
  abandon(batch: Batch): void {
    this.#client.abandon(batch);
  }

  #outcome(end: ExchangeEnd | undefined): Outcome | undefined {
    return end && this.#read(end);
  }
}
