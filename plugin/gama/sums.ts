/** The sums of a receipt (docs/contracts.md B18), checked in integers. VAT is passed on but not checked. */
import type { Line, Prepaid, Totals } from "../../schemas/generated/types.ts";
import { productCents, sumCents } from "../money/cents.ts";

export interface SumFault {
  readonly path: string;
  readonly reason: "line-product" | "line-number" | "total" | "prepaid";
}

/** The first sum of a receipt that is wrong, or undefined. */
export function checkSums(
  lines: readonly Line[],
  totals: Totals,
  prepaid: readonly Prepaid[] = [],
): SumFault | undefined {
  const numbers = new Set<number>();
  for (const [at, line] of lines.entries()) {
    if (numbers.has(line.no)) return { path: `lines.${at}.no`, reason: "line-number" };
    numbers.add(line.no);
    if (!productAgrees(line)) return { path: `lines.${at}.totalCents`, reason: "line-product" };
  }
  const sum = sumCents(lines.map((line) => line.totalCents));
  if (sum !== totals.totalCents) return { path: "totals.totalCents", reason: "total" };
  const taken = sumCents(prepaid.map(({ amountCents }) => amountCents));
  return taken !== null && taken <= totals.totalCents ? undefined : { path: "prepaid", reason: "prepaid" };
}

/** Quantity × price − discount may differ from the line's total by a cent, because GAMA rounds in its own order. */
function productAgrees({ quantityE4, unitPriceE4, discountCents, totalCents }: Line): boolean {
  const product = productCents(quantityE4, unitPriceE4);
  return product !== null && Math.abs(product - discountCents - totalCents) <= 1;
}
