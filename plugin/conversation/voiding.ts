/** A void from F8 to its end: checks what the journal knows of the receipt, then sends a cancel, a void, or nothing. */
import type { Attempt, VoidRequest } from "../../schemas/generated/types.ts";
import { type Context, type Listener, triesOf } from "../context.ts";
import { isPaid, owesReceipt } from "../payment/attempt.ts";
import { mayMoveMoney } from "../payment/given-back.ts";
import { refused } from "../payment/refused.ts";
import { isAnswer } from "../payment/statement.ts";
import { bears, isVoided, mayHaveMoney, numbersOf } from "../payment/truth.ts";
import type { Target, VoidDecision } from "../payment/void-decision.ts";
import { askOnce } from "./ask.ts";
import { heldUp } from "./blocker.ts";
import { cancelOpen } from "./cancel.ts";
import { pairingRefusal, unheard } from "./clearance.ts";
import { finishKnown } from "./earlier.ts";
import { checkHealth } from "./health-check.ts";
import { noteBehind } from "./journal-behind.ts";
import { pay } from "./pay.ts";
import type { PayEnd } from "./pay-end.ts";
import { areKept, isMeant, recall, recallAttempt, recallDocuments } from "./recall.ts";
import { withCancel } from "./reopened.ts";
import type { Conversation } from "./runner.ts";
import { dayOf, decide, voidOrder } from "./void-order.ts";

/** Takes a receipt back. Before anything is sent, every kept day of the journal is searched for the receipt. */
export function* voiding(context: Context, request: VoidRequest, listener: Listener): Conversation<PayEnd> {
  const failed = yield* lookAround(context, request, listener);
  if (failed) return failed;
  listener.phase({ type: "connecting" });
  const found = decide(context, request);
  // who has never met RRPay knows nothing: the journal may be new in the place of one that was lost. But an open receipt
  // waits for no RRPay that nobody has asked for yet (F25)
  const isAsked = request.scope === "completed" || context.rrpay.state !== "unknown";
  const isUnmet = () => isAsked && context.ledger.storeId === undefined && !context.isMet;
  // an RRPay that was the wrong one when it was last seen is asked again
  if (!isAnswered(found) || isUnmet() || context.rrpay.state === "wrong") yield* checkHealth(context);
  const numberless = found.type === "send" ? found.target.attempt : undefined;
  let heardId: string | undefined;
  if (isUntold(context, numberless)) {
    // it came later than the receipt: a return may name it
    const { attemptId } = numberless;
    const heard = yield* askOnce(context, attemptId);
    // other amounts than were sent are an answer too
    const isOther = "code" in heard && heard.code === "amounts-differ" && context.get(attemptId)?.differs;
    if (isAnswer(heard) || isOther) heardId = attemptId;
    const unread = yield* lookAround(context, request, listener);
    if (unread) return unread;
  }
  // what RRPay has and nobody has asked about may be this receipt, or may have taken it back
  if (found.type === "nothing" || found.type === "send") yield* noteBehind(context);
  // RRPay may have said more meanwhile
  const decision = decide(context, request);
  const pairing = isOwn(decision) ? undefined : pairingRefusal(context);
  if (pairing) return refused(pairing);
  switch (decision.type) {
    case "cancel":
      return yield* cancelOpen(context, decision.attempt.attemptId, withCancel(listener));
    case "refused":
      return refused(decision.code);
    case "nothing": {
      const keyed = keyedOf(context, request);
      if (keyed) return { type: "attempt", attemptId: keyed.attemptId };
      return isUnmet() ||
        unheard(context, { ...request, kind: "void" }) ||
        !(yield* areKept(context, dayOf(context, request)))
        ? refused("original-missing")
        : { type: "not-accepted", code: "nothing-to-void" };
    }
    case "stands":
      return { type: "attempt", attemptId: decision.attempt.attemptId };
    case "known":
      return yield* finishKnown(context, decision.attempt, listener);
    case "send": {
      const target = yield* withLines(context, decision.target);
      if (!target) return refused(context.unread);
      return yield* pay(context, voidOrder(context, request, target), listener, () => {
        const now = decide(context, request);
        if (now.type === "refused") return now;
        // until RRPay has answered, a return may have taken it back by a number that only RRPay knows
        const { attempt } = target;
        if (isUntold(context, attempt) && attempt.attemptId !== heardId) return heldUp(context, attempt.attemptId);
        const code = strangeNumber(context, target);
        return code && refused(code);
      });
    }
  }
}

/** Whether RRPay may know a number of a receipt that has none in the journal. */
function isUntold(context: Context, attempt: Attempt | undefined): attempt is Attempt {
  return !!attempt && numbersOf(attempt).length === 0 && context.canAsk;
}

/**
 * Why a receipt of a time before RRPay lost its memory, or of the RRPay before, is not taken back by its number: here it
 * may be another receipt's, and that one would be taken back.
 */
function strangeNumber(context: Context, { attempt, documentNo }: Target): "rrpay-changed" | "conflict" | undefined {
  const { health, ledger } = context;
  if (!health || !attempt || context.remembers(attempt)) return undefined;
  if (attempt.storeId !== health.storeId) return "rrpay-changed";
  return ledger.all().some((one) => bears(one, documentNo) && context.remembers(one)) ? "conflict" : undefined;
}

/** A record that was written since the look-up may have dropped the receipt's own lines from memory. */
function* withLines(context: Context, target: Target): Conversation<Target | undefined> {
  const { attempt } = target;
  if (!attempt || attempt.body !== undefined) return target;
  if ((yield* recallAttempt(context, attempt.attemptId)).type === "failed") return undefined;
  return { ...target, attempt: context.get(attempt.attemptId) ?? attempt };
}

/**
 * GAMA lost the random part of a receipt's key, and asks with the rest of it, to its "~": the newest such receipt of the
 * kind that may have money and was not taken back. What was looked up stands last in memory, however old it is.
 */
function keyedOf({ ledger }: Context, { saleKey, originalKind }: VoidRequest): Attempt | undefined {
  if (!saleKey.endsWith("~")) return undefined;
  const isKeyed = (one: Attempt) =>
    (originalKind === undefined ? one.kind !== "void" : one.kind === originalKind) &&
    isMeant(saleKey, one) &&
    (mayHaveMoney(one) || mayMoveMoney(one)) &&
    !isVoided(ledger.ofKey(one.saleKey), one);
  const keyed = ledger.all().filter(isKeyed);
  return keyed.sort((one, other) => one.sentAtMs - other.sentAtMs).at(-1);
}

/** Whether the journal alone can answer, so that nobody waits for RRPay. */
function isAnswered(found: VoidDecision): boolean {
  if (found.type === "known") return isPaid(found.attempt) && !owesReceipt(found.attempt);
  return found.type !== "refused" && found.type !== "send";
}

/** A cancel, or a stored void, is about our own attempt, whoever answers on RRPay's port now. */
function isOwn(decision: VoidDecision): boolean {
  return decision.type === "cancel" || (decision.type === "known" && isPaid(decision.attempt));
}

/** Searches every kept day for the key, and for the returns of its receipts. Nothing is proven if it cannot be read. */
function* lookAround(context: Context, request: VoidRequest, listener: Listener): Conversation<PayEnd | undefined> {
  const unread: PayEnd = refused(context.unread);
  if ((yield* recall(context, request.saleKey, listener)).type === "failed") return unread;
  if (request.scope === "open") return undefined;
  const numbers = triesOf(context, request).flatMap(numbersOf);
  if (request.original) numbers.push(request.original.documentNo);
  return (yield* recallDocuments(context, numbers, listener)) ? undefined : unread;
}
