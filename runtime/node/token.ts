/**
 * Hides the token in received bytes, so that no bundle can read it even if something echoes it. A token may come in two
 * pieces, so bytes that may be its beginning wait for the next ones. If that takes too long they are passed on, and the
 * next bytes are still recognized as the rest of the token.
 */

const STAR = 0x2a;
const NOTHING = new Uint8Array(0);
/** This many bytes of a token do not occur elsewhere by chance. */
const TELLING_BYTES = 8;

export class TokenGuard {
  readonly #token: Buffer;
  /** How many of the last bytes may begin the token, and how many of these were already passed on. */
  #seen = 0;
  #given = 0;

  constructor(token: Uint8Array) {
    this.#token = Buffer.from(token);
  }

  /** Whether bytes wait. If nothing follows, `release` passes them on. */
  get holds(): boolean {
    return this.#seen > this.#given;
  }

  /** Takes received bytes. Returns those that may be passed on, with `*` in place of the token. */
  push(chunk: Uint8Array): Uint8Array {
    if (this.#token.length === 0) return chunk;
    // what was seen before comes first again
    const bytes = Buffer.concat([this.#token.subarray(0, this.#seen), chunk]);
    let whole = 0;
    for (let at = bytes.indexOf(this.#token); at >= 0; at = bytes.indexOf(this.#token, at)) {
      bytes.fill(STAR, at, at + this.#token.length);
      whole = at + this.#token.length;
    }
    const given = this.#given;
    this.#seen = this.#beginningAtEnd(bytes.subarray(whole));
    const end = bytes.length - this.#seen;
    this.#given = Math.max(0, given - end);
    return end > given ? bytes.subarray(given, end) : NOTHING;
  }

  /**
   * Passes on the waiting bytes after nothing came for a while. A part of the token too long to be chance becomes
   * stars.
   */
  release(): Uint8Array {
    const waiting = Buffer.from(this.#token.subarray(this.#given, this.#seen));
    if (this.#seen >= TELLING_BYTES) waiting.fill(STAR);
    this.#given = this.#seen;
    return waiting;
  }

  /** How many of the last bytes may be the beginning of the token. */
  #beginningAtEnd(bytes: Buffer): number {
    for (let length = Math.min(this.#token.length - 1, bytes.length); length > 0; length--)
      if (bytes.subarray(bytes.length - length).equals(this.#token.subarray(0, length))) return length;
    return 0;
  }
}
