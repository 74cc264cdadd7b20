/**
 * F8 on a receipt whose payment is open and that no call follows: sends a cancel and follows it to the end (rule 9).
 */

import type { Context, Listener } from "../context.ts";
import { isOpen } from "../payment/attempt.ts";
import { askOnce } from "./ask.ts";
import { follow, giveUp, NOTHING_YET } from "./follow.ts";
import { checkHealth } from "./health-check.ts";
import type { PayEnd } from "./pay-end.ts";
import type { Conversation } from "./runner.ts";

/** Cancels an open attempt. In another epoch, or if RRPay offers no cancel, it only queries. */
export function* cancelOpen(context: Context, attemptId: string, listener: Listener): Conversation<PayEnd> {
  listener.phase({ type: "connecting" });
  yield* checkHealth(context);
  const { rrpay } = context;
  const attempt = context.ledger.get(attemptId);
  if (!attempt || !isOpen(attempt)) return { type: "attempt", attemptId };
  if (rrpay.state !== "up") {
    const { code } = giveUp(context, attempt, rrpay.state === "wrong" ? "answer-invalid" : "no-answer");
    return { type: "attempt", attemptId, code };
  }
  const heard = context.offers("status") ? yield* askOnce(context, attemptId) : NOTHING_YET;
  // "not found" does not end it: the cancel leaves a tombstone, or finds what has arrived meanwhile
  const first = heard.type === "not-found" ? NOTHING_YET : heard;
  const followed = yield* follow(context, attemptId, listener, first);
  return { type: "attempt", attemptId, ...(followed.type === "open" ? { code: followed.code } : {}) };
}
