/** The body of an answer, as it comes in pieces. */
import { HttpError } from "./http-head.ts";

/** What a reader takes that names no limit of its own. The till's is lower (`client.ts`). */
export const BODY_BYTES = 1024 * 1024;

const NOTHING = new Uint8Array(0);

/**
 * A growing body. One buffer, doubled when full, because a million chunks of one byte must not become a million arrays.
 */
export class Body {
  readonly #bytesMax: number;
  #buffer: Uint8Array = NOTHING;
  #length = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** Refuses a body that is too large as soon as its size is announced. */
  expect(bytes: number): void {
    if (this.#length + bytes > this.#bytesMax) throw new HttpError("too-large");
  }

  add(bytes: Uint8Array): void {
    this.expect(bytes.length);
    const length = this.#length + bytes.length;
    // most bodies come in one piece, so this allocates only once
    if (length > this.#buffer.length) {
      const grown = new Uint8Array(Math.max(length, this.#buffer.length * 2));
      grown.set(this.#buffer.subarray(0, this.#length));
      this.#buffer = grown;
    }
    this.#buffer.set(bytes, this.#length);
    this.#length = length;
  }

  get length(): number {
    return this.#length;
  }

  take(): Uint8Array {
    return this.#buffer.subarray(0, this.#length);
  }
}
