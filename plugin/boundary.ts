/**
 * The bundle's side of the boundary (schemas/boundary.json): one event in, one batch of effects out, both as bytes.
 * Nothing here knows what the bytes mean. The host decodes the whole batch before it carries out any of it.
 */
import { BATCH_VERSION, CAPS, EFFECT } from "../schemas/generated/boundary.ts";
import { fromUnits } from "./text/ascii.ts";

/** What every event carries. The bundle has no other clock and no other source of randomness. */
export interface Moment {
  readonly utcOffsetMin: number;
  /** Wall clock, ms since 1970. It may jump. */
  readonly wallMs: number;
  /** Monotonic clock, ms since an arbitrary start. It never goes back while the host runs. */
  readonly monoMs: number;
  /** 16 fresh random bytes. */
  readonly random: Uint8Array;
}

export interface Boot {
  readonly type: "boot";
  readonly config: Uint8Array;
  /** The till's name as the host resolved it from the config, UTF-8. */
  readonly till: Uint8Array;
  readonly flags: number;
  readonly lossReason: number;
  readonly segment: number;
  readonly yyyymmdd: number;
  readonly badOffset: number;
  /** The segment's size in bytes up to the end of its last verified line. */
  readonly size: number;
  readonly statedLink: Uint8Array;
  readonly measuredLink: Uint8Array;
  /** The journal's lines, one character a byte. */
  readonly lines: string;
}

/** Where a line of the journal begins. */
export interface Place {
  readonly segment: number;
  readonly offset: number;
}

/** A verified line of the journal. */
export interface Hit extends Place {
  readonly json: Uint8Array;
}

/** A part of a look-up's answer, or a report of its progress. */
export interface Found {
  readonly type: "found";
  readonly lookup: number;
  readonly state: number;
  readonly doneBytes: number;
  readonly totalBytes: number;
  readonly hits: readonly Hit[];
}

export type Event =
  | Boot
  | { readonly type: "hook"; readonly call: number; readonly hook: number; readonly payload: Uint8Array }
  | { readonly type: "cancel"; readonly call: number }
  | { readonly type: "connected"; readonly conn: number }
  | { readonly type: "data"; readonly conn: number; readonly bytes: Uint8Array }
  | { readonly type: "closed"; readonly conn: number; readonly reason: number }
  | { readonly type: "timer"; readonly id: number }
  | Found;

export interface StampedEvent {
  readonly moment: Moment;
  readonly event: Event;
}

/**
 * The effects of one step, in the order in which the host carries them out.
 * Bytes are held as text here, one character a byte, because QuickJS copies text faster than it turns text into bytes.
 * `encode` empties the batch for the next step.
 */
export class Batch {
  #text = "";
  #count = 0;
  #step = 0;
  /** What the trace must not show and no batch has had room for yet. */
  #blanks: (readonly [step: number, from: number, length: number])[] = [];
  #holds = false;

  append(json: string): void {
    this.#add(EFFECT.append, blob(json));
  }
  rotate(segment: number, yyyymmdd: number, checkpoint: string): void {
    this.#add(EFFECT.rotate, u32(segment) + u32(yyyymmdd) + blob(checkpoint));
  }
  truncate(segment: number, offset: number): void {
    this.#add(EFFECT.truncate, u32(segment) + f64(offset));
  }
  remove(segment: number): void {
    this.#add(EFFECT.remove, u32(segment));
  }
  connect(conn: number): void {
    this.#add(EFFECT.connect, u32(conn));
  }
  /** With `withToken` the host puts its token line between `head` and `rest`, so `head` must consist of whole lines. */
  send(conn: number, withToken: boolean, head: string, rest: string): void {
    this.#add(EFFECT.send, `${u32(conn)}${withToken ? "\x01" : "\0"}${blob(head)}${blob(rest)}`);
  }
  disconnect(conn: number): void {
    this.#add(EFFECT.disconnect, u32(conn));
  }
  /** `dueMonoMs` −1 clears the timer. Setting the same id again replaces it. */
  timer(id: number, dueMonoMs: number): void {
    this.#add(EFFECT.timer, u32(id) + f64(dueMonoMs));
  }
  reply(call: number, bytes: string): void {
    this.#add(EFFECT.reply, u32(call) + blob(bytes));
  }
  progress(call: number, bytes: string): void {
    this.#add(EFFECT.progress, u32(call) + blob(bytes));
  }
  log(level: number, text: string): void {
    this.#add(EFFECT.log, fromUnits([level]) + blob(text));
  }

  /** Finds every line that contains the needle in the segments `from` to `to` (0 = the lowest, the newest). */
  find(lookup: number, needle: string, from = 0, to = 0): void {
    this.#add(EFFECT.find, u32(lookup) + blob(needle) + u32(from) + u32(to));
  }
  /** Reads the lines that begin at these places, in this order. */
  read(lookup: number, places: readonly Place[]): void {
    this.#add(
      EFFECT.read,
      u32(lookup) + blob(places.map(({ segment, offset }) => u32(segment) + f64(offset)).join("")),
    );
  }
  /**
   * Hides bytes of a step's event in its trace. If this batch has no room, the trace waits and the next batch says it.
   */
  blank(step: number, from: number, length: number): void {
    this.#blanks.push([step, from, length]);
  }
  /** Keeps the trace of this step's event waiting, because only part of its answer has come. */
  hold(): void {
    this.#holds = true;
  }

  /** The step that this batch belongs to. The host counts waiting events backwards from it. */
  get step(): number {
    return this.#step;
  }

  /** The whole batch as one text. */
  encode(): string {
    this.#endTrace();
    const encoded = fromUnits([BATCH_VERSION]) + u32(this.#count) + this.#text;
    this.#text = "";
    this.#count = 0;
    this.#step++;
    return encoded;
  }

  /**
   * Puts the trace's effects behind all others, so that an answer in a thousand pieces never exceeds the effects
   * allowed.
   */
  #endTrace(): void {
    // the host no longer waits for older events; it has blanked them by its own rule
    const waiting = this.#blanks.filter(([step]) => this.#step - step <= CAPS.heldEvents);
    this.#blanks = waiting.splice(CAPS.effects - 1 - this.#count);
    for (const [step, from, length] of waiting)
      this.#add(EFFECT.blank, u32(this.#step - step) + u32(from) + u32(length));
    if (this.#holds || this.#blanks.length > 0) this.#add(EFFECT.hold, "");
    this.#holds = false;
  }

  #add(tag: number, body: string): void {
    this.#count++;
    this.#text += fromUnits([tag]) + blob(body);
  }
}

function u32(value: number): string {
  return fromUnits([value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, value >>> 24]);
}

const DOUBLE = new DataView(new ArrayBuffer(8));
const DOUBLE_BYTES = new Uint8Array(DOUBLE.buffer);

function f64(value: number): string {
  DOUBLE.setFloat64(0, value, true);
  return fromUnits(DOUBLE_BYTES);
}

/** A length, then that many bytes. */
function blob(bytes: string): string {
  return u32(bytes.length) + bytes;
}
