/**
 * What the trace gets of each step: an event whose answer has only come in part waits, so that a number that runs over two
 * of them can be blanked in both. Only the bundle knows where a card number stands; where it cannot say, every long run of
 * digits goes.
 */
import { CAPS } from "../../schemas/generated/boundary.ts";
import { type Effect, EVENT_HEADER_BYTES } from "./boundary.ts";
import type { TraceRing } from "./store/trace.ts";

const STAR = 0x2a;
/** A full card number has at least so many digits. */
const LONG_RUN = 13;

interface Waiting {
  readonly event: Uint8Array;
  readonly batch: Uint8Array;
}

/** Holds events back from a trace for as long as the bundle asks, within bounds. */
export class TraceHolder {
  readonly #trace: TraceRing;
  #waiting: Waiting[] = [];
  #waitingBytes = 0;

  constructor(trace: TraceRing) {
    this.#trace = trace;
  }

  /** A step: its event and its batch, with what the batch says of the trace. */
  step(event: Uint8Array, batch: Uint8Array, effects: readonly Effect[]): void {
    this.#waiting.push({ event: Uint8Array.from(event), batch });
    this.#waitingBytes += event.length;
    for (const effect of effects) if (effect.type === "blank") this.#blank(effect.back, effect.from, effect.length);
    if (!effects.some(({ type }) => type === "hold")) return this.#write();
    if (this.#waiting.length < CAPS.heldEvents && this.#waitingBytes < CAPS.heldBytes) return;
    this.#blankRuns();
    this.#write();
  }

  /** The engine is lost, in this event where it is given, and with it whoever could say what to blank. */
  lost(reason: string, event?: Uint8Array, batch: Uint8Array = new Uint8Array(0)): void {
    if (event) this.#waiting.push({ event: Uint8Array.from(event), batch });
    this.#blankRuns();
    this.#write();
    this.#trace.write("lost", Buffer.from(reason));
  }

  #blank(back: number, from: number, length: number): void {
    this.#waiting.at(-1 - back)?.event.fill(STAR, from, from + length);
  }

  #blankRuns(): void {
    for (const { event } of this.#waiting) blankRuns(event);
  }

  #write(): void {
    for (const { event, batch } of this.#waiting) {
      this.#trace.write("event", event);
      if (batch.length > 0) this.#trace.write("batch", batch);
    }
    this.#waiting = [];
    this.#waitingBytes = 0;
  }
}

/** Blanks every long run of digits behind an event's header. */
export function blankRuns(event: Uint8Array): void {
  let begin = EVENT_HEADER_BYTES;
  for (let at = begin; at <= event.length; at++) {
    const byte = event[at] ?? 0;
    if (byte >= 0x30 && byte <= 0x39) continue;
    if (at - begin >= LONG_RUN) event.fill(STAR, begin, at);
    begin = at + 1;
  }
}
