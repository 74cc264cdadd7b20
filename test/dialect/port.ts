/** RRPay as the payment core knows it, over "lines" (words.ts): what the folder of a dialect provides. */

import type { Batch, Moment } from "../../plugin/boundary.ts";
import type { Order } from "../../plugin/payment/order.ts";
import { AnswerTrace } from "../../plugin/rrpay/answer-trace.ts";
import { maskedAnswer } from "../../plugin/rrpay/masking.ts";
import type { Changed, Endpoint, Outcome, PaymentOutcome, Request } from "../../plugin/rrpay/requests.ts";
import { LONG_POLL_MS } from "../../plugin/rrpay/requests.ts";
import { bodyOf as checked } from "../../plugin/rrpay/wire.ts";
import { asAscii, parseJson, stringifyAscii } from "../../plugin/text/ascii.ts";
import { decodeUtf8 } from "../../plugin/text/utf8.ts";
import { TIMER } from "../../plugin/timers.ts";
import { CLOSE_REASON } from "../../schemas/generated/boundary.ts";
import type { RrpayTransactionRequest } from "../../schemas/generated/types.ts";
import { validateRrpayHealth, validateRrpayTransaction } from "../../schemas/generated/validators.js";
import { orderOf, payOf, transactionOf } from "./words.ts";

export { LONG_POLL_MS };
export const DIALECT = "lines";

/** The line that sends this order; undefined when RRPay would not accept it. */
export function bodyOf(order: Order, id: string, till: string): string | undefined {
  const body = order.prepaid ? undefined : checked(order, id, till);
  const pay = body === undefined ? undefined : payOf(JSON.parse(body) as RrpayTransactionRequest);
  return pay && stringifyAscii(pay);
}

export function sentOf(body: string): Omit<Order, "hash"> {
  return orderOf(JSON.parse(body));
}

export function contentOf(body: string | undefined): Pick<RrpayTransactionRequest, "lines" | "prepaid"> {
  return { lines: body === undefined ? [] : orderOf(JSON.parse(body)).lines };
}

// biome-ignore lint/suspicious/noExplicitAny: a line of the wire: what it says is judged by a schema before it counts
type Said = any;

const REFUSALS = { known: "sale-known", conflict: "id-conflict", invalid: "invalid", busy: "busy" } as const;
const NOTHING = (why: "no-answer" | "connection-lost" | "answer-invalid") => ({ type: "nothing", why }) as const;
const WORD = { health: "hello", send: "pay", query: "last", cancel: "stop", print: "print" } as const;
const LINE_BYTES = 128 * 1024;

export class Port {
  readonly #endpoint: Endpoint;
  readonly #trace = new AnswerTrace();
  #conn = 0;
  #isOpen = false;
  #next = 1;
  #exchanges = 0;
  #request: Request | undefined;
  /** A query that first waits for the server to report something by itself. */
  #listens = false;
  #pieces: number[] = [];
  /** The latest report about a transaction on this connection. */
  #pushed: PaymentOutcome | undefined;

  constructor(endpoint: Endpoint) {
    this.#endpoint = endpoint;
  }

  get connection(): number {
    return this.#conn;
  }

  get awaitsAnswer(): boolean {
    return this.#trace.waits;
  }

  get exchanges(): number {
    return this.#exchanges;
  }

  begin(request: Request, moment: Moment, batch: Batch): Outcome | undefined {
    this.#request = request;
    this.#exchanges++;
    if (!this.#isOpen) {
      this.#drop(batch);
      this.#conn = this.#next++;
      batch.connect(this.#conn);
      batch.timer(TIMER.exchange, moment.monoMs + this.#endpoint.connectMs);
      return undefined;
    }
    const known = request.type === "query" ? this.#of(request.id) : undefined;
    if (request.type !== "query" || request.waitMs === 0 || !known) return this.#send(moment, batch);
    if (known.statement.revision > request.afterRevision) return this.#end(known, batch);
    this.#listens = true;
    batch.timer(TIMER.exchange, moment.monoMs + request.waitMs);
    return undefined;
  }

  connected(conn: number, moment: Moment, batch: Batch): Outcome | undefined {
    if (conn !== this.#conn || this.#isOpen || !this.#request) return undefined;
    this.#isOpen = true;
    return this.#send(moment, batch);
  }

  data(conn: number, bytes: Uint8Array, batch: Batch): Outcome | Changed | undefined {
    this.#trace.add(bytes, batch);
    if (conn !== this.#conn) return void this.#trace.broken(batch);
    let heard: Outcome | Changed | undefined;
    let from = 0;
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, from)) {
      for (const byte of bytes.subarray(from, end)) this.#pieces.push(byte);
      from = end + 1;
      const said = this.#line(batch);
      // the outcome of a request must not be lost because of a push that arrived with it
      if (heard === undefined || said?.type !== "changed") heard = said ?? heard;
    }
    // no more is kept of a line that is too long
    if (this.#pieces.length + bytes.length - from > LINE_BYTES) return this.#garbage(batch);
    for (const byte of bytes.subarray(from)) this.#pieces.push(byte);
    return heard;
  }

  closed(conn: number, reason: number, _moment: Moment, batch: Batch): Outcome | undefined {
    if (conn !== this.#conn) return undefined;
    const wasOpen = this.#isOpen || reason === CLOSE_REASON.reset;
    this.#forget();
    return this.#lost(wasOpen, "connection-lost", batch);
  }

  timedOut(batch: Batch, moment?: Moment): Outcome | undefined {
    if (this.#listens && moment) return this.#send(moment, batch);
    const wasOpen = this.#isOpen;
    this.#drop(batch);
    return this.#lost(wasOpen, "no-answer", batch);
  }

  abandon(batch: Batch): void {
    if (!this.#request) return;
    this.#drop(batch);
    this.#lost(true, "connection-lost", batch);
  }

  #send(moment: Moment, batch: Batch): Outcome | undefined {
    const request = this.#request as Request;
    this.#listens = false;
    if ("written" in request && !request.written()) return this.#end({ type: "unsent", why: "not-stored" }, batch);
    const { till } = this.#endpoint;
    const line = { do: WORD[request.type], till, ...("id" in request ? { nr: request.id } : {}) };
    batch.send(this.#conn, false, asAscii(`${request.type === "send" ? request.body : stringifyAscii(line)}\n`), "");
    batch.timer(TIMER.exchange, moment.monoMs + request.timeoutMs);
    return undefined;
  }

  /** A whole line: the answer to a request, something that the server reports by itself, or garbage. */
  #line(batch: Batch): Outcome | Changed | undefined {
    const text = decodeUtf8(Uint8Array.from(this.#pieces));
    this.#pieces = [];
    this.#trace.broken(batch);
    const parsed = text === null ? undefined : parseJson(text);
    const said: Said = parsed?.ok && typeof parsed.value === "object" && parsed.value !== null ? parsed.value : {};
    const request = this.#request;
    if (said.op) this.#pushed = readOp(said.op);
    if (said.re === "push" && this.#listens && request?.type === "query") {
      const news = this.#of(request.id);
      return news && news.statement.revision > request.afterRevision ? this.#end(news, batch) : undefined;
    }
    if (said.re === "push") return request ? undefined : { type: "changed" };
    if (!request || this.#listens || said.re !== WORD[request.type]) return this.#garbage(batch);
    return this.#end(request.type === "health" ? readHello(said) : this.#read(said, request), batch);
  }

  #read(said: Said, request: Exclude<Request, { type: "health" }>): PaymentOutcome {
    const missing = { type: "not-found", storeId: String(said.store), epoch: String(said.epoch) } as const;
    if (said.no === "unknown" || said.op === null) return missing;
    const code = Object.hasOwn(REFUSALS, said.no) ? REFUSALS[said.no as keyof typeof REFUSALS] : undefined;
    if (code) return { type: "refusal", code, ...(typeof said.nr === "string" ? { otherId: said.nr } : {}) };
    const heard = this.#pushed;
    // the last operation is another one, so nothing is known of the one in the query
    const isOther = request.type === "query" && heard?.type === "statement" && heard.statement.id !== request.id;
    return said.op && heard && !isOther ? heard : NOTHING("answer-invalid");
  }

  /** What this connection has reported about that transaction. */
  #of(id: string): Extract<PaymentOutcome, { type: "statement" }> | undefined {
    return this.#pushed?.type === "statement" && this.#pushed.statement.id === id ? this.#pushed : undefined;
  }

  #garbage(batch: Batch): Outcome | undefined {
    this.#drop(batch);
    if (this.#request?.type === "health") return this.#end({ type: "foreign" }, batch);
    return this.#request && this.#end(NOTHING("answer-invalid"), batch);
  }

  #lost(wasOpen: boolean, why: "no-answer" | "connection-lost", batch: Batch): Outcome | undefined {
    this.#trace.broken(batch);
    if (!this.#request) return undefined;
    if (this.#request.type === "health") return this.#end({ type: "down" }, batch);
    return this.#end(wasOpen ? NOTHING(why) : { type: "unsent", why: "unreachable" }, batch);
  }

  #end(outcome: Outcome, batch: Batch): Outcome {
    this.#request = undefined;
    this.#listens = false;
    batch.timer(TIMER.exchange, -1);
    return outcome;
  }

  #drop(batch: Batch): void {
    if (this.#conn !== 0) batch.disconnect(this.#conn);
    this.#forget();
  }

  #forget(): void {
    this.#conn = 0;
    this.#isOpen = false;
    this.#pieces = [];
    this.#pushed = undefined;
  }
}

function readOp(op: Said): PaymentOutcome {
  const transaction = transactionOf(op);
  if (!validateRrpayTransaction(transaction)) return NOTHING("answer-invalid");
  return { type: "statement", statement: maskedAnswer(transaction) };
}

function readHello({ name, version, ready, test, till, store, epoch, fiscal, last }: Said): Outcome {
  const health = {
    ...{ name, version, protocol: 1, ready, emulator: test, till, storeId: store, epoch, fiscal: { online: fiscal } },
    ...{ features: ["status", "cancel", "fiscal"], ...(last ? { lastTransactionId: last } : {}) },
  };
  return validateRrpayHealth(health) ? { type: "health", health: maskedAnswer(health) } : { type: "foreign" };
}
