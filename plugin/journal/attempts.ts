/** All attempts that memory has, by id and by sale key, in journal order. */
import type { Attempt } from "../../schemas/generated/types.ts";

export class Attempts {
  readonly #byId = new Map<string, Attempt>();
  /** The ids of each key's attempts, in journal order. */
  readonly #ids = new Map<string, string[]>();

  /**
   * Ids of attempts that were looked up, or were settled before the segment began. A start from this segment would not
   * know them.
   */
  readonly #recalled = new Set<string>();

  /** What was looked up for the conversation under way, which relies on it: no turn of a segment drops it. */
  readonly held = new Set<string>();

  get(attemptId: string): Attempt | undefined {
    return this.#byId.get(attemptId);
  }

  /** Every attempt of a key, of every kind, in journal order. */
  ofKey(saleKey: string): Attempt[] {
    const ids = this.#ids.get(saleKey) ?? [];
    return ids.flatMap((id) => this.#byId.get(id) ?? []);
  }

  all(): Attempt[] {
    return [...this.#byId.values()];
  }

  /**
   * Adds a looked-up attempt that memory has dropped. It is sorted by its send, so it never hides a newer one of its
   * key.
   */
  remember(attempt: Attempt): Attempt {
    const known = this.get(attempt.attemptId);
    if (known) {
      if (known.body !== undefined || attempt.body === undefined) return known;
      const whole = { ...known, body: attempt.body };
      this.put(whole);
      return whole;
    }
    this.put(attempt);
    this.#recalled.add(attempt.attemptId);
    const sentAtMs = (id: string) => this.get(id)?.sentAtMs ?? 0;
    this.#ids.get(attempt.saleKey)?.sort((one, other) => sentAtMs(one) - sentAtMs(other));
    return attempt;
  }

  /** The states of a key's looked-up attempts. Each is returned once, to be written before what is judged by it. */
  protected carryOf(saleKey: string): Attempt[] {
    return this.ofKey(saleKey).filter(({ attemptId }) => this.#recalled.delete(attemptId));
  }

  /**
   * Takes over a whole state that was carried from another segment. It has no request bytes, so those of the earlier send
   * are kept.
   */
  adopt(attempt: Attempt): void {
    const body = attempt.body ?? this.get(attempt.attemptId)?.body;
    this.put(body === undefined ? attempt : { ...attempt, body });
  }

  /** A new segment has begun, and a start from it would know these. */
  protected beginSegment(kept: ReadonlySet<Attempt>): void {
    this.#recalled.clear();
    for (const attempt of this.all()) if (!kept.has(attempt)) this.#recalled.add(attempt.attemptId);
  }

  /** Adds an attempt or its next state. Only what applies records calls it. */
  put(attempt: Attempt): void {
    const { attemptId, saleKey } = attempt;
    if (!this.#byId.has(attemptId)) {
      const ids = this.#ids.get(saleKey);
      if (ids) ids.push(attemptId);
      else this.#ids.set(saleKey, [attemptId]);
    }
    this.#byId.set(attemptId, attempt);
  }

  protected forget({ attemptId, saleKey }: Attempt): void {
    this.#byId.delete(attemptId);
    const ids = this.ofKey(saleKey).map((one) => one.attemptId);
    if (ids.length > 0) this.#ids.set(saleKey, ids);
    else this.#ids.delete(saleKey);
  }

  protected clear(): void {
    this.#byId.clear();
    this.#ids.clear();
  }
}
