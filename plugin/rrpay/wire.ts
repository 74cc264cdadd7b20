/** An order as RRPay's transaction, and back: the exact bytes that are journalled ahead of the send and sent. */
import type { RrpayTransactionRequest } from "../../schemas/generated/types.ts";
import { validateRrpayTransactionRequest } from "../../schemas/generated/validators.js";
import type { Order } from "../payment/order.ts";
import { stringifyAscii } from "../text/ascii.ts";

/** The transaction's bytes under an id, keys in one order, so that the same order gives the same bytes. Undefined: RRPay would not take it. */
export function bodyOf(order: Order, id: string, till: string): string | undefined {
  const transaction = transactionOf(order, id, till);
  // one line stands for all: they are those that GAMA gave, valid then and valid now
  if (!validateRrpayTransactionRequest({ ...transaction, lines: transaction.lines.slice(0, 1) })) return undefined;
  return stringifyAscii(transaction);
}

/** The lines of bytes that were sent, and what GAMA had taken: what a late void shows of its sale. */
export function contentOf(body: string | undefined): Pick<RrpayTransactionRequest, "lines" | "prepaid"> {
  if (body === undefined) return { lines: [] };
  const { lines, prepaid } = JSON.parse(body) as RrpayTransactionRequest;
  return { lines, ...(prepaid ? { prepaid } : {}) };
}

/** What was ordered by bytes that were sent. */
export function sentOf(body: string): Omit<Order, "hash"> {
  return JSON.parse(body) as RrpayTransactionRequest;
}

/** The order under an id of its own. */
export function transactionOf(order: Order, id: string, till: string): RrpayTransactionRequest {
  const { kind, saleKey, receiptNo, operator, currency, customer, original, lines, prepaid, totalCents } = order;
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
    ...(prepaid ? { prepaid } : {}),
    totalCents,
  };
}
