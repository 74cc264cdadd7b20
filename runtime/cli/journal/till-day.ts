/** The till's own days and times, which do not depend on where the command line runs. */
import type { Attempt } from "../../../schemas/generated/types.ts";
import { type OffsetAt, parseTime } from "../time.ts";

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** The offset of the till's clock. 0.1.0 did not journal it, so this computer's offset is used instead. */
export function tillOffset({ utcOffsetMin }: Pick<Attempt, "utcOffsetMin">, here: OffsetAt): OffsetAt {
  return utcOffsetMin === undefined ? here : () => utcOffsetMin;
}

/**
 * The moment that decides to which day a sale belongs: when its receipt was printed, as in RRPay's report, otherwise
 * when it was sent. A printer whose clock was never set moves no sale to another day, because a receipt cannot be
 * printed before it is requested, or after it was reported.
 */
export function dayMoment(attempt: Attempt): number {
  const { fiscal, sentAtMs, namedAtMs } = attempt;
  const printedMs = fiscal === "printed" ? printedMoment(attempt) : undefined;
  if (printedMs === undefined || printedMs < sentAtMs - DAY_MS) return sentAtMs;
  return printedMs > Math.max(sentAtMs, namedAtMs) + DAY_MS ? sentAtMs : printedMs;
}

/** When the receipt was printed. A time without an offset is the shop's own. */
export function printedMoment({
  printedAt = "",
  utcOffsetMin,
}: Pick<Attempt, "printedAt" | "utcOffsetMin">): number | undefined {
  const zoned = parseTime(printedAt);
  if (zoned !== undefined || utcOffsetMin === undefined) return zoned;
  const bare = parseTime(`${printedAt}Z`);
  return bare === undefined ? undefined : bare - utcOffsetMin * MINUTE_MS;
}
