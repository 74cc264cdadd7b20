/** Calendar dates from the event's clock. The realm has no `Date`. */
import type { Moment } from "./boundary.ts";

const DAY_MS = 86_400_000;

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
