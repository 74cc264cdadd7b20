/**
 * Up to which day the journal may lack receipts, and since which one it is kept, where the till's clock was wrong for a
 * while (docs/contracts.md B10, Proof). Dates are yyyymmdd; those of the journal stand in the order in which they were
 * written.
 */
import { daysOf } from "../clock.ts";

/** No shop is shut so long, so the clock was wrong before or is wrong now. */
const FAR_DAYS = 31;

/**
 * The last day of which something may be missing, as seen on this date. `until` is the date by the clock on which that
 * was found.
 */
export function gapSeen(until: number, dates: readonly number[], seen: number): number {
  // found by a clock that was ahead: on the day to which it is set back, or before
  if (seen < until) return seen;
  const found = dates.lastIndexOf(Math.max(...dates.filter((date) => date <= until)));
  if (found < 0) return until;
  // the clock is past a date from which it was set back before this was found
  const passed = dates.slice(0, found).filter((date) => date > until && date <= seen);
  const since = [...dates.slice(found), seen];
  const isRun = since.slice(1, -1).every((date, at) => !isFar(since[at] ?? date, date));
  const isAhead = isRun && isFar(since.at(-2) ?? seen, seen);
  // found by a clock that was behind: on any day until the next one, and where that is far away, on that day too
  const next = isAhead ? seen : since.length === 2 && seen > until ? seen - 1 : until;
  return Math.max(next, ...passed);
}

/** The first day of which everything is kept, as seen on this date. A date by a clock that was ahead is no such day. */
export function firstKept(dates: readonly number[], keepDays: number, seen: number): number | undefined {
  // days beyond `keepDays` are still being removed, a few segments at a time
  return [...new Set(dates)].slice(-keepDays).find((date) => date <= seen);
}

function isFar(from: number, to: number): boolean {
  return dayOf(to) - dayOf(from) > FAR_DAYS;
}

function dayOf(date: number): number {
  return daysOf(Math.floor(date / 10_000), Math.floor(date / 100) % 100, date % 100);
}
