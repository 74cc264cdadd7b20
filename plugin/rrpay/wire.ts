/** Converts an order to RRPay's transaction and back. The exact bytes are journalled before they are sent. */
import type { RrpayTransactionRequest } from "../../schemas/generated/types.ts";
import { validateRrpayTransactionRequest } from "../../schemas/generated/validators.js";
import type { Order } from "../payment/order.ts";
import { stringifyAscii } from "../text/ascii.ts";

/**
 * The bytes of the transaction under an id. Keys have a fixed order, so the same order always gives the same bytes.
 * Undefined: RRPay would refuse it.
 */
export function bodyOf(order: Order, id: string, till: string): string | undefined {
  const transaction = transactionOf(order, id, till);
  // one line is enough: the lines were validated when GAMA gave them
  if (!validateRrpayTransactionRequest({ ...transaction, lines: transaction.lines.slice(0, 1) })) return undefined;
  return stringifyAscii(transaction);
}

/** The lines that were sent, and what GAMA had already been paid: a late void needs both of its sale. */
export function contentOf(body: string | undefined): Pick<RrpayTransactionRequest, "lines" | "prepaid"> {
  if (body === undefined) return { lines: [] };
  const { lines, prepaid } = JSON.parse(body) as RrpayTransactionRequest;
  return { lines, ...(prepaid ? { prepaid } : {}) };
}

/** The order that was sent, read from its bytes. */
export function sentOf(body: string): Omit<Order, "hash"> {
  return JSON.parse(body) as RrpayTransactionRequest;
}

/** An order as a transaction with its own id. */
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
