/** What of each payment stays in the shop: the change comes off the rows that it was given from (docs/contracts.md B11). */

/** A row of payments, and whether change is given from it. */
export interface Tender {
  readonly amountCents: number;
  readonly cash: boolean;
}

/**
 * The net amount of each row: change comes off cash rows, the last one first, and what is more than they hold off the other
 * rows, the last one first. What is more than all rows hold together is missing from the last one.
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
