/**
 * The steps of a trace in groups that are hidden as a whole. An answer of RRPay may come in pieces, and a name in it may
 * stand in two of them, so the steps wait until the answer is complete or its connection has ended.
 */
import { ResponseParser } from "../../../plugin/rrpay/http.ts";
import { decodeAscii, fromBytes } from "../../../plugin/text/ascii.ts";
import { effectTypesOf } from "./effect-types.ts";
import { effectsOf, eventOf, partsOf, type TracedEvent, type TraceStep } from "./steps.ts";
import type { Stretch } from "./view.ts";

/** A step that waits, with its event. */
export interface Waiting {
  readonly step: TraceStep;
  /** Undefined if the bytes are no event of this version. */
  readonly event: TracedEvent | undefined;
}

/** A piece of a connection's data: the waiting step, and where its data stand in the event. */
export interface Piece {
  readonly at: number;
  readonly from: number;
}

/** The body of an answer, and where its stretches stand in the stream. */
export interface Answer {
  readonly body: string;
  readonly stretches: readonly Stretch[];
}

/** What came on one connection. */
export interface Stream {
  readonly text: string;
  readonly pieces: readonly Piece[];
  readonly answers: readonly Answer[];
}

/** Steps that are hidden together. */
export interface Group {
  readonly steps: readonly Waiting[];
  readonly streams: readonly Stream[];
}

/** No answer of RRPay is as long, nor are there as many steps while one comes. */
const HELD_LENGTH_MAX = 4 * 1024 * 1024;
const HELD_STEPS_MAX = 2000;

/** Gathers steps into groups. */
export class Grouping {
  #steps: Waiting[] = [];
  #length = 0;
  #streams = new Map<number, Incoming>();
  /** Connections whose answer was longer than any. What else comes on them is not kept. */
  #tooLong = new Set<number>();

  /** Adds a step. Returns the group that is complete with it. */
  step(traced: TraceStep): Group | undefined {
    const step = { ...traced, event: asBytes(traced.event) };
    const event = eventOf(step)?.event;
    if (event?.type === "boot") this.#tooLong.clear();
    if (event?.type === "data") this.#data(step, event);
    else this.#steps.push({ step, event });
    this.#length += step.event.length + step.batch.length;
    if (event?.type === "closed") this.#close(event.conn);
    if (effectTypesOf(step.batch).includes("disconnect"))
      for (const effect of effectsOf(step)) if (effect.type === "disconnect") this.#close(effect.conn);
    if (event?.type === "boot") for (const stream of this.#streams.values()) stream.isOver = true;
    if (this.#length > HELD_LENGTH_MAX || this.#steps.length > HELD_STEPS_MAX) this.#giveUp();
    return this.#isComplete() ? this.end() : undefined;
  }

  /** What waits, complete or not. */
  end(): Group | undefined {
    if (this.#steps.length === 0) return undefined;
    const group = { steps: this.#steps, streams: [...this.#streams.values()].map((stream) => stream.whole()) };
    this.#steps = [];
    this.#streams = new Map();
    this.#length = 0;
    return group;
  }

  /** A new engine has no connection of the one before. */
  begin(): Group | undefined {
    this.#tooLong.clear();
    return this.end();
  }

  #isComplete(): boolean {
    for (const stream of this.#streams.values()) if (!stream.isOver) return false;
    return true;
  }

  #data(step: TraceStep, event: Extract<TracedEvent, { type: "data" }>): void {
    const [from] = partsOf(step.event, event)[0] ?? [step.event.length];
    if (this.#tooLong.has(event.conn)) {
      const bytes = "*".repeat(event.bytes.length);
      this.#steps.push({ step: { ...step, event: step.event.slice(0, from) + bytes }, event: { ...event, bytes } });
      return;
    }
    let stream = this.#streams.get(event.conn);
    if (stream === undefined) {
      stream = new Incoming();
      this.#streams.set(event.conn, stream);
    }
    stream.add(event.bytes, { at: this.#steps.length, from });
    this.#steps.push({ step, event });
  }

  #close(conn: number): void {
    const stream = this.#streams.get(conn);
    if (stream !== undefined) stream.isOver = true;
    this.#tooLong.delete(conn);
  }

  #giveUp(): void {
    for (const [conn, stream] of this.#streams) {
      if (stream.isOver) continue;
      stream.isOver = true;
      this.#tooLong.add(conn);
    }
  }
}

/** No host writes a character that is no byte. One that somebody else has written must not hide a name from us. */
function asBytes(text: string): string {
  return text.replace(/[^\0-\xff]/g, (one) => String.fromCharCode(one.charCodeAt(0) & 0xff));
}

/** A connection that is being read. */
class Incoming {
  /** Whether no answer is incomplete on it. */
  isOver = false;
  #isBroken = false;
  #parser = new ResponseParser();
  readonly #texts: string[] = [];
  readonly #pieces: Piece[] = [];
  readonly #answers: Answer[] = [];
  #length = 0;
  /** Where the answer begins that is being read. */
  #begin = 0;

  add(text: string, piece: Piece): void {
    this.#texts.push(text);
    this.#pieces.push(piece);
    this.#length += text.length;
    this.isOver = false;
    if (!this.#isBroken) this.#parse(text);
  }

  #parse(text: string): void {
    let bytes = fromBytes(text);
    while (bytes.length > 0) {
      const read = this.#parser.push(bytes);
      if (read.type === "error") this.#isBroken = true;
      if (read.type !== "response") return;
      const stretches = this.#parser.soFar.stretches.map(({ bodyAt, shift }) => ({
        inner: bodyAt,
        outer: this.#begin + bodyAt + shift,
      }));
      this.#answers.push({ body: decodeAscii(read.body), stretches });
      this.#begin = this.#length - read.rest;
      this.#parser = new ResponseParser();
      bytes = bytes.subarray(bytes.length - read.rest);
    }
    this.isOver = true;
  }

  whole(): Stream {
    const text = this.#texts.join("");
    const rest = text.slice(this.#begin);
    // an answer that breaks off, or is none, is read as it stands
    const unread = rest === "" ? [] : [{ body: rest, stretches: [{ inner: 0, outer: this.#begin }] }];
    return { text, pieces: this.#pieces, answers: [...this.#answers, ...unread] };
  }
}
