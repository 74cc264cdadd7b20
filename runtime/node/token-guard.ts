/**
 * Hides the token in what comes back: whatever echoes it, no bundle may read it. A token may come in two pieces, so what
 * could be its beginning waits for what follows; where that takes too long it goes on, and what follows is known all the
 * same to be the rest of it.
 */

const STAR = 0x2a;
const NOTHING = new Uint8Array(0);
/** So many bytes of a token stand nowhere else by chance. */
const TELLING_BYTES = 8;

export class TokenGuard {
  readonly #token: Buffer;
  /** So many of the last bytes may be the token's first, and so many of these have gone on. */
  #seen = 0;
  #given = 0;

  constructor(token: Uint8Array) {
    this.#token = Buffer.from(token);
  }

  /** Whether something waits: it goes on with `release` when nothing follows. */
  get holds(): boolean {
    return this.#seen > this.#given;
  }

  /** Takes received bytes; returns those that may go on, the token's as `*`. */
  push(chunk: Uint8Array): Uint8Array {
    if (this.#token.length === 0) return chunk;
    // what was seen before stands in front again
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

  /** What waited, when nothing came for a while: more of the token than stands anywhere by chance goes as stars. */
  release(): Uint8Array {
    const waiting = Buffer.from(this.#token.subarray(this.#given, this.#seen));
    if (this.#seen >= TELLING_BYTES) waiting.fill(STAR);
    this.#given = this.#seen;
    return waiting;
  }

  /** How many of the last bytes may be the token's first. */
  #beginningAtEnd(bytes: Buffer): number {
    for (let length = Math.min(this.#token.length - 1, bytes.length); length > 0; length--)
      if (bytes.subarray(bytes.length - length).equals(this.#token.subarray(0, length))) return length;
    return 0;
  }
}
