/** The sale that `gama-rrpay till --trial` makes up, so that a till can be tried before GAMA is changed. */
import { formatDate } from "./time.ts";

/** One piece for one euro, in ASCII, under a key that no other trial has. */
export function trialSale(
  { wallMs, utcOffsetMin }: { readonly wallMs: number; readonly utcOffsetMin: number },
  operator: string,
): Record<string, string> {
  const date = formatDate(wallMs, utcOffsetMin).replaceAll("-", "");
  const number = String(wallMs % 86_400_000).padStart(8, "0");
  return {
    window: "settlement",
    saleKey: `TRIAL-${date}-${number}`,
    kind: "sale",
    receiptNo: number,
    operator,
    currency: "EUR",
    "lines.0.no": "1",
    "lines.0.type": "item",
    "lines.0.code": "TRIAL",
    "lines.0.name": "Bandomoji preke",
    "lines.0.unit": "VNT",
    "lines.0.quantityE4": "10000",
    "lines.0.unitPriceE4": "10000",
    "lines.0.discountCents": "0",
    "lines.0.totalCents": "100",
    "lines.0.vatGroup": "A",
    "lines.0.vatRateBp": "2100",
    "totals.totalCents": "100",
    "totals.discountCents": "0",
    "totals.vatCents": "17",
  };
}
