/**
 * RRPay as the payment core knows it: what can be asked, and what can come of it. One request at a time; its events come
 * from the till, its outcome is given back by whichever of them ended it. Everything else in this folder stays in it.
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

/** The protocol of this folder, by which the config names it. */
export const DIALECT = "rrpay";

export class Port implements PaymentPort {
  readonly #client: Client;
  readonly #endpoint: Endpoint;
  #read: (end: ExchangeEnd) => Outcome = readTransaction;

  constructor(endpoint: Endpoint) {
    this.#endpoint = endpoint;
    this.#client = new Client(endpoint);
  }

  /** Which connection is open, 0 for none: what RRPay said on another one may be another RRPay's word. */
  get connection(): number {
    return this.#client.connection;
  }

  /** Whether an answer has come in part. */
  get awaitsAnswer(): boolean {
    return this.#client.awaitsAnswer;
  }

  /** How many requests were begun. */
  get exchanges(): number {
    return this.#client.exchanges;
  }

  /** Begins a request. Its outcome comes at once where nothing could be stored, else from one of the events below. */
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

  /** Gives up whatever is under way; its outcome is never told. */
  abandon(batch: Batch): void {
    this.#client.abandon(batch);
  }

  #outcome(end: ExchangeEnd | undefined): Outcome | undefined {
    return end && this.#read(end);
  }
}
