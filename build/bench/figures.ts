/**
 * Everything that a run of the bench finds out, in one form: the table, the JSON, the graphs and the budgets read nothing
 * else.
 */
import { type Summary, summaryOf } from "./samples.ts";

export type Unit = "ms" | "bytes" | "instructions" | "a second";

interface Kind {
  readonly name: string;
  readonly unit: Unit;
}

/** All that can be measured. The key and the place together are the figure's id, which budgets name. */
export const KINDS = {
  size: { name: "size of the file", unit: "bytes" },
  request: { name: "20-line sale, flat lines → request bytes, mapping alone", unit: "ms" },
  load: { name: "engine, prelude and bundle loaded", unit: "ms" },
  "boot-empty": { name: "boot step, empty journal", unit: "ms" },
  "boot-full": { name: "boot step, full segment", unit: "ms" },
  "sale-steps": { name: "20-line sale, hook → request bytes, steps only", unit: "ms" },
  "steps-1": { name: "1-line sale, hook → request bytes, steps only", unit: "ms" },
  "steps-200": { name: "200-line sale, hook → request bytes, steps only", unit: "ms" },
  "steps-1000": { name: "1 000-line sale, hook → request bytes, steps only", unit: "ms" },
  "answer-steps": { name: "20-line sale, RRPay's answer → result, steps only", unit: "ms" },
  "sale-count": { name: "20-line sale, hook → request bytes, counted", unit: "instructions" },
  "trace-count": { name: "its recording in the trace, counted", unit: "instructions" },
  "load-count": { name: "engine, prelude and bundle loaded, counted", unit: "instructions" },
  "boot-empty-count": { name: "boot step, empty journal, counted", unit: "instructions" },
  "boot-full-count": { name: "boot step, full segment, counted", unit: "instructions" },
  "init-empty": { name: "loaded and booted, empty journal, no disk", unit: "ms" },
  "init-full": { name: "loaded and booted, full segment, no disk", unit: "ms" },
  "open-library": { name: "load of the DLL", unit: "ms" },
  "open-empty": { name: "INIT → ready, empty journal", unit: "ms" },
  "open-full": { name: "INIT → ready, full segment", unit: "ms" },
  "sale-seen": { name: "20-line sale, start → POST seen by a server", unit: "ms" },
  "sale-result": { name: "20-line sale, start → result, stub server", unit: "ms" },
  "sale-whole": { name: "whole 20-line sale, init and close", unit: "ms" },
  "sale-bare": { name: "the same requests and flushes, bare client", unit: "ms" },
  "return-whole": { name: "whole 20-line return, init and close", unit: "ms" },
  "void-whole": { name: "whole void of a 20-line sale", unit: "ms" },
  "sales-rate": { name: "20-line sales one after the other, stub server", unit: "a second" },
  "journal-bytes": { name: "journal of a 20-line sale, all of its records", unit: "bytes" },
  "open-1": { name: "INIT → ready, journal of 1 sale", unit: "ms" },
  "open-1000": { name: "INIT → ready, journal of 1 000 sales", unit: "ms" },
  "open-50000": { name: "INIT → ready, journal of 50 000 sales", unit: "ms" },
  command: { name: "a command from its start to its end", unit: "ms" },
  poll: { name: "poll of a finished call", unit: "ms" },
  "memory-own": { name: "resident after the first sales", unit: "bytes" },
  "memory-growth": { name: "resident, growth with three times the sales", unit: "bytes" },
  "memory-peak": { name: "resident at its peak, above the process before", unit: "bytes" },
  "look-up-text": { name: "old receipt in 90 days of 500 sales, any text", unit: "ms" },
  "look-up-key": { name: "old receipt in 90 days of 500 sales, its key", unit: "ms" },
  "journal-list": { name: "journal list over 90 days of 500 sales", unit: "ms" },
  "list-memory": { name: "journal list over 90 days, resident at its peak", unit: "bytes" },
  "explain-day": { name: "trace explain of 500 sales of 20 lines", unit: "ms" },
  "explain-count": { name: "trace explain, a sale of 20 lines, counted", unit: "instructions" },
  "export-count": { name: "trace export, a sale of 20 lines, counted", unit: "instructions" },
  histories: { name: "simulated histories", unit: "a second" },
} as const satisfies Readonly<Record<string, Kind>>;

export type Key = keyof typeof KINDS;

/** A figure beside another one of the same run. */
export interface Ratio {
  /** The id of the other figure. */
  readonly over: string;
  readonly value: number;
}

export interface Figure extends Summary {
  /** `key@place`. */
  readonly id: string;
  readonly name: string;
  /** The engine, host, file or commit that was measured. */
  readonly place: string;
  readonly unit: Unit;
  readonly ratio?: Ratio;
}

/** What was not measured, and why. A skip is what this machine lacks; a failure is ours. */
export interface Missing {
  readonly type: "skipped" | "failed";
  readonly what: string;
  readonly reason: string;
}

/** What a run has collected so far. */
export class Figures {
  readonly all: Figure[] = [];
  readonly missing: Missing[] = [];

  /** Adds what some samples come to, beside another figure if that one is there. */
  add(key: Key, place: string, samples: readonly number[], over?: string): void {
    const id = `${key}@${place}`;
    if (this.find(id)) throw new Error(`${id} was measured twice`);
    const { name, unit } = KINDS[key];
    const summary = summaryOf(samples);
    const ratio = over === undefined ? undefined : this.#ratio(summary.median, unit, over);
    this.all.push({ id, name, place, unit, ...summary, ...(ratio ? { ratio } : {}) });
  }

  find(id: string): Figure | undefined {
    return this.all.find((figure) => figure.id === id);
  }

  skip(what: string, reason: string): void {
    this.missing.push({ type: "skipped", what, reason });
  }

  /** Measures one thing; what cannot be run is kept with its reason, and the run goes on. */
  async measure(what: string, body: () => unknown): Promise<void> {
    try {
      await body();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.missing.push({ type: "failed", what, reason });
    }
  }

  #ratio(value: number, unit: Unit, over: string): Ratio | undefined {
    const base = this.find(over);
    if (base === undefined || base.median === 0) return undefined;
    if (base.unit !== unit) throw new Error(`${over} is in ${base.unit}, not in ${unit}`);
    return { over, value: value / base.median };
  }
}
