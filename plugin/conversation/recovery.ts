/** One recovery round over everything that RRPay may still know more of: queries only, and a receipt that is still owed. */
import type { Spoken as Code } from "../../schemas/generated/sentences.ts";
import type { Attempt } from "../../schemas/generated/types.ts";
import type { Desk } from "../context.ts";
import { isOpen, needsRrpay } from "../payment/attempt.ts";
import { giveUp } from "./follow.ts";
import { greet } from "./health-check.ts";
import { askOnce } from "./pay.ts";
import { askPrint } from "./printing.ts";
import type { Conversation } from "./runner.ts";

/** Takes at most `answerMs` in all, connecting included (contract C). `prints`: somebody is at the till to look at the paper. */
export function* round(desk: Desk, prints: boolean): Conversation<void> {
  const endsAt = desk.moment.monoMs + desk.settings.timeouts.answerMs;
  const leftMs = () => endsAt - desk.moment.monoMs;
  yield* greet(desk, leftMs());
  for (const { attemptId } of desk.ledger.unsettled().filter(needsRrpay)) {
    if (desk.rrpay.state !== "up" || !desk.offers("status") || leftMs() <= 0) return;
    const heard = yield* askOnce(desk, attemptId, leftMs());
    const found = desk.ledger.get(attemptId);
    if (found && isOpen(found) && heard.type !== "named")
      noteReason(desk, found, heard.type === "nothing" ? heard.code : undefined);
    if (prints && leftMs() > 0) yield* askPrint(desk, attemptId, leftMs());
  }
}

/** What is open and forgotten, or does not agree, is said so in the list. */
function noteReason(desk: Desk, attempt: Attempt, code: Code | undefined): void {
  if (code === "rrpay-forgot" || code === "amounts-differ") giveUp(desk, attempt, code);
}
