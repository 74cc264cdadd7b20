/** The numbers of an attempt's paper, for people. */
import type { Attempt } from "../../../schemas/generated/types.ts";

/**
 * RRPay's number, one that it only claims, and that of a void in its own window: each may be a receipt. What a person
 * typed stands here where RRPay has told none.
 */
export function documentsOf({ documentNo, claimed, manual, voidedElsewhere }: Attempt): string {
  const told = [documentNo, claimed?.fiscal.documentNo, voidedElsewhere].filter((number) => !!number);
  return told.length === 0 ? (manual?.documentNo ?? "") : [...new Set(told)].join(", ");
}
