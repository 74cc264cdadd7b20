/** What a void means now, and the order that is sent for it. */
import type { Attempt, VoidRequest } from "../../schemas/generated/types.ts";
import { localDate } from "../clock.ts";
import { type Context, triesOf } from "../context.ts";
import { paidIn } from "../payment/claim.ts";
import { isDocumentUsed, isOfDay } from "../payment/document.ts";
import { takersOf } from "../payment/given-back.ts";
import { type Order, prepaidCentsOf } from "../payment/order.ts";
import { bears } from "../payment/truth.ts";
import { decideVoid, isRepeated, type Target, type VoidDecision } from "../payment/void-decision.ts";
import { contentOf } from "../rrpay/port.ts";
import { textHash } from "../text/hash.ts";

/** The day of the receipt that is to be taken back. */
export function dayOf({ moment }: Context, { date }: VoidRequest): number {
  return date === undefined ? localDate(moment) : Number(date.replace(/-/g, ""));
}

/** What a void means now, by the journal alone. */
export function decide(context: Context, request: VoidRequest): VoidDecision {
  const { ledger, journal, moment } = context;
  const day = dayOf(context, request);
  const bearersOf = (documentNo: string) => ledger.all().filter((one) => bears(one, documentNo));
  return decideVoid(triesOf(context, request), request, {
    takersOf: (receipt) => takersOf(ledger, receipt),
    bearersOf: (documentNo, of) =>
      bearersOf(documentNo).filter((one) => of === "any day" || !request.date || isOfDay(one, day)),
    // whatever day is given, and whatever epoch RRPay had: it is told the number alone. Memory may not have had the other one when this came
    isRepeated: (documentNo) => {
      const bearers = bearersOf(documentNo);
      const undecided = bearers.filter(({ accepted }) => accepted !== "rrpay");
      return (
        bearers.some(isRepeated) || undecided.some((one) => isDocumentUsed(undecided, one, documentNo, () => true))
      );
    },
    isDateKept: journal.isWhole(day, localDate(moment)),
  });
}

/**
 * The void of a receipt as an order: the receipt's own lines, what GAMA had taken of it, and its number. What the
 * journal does not have comes from the payload.
 */
export function voidOrder(
  context: Context,
  request: VoidRequest,
  { originalKind, attempt, documentNo }: Target,
): Order {
  const { saleKey, operator, totals } = request;
  const kept = contentOf(attempt?.body ?? context.get(attempt?.adoptedFrom ?? "")?.body);
  const { lines = [], prepaid = [] } = kept.lines.length > 0 ? kept : request;
  return {
    kind: "void",
    saleKey,
    receiptNo: attempt?.receiptNo ?? "",
    operator,
    currency: attempt?.currency ?? "EUR",
    original: { kind: originalKind, ...(documentNo ? { documentNo } : {}) },
    originalKind,
    lines,
    ...(prepaid.length > 0 ? { prepaid } : {}),
    totalCents: attempt ? takenCents(attempt, prepaidCentsOf({ prepaid })) : (totals?.totalCents ?? 0),
    // one receipt has one void: a repeated F8 means the same one, whatever it passes
    hash: textHash("void"),
  };
}

/** RRPay's own total of a receipt, if RRPay approved it. The lines of its void need not add up to it. */
function takenCents({ payment, result: said, totalCents, acceptedCents }: Attempt, prepaidCents: number): number {
  if (acceptedCents !== undefined) return acceptedCents;
  const result = payment === "approved" ? said : undefined;
  if (!result) return totalCents;
  return paidIn(result) - result.changeCents - result.roundingCents + prepaidCents;
}
