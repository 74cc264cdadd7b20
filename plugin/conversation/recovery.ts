/**
 * One recovery round over every attempt that RRPay may still know more of. It only queries, and asks for a missing
 * receipt.
 */
import type { Attempt } from "../../schemas/generated/types.ts";
import type { Context } from "../context.ts";
import { isOpen, needsRrpay } from "../payment/attempt.ts";
import type { Heard } from "../payment/statement.ts";
import { askOnce } from "./ask.ts";
import { giveUp } from "./follow.ts";
import { checkHealth } from "./health-check.ts";
import { askLeft, isNameless, noteBehind } from "./journal-behind.ts";
import { askPrint } from "./printing.ts";
import type { Conversation } from "./runner.ts";
import { inTurn } from "./turns.ts";

/**
 * Takes at most `answerMs` in all, including the time to connect (docs/contracts.md C8). Each round asks for a receipt
 * that is still owed (B2).
 */
export function* recover(context: Context): Conversation<void> {
  const endsAt = context.moment.monoMs + context.answerMs;
  const isOver = () => context.moment.monoMs >= endsAt;
  yield* checkHealth(context, endsAt);
  // payments that only RRPay knows must not use up the time of the open attempts
  yield* noteBehind(context, endsAt - context.answerMs / 2);
  const due = context.ledger.unsettled().filter(needsRrpay);
  for (const attempt of inTurn(due, ({ attemptId }) => attemptId === context.askedId)) {
    const { attemptId } = attempt;
    if (!context.canAsk || isOver()) return;
    context.askedId = attemptId;
    const ask = isNameless(attempt) ? askLeft : askOnce;
    const heard = yield* ask(context, attemptId, endsAt);
    const found = context.get(attemptId);
    if (found && isOpen(found)) noteReason(context, found, heard);
    if (!isOver()) yield* askPrint(context, attemptId, endsAt);
  }
}

/**
 * Gives an open attempt the reason for the list: it is forgotten, its amounts differ, or it has not changed for long.
 */
function noteReason(context: Context, attempt: Attempt, heard: Heard): void {
  if (heard.type === "nothing" && (heard.code === "rrpay-forgot" || heard.code === "amounts-differ"))
    giveUp(context, attempt, heard.code);
  const unmovedMs = context.moment.monoMs - context.watch(attempt).changedAtMonoMs;
  if (heard.type === "named" && unmovedMs >= context.settings.timeouts.customerMs)
    giveUp(context, attempt, "still-in-progress");
}
