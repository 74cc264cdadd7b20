/** The sale that `doctor --bench` shows to the till. It is only previewed, so nothing is sent or recorded. */

/** As a full basket has it. */
export const LINES = 20;

/** Flat fields, with the letters that a till has to encode. */
export function longSale(): Record<string, string> {
  const fields: Record<string, string> = {
    window: "settlement",
    saleKey: "BENCH",
    kind: "sale",
    receiptNo: "1",
    operator: "BENCH",
    currency: "EUR",
  };
  let totalCents = 0;
  for (let at = 0; at < LINES; at++) {
    const cents = 100 + at * 7;
    totalCents += cents;
    Object.assign(fields, lineOf(at, cents));
  }
  fields["totals.totalCents"] = String(totalCents);
  fields["totals.discountCents"] = "0";
  fields["totals.vatCents"] = String(Math.round((totalCents * 21) / 121));
  return fields;
}

function lineOf(at: number, cents: number): Record<string, string> {
  const line: Record<string, string> = {
    no: String(at + 1),
    type: "item",
    code: `PR${String(at).padStart(3, "0")}`,
    name: `Šviežias pienas ${at} %`,
    unit: "VNT",
    quantityE4: "10000",
    unitPriceE4: String(cents * 100),
    discountCents: "0",
    totalCents: String(cents),
    vatGroup: "A",
    vatRateBp: "2100",
  };
  return Object.fromEntries(Object.entries(line).map(([name, value]) => [`lines.${at}.${name}`, value]));
}
