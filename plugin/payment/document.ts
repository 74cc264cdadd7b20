/** Numbers of fiscal documents: unique within RRPay's store, epoch and local date, and not beyond (docs/contracts.md C5). */
import type { Attempt } from "../../schemas/generated/types.ts";
import { localDate } from "../clock.ts";

/** The till's local date of an attempt's receipt, yyyymmdd: when it was printed, else when it was sent. */
export function documentDate({ printedAt, utcOffsetMin = 0, sentAtMs }: Attempt): number {
  const sent = sentDate({ sentAtMs, utcOffsetMin });
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)/.exec(printedAt ?? "") ?? [];
  const printed = Number(`${year}${month}${day}`);
  // a printer's clock that was never set says nothing of the day
  const isPlausible = Math.abs(Number(year) - Math.trunc(sent / 10_000)) <= 1;
  return isPlausible ? printed : sent;
}

function sentDate({ sentAtMs, utcOffsetMin = 0 }: Pick<Attempt, "sentAtMs" | "utcOffsetMin">): number {
  return localDate({ wallMs: sentAtMs, utcOffsetMin });
}

/** A void or return that was sent on a day before the receipt's names another one's number: they may begin anew each day. */
export function isBeforeReceipt(taker: Attempt, receipt: Attempt): boolean {
  return sentDate(taker) < Math.min(documentDate(receipt), sentDate(receipt));
}

/** Whether a receipt may be of this day: printed then, or sent. */
export function isOfDay(attempt: Attempt, date: number): boolean {
  return documentDate(attempt) === date || sentDate(attempt) === date;
}

/** Whether the journal knows this number of another attempt of the same RRPay and date, RRPay's own or typed. */
export function isDocumentUsed(others: readonly Attempt[], attempt: Attempt, documentNo: string): boolean {
  const date = documentDate(attempt);
  return others.some(
    (other) =>
      other.attemptId !== attempt.attemptId &&
      (other.documentNo === documentNo || other.manual?.documentNo === documentNo) &&
      other.storeId === attempt.storeId &&
      other.epoch === attempt.epoch &&
      documentDate(other) === date,
  );
}
