/** A seeded generator (mulberry32): the seed and the commit reproduce a history exactly. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /**
   * Begins anew. Each act of a history has its own numbers, so that one act can be left out without a change to the
   * others.
   */
  reseed(seed: number): void {
    this.#state = seed >>> 0;
  }

  /** An integer in [0, 2³²). */
  word(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  }

  /** A number in [0, 1). */
  next(): number {
    return this.word() / 4294967296;
  }

  /** True with this probability. A probability of 0 takes no number from the generator. */
  chance(probability: number): boolean {
    return probability > 0 && this.next() < probability;
  }

  /** An integer from `from` to `to`, both included. */
  between(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1));
  }

  pick<T>(items: readonly T[]): T {
    return items[Math.floor(this.next() * items.length)]!;
  }

  /** The random bytes of an event. */
  bytes16(): Uint8Array {
    const bytes = new Uint8Array(16);
    for (let at = 0; at < 16; at += 4) {
      const word = this.word();
      bytes[at] = word;
      bytes[at + 1] = word >>> 8;
      bytes[at + 2] = word >>> 16;
      bytes[at + 3] = word >>> 24;
    }
    return bytes;
  }
}
