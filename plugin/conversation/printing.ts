/** Paid but not printed: finishes printing and never charges again (docs/payment-rules.md, rule 7). */
import type { Attempt } from "../../schemas/generated/types.ts";
import { type Context, type Listener, triesOf } from "../context.ts";
import { hasTypedReceipt, owesReceipt } from "../payment/attempt.ts";
import { isVoided } from "../payment/truth.ts";
import { LONG_POLL_MS } from "../rrpay/port.ts";
import { ask } from "./ask.ts";
import { type Conversation, pause } from "./runner.ts";

const RETRY_MS = 100;

/**
 * Asks once for the receipt of a paid attempt and waits for it: up to `customerMs` if RRPay says that it is not
 * printed, up to `answerMs` if RRPay does not know. Ends early when somebody cancels the wait.
 */
export function* finishPrinting(context: Context, attemptId: string, listener: Listener): Conversation<void> {
  if (!waitsForPrint(context, context.get(attemptId))) return;
  listener.phase({ type: "printing" });
  const { answerMs, customerMs } = context.settings.timeouts;
  const startedAt = context.moment.monoMs;
  let namedAt = startedAt;
  yield* askPrint(context, attemptId);
  for (;;) {
    const attempt = context.get(attemptId);
    if (!attempt || !waitsForPrint(context, attempt) || listener.cancelAsked) return;
    const now = context.moment.monoMs;
    const limitMs = attempt.fiscal === "not-printed" ? customerMs : answerMs;
    if (now - startedAt >= limitMs || now - namedAt >= answerMs + LONG_POLL_MS) return;
    const afterRevision = context.watch(attempt).revision;
    const heard = yield* ask(context, attemptId, {
      type: "query",
      id: attemptId,
      afterRevision,
      waitMs: LONG_POLL_MS,
      timeoutMs: answerMs,
    });
    if (heard.type === "named") namedAt = context.moment.monoMs;
    if (heard.type !== "named" || context.moment.monoMs - now < RETRY_MS)
      yield* pause(context.moment.monoMs + RETRY_MS);
  }
}

/**
 * Sends one print request, if RRPay offers it and says that the receipt is not printed. A repeated request prints no
 * second receipt.
 */
export function* askPrint(context: Context, attemptId: string, endsAtMonoMs?: number): Conversation<void> {
  const attempt = context.get(attemptId);
  if (attempt?.payment !== "approved" || attempt.fiscal !== "not-printed" || !context.offers("print")) return;
  // a person typed it as printed and RRPay may still say so itself: two receipts are worse than one late receipt
  if (!isOwed(context, attempt) || (hasTypedReceipt(attempt) && attempt.accepted !== "rrpay")) return;
  if (!context.remembers(attempt)) return;
  const limits = { timeoutMs: context.answerMs, endsAtMonoMs };
  yield* ask(context, attemptId, { type: "print", id: attemptId, ...limits });
}

function waitsForPrint(context: Context, attempt: Attempt | undefined): boolean {
  return attempt?.payment === "approved" && isOwed(context, attempt) && context.canAsk;
}

/** Nothing is printed of what was voided, by a void that is only typed as well. */
function isOwed(context: Context, attempt: Attempt): boolean {
  return owesReceipt(attempt) && !isVoided(triesOf(context, attempt), attempt);
}
