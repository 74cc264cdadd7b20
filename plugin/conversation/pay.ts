/**
 * Sending: checks everything that must be true before the first byte leaves, sends the one POST of a new id, then
 * follows it.
 * Sales, returns and voids all go this way. A repeated space key joins the payment under way instead of charging again.
 */

import type { Spoken as Code } from "../../schemas/generated/sentences.ts";
import type { Attempt, BlockedBy, SentRecord } from "../../schemas/generated/types.ts";
import type { Context, Listener } from "../context.ts";
import { isAskable } from "../payment/adoption.ts";
import { isConfirmedNothing, isManualAccepted, isOpen, isPaid, isTyped, owesReceipt } from "../payment/attempt.ts";
import { isReceiptDoubted, isReceiptVoided, ownNumber } from "../payment/given-back.ts";
import { type KnownRefusal, knownRefusal } from "../payment/known.ts";
import { type Order, prepaidCentsOf } from "../payment/order.ts";
import { refused } from "../payment/refused.ts";
import type { Heard } from "../payment/statement.ts";
import { moneyOf } from "../payment/truth.ts";
import { bodyOf } from "../rrpay/port.ts";
import { takeOver } from "./adoption.ts";
import { ask, askOnce } from "./ask.ts";
import { findBlocker } from "./blocker.ts";
import { follow, giveUp } from "./follow.ts";
import { checkHealth } from "./health-check.ts";
import { noteBehind } from "./journal-behind.ts";
import { finishPrinting } from "./printing.ts";
import { recall, recallDocuments } from "./recall.ts";
import { endReopened, withCancel } from "./reopened.ts";
import type { Conversation } from "./runner.ts";
import { isSameContent } from "./same-content.ts";
import { maySendAgain, sendAgain } from "./send-again.ts";

/** How a try to pay ended. An attempt that is still open is unknown. Without an attempt nothing was sent. */
export type PayEnd =
  | { readonly type: "attempt"; readonly attemptId: string; readonly code?: Code }
  | {
      readonly type: "refused";
      readonly code: Code;
      readonly blockedBy?: BlockedBy;
      /** The attempt id of the payment that the refusal reports. */
      readonly saleId?: string;
    }
  /** Proof that nothing was accepted: nothing was ever sent. */
  | { readonly type: "not-accepted"; readonly code: Code };

/** The end with an attempt. `code` says why it is left open. */
function endedAs(attemptId: string, code?: Code): PayEnd {
  return { type: "attempt", attemptId, ...(code ? { code } : {}) };
}

type Refusal = Extract<PayEnd, { type: "refused" }>;
type Refuses = () => Refusal | undefined;

/** How a conversation ended: a try to pay, or a round that only checked what is open. */
export type End = PayEnd | { readonly type: "looked" };

/** The record of one sale, with its text escaped, must fit into a batch together with a checkpoint. */
export const BODY_LIMIT = 192 * 1024;

/**
 * Pays an order, or joins the attempt that already pays it. `refusal` says by the journal why nothing may be sent; it is
 * asked again right before the bytes leave.
 */
export function* pay(
  context: Context,
  asked: Order,
  listener: Listener,
  refusal: Refuses = () => refusalOf(context, asked),
): Conversation<PayEnd> {
  // memory drops settled attempts, so every kept day is searched for the key before anything is sent
  const recalled = yield* recall(context, asked.saleKey, listener);
  const unread: PayEnd = refused(context.unread);
  if (recalled.type === "failed") return unread;
  const returned = returnedBy(asked);
  if (returned !== undefined && !(yield* recallDocuments(context, [returned], listener))) return unread;
  // GAMA may have saved the number that was typed
  const order =
    returned === undefined ? asked : { ...asked, original: { documentNo: ownNumber(context.ledger, returned) } };
  listener.phase({ type: "connecting" });
  yield* checkHealth(context);
  // before a void it was asked already
  if (order.kind !== "void" && unheard(context, order)) yield* noteBehind(context);
  const earlier = context.ledger.truth(order);
  const known = refusal();
  // what is paid is returned, whoever answers on RRPay's port now
  const paid = earlier !== undefined && isPaid(earlier) && known === undefined;
  const pairing = paid ? undefined : pairingRefusal(context);
  if (pairing) return refused(pairing);
  if (known) return known;
  // a typed receipt that a person accepted is returned until GAMA has saved it; nothing more is asked or sent for it
  if (earlier && isManualAccepted(earlier)) return endedAs(earlier.attemptId);
  const sending = { order, listener, refusal, heard: [] };
  return (yield* mayLeave(context, sending)) ?? (yield* send(context, sending));
}

/** What is to be sent, and which tries of it have been heard of in this call. */
interface Sending {
  readonly order: Order;
  readonly listener: Listener;
  readonly refusal: Refuses;
  readonly heard: string[];
}

/**
 * All that must hold before a POST leaves, the first one or the same bytes again (contract B, 10 and 25): every other
 * try of the key, and whatever may have taken the same receipt back, has been heard of in this call. Otherwise the end.
 * `openId` is the attempt whose bytes would go again.
 */
function* mayLeave(context: Context, sending: Sending, openId?: string): Conversation<PayEnd | undefined> {
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
  return sending.refusal() ?? blocked ?? refusalOfRrpay(context, order, openId) ?? stops(context, sending);
}

/** Why the bytes may not leave, by what was journalled while they were made ready: a person may decide meanwhile. */
function stops(context: Context, { order, refusal }: Sending): PayEnd | undefined {
  const truth = context.ledger.truth(order);
  const stands = truth && (isPaid(truth) || isTyped(truth));
  return refusal() ?? unheard(context, order) ?? (stands ? endedAs(truth.attemptId) : undefined);
}

/**
 * What RRPay names and has not answered for may be a try of this key that ended here without money, or may have taken
 * the same receipt back (contract C, Health).
 */
export function unheard(
  { unsought, ledger }: Context,
  { kind, saleKey }: Pick<Order, "kind" | "saleKey">,
): Refusal | undefined {
  const about = [...unsought].filter(([id]) => kind !== "sale" || ledger.get(id)?.saleKey === saleKey);
  for (const [, named] of about) named.holdsUp = true;
  return about.length > 0 ? refused("no-answer") : undefined;
}

/** The refusal if this RRPay or this till does not belong to this journal. */
export function pairingRefusal(context: Context): Code | undefined {
  const { rrpay } = context;
  if (rrpay.state !== "wrong" || rrpay.code === "wrong-service" || rrpay.code === "unauthorized") return undefined;
  return rrpay.code;
}

/** The number of the sale that a return takes back. */
function returnedBy({ kind, original }: Order): string | undefined {
  return kind === "return" ? original?.documentNo : undefined;
}

/** The refusal because of what is known of the key, before anything is sent for it. */
export function refusalOf(context: Context, order: Order): Refusal | undefined {
  const { ledger } = context;
  const documentNo = returnedBy(order);
  const known: KnownRefusal | undefined = knownRefusal(ledger.ofKey(order.saleKey), order, {
    isSame: (attempt) => isSameContent(attempt, order),
    isOriginalVoided: documentNo !== undefined && isReceiptVoided(ledger, documentNo),
    isOriginalDoubted: documentNo !== undefined && isReceiptDoubted(ledger, documentNo),
  });
  if (!known) return undefined;
  const { code, sale } = known;
  return { type: "refused", code, ...(sale ? { saleId: sale.attemptId } : {}) };
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
  } else if (owesReceipt(attempt) && context.offers("status")) {
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
  if (isOpen(earlier) && earlier.manual?.decision === "nothing-happened") {
    const over = yield* endReopened(context, earlier, listener);
    const found = context.ledger.get(attemptId) ?? earlier;
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
  if (!context.health)
    return leaveOpen(context, earlier, context.rrpay.state === "wrong" ? "answer-invalid" : "no-answer");
  if (!context.offers("status")) return leaveOpen(context, earlier, "unknown");
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
function* adoptKnown(
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

function* approved(context: Context, attemptId: string, listener: Listener): Conversation<PayEnd> {
  yield* finishPrinting(context, attemptId, listener);
  return endedAs(attemptId);
}

/**
 * RRPay's own state: the last refusals, right before the send. What is open stays open and listed: it is not refused,
 * but told with the reason.
 */
function refusalOfRrpay(context: Context, order: Order, openId: string | undefined): PayEnd | undefined {
  const { rrpay, health } = context;
  const refuse = (code: Code): PayEnd =>
    openId === undefined ? refused(code) : { type: "attempt", attemptId: openId, code };
  const pairing = pairingRefusal(context);
  if (pairing) return refused(pairing);
  if (rrpay.state === "wrong") return notSent(context, order, rrpay.code);
  if (!health) return notSent(context, order, "rrpay-down");
  if (!health.ready) return refuse("rrpay-not-ready");
  if (!health.fiscal.online) return refuse("fiscal-offline");
  if (order.prepaid && !context.offers("prepaid")) return refuse("prepaid-unsupported");
  return context.trouble === undefined ? undefined : refuse(context.trouble);
}

/**
 * Nothing of this send has left. If an earlier send of the key may have taken money, that attempt is reported instead
 * of "no money was taken".
 */
function notSent(context: Context, order: Order, code: Code): PayEnd {
  const taken = moneyOf(context.ledger.ofKey(order.saleKey), order.kind);
  return taken ? endedAs(taken.attemptId) : { type: "not-accepted", code };
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
  if (!context.ledger.get(attemptId)) {
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
    ...(order.original?.documentNo === undefined ? {} : { originalDocumentNo: order.original.documentNo }),
    body,
  };
  if (context.ledger.storeId === undefined && !context.record({ t: "pin", atMs, storeId: health.storeId }))
    return false;
  return context.record(record);
}

/** RRPay refused the first send of this id: proof that nothing was accepted (contract C). */
function notTakenUp(context: Context, attemptId: string, refusal: Extract<Heard, { type: "refusal" }>): PayEnd {
  context.note(attemptId, "not-taken-up", refusal.code, refusal.otherId);
  return endedAs(attemptId);
}
