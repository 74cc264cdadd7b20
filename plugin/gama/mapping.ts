/** Between GAMA's words and the payment core's: a settlement as an order, what RRPay took under GAMA's numbers. */
import { SHAPES, type Shape } from "../../schemas/generated/shapes.ts";
import type { InitSettlementRequest, Payment, Tender } from "../../schemas/generated/types.ts";
import type { Order } from "../payment/order.ts";
import type { Settings } from "../settings.ts";
import { encodeJson } from "../text/ascii.ts";
import { contentHash, textHash } from "../text/hash.ts";

/** A settlement as an order. The operator is not part of the content: a change of cashier is not another sale. */
export function orderOf(request: InitSettlementRequest): Order {
  const { kind, saleKey, receiptNo, operator, currency, customer, original, lines, totals } = request;
  return {
    kind,
    saleKey,
    receiptNo,
    operator,
    currency,
    ...(customer ? { customer } : {}),
    ...(original ? { original } : {}),
    lines,
    totalCents: totals.totalCents,
    hash: contentHash(encodeJson(valuesOf({ ...request, operator: "" }, SHAPES.initSettlement))),
    firstHash: () => textHash(sortedJson([kind, saleKey, receiptNo, currency, customer, original, lines, totals])),
  };
}

/**
 * The values alone, in the schema's order, null where one is absent: GAMA may write its fields in any order, and names that
 * every line repeats would be three quarters of what is hashed.
 */
function valuesOf(value: unknown, shape: Shape): unknown {
  if (value === undefined) return null;
  if (typeof shape === "string") return value;
  if ("items" in shape) return (value as unknown[]).map((item) => valuesOf(item, shape.items));
  const named = value as Record<string, unknown>;
  const values: unknown[] = [];
  for (const name in shape.fields) values.push(valuesOf(named[name], shape.fields[name]!.shape));
  return values;
}

/** JSON whose object keys are sorted, whatever their order was. */
function sortedJson(content: readonly unknown[]): string {
  return JSON.stringify(content, [...new Set(fieldNames(SHAPES.initSettlement))].sort());
}

function fieldNames(shape: Shape): string[] {
  if (typeof shape === "string") return [];
  if ("items" in shape) return fieldNames(shape.items);
  return Object.entries(shape.fields).flatMap(([name, field]) => [name, ...fieldNames(field.shape)]);
}

/** RRPay's payments with GAMA's credit numbers by the config's map; −1 where the map has none. */
export function paymentsOf(payments: readonly Tender[], map: Settings["payments"]): Payment[] {
  return payments.map(({ method, name, amountCents, card }) => {
    const known = map.find(({ rrpay }) => rrpay === method);
    return {
      method: known?.gama ?? -1,
      name: known?.name ?? name,
      amountCents,
      rrpayMethod: method,
      ...(card ? { card } : {}),
    };
  });
}
