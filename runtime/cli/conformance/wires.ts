/** HTTP over the loopback for the checks: several connections at once, and a record of everything that went by. */

import { type HttpFault, ResponseParser } from "../../../plugin/rrpay/http.ts";
import { parseJson } from "../../../plugin/text/ascii.ts";
import { decodeUtf8 } from "../../../plugin/text/utf8.ts";
import { HANG_UP, NET, STATUS } from "../../../schemas/generated/program.ts";
import { CliError } from "../exit.ts";
import { joined } from "../program/bytes.ts";
import { attempt, now, type Talk } from "../program/talk.ts";
import { counted, type Words } from "../words.ts";
import { isFit, keptOf } from "./kept-answer.ts";
import { maskedText } from "./masked-text.ts";

// biome-ignore lint/suspicious/noExplicitAny: an answer before any check has judged it
export type Json = any;

/** Why there is no answer. */
export type Lost = "refused" | "cut" | "late" | HttpFault;

/**
 * An answer, or the reason why there is none. Its status is then 0, so that no check mistakes it for an answer.
 * `json` is always an object: an empty one where the body is none, so that a check may look into it.
 */
export interface Got {
  readonly status: number;
  readonly json: Json;
  /** The body as it was read; undefined where it is not JSON in UTF-8. */
  readonly body: unknown;
  readonly lost?: Lost;
  /** How many bytes came behind the answer that nobody asked for. */
  readonly behind?: number;
  /** The request: method and path. */
  readonly asked?: string;
}

/** An answer, and the check in which it came. */
export interface Answer {
  readonly on: string;
  readonly got: Got;
  /** Whether it fits one of the schemas as the till reads it. */
  readonly fits: boolean;
  /** How many answers of this run had come before this one was asked for. */
  readonly askedAfter: number;
}

/** One connection. */
export interface Wire {
  readonly conn: number;
  parser: ResponseParser;
  got: Got | undefined;
  isOver: boolean;
  /** What was asked last: method and path. */
  asked?: string;
  /** How many answers of this run had come when it was asked; undefined until then. */
  askedAfter?: number | undefined;
}

/** One message on the wire, masked. */
export interface Traffic {
  readonly check: string;
  readonly atMs: number;
  readonly conn: number;
  readonly way: "sent" | "received";
  readonly bytes: number;
  readonly text: string;
  /** The text is only its beginning. */
  readonly isCut: boolean;
}

interface Message extends Omit<Traffic, "text" | "isCut"> {
  bytes: number;
  readonly pieces: Uint8Array[];
}

/** What the till takes (plugin/rrpay/client.ts). */
const BODY_BYTES = 128 * 1024;
/** How much of one message is kept, and how much of that the page shows: what stands at the cut is never shown. */
const KEPT = 8192;
const SHOWN = 4000;

const askedBy = ({ asked }: Pick<Wire, "asked">) => (asked === undefined ? {} : { asked });

export const lostBy = (why: Lost, asked?: string): Got => ({
  ...{ status: 0, json: {}, body: undefined, lost: why },
  ...(asked === undefined ? {} : { asked }),
});

/** A system without a network says `failed`; a refused connection does not. */
export function noSockets(): CliError {
  return new CliError({
    en: "This machine has no network, not even with itself (127.0.0.1): see to that first.",
    lt: "Kompiuteryje neveikia tinklas, net su pačiu savimi (127.0.0.1): pirma sutvarkykite jį.",
  });
}

export class Wires {
  readonly #address: string;
  readonly #port: number;
  readonly #token: string | undefined;
  readonly #went: Message[] = [];
  readonly #open = new Map<number, Wire>();
  check = "";
  /** Every answer of this run, for the check that judges all of them. */
  readonly answers: Answer[] = [];
  /** Answers that did not come, or came only in part. */
  readonly losses: Words[] = [];

  constructor(address: string, port: number, token: string | undefined) {
    this.#address = address;
    this.#port = port;
    this.#token = token;
  }

  *dial(): Talk<Wire | undefined> {
    const { status, fields } = yield* attempt<"dial">({ type: "dial", address: this.#address, port: this.#port });
    if (fields === undefined) {
      if (status === STATUS.failed) throw noSockets();
      return undefined;
    }
    const { conn } = fields;
    const wire: Wire = { conn, parser: new ResponseParser(BODY_BYTES), got: undefined, isOver: false };
    this.#open.set(conn, wire);
    return wire;
  }

  /** Sends bytes unchanged, one a character. */
  *transmit(wire: Wire, text: string): Talk<void> {
    const bytes = Uint8Array.from(text, (one) => one.charCodeAt(0));
    const { wallMs } = yield* now();
    wire.got = undefined;
    wire.askedAfter ??= this.answers.length;
    this.#note(wire.conn, "sent", bytes, wallMs);
    yield* attempt<"transmit">({ type: "transmit", conn: wire.conn, bytes });
  }

  *hangUp(wire: Wire): Talk<void> {
    this.#open.delete(wire.conn);
    yield* attempt<"hangUp">({ type: "hangUp", conn: wire.conn, how: HANG_UP.drop });
  }

  /** Waits until each connection has its answer or has ended, or until the time is up. */
  *wait(wires: readonly Wire[], forMs: number): Talk<Got[]> {
    const isDone = () => wires.every(({ got, isOver }) => got !== undefined || isOver);
    yield* this.pause(forMs, isDone);
    return wires.map(({ got, isOver, asked }) => {
      const end = got ?? lostBy(isOver ? "cut" : "late", asked);
      if (end.lost !== undefined) this.lose(end.lost);
      return end;
    });
  }

  /** Lets time pass and takes what comes meanwhile, until a condition holds. */
  *pause(forMs: number, isDone: () => boolean = () => false): Talk<void> {
    let { wallMs: atMs } = yield* now();
    for (let leftMs = forMs; !isDone() && leftMs > 0; ) {
      yield* this.#hear(Math.max(1, Math.ceil(leftMs)));
      const { wallMs } = yield* now();
      // a clock that is put back costs nobody the time that was left
      leftMs -= Math.max(0, wallMs - atMs);
      atMs = wallMs;
    }
  }

  /** Takes one event of the connections. */
  *#hear(waitMs: number): Talk<void> {
    const heard = (yield* attempt<"hear">({ type: "hear", waitMs })).fields;
    const wire = heard && this.#open.get(heard.conn);
    if (heard === undefined || wire === undefined) return;
    const { wallMs } = yield* now();
    if (heard.event === NET.bytes) this.#note(wire.conn, "received", heard.bytes, wallMs);
    const read = heard.event === NET.bytes ? wire.parser.push(heard.bytes) : wire.parser.end();
    if (heard.event !== NET.bytes) wire.isOver = true;
    // who sends nothing more answers nothing more
    if (heard.event === NET.finished) yield* this.hangUp(wire);
    if (read.type === "error" && heard.event === NET.bytes) wire.got ??= lostBy(read.reason, wire.asked);
    if (read.type !== "response") return;
    const text = decodeUtf8(read.body);
    const parsed = text === null ? undefined : parseJson(text);
    const whole = parsed?.ok ? parsed.value : undefined;
    const body = keptOf(whole, text?.length ?? 0);
    const isObject = typeof body === "object" && body !== null && !Array.isArray(body);
    const behind = read.rest > 0 ? { behind: read.rest } : {};
    wire.got = { status: read.status, json: isObject ? body : {}, body, ...behind, ...askedBy(wire) };
    wire.parser = new ResponseParser(BODY_BYTES);
    this.answers.push({ on: this.check, got: wire.got, fits: isFit(whole), askedAfter: wire.askedAfter ?? 0 });
    wire.askedAfter = undefined;
    if (read.rest > 0)
      this.losses.push({
        en: `${this.check}: ${counted(read.rest, "byte")} behind the answer that nobody asked for`,
        lt: `${this.check}: po atsakymo atėjo dar ${read.rest} B, kurių niekas neprašė`,
      });
  }

  /** An answer did not come, in the check that runs. */
  lose(why: Lost): void {
    this.losses.push({ en: `${this.check}: ${LOST[why].en}`, lt: `${this.check}: ${LOST[why].lt}` });
  }

  /** Everything that went over the wire, masked. */
  get traffic(): Traffic[] {
    return this.#went.map(({ pieces, ...rest }) => {
      const text = maskedText(joined(pieces), this.#token);
      return { ...rest, text: text.slice(0, SHOWN), isCut: text.length > SHOWN };
    });
  }

  /** Joins pieces to one message before it is masked, because a number or the token may be split between them. */
  #note(conn: number, way: Traffic["way"], bytes: Uint8Array, atMs: number): void {
    // what goes by on another connection meanwhile parts no number
    const last = this.#went.filter((one) => one.conn === conn).at(-1);
    const isMore = last?.way === way && last.check === this.check;
    const message = isMore ? last : { check: this.check, atMs, conn, way, bytes: 0, pieces: [] };
    if (!isMore) this.#went.push(message);
    if (message.bytes < KEPT) message.pieces.push(bytes.slice(0, KEPT - message.bytes));
    message.bytes += bytes.length;
  }
}

/** Why no answer came that a till reads. */
export const LOST: Readonly<Record<Lost, Words>> = {
  refused: { en: "the connection was refused", lt: "prisijungti neleista" },
  cut: { en: "the connection ended before a whole answer", lt: "ryšys nutrūko neatėjus visam atsakymui" },
  late: { en: "no answer in time", lt: "laiku neatsakyta" },
  "not-http": { en: "what came is no HTTP/1.1", lt: "atsakyta ne HTTP/1.1" },
  head: {
    en: "the head of the answer is not that of HTTP/1.1, or is longer than 16 KiB",
    lt: "atsakymo antraštė – ne HTTP/1.1 arba ilgesnė nei 16 KiB",
  },
  folded: { en: "a header runs over two lines", lt: "antraštės laukas per dvi eilutes" },
  upgrade: { en: "the answer is a change of protocol (101)", lt: "atsakyta protokolo keitimu (101)" },
  length: { en: "Content-Length is wrong or stands twice", lt: "Content-Length neteisingas arba nurodytas dukart" },
  coding: { en: "a Transfer-Encoding other than chunked", lt: "Transfer-Encoding – ne chunked" },
  chunk: { en: "a chunk is not written as HTTP/1.1 wants it", lt: "dalis (chunk) užrašyta ne pagal HTTP/1.1" },
  "too-large": { en: "the answer is larger than 128 KiB", lt: "atsakymas didesnis nei 128 KiB" },
  truncated: { en: "the connection ended before a whole answer", lt: "ryšys nutrūko neatėjus visam atsakymui" },
  unasked: { en: "an answer came that nobody asked for", lt: "atėjo atsakymas, kurio niekas neprašė" },
};
