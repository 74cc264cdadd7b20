/** What a conversation's end means for each call that waited for it (docs/contracts.md B1). */
import type { Context } from "../context.ts";
import { isOpen, isPaid } from "../payment/attempt.ts";
import type { Order } from "../payment/order.ts";
import { refused } from "../payment/refused.ts";
import type { End } from "./pay-end.ts";
import { isSameContent } from "./same-content.ts";

/** The end for a call that asked for this order. A payment with other content is not its payment. */
export function endFor({ ledger }: Context, order: Order, end: End): End {
  const attempt = end.type === "attempt" ? ledger.get(end.attemptId) : undefined;
  if (!attempt || !(isOpen(attempt) || isPaid(attempt)) || isSameContent(attempt, order)) return end;
  return refused("sale-changed");
}
