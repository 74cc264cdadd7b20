/** Lines of receipts that the tests sell, and the cashier's answers. */
import type { RrpayTransactionRequest } from "../../schemas/generated/types.ts";
import type { Item } from "./receipt-row.ts";
import { Settlement } from "./settlement.ts";
import type { Gama } from "./till.ts";
import type { FoxObject } from "./values.ts";

/** 2 × 1.29 with VAT. */
export const milk: Item = {
  code: "PR001",
  name: "Pienas „Žemaitijos“ 2,5 %",
  pieces: 2,
  price: 1.29,
  sum: 2.13,
  vat: 0.45,
};
/** 1.234 kg × 1.39. */
export const bananas: Item = { code: "PR102", pieces: 1234, fraction: 1000, price: 1.39, sum: 1.42, vat: 0.3 };
/** 4.99 less 1.00, which GAMA knows as 20.04 percent. */
export const cheese: Item = { code: "PR203", price: 4.99, sum: 3.3, vat: 0.69, discount: 20.04 };
export const deposit: Item = { code: "TARA1", pieces: 2, price: 0.1, sum: 0.2, vat: 0, rate: 0 };
export const remark: Item = { code: "", type: 4, price: 0, sum: 0, vat: 0 };
/** 7.47, which cash rounds to 7.45. */
export const coffee: Item = { code: "PR415", price: 7.47, sum: 6.17, vat: 1.3 };

export const YES = 6;
export const NO = 7;

/** What RRPay was asked to do, in order. */
export function posts(gama: Gama): RrpayTransactionRequest[] {
  return gama.till.rrpay.requests
    .filter(({ on, body }) => on === "post" && body !== "")
    .map(({ body }) => JSON.parse(body) as RrpayTransactionRequest);
}

/** INIT of the settlement window, as the cashier brings it about by pressing space. */
export async function settle(gama: Gama, window: Settlement = new Settlement()) {
  return { window, done: await gama.run("INIT", window) };
}

/** The POS window, its INIT done. */
export async function openPos(gama: Gama): Promise<Settlement> {
  const pos = new Settlement("POS pardavimo taskas");
  await gama.run("INIT", pos);
  return pos;
}

/** A shop whose settlement window says whether it is saved. */
export const KNOWS_SAVED = "saved.property=issaugota\r\n";

export function saved(window: FoxObject): void {
  window.members.set("ISSAUGOTA", true);
}

/** F8 on the receipt on the screen, answered with yes; a settlement window comes up meanwhile. */
export async function f8WithSettlement(gama: Gama, pos: Settlement): Promise<void> {
  let second: Promise<unknown> | undefined;
  gama.cashier = () => {
    second ??= gama.run("INIT", new Settlement());
    return YES;
  };
  await gama.f8(pos);
  await second;
}
