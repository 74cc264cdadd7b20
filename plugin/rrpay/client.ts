/**
 * One exchange with RRPay at a time over one connection: connect, send, read one answer. It knows sockets and HTTP, not
 * payments. It sorts every failure by one question: can the request have left?
 */

import { CLOSE_REASON } from "../../schemas/generated/boundary.ts";
import type { Batch, Moment } from "../boundary.ts";
import { NEVER_MS } from "../clock.ts";
import { asAscii } from "../text/ascii.ts";
import { TIMER } from "../timers.ts";
import { AnswerTrace, blankForeign } from "./answer-trace.ts";
import { ResponseParser } from "./http.ts";
import { requestHead } from "./http-request.ts";
import type { Endpoint } from "./requests.ts";

export interface Exchange {
  readonly method: "GET" | "POST";
  readonly path: string;
  /** Whether the host adds the token. Only a service that has answered as the paired RRPay gets it. */
  readonly withToken: boolean;
  /** A question for whoever listens: it is asked again by itself, with the token too where health has it. */
  readonly forAnyone?: true;
  /** RRPay's epoch as we know it. Sent with every request that changes something there. */
  readonly epoch?: string;
  /** Exact ASCII JSON. The journalled bytes are the bytes that are sent. */
  readonly body?: string;
  /** From the last byte sent to the last byte of the answer, ms. */
  readonly timeoutMs: number;
  /** Runs right before the bytes go to the network; it writes the write-ahead record. False stops the send. */
  readonly beforeSend?: () => boolean;
}

export type ExchangeEnd =
  | { readonly type: "response"; readonly status: number; readonly body: Uint8Array }
  /** Nothing of this request can have left, or it was a question that changes nothing and has no answer. */
  | { readonly type: "unsent"; readonly why: "unreachable" | "not-stored" }
  /** The request may have left, and no readable answer came. */
  | { readonly type: "lost"; readonly why: "cut" | "timeout" | "garbage" };

const UNREACHABLE: ExchangeEnd = { type: "unsent", why: "unreachable" };

/** RRPay never sends a larger answer: a whole transaction is below 64 KiB, and decoding costs step time. */
const ANSWER_BYTES = 128 * 1024;

type Link =
  | { readonly type: "none" }
  | { readonly type: "connecting"; readonly conn: number }
  | { readonly type: "idle"; readonly conn: number }
  | {
      readonly type: "waiting";
      readonly conn: number;
      /** The connection has served an exchange before. */
      readonly reused: boolean;
      /** The connection is reused, and not one byte of this answer has come. */
      stale: boolean;
    };

export class Client {
  readonly #endpoint: Endpoint;
  #link: Link = { type: "none" };
  readonly #trace = new AnswerTrace();
  /** Reads the answer of the exchange under way, or has read that of the last one. */
  #parser = new ResponseParser();
  #exchange: Exchange | undefined;
  #endsAtMonoMs = NEVER_MS;
  #nextConn = 1;
  #exchanges = 0;
  /**
   * Whether RRPay keeps a connection open: only a second answer on one proves it, and one that it has closed by itself
   * casts doubt on it. Undefined: nothing is known.
   */
  #keepsOpen: boolean | undefined;

  constructor(endpoint: Endpoint) {
    this.#endpoint = endpoint;
  }

  /** The number of the open connection, 0 for none. Another connection may lead to another RRPay. */
  get connection(): number {
    return this.#link.type === "none" ? 0 : this.#link.conn;
  }

  /** Whether part of an answer has come. */
  get awaitsAnswer(): boolean {
    return this.#trace.waits;
  }

  /** How many exchanges were begun. */
  get exchanges(): number {
    return this.#exchanges;
  }

  /**
   * Begins an exchange. It ends here at once if nothing could be stored; otherwise `connected`, `data`, `closed` or
   * `timedOut` ends it, by `endsAtMonoMs` at the latest, including the time to connect.
   */
  begin(exchange: Exchange, moment: Moment, batch: Batch, endsAtMonoMs = NEVER_MS): ExchangeEnd | undefined {
    this.#exchange = exchange;
    this.#endsAtMonoMs = endsAtMonoMs;
    this.#exchanges++;
    if (this.#link.type === "idle" && (this.#keepsOpen || this.#mayAskOnOpen(exchange)))
      return this.#send(this.#link.conn, "kept", exchange, moment, batch);
    this.#drop(batch);
    this.#connect(moment, batch);
    return undefined;
  }

  connected(conn: number, moment: Moment, batch: Batch): ExchangeEnd | undefined {
    if (this.#link.type !== "connecting" || this.#link.conn !== conn || !this.#exchange) return undefined;
    return this.#send(conn, "new", this.#exchange, moment, batch);
  }

  data(conn: number, bytes: Uint8Array, batch: Batch): ExchangeEnd | undefined {
    const link = this.#link;
    if (link.type !== "waiting" || link.conn !== conn) blankForeign(bytes, batch);
    if (link.type === "none" || link.conn !== conn) return undefined;
    if (link.type !== "waiting") {
      // bytes that nobody asked for (F19): on this connection an answer can no longer be matched with its request
      this.#drop(batch);
      return link.type === "connecting" ? this.#end(batch, UNREACHABLE) : undefined;
    }
    this.#trace.add(bytes, batch);
    link.stale = false;
    const read = this.#parser.push(bytes);
    if (read.type === "more") return undefined;
    if (read.type === "error") {
      this.#drop(batch);
      return this.#end(batch, { type: "lost", why: "garbage" });
    }
    this.#trace.complete(batch, this.#parser.soFar);
    if (link.reused) this.#keepsOpen = true;
    if (read.keepAlive && read.rest === 0) this.#link = { type: "idle", conn };
    else this.#drop(batch);
    return this.#end(batch, { type: "response", status: read.status, body: read.body });
  }

  closed(conn: number, reason: number, moment: Moment, batch: Batch): ExchangeEnd | undefined {
    const link = this.#link;
    if (link.type === "none" || link.conn !== conn) return undefined;
    this.#link = { type: "none" };
    // some peers close after each answer without saying so: a request that must not be sent twice gets a new connection
    if (link.type === "idle" || (link.type === "waiting" && link.stale)) this.#keepsOpen = false;
    if (link.type === "idle") return undefined;
    if (link.type === "connecting") return this.#end(batch, UNREACHABLE);
    if (link.stale && this.#exchange?.method === "GET") {
      // RRPay had closed the idle connection meanwhile: a question may be sent again, anything else may not. With the
      // token it may not either, for another program may have the port by now
      if (this.#isGuarded(this.#exchange)) return this.#end(batch, UNREACHABLE);
      this.#connect(moment, batch);
      return undefined;
    }
    // a body without a length ends with the connection, but only if the peer closed it normally
    const read = reason === CLOSE_REASON.peer ? this.#parser.end() : undefined;
    if (read?.type !== "response") return this.#end(batch, { type: "lost", why: "cut" });
    this.#trace.complete(batch, this.#parser.soFar);
    return this.#end(batch, { type: "response", status: read.status, body: read.body });
  }

  timedOut(batch: Batch): ExchangeEnd | undefined {
    const link = this.#link;
    if (!this.#exchange) return undefined;
    this.#drop(batch);
    return this.#end(batch, link.type === "waiting" ? { type: "lost", why: "timeout" } : UNREACHABLE);
  }

  /** Gives up the exchange under way. Its end is never reported. */
  abandon(batch: Batch): void {
    if (!this.#exchange) return;
    this.#drop(batch);
    this.#end(batch, { type: "lost", why: "cut" });
  }

  #send(conn: number, age: "new" | "kept", exchange: Exchange, moment: Moment, batch: Batch): ExchangeEnd | undefined {
    if (exchange.beforeSend && !exchange.beforeSend()) {
      this.#link = { type: "idle", conn };
      return this.#end(batch, { type: "unsent", why: "not-stored" });
    }
    const { method, path, body, epoch } = exchange;
    const { withToken, head, rest } = requestHead({
      method,
      path,
      host: this.#endpoint.host,
      withToken: this.#sendsToken(exchange),
      ...(epoch === undefined ? {} : { epoch }),
      ...(body === undefined ? {} : { bodyLength: body.length, contentType: "application/json" }),
    });
    this.#parser = new ResponseParser(ANSWER_BYTES);
    const stale = age === "kept";
    this.#link = { type: "waiting", conn, reused: stale, stale };
    batch.send(conn, withToken, asAscii(head), rest + (body ?? ""));
    this.#limit(exchange.timeoutMs, moment, batch);
    return undefined;
  }

  /** Whether a question may try a connection that RRPay may have closed: it is asked again, or nothing is known yet. */
  #mayAskOnOpen(exchange: Exchange): boolean {
    return exchange.method === "GET" && (this.#keepsOpen === undefined || !this.#isGuarded(exchange));
  }

  /** Whether the token goes with it to the paired RRPay alone. */
  #isGuarded(exchange: Exchange): boolean {
    return !exchange.forAnyone && this.#sendsToken(exchange);
  }

  #sendsToken({ withToken }: Exchange): boolean {
    return withToken && this.#endpoint.hasToken;
  }

  #connect(moment: Moment, batch: Batch): void {
    const conn = this.#nextConn++;
    this.#link = { type: "connecting", conn };
    batch.connect(conn);
    this.#limit(this.#endpoint.connectMs, moment, batch);
  }

  #limit(ms: number, { monoMs }: Moment, batch: Batch): void {
    batch.timer(TIMER.exchange, Math.min(monoMs + ms, this.#endsAtMonoMs));
  }

  #drop(batch: Batch): void {
    if (this.#link.type !== "none") batch.disconnect(this.#link.conn);
    this.#link = { type: "none" };
  }

  #end(batch: Batch, end: ExchangeEnd): ExchangeEnd {
    this.#trace.broken(batch, this.#parser.soFar);
    this.#exchange = undefined;
    batch.timer(TIMER.exchange, -1);
    return end;
  }
}
