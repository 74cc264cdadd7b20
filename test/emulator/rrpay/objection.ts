/** What cannot be done at RRPay's screen, in both languages of the person who tried it. */
import type { Words } from "../../../runtime/cli/words.ts";

export class Objection extends Error {
  readonly words: Words;

  constructor(words: Words) {
    super(words.en);
    this.words = words;
  }
}
