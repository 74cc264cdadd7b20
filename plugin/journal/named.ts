/**
 * What RRPay's health names as its last transaction and nobody has answered for (docs/contracts.md C2). It may have moved
 * money that no attempt tells of, so it stays named over a restart, whatever health names later.
 */
import type { CheckpointRecord, NamedRecord } from "../../schemas/generated/types.ts";

export type Named = NonNullable<CheckpointRecord["named"]>[number];

/** At most this many are kept. */
export const NAMED_MAX = 64;

export class NamedIds {
  readonly #named = new Map<string, Named>();

  get size(): number {
    return this.#named.size;
  }

  get(id: string): Named | undefined {
    return this.#named.get(id);
  }

  /** All of them, the first one first. */
  all(): Named[] {
    return [...this.#named.values()];
  }

  apply({ t: _t, attemptId: id, answered, ...record }: NamedRecord): void {
    const before = this.#named.get(id);
    if (answered) this.#named.delete(id);
    // a person's wait counts from the first time
    else this.#keep({ ...before, ...record, id, atMs: before?.atMs ?? record.atMs });
  }

  /** Takes over what a checkpoint says. What is known already stays. */
  restore({ named = [] }: CheckpointRecord): void {
    for (const one of named) if (!this.#named.has(one.id)) this.#keep(one);
  }

  clear(): void {
    this.#named.clear();
  }

  /** Beyond the limit the oldest one is forgotten, before it one that nothing was ever refused for. */
  #keep(named: Named): void {
    this.#named.set(named.id, named);
    if (this.size <= NAMED_MAX) return;
    const older = this.all().slice(0, -1);
    const forgotten = older.find(({ holdsUp }) => !holdsUp) ?? older[0];
    if (forgotten) this.#named.delete(forgotten.id);
  }
}
