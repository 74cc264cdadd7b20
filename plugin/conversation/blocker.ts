/** What must be finished before anything new is sent. */
import type { Attempt } from "../../schemas/generated/types.ts";
import type { Context, Listener } from "../context.ts";
import { blocksNewSends, isConfirmedNothing, isOpen } from "../payment/attempt.ts";
import { takersUnderWay } from "../payment/given-back.ts";
import type { Order } from "../payment/order.ts";
import { isGone } from "../payment/truth.ts";
import { askOnce } from "./ask.ts";
import { endReopened } from "./reopened.ts";
import type { Conversation } from "./runner.ts";

/**
 * Rule 1: a new sale first runs recovery of what is open. An attempt that is still open, or paid and not saved, blocks
 * it.
 */
export function* findBlocker(context: Context, order: Order, listener: Listener): Conversation<Attempt | undefined> {
  const { documentNo } = order.original ?? {};
  const takesSame = ({ attemptId }: Attempt) =>
    documentNo !== undefined &&
    takersUnderWay(context.ledger, order.originalKind ?? "sale", documentNo).some((one) => one.attemptId === attemptId);
  // a void by which the same receipt's money may still go back blocks too
  const mayTake = (attempt: Attempt) => attempt.kind === "void" && !isConfirmedNothing(attempt) && takesSame(attempt);
  const blocks = (attempt: Attempt) =>
    ((blocksNewSends(attempt) && !isGone(context.ledger.ofKey(attempt.saleKey), attempt)) || mayTake(attempt)) &&
    !(attempt.saleKey === order.saleKey && (order.kind === "void" || attempt.kind === order.kind));
  // what was given up under another key may have come to RRPay since
  const isAsked = (attempt: Attempt) => blocks(attempt) || (attempt.saleKey !== order.saleKey && takesSame(attempt));
  for (const attempt of context.ledger.unsettled().filter(isAsked)) {
    if (isOpen(attempt)) {
      listener.phase({ type: "checking" });
      // no act on the void's own key may ever come: the receipt is returned instead
      if (mayTake(attempt) && attempt.manual?.again) yield* endReopened(context, attempt, listener);
      else if (context.offers("status")) yield* askOnce(context, attempt.attemptId);
    }
    const now = context.ledger.get(attempt.attemptId);
    if (now && blocks(now)) return now;
  }
  return undefined;
}
