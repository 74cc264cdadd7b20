/** What an RRPay has in its books: transactions and documents of this epoch, money over all of them. */
import type { Receipt, Stored } from "./model.ts";
import type { Store } from "./store.ts";

export abstract class Books {
  /** The store of this life, or of the last one, so that money and paper can be counted after a crash. */
  protected abstract store(): Store;

  /** The transactions of this epoch, in the form in which they are sent, in the order in which they arrived. */
  transactions(): Stored[] {
    return this.store().transactions.all();
  }

  /** The newest transactions, at most this many. After a long day the older ones must be read from the disk. */
  latestTransactions(count: number): Stored[] {
    return this.store().transactions.latest(count);
  }

  /** Whether a payment waits for its end. */
  get isPaying(): boolean {
    return this.store().open.size > 0;
  }

  /** How many transactions this epoch has, and how many documents there are. */
  get counts(): { readonly transactions: number; readonly documents: number } {
    return { transactions: this.store().transactions.size, documents: this.store().receipts.size };
  }

  transaction(id: string): Stored | undefined {
    return this.store().transactions.get(id);
  }

  /** Every document that was ever printed, including those of forgotten epochs. */
  receipts(): readonly Receipt[] {
    return this.store().receipts.all();
  }

  latestReceipts(count: number): readonly Receipt[] {
    return this.store().receipts.latest(count);
  }

  /** Net cents taken for a sale key over all epochs: sales and voids of returns add, the others subtract. */
  moneyTakenCents(saleKey: string): number {
    return this.store().moneyTakenCents(saleKey);
  }

  get storeId(): string {
    return this.store().storeId;
  }

  get epoch(): string {
    return this.store().epoch;
  }
}
