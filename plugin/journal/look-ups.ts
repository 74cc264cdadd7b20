/** The look-ups under way: what the bundle searches in the journal's files, and who gets the answer. */
import { FOUND } from "../../schemas/generated/boundary.ts";
import type { Batch, Found, Hit, Moment, Place } from "../boundary.ts";
import { asAscii } from "../text/ascii.ts";

/** A look-up: all lines that contain a text, or the lines at given places. */
export type LookUp =
  | { readonly type: "find"; readonly needle: string }
  | { readonly type: "read"; readonly places: readonly Place[] };

/** Receives the results of a look-up. */
export interface LookUpListener {
  /** Gets each line: in journal order for a search, in the order of the places for a read. */
  readonly hit: (hit: Hit) => void;
  /** More is to come. With a slow disk the cashier can be told. */
  readonly waiting?: () => void;
  /** False: something could not be read, so the lines found may not be complete. */
  readonly done: (isComplete: boolean, moment: Moment, batch: Batch) => void;
}

interface SearchedJournal {
  readonly lowest: number;
  isDamagedBelow: boolean;
}

export class LookUps {
  #last = 0;
  readonly #journal: SearchedJournal;
  readonly #waiting = new Map<number, LookUpListener>();

  constructor(journal: SearchedJournal) {
    this.#journal = journal;
  }

  /** Begins a look-up. The number returned is for `forget`. */
  begin(lookUp: LookUp, batch: Batch, listener: LookUpListener): number {
    const id = ++this.#last;
    this.#waiting.set(id, listener);
    // files below the lowest kept segment are not ours
    if (lookUp.type === "find") batch.find(id, asAscii(lookUp.needle), this.#journal.lowest);
    else batch.read(id, lookUp.places);
    return id;
  }

  /** Ends the wait for a look-up. Later results are dropped. */
  forget(id: number): void {
    this.#waiting.delete(id);
  }

  found({ lookup, state, hits }: Found, moment: Moment, batch: Batch): void {
    const listener = this.#waiting.get(lookup);
    if (!listener) return;
    for (const hit of hits) listener.hit(hit);
    if (state === FOUND.more) return listener.waiting?.();
    this.#waiting.delete(lookup);
    if (state === FOUND.damaged) this.#journal.isDamagedBelow = true;
    listener.done(state !== FOUND.failed, moment, batch);
  }
}
