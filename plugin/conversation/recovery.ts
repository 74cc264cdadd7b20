/** One recovery round over everything that RRPay may still know more of: queries only, and a receipt that is still owed. */
import type { Spoken as Code } from "../../schemas/generated/sentences.ts";
import type { Attempt } from "../../schemas/generated/types.ts";
import type { Context } from "../context.ts";
import { isOpen, needsRrpay } from "../payment/attempt.ts";
import { askOnce } from "./ask.ts";
import { giveUp } from "./follow.ts";
import { checkHealth } from "./health-check.ts";
import { askPrint } from "./printing.ts";
import type { Conversation } from "./runner.ts";

/** Takes at most `answerMs` in all, connecting included (contract C). `prints`: somebody is at the till to look at the paper. */
export function* recover(context: Context, prints: boolean): Conversation<void> {
  const endsAt = context.moment.monoMs + context.settings.timeouts.answerMs;
  const leftMs = () => endsAt - context.moment.monoMs;
  yield* checkHealth(context, leftMs());
  for (const { attemptId } of context.ledger.unsettled().filter(needsRrpay)) {
    if (context.rrpay.state !== "up" || !context.offers("status") || leftMs() <= 0) return;
    const heard = yield* askOnce(context, attemptId, leftMs());
    const found = context.ledger.get(attemptId);
    if (found && isOpen(found) && heard.type !== "named")
      noteReason(context, found, heard.type === "nothing" ? heard.code : undefined);
    if (prints && leftMs() > 0) yield* askPrint(context, attemptId, leftMs());
  }
}

/** What is open and forgotten, or does not agree, is said so in the list. */
function noteReason(context: Context, attempt: Attempt, code: Code | undefined): void {
  if (code === "rrpay-forgot" || code === "amounts-differ") giveUp(context, attempt, code);
}
