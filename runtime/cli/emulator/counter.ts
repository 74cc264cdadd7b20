/** RRPay behind its interface, without a machine: its store's lines, its timers and its moment belong to the caller. */
import type { Counter } from "../../../test/emulator/rrpay/api.ts";
import { Desk } from "../../../test/emulator/rrpay/desk.ts";
import { FEATURES, type Numbering, type Policy, type Switches } from "../../../test/emulator/rrpay/model.ts";
import type { Moment } from "../../../test/emulator/rrpay/receipt.ts";
import { type Memory, Store } from "../../../test/emulator/rrpay/store.ts";

export interface CounterOptions {
  readonly till: string;
  readonly policy: Policy;
  readonly token: string | undefined;
  readonly healthToken: boolean;
  readonly numbering: Numbering;
  readonly memory: Memory;
}

interface Timer {
  readonly dueMs: number;
  readonly action: () => void;
}

/** What the store has been and has become: whole lines, kept in memory for what is read again. */
class Lines {
  readonly #parts: { readonly at: number; readonly bytes: Uint8Array }[] = [];
  #size = 0;
  #unwritten: Uint8Array[] = [];
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.#keep(bytes);
  }

  append(line: Uint8Array): void {
    this.#keep(line);
    this.#unwritten.push(line);
  }

  readBack({ at, bytes }: { readonly at: number; readonly bytes: number }): Uint8Array {
    for (let index = this.#parts.length - 1; index >= 0; index--) {
      const part = this.#parts[index];
      if (part !== undefined && part.at <= at) return part.bytes.subarray(at - part.at, at - part.at + bytes);
    }
    throw new RangeError("no line stands there");
  }

  close(): void {}

  /** What has to be on the disk before anything that follows from it is said. */
  takeUnwritten(): readonly Uint8Array[] {
    const lines = this.#unwritten;
    this.#unwritten = [];
    return lines;
  }

  #keep(bytes: Uint8Array): void {
    this.#parts.push({ at: this.#size, bytes });
    this.#size += bytes.length;
  }
}

export class EmulatedRrpay {
  readonly counter: Counter;
  readonly #lines: Lines;
  readonly #timers = new Set<Timer>();
  #monoMs = 0;
  #moment: Moment;

  constructor(bytes: Uint8Array, newId: () => string, moment: Moment, options: CounterOptions) {
    const { till, policy, token, healthToken, numbering, memory } = options;
    this.#lines = new Lines(bytes);
    this.#moment = moment;
    const store = new Store(this.#lines, newId, memory);
    const on = { ready: true, fiscalOnline: true, reporting: true, paper: true } as const;
    const switches: Switches = { ...on, busy: undefined, cancels: "honoured", features: FEATURES };
    const desk = new Desk(store, {
      switches,
      numbering,
      policyFor: () => policy,
      now: () => this.#moment,
      after: (ms, action) => {
        const timer = { dueMs: this.#monoMs + ms, action };
        this.#timers.add(timer);
        return () => this.#timers.delete(timer);
      },
      changed: () => {},
      reach: () => {},
      act: (action) => action(),
    });
    this.counter = { name: "RRPay emulator", till, tills: [till], token, healthToken, store, desk, switches };
    desk.resume();
  }

  /** Moves on in time, and does what is due. */
  advance(monoMs: number, moment: Moment): void {
    this.#monoMs = monoMs;
    this.#moment = moment;
    for (const timer of [...this.#timers]) if (timer.dueMs <= monoMs && this.#timers.delete(timer)) timer.action();
  }

  /** When something is due next. */
  get dueMs(): number {
    return Math.min(Number.POSITIVE_INFINITY, ...[...this.#timers].map(({ dueMs }) => dueMs));
  }

  takeUnwritten(): readonly Uint8Array[] {
    return this.#lines.takeUnwritten();
  }
}
