/** Calendar dates from the event's clock. The realm has no `Date`. */
import type { Moment } from "./boundary.ts";

const DAY_MS = 86_400_000;

/** A moment that never comes. */
export const NEVER_MS = Number.POSITIVE_INFINITY;

/** The local calendar date of a moment as yyyymmdd (Howard Hinnant's civil-from-days, proleptic Gregorian). */
export function localDate(moment: Pick<Moment, "wallMs" | "utcOffsetMin">): number {
  const days = Math.floor((moment.wallMs + moment.utcOffsetMin * 60_000) / DAY_MS) + 719_468;
  const era = Math.floor(days / 146_097);
  const dayOfEra = days - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return year * 10_000 + month * 100 + day;
}

/** Days since 1970 of a date; a day that the month has not is one of the next month. */
export function daysOf(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const ofYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const leaps = Math.floor(shifted / 4) - Math.floor(shifted / 100) + Math.floor(shifted / 400);
  return shifted * 365 + leaps + ofYear - 719_468;
}

const TIME = /^(\d{4})-(\d\d)-(\d\d)(?:.(\d\d):(\d\d)[\d:.]*(?:Z|([+-])(\d\d):?(\d\d))$)?/i;

/** The till's date of a time as RRPay writes it (RFC 3339). A time without a zone is the till's own. */
export function dateOf(text: string, utcOffsetMin: number): number | undefined {
  const found = TIME.exec(text);
  if (!found) return undefined;
  const [year = 0, month = 0, day = 0, hour, minute = 0, , zoneHour = 0, zoneMinute = 0] = found
    .slice(1)
    .map((part) => (part === undefined ? undefined : Number(part)));
  const dayMs = daysOf(year, month, day) * DAY_MS;
  if (hour === undefined) return localDate({ wallMs: dayMs, utcOffsetMin: 0 });
  const zoneMin = (zoneHour * 60 + zoneMinute) * (found[6] === "-" ? -1 : 1);
  return localDate({ wallMs: dayMs + (hour * 60 + minute - zoneMin) * 60_000, utcOffsetMin });
}
