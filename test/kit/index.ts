/**
 * The developer kit, `gama-rrpay/kit`: a till with an emulated RRPay in virtual time, for the tests of a rule. There is
 * no socket, no file and no waiting: a minute passes when a test says so.
 *
 *     import { aSale, assertReceipt, minutes, withTill } from "gama-rrpay/kit";
 *
 *     withTill((till) => {
 *       const sale = aSale().item("Pienas 2,5 %", "2.58");
 *       till.settle(sale).is("approved").paid("2.58").printed();
 *       assertReceipt(till.receipts[0], ["Pienas 2,5 %"]);
 *     });
 */
export { assertMoney, assertReceipt, cents } from "./matchers.ts";
export { aSale, SaleBuilder } from "./sale.ts";
export { type KitOptions, KitTill, minutes, type Receipt, Settled, seconds, withTill } from "./till.ts";
