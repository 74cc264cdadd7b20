/**
 * Hides the token in what comes back: whatever echoes it, no bundle may read it. A token may come in two pieces, so what
 * could be its beginning waits for what follows.
 */

const STAR = 0x2a;
const NOTHING = new Uint8Array(0);

export class TokenGuard {
  readonly #token: Buffer;
  #held: Uint8Array = NOTHING;

  constructor(token: Uint8Array) {
    this.#token = Buffer.from(token);
  }

  /** Whether something waits: it goes on with `release` when nothing follows. */
  get holds(): boolean {
    return this.#held.length > 0;
  }

  /** Takes received bytes; returns those that may go on, the token's as `*`. */
  push(chunk: Uint8Array): Uint8Array {
    if (this.#token.length === 0) return chunk;
    const bytes = this.#held.length === 0 ? Buffer.from(chunk) : Buffer.concat([this.#held, chunk]);
    for (let at = bytes.indexOf(this.#token); at >= 0; at = bytes.indexOf(this.#token, at))
      bytes.fill(STAR, at, at + this.#token.length);
    const end = bytes.length - this.#beginningAtEnd(bytes);
    this.#held = bytes.subarray(end);
    return bytes.subarray(0, end);
  }

  /** What waited, when no more comes. */
  release(): Uint8Array {
    const held = this.#held;
    this.#held = NOTHING;
    return held;
  }

  /** How many of the last bytes may be the token's first. */
  #beginningAtEnd(bytes: Buffer): number {
    for (let length = Math.min(this.#token.length - 1, bytes.length); length > 0; length--)
      if (bytes.subarray(bytes.length - length).equals(this.#token.subarray(0, length))) return length;
    return 0;
  }
}
