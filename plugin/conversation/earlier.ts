/**
 * What is known of a key before anything new is sent for it: earlier tries are joined, sent again, ended or returned.
 */
import type { Spoken as Code } from "../../schemas/generated/sentences.ts";
import type { Attempt } from "../../schemas/generated/types.ts";
import type { Context, Listener } from "../context.ts";
import { isAskable } from "../payment/adoption.ts";
import { isConfirmedNothing, isDenied, isOpen, isPaid, owesReceipt } from "../payment/attempt.ts";
import { refused } from "../payment/refused.ts";
import type { Heard } from "../payment/statement.ts";
import { takeOver } from "./adoption.ts";
import { askOnce } from "./ask.ts";
import { findBlocker } from "./blocker.ts";
import { refusalOfRrpay, type Sending, stops } from "./clearance.ts";
import { follow, giveUp, unaskedReason } from "./follow.ts";
import { checkHealth } from "./health-check.ts";
import { endedAs, type PayEnd } from "./pay-end.ts";
import { finishPrinting } from "./printing.ts";
import { endReopened, withCancel } from "./reopened.ts";
import type { Conversation } from "./runner.ts";
import { isSameContent } from "./same-content.ts";
import { maySendAgain, sendAgain } from "./send-again.ts";

/**
 * All that must hold before a POST leaves, the first one or the same bytes again (docs/contracts.md B10, B25): every
 * other try of the key, and whatever may have taken the same receipt back, has been heard of in this call. Otherwise
 * the end. `openId` is the attempt whose bytes would go again.
 */
export function* mayLeave(context: Context, sending: Sending, openId?: string): Conversation<PayEnd | undefined> {
  const { order, heard } = sending;
  // none of the old ids may be forgotten: each may be under way in RRPay
  for (;;) {
    const earlier = context.ledger.truth(order, heard);
    if (!earlier || !(isOpen(earlier) || isPaid(earlier))) break;
    heard.push(earlier.attemptId);
    const end = yield* finishEarlier(context, earlier, sending);
    if (end) return end;
  }
  const blocked = yield* findBlocker(context, order, sending.listener);
  if (!context.isFresh) yield* checkHealth(context);
  return sending.refusal("bytes") ?? blocked ?? refusalOfRrpay(context, order, openId) ?? stops(context, sending);
}

/**
 * Follows an attempt that is already known, paid or typed as printed, to its end. The same bytes go again only for
 * `sending`.
 */
export function* finishKnown(
  context: Context,
  attempt: Attempt,
  listener: Listener,
  sending?: Sending,
): Conversation<PayEnd> {
  const { attemptId } = attempt;
  if (isOpen(attempt)) {
    const left = yield* rejoin(context, attempt, listener, sending);
    if (left) return left;
  } else if (owesReceipt(attempt) && context.canAsk) {
    // printing changes something, so first ask whether it is still needed
    yield* askOnce(context, attemptId);
  }
  return yield* approved(context, attemptId, listener);
}

/**
 * Joins, re-sends, cancels or returns the earlier attempt of this key. Undefined: it is over, and a new one may be
 * sent.
 */
function* finishEarlier(context: Context, earlier: Attempt, sending: Sending): Conversation<PayEnd | undefined> {
  const { attemptId } = earlier;
  const { listener, order } = sending;
  listener.phase({ type: "checking" });
  if (isOpen(earlier) && isDenied(earlier)) {
    const over = yield* endReopened(context, earlier, listener);
    const found = context.get(attemptId) ?? earlier;
    if (!over) return { type: "refused", code: unended(context, found) };
    if (!isPaid(found)) return undefined;
    return isSameContent(found, order) ? yield* approved(context, attemptId, listener) : refused("sale-changed");
  }
  return yield* finishKnown(context, earlier, listener, sending);
}

/** Why an old id holds everything up. One that was left, or given up for good, is in no list. */
function unended({ rrpay }: Context, old: Attempt): Code {
  if (old.left) return old.kind === "void" ? "void-conflict" : "left-to-accountant";
  if (!isConfirmedNothing(old)) return "old-attempt-open";
  if (rrpay.state === "wrong") return rrpay.code;
  return rrpay.state === "up" ? "no-answer" : "rrpay-down";
}

/** Joins an attempt under way. Undefined: it has ended. It sends the same bytes again only when that is proven safe. */
function* rejoin(
  context: Context,
  earlier: Attempt,
  listener: Listener,
  sending: Sending | undefined,
): Conversation<PayEnd | undefined> {
  const { attemptId } = earlier;
  if (!context.health) return leaveOpen(context, earlier, unaskedReason(context));
  if (!context.canAsk) return leaveOpen(context, earlier, "unknown");
  let heard = yield* askOnce(context, attemptId);
  if (heard.type === "not-found" && !context.isFresh) yield* checkHealth(context);
  if (heard.type === "not-found" && !listener.cancelAsked && sending && maySendAgain(context, earlier)) {
    const end = yield* mayLeave(context, sending, attemptId);
    if (end) return end;
    const isStopped = () => listener.cancelAsked || stops(context, sending);
    heard = (yield* sendAgain(context, attemptId, isStopped)) ?? heard;
  }
  // once a cancel was asked for, this id is never sent again. If RRPay does not have it, only the cancel can end it. If
  // RRPay has it, the cashier may have changed their mind, so no second cancel is sent unless somebody asks for it
  const wanted = earlier.cancelAsked && heard.type === "not-found" ? withCancel(listener) : listener;
  const adopted = yield* adoptKnown(context, attemptId, heard, listener);
  if (adopted) return adopted;
  const followed = yield* follow(context, attemptId, wanted, heard);
  return followed.type === "open" ? endedAs(attemptId, followed.code) : undefined;
}

function leaveOpen(context: Context, attempt: Attempt, code: Code): PayEnd {
  return endedAs(attempt.attemptId, giveUp(context, attempt, code).code);
}

/** RRPay says that it has this key under another id. It is followed if it is clearly the same sale. */
export function* adoptKnown(
  context: Context,
  attemptId: string,
  heard: Heard,
  listener: Listener,
): Conversation<PayEnd | undefined> {
  if (heard.type !== "refusal" || !isAskable(heard.otherId)) return undefined;
  const { otherId, code } = heard;
  const isBusy = code === "busy";
  // our own id: the POST came twice, and the first copy is under way
  if ((!isBusy && code !== "sale-known") || otherId === attemptId) return undefined;
  if (!(yield* takeOver(context, attemptId, otherId, isBusy))) return undefined;
  const followed = yield* follow(context, otherId, listener, yield* askOnce(context, otherId));
  return followed.type === "open" ? endedAs(otherId, followed.code) : yield* approved(context, otherId, listener);
}

export function* approved(context: Context, attemptId: string, listener: Listener): Conversation<PayEnd> {
  yield* finishPrinting(context, attemptId, listener);
  return endedAs(attemptId);
}
