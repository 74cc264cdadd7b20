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
import { encodeJson } from "../text/ascii.ts";
import { contentHash, textHash } from "../text/hash.ts";

/** What is asked of RRPay, before it has an id. */
export type Order = Omit<RrpayTransactionRequest, "id" | "till"> & {
  /** Another hash under the same key is another sale: see `isSameContent`. */
  readonly hash: string;
  /** The hash as journals have it that were begun by the first builds; computed when it is asked for. */
  readonly firstHash?: () => string;
};

/** Whether what an attempt was sent with is what is asked now. */
export function isSameContent({ hash }: Pick<Attempt, "hash">, order: Order): boolean {
  return hash === order.hash || hash === order.firstHash?.();
}

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
