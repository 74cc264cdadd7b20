/** Collects the states that a checkpoint refers to, from the lines as they are read. */
import type { Attempt } from "../../schemas/generated/types.ts";
import type { Hit, Place } from "../boundary.ts";
import { decodeAscii } from "../text/ascii.ts";
import type { References } from "./carrying.ts";
import { recordOf } from "./record.ts";

export interface State {
  readonly attempt: Attempt;
  readonly place: Place;
}

const SHARED = ["kind", "operator", "currency", "storeId", "epoch", "payment", "fiscal", "gama", "code"] as const;

export class States {
  readonly #references: References;
  readonly #words = new Map<string, string>();
  readonly #states: (State & { readonly at: number })[] = [];
  #taken = 0;
  #isSound = true;

  constructor(references: References) {
    this.#references = references;
  }

  /** The next line, in the order of the references. */
  take({ json }: Hit): void {
    const reference = this.#references[this.#taken++];
    const record = recordOf(decodeAscii(json));
    if (!reference || record?.t !== "carried") {
      this.#isSound = false;
      return;
    }
    const { segment, offset, attempts } = reference;
    const place = { segment, offset };
    const byId = new Map(record.attempts.map((attempt) => [attempt.attemptId, attempt]));
    for (const { id, at = this.#states.length } of attempts) {
      const attempt = byId.get(id);
      if (attempt) this.#states.push({ attempt: this.#shared(attempt), place, at });
      else this.#isSound = false;
    }
  }

  /** All states, or undefined if one was not in its place. */
  whole(): State[] | undefined {
    if (!this.#isSound || this.#taken !== this.#references.length) return undefined;
    // sorted, because the lines alone do not say which attempt of a key is the newest
    return this.#states.sort((one, other) => one.at - other.at);
  }

  /** Ten thousand attempts repeat the same few words, so each word is kept only once. */
  #shared(attempt: Attempt): Attempt {
    const words: Record<string, string> = {};
    for (const field of SHARED) {
      const word = attempt[field];
      words[field] = this.#words.get(word) ?? word;
      this.#words.set(word, words[field]);
    }
    return Object.assign(attempt, words);
  }
}
