/**
 * Sending: checks everything that must be true before the first byte leaves, sends the one POST of a new id, then
 * follows it.
 * Sales, returns and voids all go this way. A repeated space key joins the payment under way instead of charging again.
 */

import type { SentRecord } from "../../schemas/generated/types.ts";
import type { Context, Listener } from "../context.ts";
import { isManualAccepted, isPaid } from "../payment/attempt.ts";
import { ownNumber } from "../payment/given-back.ts";
import { voidsUnderWay } from "../payment/known.ts";
import { type Order, prepaidCentsOf } from "../payment/order.ts";
import { refused } from "../payment/refused.ts";
import type { Heard } from "../payment/statement.ts";
import { bodyOf } from "../rrpay/port.ts";
import { ask, askOnce } from "./ask.ts";
import { namedFor, notSent, pairingRefusal, refusalOf, returnedBy, type Sending, stops } from "./clearance.ts";
import { adoptKnown, approved, mayLeave } from "./earlier.ts";
import { follow } from "./follow.ts";
import { checkHealth } from "./health-check.ts";
import { noteBehind } from "./journal-behind.ts";
import { endedAs, type PayEnd, type Refuses } from "./pay-end.ts";
import { recall, recallDocuments } from "./recall.ts";
import type { Conversation } from "./runner.ts";

/** The record of one sale, with its text escaped, must fit into a batch together with a checkpoint. */
export const BODY_LIMIT = 192 * 1024;

/**
 * Pays an order, or joins the attempt that already pays it. `refusal` says by the journal why nothing may be sent; it
 * is asked again right before the bytes leave.
 */
export function* pay(
  context: Context,
  asked: Order,
  listener: Listener,
  refusal: Refuses = (of) => refusalOf(context, asked, of),
): Conversation<PayEnd> {
  // memory drops settled attempts, so every kept day is searched for the key before anything is sent
  const recalled = yield* recall(context, asked.saleKey, listener);
  const unread: PayEnd = refused(context.unread);
  if (recalled.type === "failed") return unread;
  const returned = returnedBy(asked);
  if (returned && !(yield* recallDocuments(context, [returned], listener))) return unread;
  // GAMA may have saved the number that was typed
  const order = returned ? { ...asked, original: { documentNo: ownNumber(context.ledger, returned) } } : asked;
  listener.phase({ type: "connecting" });
  yield* checkHealth(context);
  // before a void it was asked already
  if (order.kind !== "void" && namedFor(context, order).length > 0) yield* noteBehind(context);
  yield* hearVoids(context, order, listener);
  const earlier = context.ledger.truth(order);
  const known = refusal();
  // what is paid is returned, whoever answers on RRPay's port now
  const paid = earlier && isPaid(earlier) && !known;
  const pairing = paid ? undefined : pairingRefusal(context);
  if (pairing) return refused(pairing);
  if (known) return known;
  // a typed receipt that a person accepted is returned until GAMA has saved it; nothing more is asked or sent for it
  if (earlier && isManualAccepted(earlier)) return endedAs(earlier.attemptId);
  const sending = { order, listener, refusal, heard: [] };
  const end = (yield* mayLeave(context, sending)) ?? (yield* send(context, sending));
  // a receipt that was only typed until now may have been voided as well
  return !paid && (yield* hearVoids(context, order, listener)) ? (refusal() ?? end) : end;
}

/**
 * A void of what is paid may have gone through: RRPay is asked before the receipt is called paid. Whether there is one.
 */
function* hearVoids(context: Context, { kind, saleKey }: Order, listener: Listener): Conversation<boolean> {
  const { ledger } = context;
  const receipt = kind === "void" ? undefined : ledger.truth({ kind, saleKey });
  if (!receipt || !isPaid(receipt)) return false;
  const takers = voidsUnderWay(ledger.ofKey(saleKey), receipt);
  for (const { attemptId } of context.canAsk ? takers : []) {
    listener.phase({ type: "checking" });
    yield* askOnce(context, attemptId);
  }
  return takers.length > 0;
}

function* send(context: Context, sending: Sending): Conversation<PayEnd> {
  const { order, listener } = sending;
  if (listener.cancelAsked) return notSent(context, order, "not-sent");
  const { settings } = context;
  const attemptId = listener.newAttemptId;
  const body = bodyOf(order, attemptId, settings.till);
  if (body === undefined) return refused("payload-schema");
  if (body.length > BODY_LIMIT) return refused("sale-too-large");
  listener.phase({ type: "sending" });
  let decided: PayEnd | undefined;
  // a person may decide about this key while we ask and connect: nothing is sent against it
  const written = () => {
    decided = stops(context, sending);
    return !decided && writeAhead(context, order, attemptId, body);
  };
  const { answerMs } = settings.timeouts;
  const epoch = context.health?.epoch ?? "";
  const heard = yield* ask(context, attemptId, { type: "send", body, epoch, timeoutMs: answerMs, written });
  if (!context.get(attemptId)) {
    if (decided) return decided;
    // the record was never written, so no byte has left
    return heard.type === "unsent" && heard.why === "not-stored"
      ? refused(context.trouble ?? "store-readonly")
      : notSent(context, order, "rrpay-down");
  }
  const adopted = yield* adoptKnown(context, attemptId, heard, listener);
  if (adopted) return adopted;
  // a refusal that names our own id means that RRPay has it: the POST came twice
  if (heard.type === "refusal" && heard.code !== "id-conflict" && heard.otherId !== attemptId)
    return notTakenUp(context, attemptId, heard);
  const followed = yield* follow(context, attemptId, listener, heard);
  return followed.type === "open" ? endedAs(attemptId, followed.code) : yield* approved(context, attemptId, listener);
}

/**
 * Rule 2: the attempt with its exact bytes, and the pairing, are flushed before the first byte leaves (invariant 1).
 */
function writeAhead(context: Context, order: Order, attemptId: string, body: string): boolean {
  const { health } = context;
  if (!health) return false;
  const atMs = context.moment.wallMs;
  const { lastDocumentNo } = health.fiscal;
  const { lastTransactionId } = health;
  const prepaidCents = prepaidCentsOf(order);
  const record: SentRecord = {
    t: "sent",
    atMs,
    attemptId,
    kind: order.kind,
    saleKey: order.saleKey,
    hash: order.hash,
    receiptNo: order.receiptNo,
    operator: order.operator,
    currency: order.currency,
    totalCents: order.totalCents,
    ...(prepaidCents === 0 ? {} : { prepaidCents }),
    storeId: health.storeId,
    epoch: health.epoch,
    utcOffsetMin: context.moment.utcOffsetMin,
    ...(context.offers("fiscal") ? {} : { noFiscal: true as const }),
    baseline: {
      ...(lastDocumentNo === undefined ? {} : { documentNo: lastDocumentNo }),
      ...(lastTransactionId === undefined ? {} : { transactionId: lastTransactionId }),
    },
    ...(order.originalKind ? { originalKind: order.originalKind } : {}),
    ...(order.original?.documentNo ? { originalDocumentNo: order.original.documentNo } : {}),
    body,
  };
  if (context.ledger.storeId === undefined && !context.record({ t: "pin", atMs, storeId: health.storeId }))
    return false;
  return context.record(record);
}

/** RRPay refused the first send of this id: proof that nothing was accepted (docs/contracts.md C12). */
function notTakenUp(context: Context, attemptId: string, refusal: Extract<Heard, { type: "refusal" }>): PayEnd {
  context.note(attemptId, "not-taken-up", refusal.code, refusal.otherId);
  return endedAs(attemptId);
}
