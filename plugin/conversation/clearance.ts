/** What forbids a POST: what is known of the key, what RRPay names, and RRPay's own state. Nothing is asked here. */
import type { Spoken as Code } from "../../schemas/generated/sentences.ts";
import { type Context, type Listener, triesOf } from "../context.ts";
import type { Named } from "../journal/named.ts";
import { isPaid, isTyped, isUnderWay } from "../payment/attempt.ts";
import { isReceiptDoubted, isReceiptVoided } from "../payment/given-back.ts";
import { type KnownRefusal, knownRefusal } from "../payment/known.ts";
import type { Order } from "../payment/order.ts";
import { refused } from "../payment/refused.ts";
import { moneyOf } from "../payment/truth.ts";
import { keepNamed } from "./health-check.ts";
import { endedAs, type PayEnd, type Refusal, type Refuses } from "./pay-end.ts";
import { isSameContent } from "./same-content.ts";

/** What is to be sent, and which tries of it have been heard of in this call. */
export interface Sending {
  readonly order: Order;
  readonly listener: Listener;
  readonly refusal: Refuses;
  readonly heard: string[];
}

/** Why the bytes may not leave, by what was journalled while they were made ready: a person may decide meanwhile. */
export function stops(context: Context, { order, refusal }: Sending): PayEnd | undefined {
  const truth = context.ledger.truth(order);
  const stands = truth && (isPaid(truth) || isTyped(truth));
  return refusal("bytes") ?? unheard(context, order) ?? (stands ? endedAs(truth.attemptId) : undefined);
}

/**
 * What RRPay names and has not answered for may be a try of this key that ended here without money, or may have taken
 * the same receipt back (docs/contracts.md C2).
 */
export function unheard(context: Context, order: Pick<Order, "kind" | "saleKey">): Refusal | undefined {
  const about = namedFor(context, order);
  for (const named of about) if (!named.holdsUp) keepNamed(context, named, { holdsUp: true });
  // a line that nobody can read may say the same of that receipt
  if (order.kind !== "sale" && context.journal.isDamagedBelow) return refused("journal-corrupt");
  return about.length > 0 ? refused("no-answer") : undefined;
}

/** What health has named and this order must wait for. */
export function namedFor({ ledger }: Context, { kind, saleKey }: Pick<Order, "kind" | "saleKey">): Named[] {
  return ledger.named.all().filter(({ id }) => kind !== "sale" || ledger.get(id)?.saleKey === saleKey);
}

/** The refusal if this RRPay or this till does not belong to this journal. */
export function pairingRefusal(context: Context): Code | undefined {
  const { rrpay } = context;
  if (rrpay.state !== "wrong" || rrpay.code === "wrong-service" || rrpay.code === "unauthorized") return undefined;
  return rrpay.code;
}

/** The number of the sale that a return takes back. */
export function returnedBy({ kind, original }: Order): string | undefined {
  return kind === "return" ? original?.documentNo : undefined;
}

/**
 * The refusal because of what is known of the key, before anything is sent for it. A return that is under way is
 * followed, and one that is paid is told as paid, whatever has become of its receipt meanwhile; only no bytes go again.
 */
export function refusalOf(context: Context, order: Order, of?: "bytes"): Refusal | undefined {
  const { ledger } = context;
  const returned = returnedBy(order);
  const truth = returned && of !== "bytes" ? ledger.truth(order) : undefined;
  const isMade = truth && (isUnderWay(truth) || isPaid(truth));
  const isOriginal = (is: typeof isReceiptVoided) => !!returned && !isMade && is(ledger, returned);
  const known: KnownRefusal | undefined = knownRefusal(triesOf(context, order), order, {
    isSame: (attempt) => isSameContent(attempt, order),
    isOriginalVoided: isOriginal(isReceiptVoided),
    isOriginalDoubted: isOriginal(isReceiptDoubted),
  });
  if (!known) return undefined;
  const { code, sale, blockedBy } = known;
  return { ...refused(code), ...(sale ? { saleId: sale.attemptId } : {}), ...(blockedBy ? { blockedBy } : {}) };
}

/**
 * RRPay's own state: the last refusals, right before the send. What is open stays open and listed: it is not refused,
 * but told with the reason.
 */
export function refusalOfRrpay(context: Context, order: Order, openId: string | undefined): PayEnd | undefined {
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
export function notSent(context: Context, order: Order, code: Code): PayEnd {
  const taken = moneyOf(triesOf(context, order), order.kind);
  return taken ? endedAs(taken.attemptId) : { type: "not-accepted", code };
}
