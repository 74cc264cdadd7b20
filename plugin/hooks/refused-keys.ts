/**
 * The keys whose last `init` was refused: a `close` without an id refers to no attempt of theirs (docs/contracts.md
 * B24). They are remembered only while GAMA runs.
 */
import type { Kind, SettlementResult } from "../../schemas/generated/types.ts";

/** A till may run for months, so only this many are kept and the oldest are forgotten. */
const KEPT = 500;

export class RefusedKeys {
  readonly #keys = new Set<string>();

  add(kind: Kind, saleKey: string): void {
    this.drop(kind, saleKey);
    this.#keys.add(`${kind} ${saleKey}`);
    if (this.#keys.size <= KEPT) return;
    for (const oldest of this.#keys) {
      this.#keys.delete(oldest);
      return;
    }
  }

  /** Notes the end of an `init`, and returns it. */
  noted({ kind, saleKey }: { kind: Kind; saleKey: string }, result: SettlementResult): SettlementResult {
    if (result.outcome === "refused") this.add(kind, saleKey);
    else this.drop(kind, saleKey);
    return result;
  }

  drop(kind: Kind, saleKey: string): void {
    this.#keys.delete(`${kind} ${saleKey}`);
  }

  has(kind: Kind, saleKey: string): boolean {
    return this.#keys.has(`${kind} ${saleKey}`);
  }
}
