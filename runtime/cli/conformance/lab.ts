/**
 * The tools of the checks: HTTP over the loopback, several connections at once, and a record of everything on the wire.
 */

import { ResponseParser } from "../../../plugin/rrpay/http.ts";
import { parseJson, stringifyAscii } from "../../../plugin/text/ascii.ts";
import { asUtf8, decodeUtf8 } from "../../../plugin/text/utf8.ts";
import { HANG_UP, NET, STATUS } from "../../../schemas/generated/program.ts";
import type { RrpayTransactionRequest } from "../../../schemas/generated/types.ts";
import { CliError } from "../exit.ts";
import { attempt, now, question, type Talk } from "../program/talk.ts";
import type { Language, Words } from "../words.ts";
import { HANDS, type Hand } from "./hands.ts";
import { maskedText } from "./masked-text.ts";

// biome-ignore lint/suspicious/noExplicitAny: an answer before any check has judged it
export type Json = any;

export interface Answer {
  readonly status: number;
  readonly json: Json;
  readonly beganMs: number;
  readonly endedMs: number;
}

/**
 * An answer, or the reason why there is none: refused, cut, late, or not HTTP. Its status is then 0, so that no check
 * mistakes it for an answer.
 */
export type Got = Answer & { readonly lost?: "refused" | "cut" | "late" | "no-http" };

export interface Request {
  readonly method: "GET" | "POST";
  readonly path: string;
  /** Sent as JSON in ASCII. A text is sent unchanged. */
  readonly body?: object | string;
  readonly epoch?: string;
  /** Absent: the token of the config. */
  readonly token?: string | undefined;
}

/** One connection. */
export interface Wire {
  readonly conn: number;
  parser: ResponseParser;
  beganMs: number;
  got: Got | undefined;
  isOver: boolean;
}

/** One message on the wire, masked. */
export interface Traffic {
  readonly check: string;
  readonly atMs: number;
  readonly conn: number;
  readonly way: "sent" | "received";
  readonly text: string;
}

export interface Target {
  readonly address: string;
  readonly port: number;
  readonly till: string;
  readonly token: string | undefined;
  readonly healthToken: boolean;
  readonly answerMs: number;
  /** How long a poll waits that a change must end. */
  readonly longMs: number;
}

/** A system without a network says `failed`; a refused connection does not. */
export function noSockets(): CliError {
  return new CliError({
    en: "This machine has no network, not even with itself (127.0.0.1): see to that first.",
    lt: "Kompiuteryje neveikia tinklas, net su pačiu savimi (127.0.0.1): pirma sutvarkykite jį.",
  });
}

/** A check that could not be made, because a person or something else was missing. */
export class Unmeasured extends Error {
  readonly words: Words;
  constructor(words: Words) {
    super(words.en);
    this.words = words;
  }
}

const BODY_BYTES = 1024 * 1024;
/** How much of one message the page shows. */
const SHOWN = 4000;
const NOBODY: Words = { en: "nobody was there to do it", lt: "nebuvo kam to padaryti" };
/** Why a check that judges paid sales has nothing to judge. */
export const NO_SALE: Words = { en: "no sale was paid before", lt: "prieš tai nebuvo apmokėto pardavimo" };

export class Lab {
  readonly target: Target;
  /** What went over the wire, unmasked; see `traffic`. */
  readonly #went: Traffic[] = [];
  /** Every answer of this run, for the check that judges all of them. */
  readonly answers: { readonly on: string; readonly got: Got }[] = [];
  readonly language: Language;
  check = "";
  /** Answers that did not come, or came only in part. */
  readonly losses: string[] = [];
  health: Json = {};
  /** What an earlier check keeps for a later one. */
  readonly kept: Record<string, RrpayTransactionRequest> = {};
  readonly documents: string[] = [];
  readonly #posted: string[] = [];
  readonly #run: string;
  #made = 0;
  readonly #wires = new Map<number, Wire>();

  constructor(target: Target, language: Language, startedMs: number) {
    this.target = target;
    this.language = language;
    this.#run = startedMs.toString(36).toUpperCase();
  }

  /** A new sale that RRPay has never seen. */
  sale(change: Partial<RrpayTransactionRequest> = {}): RrpayTransactionRequest {
    const no = ++this.#made;
    const totalCents = change.totalCents ?? 10;
    const line = {
      ...{ no: 1, type: "item", code: "TEST", name: "Bandomoji prekė ąčę", unit: "VNT", quantityE4: 10_000 },
      ...{ unitPriceE4: totalCents * 100, discountCents: 0, totalCents, vatGroup: "A", vatRateBp: 2100 },
    } satisfies Json as RrpayTransactionRequest["lines"][number];
    const name = { id: `conformance-${this.#run}-${no}`, till: this.target.till, kind: "sale" } as const;
    const rest = { saleKey: `C-${this.#run}-${no}`, receiptNo: String(no), operator: "TEST", currency: "EUR" };
    return { ...name, ...rest, lines: [line], totalCents, ...change };
  }

  /** A check begins. What it posts is remembered until it ends. */
  begin(check: string): void {
    this.check = check;
    this.#posted.length = 0;
  }

  *post(order: object | string, change: Partial<Request> = {}): Talk<Got> {
    if (typeof order === "object" && "id" in order && typeof order.id === "string") this.#posted.push(order.id);
    return yield* this.ask({ method: "POST", path: "/v1/transactions", body: order, ...this.#guard, ...change });
  }

  *get(id: string, query = ""): Talk<Got> {
    return yield* this.ask({ method: "GET", path: `/v1/transactions/${id}${query}` });
  }

  *cancel(id: string, change: Partial<Request> = {}): Talk<Got> {
    return yield* this.ask({ ...this.canceling(id), ...change });
  }

  canceling(id: string): Request {
    return { method: "POST", path: `/v1/transactions/${id}/cancel`, body: {}, ...this.#guard };
  }

  posting(order: object): Request {
    return { method: "POST", path: "/v1/transactions", body: order, ...this.#guard };
  }

  getHealth(): Talk<Got> {
    const token = this.target.healthToken ? this.target.token : undefined;
    return this.ask({ method: "GET", path: `/v1/health?till=${encodeText(this.target.till)}`, token });
  }

  /** One request on its own connection. */
  *ask(request: Request): Talk<Got> {
    const wire = yield* this.dial();
    if (wire === undefined) return lost("refused");
    yield* this.send(wire, request);
    const [got = lost("late")] = yield* this.wait([wire]);
    yield* this.hangUp(wire);
    return got;
  }

  *dial(): Talk<Wire | undefined> {
    const { address, port } = this.target;
    const { status, fields } = yield* attempt<"dial">({ type: "dial", address, port });
    if (fields === undefined) {
      if (status === STATUS.failed) throw noSockets();
      return undefined;
    }
    const { conn } = fields;
    const wire: Wire = { conn, parser: new ResponseParser(BODY_BYTES), beganMs: 0, got: undefined, isOver: false };
    this.#wires.set(conn, wire);
    return wire;
  }

  *send(wire: Wire, request: Request): Talk<void> {
    yield* this.transmit(wire, this.bytesOf(request));
  }

  /** The text of a request. */
  bytesOf(request: Request): string {
    const { method, path, body, epoch } = request;
    const token = "token" in request ? request.token : this.target.token;
    const content = body === undefined ? "" : asUtf8(typeof body === "string" ? body : stringifyAscii(body));
    const lines = [
      ...[`${method} ${path} HTTP/1.1`, `Host: ${this.target.address}:${this.target.port}`],
      ...(token === undefined ? [] : [`Authorization: Bearer ${token}`]),
      ...(epoch === undefined ? [] : [`RRPay-Epoch: ${epoch}`]),
      ...(body === undefined ? [] : ["Content-Type: application/json", `Content-Length: ${content.length}`]),
    ];
    return `${lines.join("\r\n")}\r\n\r\n${content}`;
  }

  /** Sends bytes unchanged, one a character. */
  *transmit(wire: Wire, text: string): Talk<void> {
    const bytes = Uint8Array.from(text, (one) => one.charCodeAt(0));
    const { wallMs } = yield* now();
    wire.got = undefined;
    this.#note(wire.conn, "sent", bytes, wallMs);
    yield* attempt<"transmit">({ type: "transmit", conn: wire.conn, bytes });
    wire.beganMs = wallMs;
  }

  *hangUp(wire: Wire): Talk<void> {
    this.#wires.delete(wire.conn);
    yield* attempt<"hangUp">({ type: "hangUp", conn: wire.conn, how: HANG_UP.drop });
  }

  /** Waits until each connection has its answer or has ended, or until the time is up. */
  *wait(wires: readonly Wire[], forMs = this.target.answerMs): Talk<Got[]> {
    const { wallMs: fromMs } = yield* now();
    for (;;) {
      if (wires.every(({ got, isOver }) => got !== undefined || isOver)) break;
      const { wallMs } = yield* now();
      if (wallMs - fromMs >= forMs) break;
      yield* this.hear(Math.max(1, Math.ceil(forMs - (wallMs - fromMs))));
    }
    return wires.map(({ conn, got, isOver }) => {
      const end = got ?? lost(isOver ? "cut" : "late");
      if (end.lost !== undefined) this.losses.push(`${this.check}: ${end.lost} (${conn})`);
      return end;
    });
  }

  /** Takes one event of the connections. */
  *hear(waitMs: number): Talk<void> {
    const heard = (yield* attempt<"hear">({ type: "hear", waitMs })).fields;
    const wire = heard && this.#wires.get(heard.conn);
    if (heard === undefined || wire === undefined) return;
    const { wallMs } = yield* now();
    if (heard.event === NET.bytes) this.#note(wire.conn, "received", heard.bytes, wallMs);
    const read = heard.event === NET.bytes ? wire.parser.push(heard.bytes) : wire.parser.end();
    if (heard.event !== NET.bytes) wire.isOver = true;
    if (read.type === "error" && heard.event === NET.bytes) wire.got = lost("no-http");
    if (read.type !== "response") return;
    const text = decodeUtf8(read.body);
    const parsed = text === null ? undefined : parseJson(text);
    wire.got = {
      ...{ status: read.status, json: parsed?.ok ? parsed.value : undefined, beganMs: wire.beganMs, endedMs: wallMs },
    };
    wire.parser = new ResponseParser(BODY_BYTES);
    this.answers.push({ on: this.check, got: wire.got });
  }

  /** Follows a transaction until its state is final, or until a check has what it wants. Returns the last answer. */
  *follow(id: string, isWanted: (json: Json) => boolean = (json) => json?.state !== "in-progress"): Talk<Got> {
    const { wallMs: fromMs } = yield* now();
    for (;;) {
      const got = yield* this.get(id, "?afterRevision=0&waitMs=0");
      if (got.lost !== undefined || got.status !== 200 || isWanted(got.json)) return got;
      const { wallMs } = yield* now();
      if (wallMs - fromMs > 2 * this.target.answerMs) return got;
      yield* this.get(id, `?afterRevision=${got.json?.revision ?? 0}&waitMs=500`);
    }
  }

  /** Ends a transaction, so that nothing stays in progress. */
  *end(id: string): Talk<void> {
    yield* this.cancel(id);
    yield* this.follow(id);
  }

  /** The sale that a person has paid. */
  get paidSale(): RrpayTransactionRequest {
    const { card } = this.kept;
    if (card === undefined) throw new Unmeasured(NO_SALE);
    return card;
  }

  /** Asks a person to do something, and waits until it is done. If nobody is there, nothing stays in progress. */
  *hand(hand: Hand, sumCents = 0): Talk<void> {
    const reply = yield* question(`${promptOf(hand, sumCents, this.language)} `);
    if (reply !== undefined && !/^[sp-]/i.test(reply.trim())) return;
    for (const id of this.#posted.splice(0)) yield* this.end(id);
    throw new Unmeasured(NOBODY);
  }

  /** Everything that went over the wire, masked. */
  get traffic(): Traffic[] {
    return this.#went.map((one) => ({ ...one, text: maskedText(one.text, this.target.token).slice(0, SHOWN) }));
  }

  get #guard(): Pick<Request, "epoch"> {
    return typeof this.health?.epoch === "string" ? { epoch: this.health.epoch } : {};
  }

  /** Joins pieces to one text before it is masked, because a number or the token may be split between them. */
  #note(conn: number, way: Traffic["way"], bytes: Uint8Array, atMs: number): void {
    const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
    const last = this.#went.at(-1);
    if (last && last.way === way && last.conn === conn && last.check === this.check)
      this.#went[this.#went.length - 1] = { ...last, text: last.text + text };
    else this.#went.push({ check: this.check, atMs, conn, way, text });
  }
}

/** The request to a person, in a language. */
export function promptOf(hand: Hand, sumCents: number, language: Language): string {
  const sum = `${Math.floor(sumCents / 100)}.${String(sumCents % 100).padStart(2, "0")}`;
  return HANDS[hand][language].replace("{sum}", sum);
}

function lost(why: NonNullable<Got["lost"]>): Got {
  return { status: 0, json: undefined, beganMs: 0, endedMs: 0, lost: why };
}

function encodeText(text: string): string {
  return asUtf8(text).replace(/[^A-Za-z0-9]/g, (one) => `%${one.charCodeAt(0).toString(16).padStart(2, "0")}`);
}
