/**
 * Decides what the trace gets of each step. An event with only part of an answer waits, so that a number that spans two
 * events can be blanked in both. Only the bundle knows where a card number is. If it cannot say, every long run of
 * digits is blanked, even across pieces.
 */
import { CAPS, EVENT, LOG_LEVEL } from "../../schemas/generated/boundary.ts";
import { type Effect, EVENT_HEADER_BYTES } from "./boundary.ts";
import type { TracedStep, TraceRing } from "./store/trace.ts";

const STAR = 0x2a;

/** What the holder needs of a ring. */
type Ring = Pick<TraceRing, "step" | "lost" | "keep">;

/** Holds events back from the trace as long as the bundle asks, within limits. */
export class TraceHolder {
  readonly #trace: Ring;
  readonly #stream = new DigitRun();
  #waiting: TracedStep[] = [];
  #waitingBytes = 0;
  #isWorthKeeping = false;

  constructor(trace: Ring) {
    this.#trace = trace;
  }

  /** Adds a step: its event and its batch, with what the batch says about the trace. */
  step(event: Uint8Array, batch: Uint8Array, effects: readonly Effect[]): void {
    this.#wait(event, batch);
    // what the bundle warns of is what people will ask about
    if (effects.some((effect) => effect.type === "log" && effect.level <= LOG_LEVEL.warn)) this.#isWorthKeeping = true;
    for (const effect of effects) if (effect.type === "blank") this.#blank(effect.back, effect.from, effect.length);
    if (!effects.some(({ type }) => type === "hold")) {
      this.#stream.close();
      return this.#write();
    }
    if (this.#waiting.length <= CAPS.heldEvents && this.#waitingBytes <= CAPS.heldBytes) return;
    this.#blankRuns();
    // the rest of a number may follow, and then nobody can say where this part stood
    this.#stream.leaveOpen();
    this.#write();
  }

  /** The engine is lost, in this event if one is given. Nobody can then say what to blank. */
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

  /** The data of a connection is one stream, whatever happened between two pieces. */
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

/** The connection and the length stand before the bytes of a piece. */
const PIECE_AT = 8;
/** A full card number has at least this many digits. */
const LONG_RUN = 13;
/**
 * At most this many characters may stand between two digits, enough for the line ends around a chunk's size. A letter
 * always ends a run.
 */
const GAP_CHARACTERS = 4;

/** Finds runs of digits in bytes that come in pieces, and blanks a run once it is as long as a card number. */
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
      // the further bytes of a character do not count as characters
      else if ((byte & 0xc0) !== 0x80 && ++this.#gap > GAP_CHARACTERS) this.close();
    }
  }

  /** Ends the run. */
  close(): void {
    this.#short = [];
    this.#isLong = false;
    this.#gap = 0;
  }

  /** The run may continue after its beginning is no longer held, so it counts as long. */
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
