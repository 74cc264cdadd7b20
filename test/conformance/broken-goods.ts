/** RRPays that take no receipts but those that their makers thought of, and round cash by half. */
import { type Body, type Broken, bendBody } from "./breaking.ts";
import { refusing } from "./broken-content.ts";

const refusingLines = (isIt: (line: Body) => boolean) =>
  refusing(({ kind, lines }) => kind === "sale" && lines.some(isIt));

export const BROKEN_GOODS: readonly Broken[] = [
  {
    fault: "takes no barcode but an EAN",
    checks: ["barcodes"],
    warp: refusingLines(({ barcode }) => barcode !== undefined && !/^\d{8}(\d{5})?$/.test(barcode)),
  },
  {
    fault: "takes no more than 9999 pieces of anything",
    checks: ["quantities"],
    warp: refusingLines(({ quantityE4 }) => quantityE4 > 99_990_000),
  },
  {
    fault: "weighs to three decimals",
    checks: ["quantities"],
    warp: refusingLines(({ unit, quantityE4 }) => unit === "KG" && quantityE4 % 10 !== 0),
  },
  {
    fault: "takes nothing that costs nothing",
    checks: ["gift"],
    warp: refusingLines(({ totalCents }) => totalCents === 0),
  },
  {
    fault: "wants to know of each sale who sells",
    checks: ["empty-texts"],
    warp: refusing(({ operator }) => operator === ""),
  },
  {
    fault: "wants a unit in each line",
    checks: ["empty-texts"],
    warp: refusingLines(({ unit }) => unit === ""),
  },
  {
    fault: "rounds cash upwards alone",
    checks: ["cash-change"],
    warp: bendBody(({ payments, roundingCents, changeCents }) =>
      roundingCents < 0 ? { payments, changeCents: changeCents + roundingCents, roundingCents: 0 } : {},
    ),
  },
];
