/**
 * Converts between GAMA's terms and the payment core's: a settlement becomes an order, RRPay's payments get GAMA's
 * numbers.
 */
import type { InitSettlementRequest, ManualPayment, Payment, Tender } from "../../schemas/generated/types.ts";
import { netAmounts } from "../money/net.ts";
import type { SaleOrder } from "../payment/order.ts";
import type { Settings } from "../settings.ts";
import { hashOf } from "./content.ts";

/** A settlement as an order. */
export function orderOf(request: InitSettlementRequest): SaleOrder {
  const { kind, saleKey, receiptNo, operator, currency, customer, original, lines, prepaid = [], totals } = request;
  return {
    kind,
    saleKey,
    receiptNo,
    operator,
    currency,
    ...(customer ? { customer } : {}),
    ...(original ? { original } : {}),
    lines,
    ...(prepaid.length > 0 ? { prepaid } : {}),
    totalCents: totals.totalCents,
    hash: hashOf(request),
  };
}

type Methods = Settings["payments"];

/**
 * RRPay's payments with GAMA's credit numbers from the config's map (−1 if the map has none), and their net amounts.
 */
export function paymentsOf(payments: readonly Tender[], changeCents: number, map: Methods): Payment[] {
  const rows = payments.map(({ method, name, amountCents, card }) => {
    const known = map.find(({ rrpay }) => rrpay === method);
    const row = { method: known?.gama ?? -1, name: known?.name ?? name, amountCents, rrpayMethod: method };
    return card ? { ...row, card } : row;
  });
  return withNet(rows, changeCents, map);
}

/** The payments that a person typed, completed from the config's map. */
export function typedPaymentsOf(typed: readonly ManualPayment[], changeCents: number, map: Methods): Payment[] {
  const rows = typed.map(({ method, name, amountCents, rrpayMethod, card }) => {
    const known = map.find(({ gama }) => gama === method);
    const row = { method, name: name ?? known?.name ?? "", amountCents, rrpayMethod: rrpayMethod ?? known?.rrpay ?? 0 };
    return card ? { ...row, card } : row;
  });
  return withNet(rows, changeCents, map);
}

/** Method 0 is cash unless the map says otherwise. */
function withNet(rows: readonly Omit<Payment, "netCents">[], changeCents: number, map: Methods): Payment[] {
  const isCash = (method: number) => map.find(({ rrpay }) => rrpay === method)?.cash ?? method === 0;
  const net = netAmounts(
    rows.map(({ amountCents, rrpayMethod }) => ({ amountCents, cash: isCash(rrpayMethod) })),
    changeCents,
  );
  return rows.map(({ method, name, amountCents, ...rest }, at) => ({
    method,
    name,
    amountCents,
    netCents: net[at] ?? amountCents,
    ...rest,
  }));
}
