/** Look-ups under way: what the bundle has asked of the journal's files, and who hears the answer. */
import { FOUND } from "../../schemas/generated/boundary.ts";
import type { Batch, Found, Hit, Moment, Place } from "../boundary.ts";
import { asAscii } from "../text/ascii.ts";

/** What is looked up: lines that contain a text, or the lines at some places. */
export type LookUp =
  | { readonly type: "find"; readonly needle: string }
  | { readonly type: "read"; readonly places: readonly Place[] };

/** Who hears of a look-up. */
export interface LookUpListener {
  /** Each line, in the journal's order for a search, in the order of the places for a reading. */
  readonly hit: (hit: Hit) => void;
  /** More is to come: a slow disk may be told to who waits. */
  readonly waiting?: () => void;
  /** False: something could not be read, and what was found is not to be believed complete. */
  readonly done: (isComplete: boolean, moment: Moment, batch: Batch) => void;
}

export class LookUps {
  #last = 0;
  readonly #journal: { readonly lowest: number };
  readonly #waiting = new Map<number, LookUpListener>();

  constructor(journal: { readonly lowest: number }) {
    this.#journal = journal;
  }

  /** Asks; the number is for `forget`. */
  begin(lookUp: LookUp, batch: Batch, listener: LookUpListener): number {
    const id = ++this.#last;
    this.#waiting.set(id, listener);
    // a file below the lowest that is kept is not ours, whatever it says
    if (lookUp.type === "find") batch.find(id, asAscii(lookUp.needle), this.#journal.lowest);
    else batch.read(id, lookUp.places);
    return id;
  }

  /** Nobody waits for it any more; what still comes is dropped. */
  forget(id: number): void {
    this.#waiting.delete(id);
  }

  found({ lookup, state, hits }: Found, moment: Moment, batch: Batch): void {
    const listener = this.#waiting.get(lookup);
    if (!listener) return;
    for (const hit of hits) listener.hit(hit);
    if (state === FOUND.more) return listener.waiting?.();
    this.#waiting.delete(lookup);
    listener.done(state === FOUND.done, moment, batch);
  }
}
