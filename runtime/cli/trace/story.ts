/** What a trace tells: who asked what, what RRPay said, what was accepted and why, what the cashier saw. */
import type { Attempt } from "../../../schemas/generated/types.ts";
import type { Talk } from "../program/talk.ts";
import type { Words } from "../words.ts";
import type { Run } from "./lines.ts";
import type { TraceReader, TraceSource } from "./source.ts";
import type { TraceStep } from "./steps.ts";
import { Teller } from "./teller.ts";

export type Party = "gama" | "plugin" | "rrpay";

/** One sentence of the story. */
export interface Sentence {
  /** The step of the trace, from 1. */
  readonly event: number;
  readonly atMs: number;
  readonly utcOffsetMin: number;
  /** Who speaks to whom. The plug-in speaks to itself when it accepts or starts something. */
  readonly from: Party;
  readonly to: Party;
  readonly words: Words;
  readonly wayOut?: Words | undefined;
  readonly saleKey?: string | undefined;
  /** Whether an episode begins here: with a start, or with a hook while nothing else runs. */
  readonly isOpening: boolean;
}

/** A sentence as it is told: nothing before or after it is needed. */
export interface Told {
  readonly sentence: Sentence;
  /** The attempt that the sentence has changed, as it is from then on. */
  readonly attempt: Attempt | undefined;
  /** The step of the sentence. */
  readonly step: TraceStep;
}

/** Tells a trace that is in memory. */
export function tell(runs: readonly Run[]): Told[] {
  const teller = new Teller();
  const told: Told[] = [];
  for (const { header, steps, lost } of runs) {
    told.push(...teller.tell({ type: "header", header }));
    for (const step of steps) told.push(...teller.tell({ type: "step", step }));
    if (lost !== undefined) told.push(...teller.tell({ type: "lost", lost }));
  }
  return [...told, ...teller.end()];
}

/** Tells a trace sentence by sentence, all of it or only what is about one sale. */
export class StoryReader {
  readonly #reader: TraceReader;
  readonly #saleKey: string | undefined;
  readonly #teller = new Teller();
  #told: readonly Told[] = [];
  #at = 0;
  #isOver = false;

  constructor(source: TraceSource, saleKey?: string) {
    this.#reader = source.reader();
    this.#saleKey = saleKey;
  }

  /** The next sentence; undefined at the end. */
  *next(): Talk<Told | undefined> {
    for (;;) {
      const told = this.#told[this.#at++];
      if (told === undefined) {
        if (this.#isOver) return undefined;
        const item = yield* this.#reader.next();
        this.#isOver = item === undefined;
        this.#told = item === undefined ? this.#teller.end() : this.#teller.tell(item);
        this.#at = 0;
      } else if (this.#saleKey === undefined || told.sentence.saleKey === this.#saleKey) return told;
    }
  }
}
