/** What is told of a trace, sentence by sentence. */
import type { Words } from "../words.ts";
import type { Sentence, Told } from "./story.ts";

/** A sentence without its place, which is that of the item that is being told. */
export type Draft = Pick<Sentence, "from" | "to" | "words"> &
  Partial<Pick<Sentence, "wayOut" | "saleKey" | "isOpening">>;

/** The sentences that are ready. The last one waits, because a question whose answer is not news is taken back. */
export class Telling {
  #told: Told[] = [];
  #waiting: Told | undefined;
  #count = 0;
  /** What was told last, before the sentence that waits. */
  #before: Words | undefined;

  /** How many sentences there were, with the one that waits. */
  get count(): number {
    return this.#count;
  }

  /** What was said last. */
  get last(): Words | undefined {
    return this.#waiting === undefined ? this.#before : this.#waiting.sentence.words;
  }

  add(told: Told): void {
    if (this.#waiting !== undefined) {
      this.#told.push(this.#waiting);
      this.#before = this.#waiting.sentence.words;
    }
    this.#waiting = told;
    this.#count++;
  }

  /** Forgets the sentence that waits. */
  takeBack(): void {
    this.#waiting = undefined;
    this.#count--;
  }

  take(): readonly Told[] {
    const told = this.#told;
    if (told.length > 0) this.#told = [];
    return told;
  }

  /** All that is left. */
  end(): readonly Told[] {
    if (this.#waiting !== undefined) this.#told.push(this.#waiting);
    this.#waiting = undefined;
    return this.take();
  }
}
