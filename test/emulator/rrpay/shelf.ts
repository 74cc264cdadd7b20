/** What the store has written, by key: the newest entries in memory, the others at their places in the file. */

/** The place of a line in the file. */
export interface Place {
  readonly at: number;
  readonly bytes: number;
}

/** How many are kept in memory: more than any scenario makes, but so few that memory stays small after a long day. */
export const KEPT = 500;

export class Shelf<V> {
  readonly #read: (place: Place) => V;
  readonly #places = new Map<string, Place>();
  /** The newest comes last. */
  readonly #recent = new Map<string, V>();

  constructor(read: (place: Place) => V) {
    this.#read = read;
  }

  get size(): number {
    return this.#places.size;
  }

  /** How many are held in memory. For the others there is only an entry in the index. */
  get held(): number {
    return this.#recent.size;
  }

  /** In the order in which they were first set. */
  keys(): string[] {
    return [...this.#places.keys()];
  }

  has(key: string): boolean {
    return this.#places.has(key);
  }

  get(key: string): V | undefined {
    const place = this.#places.get(key);
    return this.#recent.get(key) ?? (place && this.#read(place));
  }

  /** The newest of them, at most this many. */
  latest(count: number): V[] {
    return count > 0 ? this.#of(this.keys().slice(-count)) : [];
  }

  all(): V[] {
    return this.#of(this.keys());
  }

  set(key: string, value: V, place: Place): void {
    this.#places.set(key, place);
    this.#recent.delete(key);
    this.#recent.set(key, value);
    const [oldest] = this.#recent.keys();
    if (this.#recent.size > KEPT && oldest !== undefined) this.#recent.delete(oldest);
  }

  clear(): void {
    this.#places.clear();
    this.#recent.clear();
  }

  #of(keys: readonly string[]): V[] {
    return keys.flatMap((key) => this.get(key) ?? []);
  }
}
