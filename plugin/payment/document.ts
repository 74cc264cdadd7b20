/**
 * Numbers of fiscal documents. They are unique only within RRPay's store, epoch and local date (docs/contracts.md C5).
 */
import type { Attempt } from "../../schemas/generated/types.ts";
import { dateOf, localDate } from "../clock.ts";
import { bears } from "./truth.ts";

/** The till's local date of an attempt's receipt, yyyymmdd: the date of printing, otherwise of the send. */
export function documentDate({ printedAt = "", utcOffsetMin = 0, sentAtMs }: Attempt): number {
  const sent = sentDate({ sentAtMs, utcOffsetMin });
  const printed = dateOf(printedAt, utcOffsetMin);
  // a printer whose clock was never set says nothing about the day
  const isPlausible = printed !== undefined && Math.abs(printed - sent) < 20_000;
  return isPlausible ? printed : sent;
}

function sentDate({ sentAtMs, utcOffsetMin = 0 }: Pick<Attempt, "sentAtMs" | "utcOffsetMin">): number {
  return localDate({ wallMs: sentAtMs, utcOffsetMin });
}

/**
 * Whether a void or return is of a day before the receipt's, by the till's clock and by what is printed. It then names
 * another receipt with the same number, because numbers may begin anew each day. `dates` are the journal's, in its order:
 * where the clock was set back over both days, nothing is known of which came first.
 */
export function isBeforeReceipt(taker: Attempt, receipt: Attempt, dates: readonly number[]): boolean {
  const last = Math.max(documentDate(taker), sentDate(taker));
  const first = Math.min(documentDate(receipt), sentDate(receipt));
  return last < first && !dates.some((date, at) => date >= first && dates.slice(at).some((later) => later <= last));
}

/** Whether a receipt may be of this day: it was printed or sent on it. */
export function isOfDay(attempt: Attempt, date: number): boolean {
  return documentDate(attempt) === date || sentDate(attempt) === date;
}

/** Whether another attempt of the same RRPay and date has this number, given by RRPay or typed. */
export function isDocumentUsed(
  others: readonly Attempt[],
  attempt: Attempt,
  documentNo: string,
  isOfEpoch = (other: Attempt) => other.epoch === attempt.epoch,
): boolean {
  return others.some(
    (other) =>
      other.attemptId !== attempt.attemptId &&
      bears(other, documentNo) &&
      other.storeId === attempt.storeId &&
      isOfEpoch(other) &&
      documentDate(other) === documentDate(attempt),
  );
}
