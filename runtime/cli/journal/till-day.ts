/** The till's own days and times: where the command line runs has nothing to do with them. */
import type { Attempt } from "../../../schemas/generated/types.ts";
import { type OffsetAt, parseTime } from "../time.ts";

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** The offset of the till's clock. What 0.1.0 journalled says nothing of it: this computer's stands for it. */
export function tillOffset({ utcOffsetMin }: Pick<Attempt, "utcOffsetMin">, here: OffsetAt): OffsetAt {
  return utcOffsetMin === undefined ? here : () => utcOffsetMin;
}

/**
 * The moment whose day a sale belongs to: that of its receipt, as in RRPay's report; without one, that of its send. A
 * printer's clock that was never set takes no sale out of its day: no receipt is printed before it is asked for, or after
 * it was heard of.
 */
export function dayMoment(attempt: Attempt): number {
  const { fiscal, sentAtMs, namedAtMs } = attempt;
  const printedMs = fiscal === "printed" ? printedMoment(attempt) : undefined;
  if (printedMs === undefined || printedMs < sentAtMs - DAY_MS) return sentAtMs;
  return printedMs > Math.max(sentAtMs, namedAtMs) + DAY_MS ? sentAtMs : printedMs;
}

/** When the receipt was printed: a time without an offset is the shop's own. */
export function printedMoment({
  printedAt = "",
  utcOffsetMin,
}: Pick<Attempt, "printedAt" | "utcOffsetMin">): number | undefined {
  const zoned = parseTime(printedAt);
  if (zoned !== undefined || utcOffsetMin === undefined) return zoned;
  const bare = parseTime(`${printedAt}Z`);
  return bare === undefined ? undefined : bare - utcOffsetMin * MINUTE_MS;
}
