/** Between GAMA's sale and RRPay's transaction: what is sent, what counts as the same content, what comes back. */
import { SHAPES, type Shape } from "../../schemas/generated/shapes.ts";
import type {
  Attempt,
  InitSettlementRequest,
  Payment,
  RrpayPayment,
  RrpayTransactionRequest,
} from "../../schemas/generated/types.ts";
import type { Settings } from "../settings.ts";
import { contentHash } from "../text/hash.ts";

/** What is asked of RRPay, before it has an id. */
export type Order = Omit<RrpayTransactionRequest, "id" | "till"> & {
  /** Another hash under the same key is another sale. */
  readonly hash: string;
};

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
    hash: contentHash(canonical([kind, saleKey, receiptNo, currency, customer, original, lines, totals])),
  };
}

/** The transaction's JSON with its keys in one order, so that the same order gives the same bytes. */
export function transactionOf(order: Order, id: string, till: string): RrpayTransactionRequest {
  const { kind, saleKey, receiptNo, operator, currency, customer, original, lines, totalCents } = order;
  return {
    id,
    till,
    kind,
    saleKey,
    receiptNo,
    operator,
    currency,
    ...(customer ? { customer } : {}),
    ...(original ? { original } : {}),
    lines,
    totalCents,
  };
}

/** Every field name of a settlement, sorted. */
const FIELD_NAMES = [...new Set(fieldNames(SHAPES.initSettlement))].sort();

function fieldNames(shape: Shape): string[] {
  if (typeof shape === "string") return [];
  if ("items" in shape) return fieldNames(shape.items);
  return Object.entries(shape.fields).flatMap(([name, field]) => [name, ...fieldNames(field.shape)]);
}

/**
 * JSON whose object keys are sorted: GAMA may write its fields in any order. The list of names sorts and spares QuickJS
 * milliseconds of sorting each line; the schema has seen to it that there is no other name.
 */
function canonical(content: readonly unknown[]): string {
  return JSON.stringify(content, FIELD_NAMES);
}

/** RRPay's payments with GAMA's credit numbers by the config's map; −1 where the map has none. */
export function paymentsOf(payments: readonly RrpayPayment[], map: Settings["payments"]): Payment[] {
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

/** The lines of an attempt that the journal still has. */
export function linesOf(attempt: Attempt): RrpayTransactionRequest["lines"] {
  if (attempt.body === undefined) return [];
  return (JSON.parse(attempt.body) as RrpayTransactionRequest).lines;
}
