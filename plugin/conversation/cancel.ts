/**
 * F8 on a receipt whose payment is open and that no call follows: sends a cancel and follows it to the end (rule 9).
 */

import type { Context, Listener } from "../context.ts";
import { isOpen } from "../payment/attempt.ts";
import { askOnce } from "./ask.ts";
import { follow, giveUp, NOTHING_YET, unaskedReason } from "./follow.ts";
import { checkHealth } from "./health-check.ts";
import { endedAs, type PayEnd } from "./pay-end.ts";
import type { Conversation } from "./runner.ts";

/** Cancels an open attempt. In another epoch, or if RRPay offers no cancel, it only queries. */
export function* cancelOpen(context: Context, attemptId: string, listener: Listener): Conversation<PayEnd> {
  listener.phase({ type: "connecting" });
  yield* checkHealth(context);
  const attempt = context.get(attemptId);
  if (!attempt || !isOpen(attempt)) return endedAs(attemptId);
  if (!context.health) return endedAs(attemptId, giveUp(context, attempt, unaskedReason(context)).code);
  const heard = context.canAsk ? yield* askOnce(context, attemptId) : NOTHING_YET;
  // "not found" does not end it: the cancel leaves a tombstone, or finds what has arrived meanwhile
  const first = heard.type === "not-found" ? NOTHING_YET : heard;
  const followed = yield* follow(context, attemptId, listener, first);
  return endedAs(attemptId, followed.type === "open" ? followed.code : undefined);
}
