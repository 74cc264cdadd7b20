/**
 * What the trace gets of each step: an event whose answer has only come in part waits, so that a number that runs over two
 * of them can be blanked in both. Only the bundle knows where a card number stands; where it cannot say, every long run of
 * digits goes, whatever pieces it came in.
 */
import { CAPS, EVENT, LOG_LEVEL } from "../../schemas/generated/boundary.ts";
import { type Effect, EVENT_HEADER_BYTES } from "./boundary.ts";
import type { TracedStep, TraceRing } from "./store/trace.ts";

const STAR = 0x2a;

/** What the holder needs of a ring. */
type Ring = Pick<TraceRing, "step" | "lost" | "keep">;

/** Holds events back from a trace for as long as the bundle asks, within bounds. */
export class TraceHolder {
  readonly #trace: Ring;
  readonly #stream = new DigitRun();
  #waiting: TracedStep[] = [];
  #waitingBytes = 0;
  #isWorthKeeping = false;

  constructor(trace: Ring) {
    this.#trace = trace;
  }

  /** A step: its event and its batch, with what the batch says of the trace. */
  step(event: Uint8Array, batch: Uint8Array, effects: readonly Effect[]): void {
    this.#wait(event, batch);
    // what the bundle warns of is what somebody will ask about
    if (effects.some((effect) => effect.type === "log" && effect.level <= LOG_LEVEL.warn)) this.#isWorthKeeping = true;
    for (const effect of effects) if (effect.type === "blank") this.#blank(effect.back, effect.from, effect.length);
    if (!effects.some(({ type }) => type === "hold")) {
      this.#stream.close();
      return this.#write();
    }
    if (this.#waiting.length <= CAPS.heldEvents && this.#waitingBytes <= CAPS.heldBytes) return;
    this.#blankRuns();
    // the rest of a number may follow, and then nobody can say where this part of it stood
    this.#stream.leaveOpen();
    this.#write();
  }

  /** The engine is lost, in this event where it is given, and with it whoever could say what to blank. */
  lost(reason: string, event?: Uint8Array, batch: Uint8Array = new Uint8Array(0)): void {
    if (event) this.#wait(event, batch);
    this.#blankRuns();
    this.#stream.close();
    this.#write();
    this.#trace.lost(reason);
  }

  #wait(event: Uint8Array, batch: Uint8Array): void {
    this.#waiting.push({ event: Uint8Array.from(event), batch });
    this.#waitingBytes += event.length + batch.length;
  }

  #blank(back: number, from: number, length: number): void {
    this.#waiting.at(-1 - back)?.event.fill(STAR, from, from + length);
  }

  /** What comes on a connection is one stream, whatever happened between two pieces of it. */
  #blankRuns(): void {
    for (const { event } of this.#waiting) {
      const isPiece = event[0] === EVENT.data;
      const run = isPiece ? this.#stream : new DigitRun();
      run.read(event, EVENT_HEADER_BYTES + (isPiece ? PIECE_AT : 0));
    }
  }

  #write(): void {
    for (const step of this.#waiting) this.#trace.step(step);
    this.#waiting = [];
    this.#waitingBytes = 0;
    if (this.#isWorthKeeping) this.#trace.keep();
    this.#isWorthKeeping = false;
  }
}

/** Connection and length stand before a piece's bytes. */
const PIECE_AT = 8;
/** A full card number has at least so many digits. */
const LONG_RUN = 13;
/** So many characters may part two of them, or the line ends around a chunk's size; a letter never does. */
const GAP_CHARACTERS = 4;

/** Finds runs of digits in bytes that come in pieces, and blanks them once they are as long as a card number. */
class DigitRun {
  /** The digits of a run that is still short. */
  #short: { readonly bytes: Uint8Array; readonly at: number }[] = [];
  #isLong = false;
  #gap = 0;

  read(bytes: Uint8Array, from: number): void {
    for (let at = from; at < bytes.length; at++) {
      const byte = bytes[at] as number;
      if (byte >= 0x30 && byte <= 0x39) this.#digit(bytes, at);
      else if (isLetter(byte)) this.close();
      // the further bytes of a character are none of their own
      else if ((byte & 0xc0) !== 0x80 && ++this.#gap > GAP_CHARACTERS) this.close();
    }
  }

  /** The run has ended. */
  close(): void {
    this.#short = [];
    this.#isLong = false;
    this.#gap = 0;
  }

  /** It may go on where this is no longer at hand: it counts as a long one. */
  leaveOpen(): void {
    if (this.#short.length === 0) return;
    this.#isLong = true;
    this.#blankShort();
  }

  #digit(bytes: Uint8Array, at: number): void {
    this.#gap = 0;
    this.#short.push({ bytes, at });
    if (this.#short.length >= LONG_RUN) this.#isLong = true;
    if (this.#isLong) this.#blankShort();
  }

  #blankShort(): void {
    for (const { bytes, at } of this.#short) bytes[at] = STAR;
    this.#short = [];
  }
}

function isLetter(byte: number): boolean {
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}
