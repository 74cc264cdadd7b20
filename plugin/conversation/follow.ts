/**
 * Follows one attempt until RRPay says how it ended. It only queries, and cancels if somebody asks; it never charges a
 * second time. Every answer is judged, journalled and only then accepted.
 */

import type { Spoken as Code } from "../../schemas/generated/sentences.ts";
import type { Attempt } from "../../schemas/generated/types.ts";
import type { Context, Listener } from "../context.ts";
import { isOpen, isTyped } from "../payment/attempt.ts";
import { claimOf, paidIn } from "../payment/claim.ts";
import { beginProgress, type News, nextStep, type Present } from "../payment/next-step.ts";
import type { Heard } from "../payment/statement.ts";
import { LONG_POLL_MS, type PaymentRequest } from "../rrpay/port.ts";
import { ask } from "./ask.ts";
import { checkHealth } from "./health-check.ts";
import { type Conversation, pause } from "./runner.ts";

/** How the following ended: with a final state, or unknown for this reason. */
export type Followed = { readonly type: "final" } | { readonly type: "open"; readonly code: Code };

/** Where nothing has been asked yet, or the answer ends nothing. */
export const NOTHING_YET: Heard = { type: "named", changed: true };

/** Follows an attempt that RRPay may know. `heard` is the result of the last exchange about it. */
export function* follow(context: Context, attemptId: string, listener: Listener, heard: Heard): Conversation<Followed> {
  let news: News = heard;
  let progress = beginProgress(heard, context.moment.monoMs);
  for (;;) {
    const attempt = context.get(attemptId);
    if (!attempt) return { type: "final" };
    const decided = nextStep(progress, news, presentOf(context, attempt, listener));
    progress = decided.progress;
    const { step } = decided;
    switch (step.type) {
      case "done":
        return { type: "final" };
      case "give-up":
        return giveUp(context, attempt, step.code);
      case "wait":
        yield* pause(step.untilMonoMs);
        news = { type: "waited" };
        break;
      case "check-health":
        yield* checkHealth(context);
        news = { type: "health-checked" };
        break;
      case "cancel":
        news = yield* ask(context, attemptId, cancelRequest(context, attempt, listener));
        break;
      case "query":
        news = yield* ask(context, attemptId, query(context, attempt, listener));
        break;
      default:
        // a step without a case would be decided again without end
        step satisfies never;
    }
  }
}

function presentOf(context: Context, attempt: Attempt, listener: Listener): Present {
  const { answerMs, customerMs } = context.settings.timeouts;
  return {
    monoMs: context.moment.monoMs,
    // a receipt that a person has in hand is not cancelled
    isOver: !isOpen(attempt) || (listener.cancelAsked && isTyped(attempt)),
    cancelAsked: listener.cancelAsked,
    cancelAskedMonoMs: listener.cancelAskedMonoMs,
    isUp: context.health !== undefined,
    isFresh: context.isFresh,
    mayCancel: mayCancel(context, attempt),
    mayQuery: context.canAsk,
    answerMs,
    customerMs,
  };
}

/**
 * A cancel is only a request. It is sent again until an answer comes, because a repeated cancel changes nothing
 * (docs/payment-rules.md, rule 9).
 */
function cancelRequest(context: Context, attempt: Attempt, listener: Listener): PaymentRequest {
  listener.phase({ type: "cancelling" });
  const written = () => askCancel(context, attempt);
  const { attemptId: id, epoch } = attempt;
  return { type: "cancel", id, epoch, timeoutMs: context.answerMs, written };
}

function query(context: Context, attempt: Attempt, listener: Listener): PaymentRequest {
  const claim = claimOf(attempt);
  const paidCents = claim ? paidIn(claim) : 0;
  const { attemptId, totalCents } = attempt;
  if (attempt.payment === "cancelling") listener.phase({ type: "cancelling" });
  else listener.phase({ type: "customer", paidCents, totalCents });
  const afterRevision = context.watch(attempt).revision;
  const timeoutMs = context.answerMs;
  return { type: "query", id: attemptId, afterRevision, waitMs: LONG_POLL_MS, timeoutMs };
}

/** In another epoch neither a POST nor a cancel is sent for an old id (docs/contracts.md B25). */
export function mayCancel(context: Context, attempt: Attempt): boolean {
  return context.offers("cancel") && context.remembers(attempt) && !attempt.left;
}

/** Records that a cancel will be sent, before its first byte leaves. */
function askCancel(context: Context, attempt: Attempt): boolean {
  const { attemptId } = attempt;
  if (context.get(attemptId)?.payment === "cancelling") return true;
  return context.note(attemptId, "cancel-asked", "cancel-unconfirmed");
}

/** Why nothing is heard of an attempt where RRPay cannot be asked. */
export function unaskedReason({ rrpay }: Context): Code {
  return rrpay.state === "wrong" ? "answer-invalid" : "no-answer";
}

/** Leaves an attempt as unknown, with a reason for people (docs/payment-rules.md, rule 3). */
export function giveUp(context: Context, attempt: Attempt, code: Code): Extract<Followed, { type: "open" }> {
  const told: Code = attempt.payment === "cancelling" && code !== "outcome-not-stored" ? "cancel-unconfirmed" : code;
  // of a send that took nothing that stays known: it is over once the older id is paid
  const isOther = attempt.code !== told && attempt.code !== "recovered";
  const news = attempt.payment === "sent" || attempt.payment === "cancelling" || isOther;
  if (news) context.note(attempt.attemptId, "gave-up", told);
  return { type: "open", code: told };
}
