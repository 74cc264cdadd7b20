/** RRPay's own books of a till that works for some days, which know nothing of any journal. */

/** What RRPay took on one day, signed: sums by way to pay and by VAT rate. */
export interface Books {
  readonly count: Record<"sale" | "return" | "void", number>;
  totalCents: number;
  roundingCents: number;
  changeCents: number;
  prepaidCents: number;
  readonly tenders: Map<number, number>;
  readonly rates: Map<number, number>;
}

export function emptyBooks(): Books {
  const sums = { totalCents: 0, roundingCents: 0, changeCents: 0, prepaidCents: 0 };
  return { count: { sale: 0, return: 0, void: 0 }, ...sums, tenders: new Map(), rates: new Map() };
}

/** The books of several tills as one. */
export function addBooks(all: readonly Books[]): Books {
  const sum = emptyBooks();
  for (const books of all) {
    for (const kind of ["sale", "return", "void"] as const) sum.count[kind] += books.count[kind];
    for (const field of ["totalCents", "roundingCents", "changeCents", "prepaidCents"] as const)
      sum[field] += books[field];
    for (const [method, cents] of books.tenders) sum.tenders.set(method, (sum.tenders.get(method) ?? 0) + cents);
    for (const [rate, cents] of books.rates) sum.rates.set(rate, (sum.rates.get(rate) ?? 0) + cents);
  }
  return sum;
}
