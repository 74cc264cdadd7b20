/** One recovery round over everything that RRPay may still know more of: queries only, and a receipt that is still owed. */
import type { Attempt } from "../../schemas/generated/types.ts";
import type { Context } from "../context.ts";
import { isOpen, needsRrpay } from "../payment/attempt.ts";
import type { Heard } from "../payment/statement.ts";
import { askOnce } from "./ask.ts";
import { giveUp } from "./follow.ts";
import { checkHealth } from "./health-check.ts";
import { noteBehind } from "./journal-behind.ts";
import { askPrint } from "./printing.ts";
import type { Conversation } from "./runner.ts";

/** Takes at most `answerMs` in all, connecting included (docs/contracts.md C8). A receipt that is owed is asked for in each (B2). */
export function* recover(context: Context): Conversation<void> {
  const endsAt = context.moment.monoMs + context.settings.timeouts.answerMs;
  const isOver = () => context.moment.monoMs >= endsAt;
  yield* checkHealth(context, endsAt);
  // what only RRPay knows may not use up the time of what is open
  yield* noteBehind(context, endsAt - context.settings.timeouts.answerMs / 2);
  // in turns: one that RRPay is silent about must not use up the time of the others each round
  const due = context.ledger.unsettled().filter(needsRrpay);
  const from = due.findIndex(({ attemptId }) => attemptId === context.askedId) + 1;
  for (const { attemptId } of [...due.slice(from), ...due.slice(0, from)]) {
    if (context.rrpay.state !== "up" || !context.offers("status") || isOver()) return;
    context.askedId = attemptId;
    const heard = yield* askOnce(context, attemptId, endsAt);
    const found = context.ledger.get(attemptId);
    if (found && isOpen(found)) noteReason(context, found, heard);
    if (!isOver()) yield* askPrint(context, attemptId, endsAt);
  }
}

/** What is open and forgotten, does not agree, or has not moved for long, is said so in the list. */
function noteReason(context: Context, attempt: Attempt, heard: Heard): void {
  if (heard.type === "nothing" && (heard.code === "rrpay-forgot" || heard.code === "amounts-differ"))
    giveUp(context, attempt, heard.code);
  const unmovedMs = context.moment.monoMs - context.watch(attempt).changedAtMonoMs;
  if (heard.type === "named" && unmovedMs >= context.settings.timeouts.customerMs)
    giveUp(context, attempt, "still-in-progress");
}
