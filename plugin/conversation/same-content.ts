/** Whether an attempt was sent with the content that is asked for now (docs/contracts.md B1). */
import type { Attempt } from "../../schemas/generated/types.ts";
import { BY_NAME, type Order } from "../payment/order.ts";
import { sentOf } from "../rrpay/port.ts";

type Sent = Pick<Attempt, "kind" | "hash" | "body" | "currency" | "totalCents">;

/** Compares the hash of the content. What 0.1.0 sent is compared by its POST, and what only RRPay has by its total. */
export function isSameContent({ kind, hash, body, currency, totalCents }: Sent, order: Order): boolean {
  if (kind !== order.kind) return false;
  // one receipt has one void: a repeated F8 means the same one, whatever it passes
  if (kind === "void" || hash === order.hash) return true;
  // the journal was lost, so the lines are not known any more
  if (hash === "") return currency === order.currency && totalCents === order.totalCents;
  if (hash.startsWith(BY_NAME) || body === undefined) return false;
  return postText(sentOf(body)) === postText(order);
}

/** The content of 0.1.0's POST as a text, with names in a fixed order. */
function postText({ kind, original, lines, totalCents }: Omit<Order, "hash">): string {
  const rows = lines.map((line) => Object.entries(line).sort(([one], [other]) => (one < other ? -1 : 1)));
  return JSON.stringify([kind, original?.documentNo, rows, totalCents]);
}
