/** RRPay's interface on connections of the loopback: requests in order on each, and answers that wait for news. */
import { encodeUtf8 } from "../../../plugin/text/utf8.ts";
import { HANG_UP, NET } from "../../../schemas/generated/program.ts";
import { type Answer, answer, error, type Held } from "../../../test/emulator/rrpay/api.ts";
import { isLoopback, type RequestHead } from "../../../test/emulator/rrpay/head.ts";
import { RequestReader } from "../../../test/emulator/rrpay/request-reader.ts";
import { targetOf } from "../../../test/emulator/rrpay/target.ts";
import { joined } from "../program/bytes.ts";
import { appendToFile, ask, attempt, now, say, type Talk } from "../program/talk.ts";
import type { Language } from "../words.ts";
import type { EmulatedRrpay } from "./counter.ts";
import { acceptedWords } from "./words.ts";

/** One connection. While an answer waits, the requests behind it wait too. */
interface Caller {
  readonly reader: RequestReader;
  held: { readonly answer: Held; readonly untilMs: number; readonly closes: boolean } | undefined;
  /** Asks nothing more, and may still read. */
  isFinished: boolean;
}

/** What goes out once everything that it follows from is on the disk. */
interface Outgoing {
  readonly conn: number;
  readonly bytes: Uint8Array;
  readonly closes: boolean;
}

const NOTHING = new Uint8Array(0);
const newCaller = (): Caller => ({ reader: new RequestReader(), held: undefined, isFinished: false });
const LONGEST_WAIT_MS = 1000;
const CONTINUE = encodeUtf8("HTTP/1.1 100 Continue\r\n\r\n");
const NO_MISHAP = { jams: false, discountCents: 0 } as const;

export class Serving {
  readonly #rrpay: EmulatedRrpay;
  readonly #file: string;
  readonly #language: Language;
  readonly #callers = new Map<number, Caller>();
  #outgoing: Outgoing[] = [];
  #shownTransactions: number;
  #shownReceipts: number;
  #monoMs = 0;

  constructor(rrpay: EmulatedRrpay, file: string, language: Language) {
    this.#rrpay = rrpay;
    this.#language = language;
    this.#file = file;
    const { store } = rrpay.counter;
    this.#shownTransactions = store.transactions.size;
    this.#shownReceipts = store.receipts.size;
  }

  /** Serves until the program is ended from outside. */
  *run(): Talk<never> {
    yield* this.#write();
    for (;;) {
      const { event, conn, bytes, monoMs } = yield* ask<"hear">({ type: "hear", waitMs: this.#waitMs() });
      this.#monoMs = monoMs;
      this.#rrpay.advance(monoMs, yield* now());
      if (event === NET.opened) this.#callers.set(conn, newCaller());
      else if (event === NET.finished) this.#finished(conn);
      else if (event === NET.ended || event === NET.reset) this.#callers.delete(conn);
      const caller = this.#callers.get(conn);
      if (event === NET.bytes && caller !== undefined) {
        caller.reader.push(bytes);
        this.#serve(conn, caller);
      }
      this.#release();
      yield* this.#write();
      yield* this.#send();
      yield* this.#show();
    }
  }

  /** Until the next timer, or the end of the next answer that waits. */
  #waitMs(): number {
    const held = [...this.#callers.values()].flatMap((one) => (one.held === undefined ? [] : [one.held.untilMs]));
    const dueMs = Math.min(this.#rrpay.dueMs, ...held);
    return Math.max(0, Math.min(LONGEST_WAIT_MS, Math.ceil(dueMs - this.#monoMs)));
  }

  /** Who asks nothing more still hears every answer that is due. */
  #finished(conn: number): void {
    const caller = this.#callers.get(conn);
    if (caller === undefined) return;
    caller.isFinished = true;
    this.#endIfDone(conn, caller);
  }

  #endIfDone(conn: number, caller: Caller): void {
    if (!caller.isFinished || caller.held !== undefined || this.#callers.get(conn) !== caller) return;
    this.#callers.delete(conn);
    this.#outgoing.push({ conn, bytes: NOTHING, closes: true });
  }

  #serve(conn: number, caller: Caller): void {
    while (caller.held === undefined && this.#callers.get(conn) === caller) {
      const come = caller.reader.next();
      if (come === undefined) return;
      if (come.type === "expects") this.#outgoing.push({ conn, bytes: CONTINUE, closes: false });
      else if (come.type === "bad") this.#answer(conn, error(come.status, "bad-request", "Netinkama užklausa"), true);
      else this.#request(conn, caller, come.head, come.body);
    }
  }

  #request(conn: number, caller: Caller, head: RequestHead, body: Uint8Array): void {
    const closes = head.headers.get("connection")?.toLowerCase() === "close";
    const given = this.#judge(head, body);
    if ("isDue" in given) caller.held = { answer: given, untilMs: this.#monoMs + given.ms, closes };
    else this.#answer(conn, given, closes);
  }

  #judge({ method, url, headers }: RequestHead, body: Uint8Array): Answer | Held {
    if (headers.has("origin")) return error(403, "forbidden", "Naršyklės puslapiams čia negalima");
    if (!isLoopback(headers.get("host"))) return error(403, "forbidden", "Kito kompiuterio vardu čia neatsakoma");
    const asked = { authorization: headers.get("authorization"), epoch: headers.get("rrpay-epoch") };
    return answer(this.#rrpay.counter, targetOf(method, url), asked, body, NO_MISHAP);
  }

  #answer(conn: number, { status, body }: Answer, closes: boolean): void {
    this.#outgoing.push({ conn, bytes: messageOf(status, body), closes });
    if (closes) this.#callers.delete(conn);
  }

  /** Gives the answers that are due. What waited behind one may be due now too. */
  #release(): void {
    for (const [conn, caller] of this.#callers) {
      const { held } = caller;
      if (held === undefined || !(held.answer.isDue() || held.untilMs <= this.#monoMs)) continue;
      caller.held = undefined;
      this.#answer(conn, held.answer.answer(), held.closes);
      this.#serve(conn, caller);
      this.#endIfDone(conn, caller);
    }
  }

  *#write(): Talk<void> {
    const lines = this.#rrpay.takeUnwritten();
    if (lines.length === 0) return;
    yield* appendToFile(this.#file, joined(lines));
  }

  *#send(): Talk<void> {
    const outgoing = this.#outgoing;
    this.#outgoing = [];
    for (const { conn, bytes, closes } of outgoing) {
      yield* attempt<"transmit">({ type: "transmit", conn, bytes });
      if (closes) yield* attempt<"hangUp">({ type: "hangUp", conn, how: HANG_UP.end });
    }
  }

  /** Prints transactions as they are accepted, and documents as they are printed. */
  *#show(): Talk<void> {
    const { store } = this.#rrpay.counter;
    const [transactions, receipts] = [store.transactions.size, store.receipts.size];
    const accepted = store.transactions.latest(transactions - this.#shownTransactions);
    const printed = store.receipts.latest(receipts - this.#shownReceipts);
    this.#shownTransactions = transactions;
    this.#shownReceipts = receipts;
    for (const stored of accepted) {
      if (stored.type === "transaction") yield* say(acceptedWords(stored)[this.#language]);
    }
    for (const { text } of printed) {
      yield* say("");
      const lines = text.split("\n");
      for (let at = 0; at < lines.length; at++) yield* say(lines[at] ?? "");
    }
  }
}

const REASONS: Readonly<Record<number, string>> = {
  ...{ 200: "OK", 201: "Created", 202: "Accepted", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden" },
  ...{ 404: "Not Found", 405: "Method Not Allowed", 409: "Conflict", 412: "Precondition Failed" },
  ...{ 413: "Payload Too Large", 422: "Unprocessable Entity", 423: "Locked" },
  ...{ 431: "Request Header Fields Too Large", 501: "Not Implemented" },
};

function messageOf(status: number, body: object): Uint8Array {
  const content = encodeUtf8(JSON.stringify(body));
  const head = encodeUtf8(
    `HTTP/1.1 ${status} ${REASONS[status] ?? "Unknown"}\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: ${content.length}\r\n\r\n`,
  );
  const bytes = new Uint8Array(head.length + content.length);
  bytes.set(head);
  bytes.set(content, head.length);
  return bytes;
}
