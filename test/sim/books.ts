/**
 * Judges money and paper as a whole: one charge and one document for each receipt, and an accountant's table without
 * gaps.
 */
import type { Tables } from "./export.ts";
import { fault } from "./fault.ts";
import type { Shop } from "./gama.ts";
import type { Memory } from "./memory.ts";
import type { World } from "./world.ts";

export class Books {
  readonly #world: World;
  readonly #shop: Shop;
  readonly #memory: Memory;

  constructor(world: World, shop: Shop, memory: Memory) {
    this.#world = world;
    this.#shop = shop;
    this.#memory = memory;
  }

  /**
   * Invariant 2: at most one charge and one fiscal document for a receipt. What a person got wrong is not the till's
   * fault.
   */
  money(): void {
    const { truth } = this.#world.rrpay;
    for (const receipt of this.#shop.receipts)
      for (const kind of [receipt.kind, "void"] as const) {
        if (receipt.misled || this.#memory.isForgotten(receipt)) continue;
        const taken = truth.takingsOf(receipt.uid, kind);
        const printed = truth.papersOf(receipt.uid, kind);
        if (taken.length > 1) fault("invariant 2", `${kind} ${receipt.saleKey} was charged ${taken.length} times`);
        if (printed.length > 1) fault("invariant 2", `${kind} ${receipt.saleKey} has ${printed.length} documents`);
      }
    for (const { uid, saleKey } of truth.takings)
      if (this.#shop.receipts[uid - 1]?.saleKey !== saleKey)
        fault("identity", `${saleKey} was charged for nobody's receipt`);
  }

  /** At the end: what the till was told about money is final, or a person has dealt with it. */
  end(): void {
    const memory = this.#memory;
    for (const [id, { state }] of memory.told) {
      const { uid, kind, saleKey } = memory.sent.get(id)!;
      const receipt = this.#shop.receipts[uid - 1];
      if (!memory.holdsMoney(id) || receipt?.misled || memory.isGivenBack(uid, kind)) continue;
      const isKnown =
        memory.finals.get(id) === "approved" || memory.decided.has(id) || memory.entries.has(id) || receipt?.saved;
      if (!isKnown && state === "approved" && uid > memory.pastUids)
        fault("known money", `${kind} ${saleKey} was approved under ${id}, and nobody was told`);
    }
  }

  /** What the accountant gets: with its sign, every taking on the days of this history that the till was told about. */
  exported({ rows, totalCents }: Tables): void {
    const memory = this.#memory;
    if (memory.hasLost) return;
    let sum = 0;
    const counted = new Set<string>();
    for (const [id, { netCents, documentNo }] of memory.told) {
      const { uid, kind, saleKey } = memory.sent.get(id)!;
      if (!memory.holdsMoney(id) || netCents === 0 || uid <= memory.pastUids || memory.unsure.has(id)) continue;
      const isVoidOfReturn = kind === "void" && this.#shop.receipts[uid - 1]?.kind === "return";
      const signed = kind === "sale" || isVoidOfReturn ? netCents : -netCents;
      sum += signed;
      counted.add(id);
      const row = rows.get(id);
      if (row === undefined) fault("export", `${kind} ${saleKey} is in no day's table`);
      else if (row.netCents !== signed && !memory.entries.has(id))
        fault("export", `${kind} ${saleKey} moved ${signed}, the table says ${row.netCents}`);
      // an answer counts once health has told whose it is, and what a person has dealt with is asked about no more
      else if (documentNo !== undefined && row.documentNo === "" && !memory.decided.has(id))
        fault("export", `${kind} ${saleKey} is document ${documentNo}, the table does not know it`);
    }
    // Money that the till knows of, but the oracle was not told of, makes the sums impossible to compare.
    const isWhole = [...rows].every(([id, { netCents }]) => netCents === 0 || counted.has(id));
    if (isWhole && memory.entries.size === 0 && memory.pastUids === 0 && totalCents !== sum)
      fault("export", `the days add up to ${totalCents}, ${sum} was moved`);
  }
}
