/** The keys whose last `init` was refused. They are remembered only while the till runs. */
import type { Kind } from "../../schemas/generated/types.ts";

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

  drop(kind: Kind, saleKey: string): void {
    this.#keys.delete(`${kind} ${saleKey}`);
  }

  has(kind: Kind, saleKey: string): boolean {
    return this.#keys.has(`${kind} ${saleKey}`);
  }
}
