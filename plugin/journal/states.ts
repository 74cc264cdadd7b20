/** The states that a checkpoint refers to, taken from the lines that hold them as these are read. */
import type { Attempt } from "../../schemas/generated/types.ts";
import type { Hit, Place } from "../boundary.ts";
import { decodeAscii, parseJson } from "../text/ascii.ts";
import type { References } from "./carrying.ts";
import { isJournalRecord } from "./record.ts";

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
    const parsed = parseJson(decodeAscii(json));
    if (!reference || !parsed.ok || !isJournalRecord(parsed.value) || parsed.value.t !== "carried") {
      this.#isSound = false;
      return;
    }
    const { segment, offset, attempts } = reference;
    const place = { segment, offset };
    const byId = new Map(parsed.value.attempts.map((attempt) => [attempt.attemptId, attempt]));
    for (const { id, at = this.#states.length } of attempts) {
      const attempt = byId.get(id);
      if (attempt) this.#states.push({ attempt: this.#shared(attempt), place, at });
      else this.#isSound = false;
    }
  }

  /** All of them; undefined where one was not where it should be. */
  whole(): State[] | undefined {
    if (!this.#isSound || this.#taken !== this.#references.length) return undefined;
    // the newest of a key is the last that was known: lines alone do not say which came first
    return this.#states.sort((one, other) => one.at - other.at);
  }

  /** Ten thousand attempts say the same few words: each is kept once. */
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
