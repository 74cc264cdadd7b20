/** How much of each payment stays in the shop, after change (docs/contracts.md B11). */

/** One payment, and whether change is given from it. */
export interface Tender {
  readonly amountCents: number;
  readonly cash: boolean;
}

/**
 * The net amount of each row. Change is taken from the cash rows first, the last one first, and then from the other
 * rows, the last one first. If it is more than all rows hold, the last row goes below zero.
 */
export function netAmounts(rows: readonly Tender[], changeCents: number): number[] {
  const net = rows.map(({ amountCents }) => amountCents);
  let left = changeCents;
  for (const cash of [true, false]) {
    for (let at = rows.length - 1; at >= 0 && left > 0; at--) {
      if (rows[at]?.cash !== cash) continue;
      const taken = Math.min(left, net[at] ?? 0);
      net[at] = (net[at] ?? 0) - taken;
      left -= taken;
    }
  }
  if (left > 0 && net.length > 0) net[net.length - 1] = (net.at(-1) ?? 0) - left;
  return net;
}
