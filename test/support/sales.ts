/** Sales as GAMA would send them, small enough to read in a test. */
import type { InitSettlementRequest, Line } from "../../schemas/generated/types.ts";

let serial = 0;

/** A sale of one line over `totalCents`, under a key of its own unless `changes` names one. */
export function sale(totalCents = 258, changes: Partial<InitSettlementRequest> = {}): InitSettlementRequest {
  const receiptNo = String(++serial).padStart(6, "0");
  return {
    window: "settlement",
    saleKey: `T1-20261123-${receiptNo}`,
    kind: "sale",
    receiptNo,
    operator: "ONA",
    currency: "EUR",
    lines: [line(totalCents)],
    totals: { totalCents, discountCents: 0, vatCents: vatOf(totalCents) },
    ...changes,
  };
}

/** One piece of one thing for `totalCents`. */
export function line(totalCents: number, changes: Partial<Line> = {}): Line {
  return {
    no: 1,
    type: "item",
    code: "PR001",
    barcode: "4770001112223",
    name: "Pienas „Žemaitijos“ 2,5 %",
    unit: "VNT",
    quantityE4: totalCents < 0 ? -10_000 : 10_000,
    unitPriceE4: Math.abs(totalCents) * 100,
    discountCents: 0,
    totalCents,
    vatGroup: "A",
    vatRateBp: 2100,
    ...changes,
  };
}

/** The VAT that a price with 21 % in it contains. */
export function vatOf(totalCents: number): number {
  return Math.round((totalCents * 21) / 121);
}
