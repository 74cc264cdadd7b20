/** A sale from its POST to its end, with a person at RRPay, and what an approval must be. */
import type { Talk } from "../program/talk.ts";
import { differs, isNot, isTaken, refused, type Seen, said, shown, taken } from "./evidence.ts";
import type { Hand } from "./hands.ts";
import type { Lab } from "./lab.ts";
import { withReceipt } from "./receipts.ts";
import { CANCELLED_UNASKED, DECLINED_UNASKED, NO_SALE, Unmeasured } from "./unmeasured.ts";
import type { Got, Json } from "./wires.ts";

/** So often health is asked right after a payment. */
const PRINTERS = 3;

/** Posts a sale, asks a person to act, and follows the sale to its end and to its receipt. */
export function* dealtWith(lab: Lab, order: ReturnType<Lab["sale"]>, hand: Hand): Talk<Got> {
  return yield* withReceipt(lab, yield* ended(lab, order, hand), order);
}

/** The same, as it is when RRPay has said for the first time whether the receipt is printed. */
export function* ended(lab: Lab, order: ReturnType<Lab["sale"]>, hand: Hand): Talk<Got> {
  // that a sale is taken is measured elsewhere
  const isPlain = order.kind === "sale" && order.prepaid === undefined;
  const posted = yield* isPlain ? lab.begun(order) : lab.post(order);
  if (!isTaken(posted, order)) return posted;
  // a sale that is taken and refused in one moment was refused by nobody
  if (isPlain && posted.json.state === "declined") throw new Unmeasured(DECLINED_UNASKED);
  const dueCents = order.totalCents - prepaidOf(order);
  const isAsked = posted.json.state === "in-progress";
  if (isAsked) yield* lab.hand(dueCents === 0 ? "finish" : hand, dueCents);
  // of what ends unpaid there is no receipt to wait for
  const isJudged = ({ state, fiscal }: Json) =>
    state !== "approved" || !lab.offers("fiscal") || fiscal?.state !== "unknown";
  const end = yield* lab.follow(order.id);
  // the printer works now, if it takes a while
  if (end.json.state === "approved" && lab.hasPaper && lab.notes.atPrinter.length < PRINTERS)
    lab.notes.atPrinter.push(yield* lab.getHealth());
  const got = isJudged(end.json) ? end : yield* lab.follow(order.id, isJudged);
  if (got.json.state === "in-progress") yield* lab.end(order.id);
  if (isAsked) yield* isInTime(lab, hand, got, dueCents);
  if (got.json.state === "approved" && posted.json.state === "in-progress")
    lab.notes.rises.push({ en: "when it was paid", lt: "apmokėjus", from: posted.json, to: got.json });
  return got;
}

/** With these a person ends what is asked without money. */
const REFUSALS: readonly Hand[] = ["decline", "give-none", "refuse-rest"];

/** RRPay may end by itself what nobody pays for a while: what a person came too late for proves nothing. */
export function* isInTime(lab: Lab, hand: Hand, { json }: Got, sumCents: number): Talk<void> {
  const isOver = json.state === "cancelled" || (json.state === "declined" && !REFUSALS.includes(hand));
  if (isOver && !(yield* lab.sees("was-done", sumCents))) throw new Unmeasured(CANCELLED_UNASKED);
}

/** A sale of this check, paid by card. What an approval must be, says another check. */
export function* bought(
  lab: Lab,
  totalCents: number,
): Talk<{ readonly sold: ReturnType<Lab["sale"]>; readonly got: Got }> {
  const sold = lab.sale({ totalCents });
  const got = yield* dealtWith(lab, sold, "pay-card");
  if (got.json.state !== "approved") throw new Unmeasured(NO_SALE);
  paid(lab, sold, got);
  return { sold, got };
}

/** That what was approved is known under another id, and not taken again. */
export function* isNotTakenAgain(lab: Lab, order: ReturnType<Lab["sale"]>): Talk<Seen> {
  const again = { ...order, id: lab.sale().id };
  const got = yield* lab.post(again);
  if (isTaken(got, again)) yield* lab.end(again.id);
  return refused(got, 409, { error: "sale-known", "details.id": order.id, "details.state": "approved" });
}

/** What GAMA has taken itself. */
function prepaidOf({ prepaid = [] }: Pick<ReturnType<Lab["sale"]>, "prepaid">): number {
  return prepaid.reduce((sum, { amountCents }) => sum + amountCents, 0);
}

/** The void of a receipt, by the number that RRPay tells of it. */
export function* voidOf(
  lab: Lab,
  sold: ReturnType<Lab["sale"]>,
  kind: "sale" | "return" = "sale",
): Talk<ReturnType<Lab["sale"]>> {
  const { documentNo } = (yield* lab.get(sold.id)).json?.fiscal ?? {};
  const number = typeof documentNo === "string" ? { documentNo: documentNo.trimEnd() } : {};
  const original = { kind, ...number };
  return { ...sold, id: lab.sale().id, kind: "void", lines: [], original };
}

/** Checks that an approval adds up, and keeps its document number for later checks. */
export function paid(lab: Lab, order: ReturnType<Lab["sale"]>, got: Got, totalCents = order.totalCents): Seen {
  // the POST itself was refused
  const isRefused = got.status >= 400 && got.asked === "POST /v1/transactions";
  const seen = isRefused ? taken(got, order) : differs(got, 200, { state: "approved", id: order.id, totalCents });
  if (seen !== undefined) return seen;
  const { payments, changeCents, roundingCents, fiscal } = got.json;
  const rows: readonly Json[] = Array.isArray(payments) ? payments : [];
  const below = rows.find((row) => row?.amountCents < 0);
  if (below !== undefined) return isNot("payments[].amountCents", below.amountCents, ">= 0");
  const sumCents = rows.reduce((sum, row) => sum + row?.amountCents, 0);
  const prepaidCents = prepaidOf(order);
  if (typeof fiscal?.documentNo === "string")
    lab.notes.documents.push({ number: fiscal.documentNo.trimEnd(), date: lab.dateOf(fiscal.printedAt) });
  if (sumCents - changeCents !== totalCents - prepaidCents + roundingCents)
    return said(
      `paid ${shown(sumCents)} less change ${shown(changeCents)} is not total ${totalCents} less prepaid ${prepaidCents} with rounding ${shown(roundingCents)} (cents)`,
      `sumokėta ${shown(sumCents)} be grąžos ${shown(changeCents)} – ne suma ${totalCents} be iš anksto sumokėtų ${prepaidCents} su apvalinimu ${shown(roundingCents)} (centais)`,
    );
  return Math.abs(roundingCents) > 2
    ? said(`rounding is ${shown(roundingCents)} cents`, `apvalinta ${shown(roundingCents)} centais`)
    : undefined;
}

/** What stays of a transaction that has ended: after it only fiscal, code and message change. */
export function asEnded({
  state,
  totalCents,
  payments,
  roundingCents,
  changeCents,
  fiscal,
}: Json): Record<string, Json> {
  // a receipt that is printed stays printed, and is no other one
  const printed = fiscal?.state === "printed" ? { fiscal } : {};
  return { state, totalCents, payments, roundingCents, changeCents, ...printed };
}

/** That the first payment is by one of the methods that the config has for it. */
export function isPaidBy({ json }: Got, methods: readonly number[]): Seen {
  const method = json.payments?.[0]?.method;
  return methods.includes(method) ? undefined : isNot("payments[0].method", method, methods.join(" / "));
}

/** How the last transaction of health differs from this one; it need not be told. */
export function isLastTransaction({ json }: Got, { id }: { readonly id: string }): Seen {
  const last = json.lastTransactionId ?? undefined;
  return last === undefined || last === id ? undefined : isNot("lastTransactionId", last, id);
}

/** How the last document of health differs from this one; it need not be told. */
export function isLastDocument({ json }: Got, documentNo: Json): Seen {
  const last = json.fiscal?.lastDocumentNo;
  if (typeof last !== "string" || typeof documentNo !== "string" || last.trimEnd() === documentNo.trimEnd())
    return undefined;
  return isNot("fiscal.lastDocumentNo", last, documentNo);
}
