/** The amounts of a result for GAMA (docs/contracts.md B11, B23). */

import type { Attempt, SettlementResult } from "../../schemas/generated/types.ts";
import type { Context } from "../context.ts";
import { sumCents } from "../money/cents.ts";
import { dueCents, hasTypedReceipt, isManualAccepted } from "../payment/attempt.ts";
import { paymentsOf, typedPaymentsOf } from "./mapping.ts";

type Money = Pick<SettlementResult, "payments" | "roundingCents" | "changeCents" | "differenceCents">;

/** Amounts are given only when they are RRPay's final ones, or a person's while RRPay has none. */
export function moneyOf(context: Context, attempt: Attempt): Money {
  const { result, manual } = attempt;
  const map = context.settings.payments;
  if (result && !isManualAccepted(attempt)) {
    const { changeCents } = result;
    const roundingCents = clampRounding(result.roundingCents);
    const payments = paymentsOf(result.payments, changeCents, map);
    return { payments, roundingCents, changeCents, ...differenceOf(attempt, payments, roundingCents) };
  }
  if (manual && hasTypedReceipt(attempt)) {
    const { roundingCents = 0, changeCents = 0 } = manual;
    return { payments: typedPaymentsOf(manual.payments ?? [], changeCents, map), roundingCents, changeCents };
  }
  return { payments: [], roundingCents: 0, changeCents: 0 };
}

/**
 * What RRPay took beyond the total, if a person accepted its numbers. Nothing else that is unbalanced is ever approved.
 */
function differenceOf(
  attempt: Attempt,
  payments: Money["payments"],
  roundingCents: number,
): Pick<Money, "differenceCents"> {
  const net = sumCents(payments.map(({ netCents }) => netCents)) ?? 0;
  const differenceCents = net - dueCents(attempt) - roundingCents;
  return attempt.payment === "approved" && differenceCents !== 0 ? { differenceCents } : {};
}

/** A declined answer with a larger rounding is already a conflict. The result must still keep its own limit. */
function clampRounding(cents: number): number {
  return Math.max(-2, Math.min(2, cents));
}
