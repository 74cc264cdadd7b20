/**
 * What must hold, whatever went wrong: told by comparing GAMA's receipts, RRPay's books and what the cashier read.
 * Of a cashier who lies less is claimed: a lie may leave a receipt unpaid or its money unlisted, and never charges twice.
 */
import type { Receipt, Receipts } from "./receipts.ts";
import type { RrpayBooks } from "./rrpay-books.ts";

/** The settlement window of a receipt came and went. */
export interface Settled {
  readonly receipt: Receipt;
  /** It was paid before, and RRPay's side knew that it is saved. */
  readonly wasOver: boolean;
  /** Whether GAMA's own window goes on as paid. */
  readonly isDone: boolean;
  /** What GAMA was given. */
  readonly cents: number;
  readonly said: string;
}

/** Rounding of cash, which this GAMA enters itself. */
const ROUNDING_CENTS = 2;

export class Judge {
  readonly problems: string[] = [];
  readonly #books: RrpayBooks;
  readonly #receipts: Receipts;
  readonly #isTruthful: boolean;

  constructor(books: RrpayBooks, receipts: Receipts, isTruthful: boolean) {
    this.#books = books;
    this.#receipts = receipts;
    this.#isTruthful = isTruthful;
  }

  /** "Paid" means paid once, with the right sum, and with a receipt or a word about it; "nothing taken" means nothing. */
  settled({ receipt, wasOver, isDone, cents, said }: Settled): void {
    this.#chargedOnce();
    const times = this.#books.timesPaid(receipt);
    // Of an earlier receipt in the same box it may be true.
    const saysNothing = /pinigai nepaimti\b/.test(said) && !/anksčiau|Pardavimas, kvitas/.test(said);
    if (!isDone && saysNothing && times > 0) this.#add(receipt, `was paid, and the cashier reads: ${said}`);
    if (!isDone || !this.#isTruthful) return;
    if (times !== 1) this.#add(receipt, `is called paid and was paid ${times} times`);
    if (wasOver) this.#add(receipt, "was paid and saved, and is called paid again");
    const isToldOtherwise = receipt.hasRrpaysSum || /skiriasi|pagal RRPay/.test(said);
    if (!isToldOtherwise && Math.abs(Math.abs(cents) - receipt.totalCents) > ROUNDING_CENTS)
      this.#add(receipt, `GAMA got ${cents} of ${receipt.totalCents} cents, and the cashier reads: ${said}`);
    const isPrinted = this.#books.paid(receipt)?.fiscal?.state !== "not-printed";
    if (!isPrinted && !said.includes("neatspausdin")) this.#add(receipt, `has no fiscal receipt, and nobody says so`);
  }

  /** GAMA's own F8 follows where RRPay keeps no money of the receipt, or a person has decided so. */
  voided(receipt: Receipt, isInGamaAlone: boolean): void {
    this.#chargedOnce();
    const times = this.#books.timesPaid(receipt);
    if (this.#isTruthful && times > 0 && !isInGamaAlone && !receipt.isLeft)
      this.#add(receipt, `was voided in GAMA, and RRPay keeps its money`);
  }

  /** A day ends with a sale that goes through. */
  stuck(what: string): void {
    this.problems.push(`the till is stuck: ${what}`);
  }

  /** What is not listed and was not left to the accountant adds up: RRPay has the money of what GAMA has saved, and no other. */
  ended(listed: ReadonlySet<string>): void {
    this.#chargedOnce();
    if (!this.#isTruthful) return;
    for (const receipt of this.#receipts.all) {
      if (receipt.isLeft || [...receipt.keys].some((key) => listed.has(key))) continue;
      const times = this.#books.timesPaid(receipt);
      if (times === 1 && !receipt.isOwed) this.#add(receipt, "RRPay keeps its money, and it is not listed");
      if (times === 0 && receipt.isOwed && !receipt.isUntold && receipt.keys.size > 0)
        this.#add(receipt, "is saved and not paid, and is not listed");
    }
  }

  /** No receipt is ever charged twice or given back twice: a lie may give it another key, and no key is charged twice. */
  #chargedOnce(): void {
    for (const receipt of this.#receipts.all) {
      const each = this.#isTruthful ? [receipt.keys] : [...receipt.keys].map((key) => new Set([key]));
      for (const keys of each) {
        const times = this.#books.timesPaid({ keys, kind: receipt.kind });
        if (times < 0 || times > 1) this.#add(receipt, `was paid ${times} times`);
      }
    }
  }

  #add({ at, number, kind }: Receipt, what: string): void {
    const problem = `receipt ${at} (${kind} ${number}) ${what}`;
    if (!this.problems.includes(problem)) this.problems.push(problem);
  }
}
