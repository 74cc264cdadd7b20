/** GAMA's own tables: what it has saved, and the number of the next receipt. They outlive the till's process. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Receipt } from "./receipt.ts";

export interface SavedPayment {
  readonly method: number;
  readonly name: string;
  readonly amountCents: number;
}

/** A receipt in GAMA's tables. */
export interface Saved {
  readonly receipt: Receipt;
  readonly state: "saved" | "voided";
  readonly payments: readonly SavedPayment[];
  readonly documentNo?: string;
}

interface Tables {
  readonly nextNo: number;
  readonly saved: readonly Saved[];
}

/** How many saved receipts are kept. */
const SAVED_MAX = 50;

export class Ledger {
  readonly #path: string;
  #tables: Tables;

  constructor(path: string) {
    this.#path = path;
    mkdirSync(dirname(path), { recursive: true });
    this.#tables = existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Tables) : { nextNo: 1, saved: [] };
  }

  /** The newest comes last. */
  get saved(): readonly Saved[] {
    return this.#tables.saved;
  }

  find(saleKey: string): Saved | undefined {
    return this.saved.find(({ receipt }) => receipt.saleKey === saleKey);
  }

  /** A number that was never given before, even if its receipt is thrown away. */
  takeNumber(): string {
    const { nextNo } = this.#tables;
    this.#write({ ...this.#tables, nextNo: nextNo + 1 });
    return String(nextNo).padStart(6, "0");
  }

  /** Adds a receipt, or replaces the one with the same key. */
  save(entry: Saved): void {
    const others = this.saved.filter(({ receipt }) => receipt.saleKey !== entry.receipt.saleKey);
    this.#write({ ...this.#tables, saved: [...others, entry].slice(-SAVED_MAX) });
  }

  #write(tables: Tables): void {
    writeFileSync(`${this.#path}.new`, JSON.stringify(tables));
    renameSync(`${this.#path}.new`, this.#path);
    this.#tables = tables;
  }
}
