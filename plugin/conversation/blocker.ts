/** What must be finished before anything new is sent. */
import type { Attempt, BlockedBy } from "../../schemas/generated/types.ts";
import { type Context, type Listener, triesOf } from "../context.ts";
import { blockedByOf, blocksNewSends, isConfirmedNothing, isDenied, isOpen } from "../payment/attempt.ts";
import { isUntold, takenUnnumbered, takersUnderWay } from "../payment/given-back.ts";
import type { Order } from "../payment/order.ts";
import { refused } from "../payment/refused.ts";
import { isAnswer } from "../payment/statement.ts";
import { isGone } from "../payment/truth.ts";
import { askOnce } from "./ask.ts";
import { isBorne } from "./recall.ts";
import { endReopened } from "./reopened.ts";
import type { Conversation } from "./runner.ts";

export interface Blocked {
  readonly type: "refused";
  readonly code: "blocked" | "no-answer" | "left-to-accountant";
  readonly blockedBy?: BlockedBy;
}

/**
 * Rule 1: a new sale first runs recovery of what is open. An attempt that is still open, or paid and not saved, blocks
 * it. So does what may have taken the same receipt back and is not heard of.
 */
export function* findBlocker(context: Context, order: Order, listener: Listener): Conversation<Blocked | undefined> {
  const { documentNo } = order.original ?? {};
  // whose number that is RRPay may have told only after the receipt was taken back
  const isUnknown = documentNo && context.canAsk && !isBorne(context, documentNo);
  for (const { attemptId } of isUnknown ? takenUnnumbered(context.ledger) : [])
    if (!isAnswer(yield* askOnce(context, attemptId))) return heldUp(context, attemptId);
  const takersNow = () => (documentNo === undefined ? [] : takersUnderWay(context.ledger, order, documentNo));
  // computed anew only where something may have been said
  let takers = takersNow();
  const takesSame = ({ attemptId }: Attempt) => takers.some((one) => one.attemptId === attemptId);
  const isReturn = (attempt: Attempt) => attempt.kind === "return" && order.kind === "return";
  // what may still take the same receipt back blocks too; one return does not forbid another, but a doubt about it does
  const counts = (attempt: Attempt) => takesSame(attempt) && (!isReturn(attempt) || isUntold(attempt));
  const mayTake = (attempt: Attempt) => !isConfirmedNothing(attempt) && counts(attempt);
  const isGoneBack = (attempt: Attempt) => isGone(triesOf(context, attempt), attempt);
  const blocks = (attempt: Attempt) => (blocksNewSends(attempt) && !isGoneBack(attempt)) || mayTake(attempt);
  // what was given up under another key or kind may have come to RRPay since
  const isAsked = (attempt: Attempt) => !isOwn(attempt, order) && (blocks(attempt) || takesSame(attempt));
  // no act on a void's own key may ever come, so its second word ends it; a return's first one
  const isGivenUp = (attempt: Attempt) => (isReturn(attempt) ? isDenied(attempt) : attempt.manual?.again);
  for (const attempt of context.ledger.unsettled().filter(isAsked)) {
    let isHeard = true;
    if (isOpen(attempt)) {
      listener.phase({ type: "checking" });
      if (mayTake(attempt) && isGivenUp(attempt)) {
        if ((yield* endReopened(context, attempt, listener)) === undefined) return heldUp(context, attempt.attemptId);
      } else if (context.canAsk) isHeard = isAnswer(yield* askOnce(context, attempt.attemptId));
      takers = takersNow();
    }
    const now = context.get(attempt.attemptId);
    if (now && blocks(now)) {
      if (now.left && !now.conflict) return refused("left-to-accountant");
      return { type: "refused", code: "blocked", blockedBy: blockedByOf(now) };
    }
    if (!isHeard && counts(attempt)) return heldUp(context, attempt.attemptId);
  }
  return undefined;
}

/**
 * Something new waits for it, and RRPay does not answer for it: it is listed. What was left is in no list: the accountant
 * is the way out (docs/contracts.md B9).
 */
export function heldUp(context: Context, attemptId: string): Blocked {
  const attempt = context.get(attemptId);
  if (attempt) context.watch(attempt).holdsUp = true;
  return refused(attempt?.left ? "left-to-accountant" : "no-answer");
}

/** Another try of the order, or the receipt that it voids: those were judged before. */
function isOwn({ kind, saleKey, originalKind }: Attempt, order: Order): boolean {
  if (saleKey !== order.saleKey) return false;
  if (kind !== order.kind) return kind === order.originalKind;
  return originalKind === undefined || originalKind === order.originalKind;
}
