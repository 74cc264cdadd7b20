/** What a person typed beside what RRPay has. If they differ, the accountant must see both. */
import { claimOf } from "../../../plugin/payment/claim.ts";
import type { Attempt } from "../../../schemas/generated/types.ts";
import type { CashMethods } from "./cash.ts";
import { type Money, rrpayMoney, type Said, typedMoney } from "./money.ts";

export interface Typed {
  /** What was typed. Undefined if a person said that nothing happened. */
  readonly money: Money | undefined;
  readonly documentNo: string;
  /** RRPay's own amounts. Undefined if it has reported no money. */
  readonly rrpay: Money | undefined;
  readonly verdict: "same" | "differs" | "unanswered";
}

/** A person's entry about an attempt. Undefined if there is none. */
export function typedOf(attempt: Attempt, cash: CashMethods): Typed | undefined {
  const { manual, documentNo: known } = attempt;
  if (manual === undefined) return undefined;
  const money = manual.decision === "receipt-printed" ? typedMoney(attempt, manual, cash) : undefined;
  const said = saidOf(attempt);
  const rrpay = said && rrpayMoney(attempt, said, cash);
  const { documentNo = "" } = manual;
  const isSameNumber = known === undefined || documentNo === "" || known === documentNo;
  if (rrpay === undefined) return { money, documentNo, rrpay, verdict: "unanswered" };
  return { money, documentNo, rrpay, verdict: isSameNumber && isSameMoney(money, rrpay) ? "same" : "differs" };
}

/** RRPay's latest amounts: its result, or what it claims. */
function saidOf(attempt: Attempt): Said | undefined {
  const { payment, result } = attempt;
  if (payment === "approved" && result) return result;
  const claim = claimOf(attempt);
  return claim && claim.payments.length > 0 ? claim : result;
}

/** Compares ways to pay and net amounts, as the bundle does (docs/contracts.md B6). */
function isSameMoney(typed: Money | undefined, rrpay: Money): boolean {
  const of = (money: Money | undefined) => {
    const sums = new Map<string, number>();
    for (const { key, netCents } of money?.tenders ?? []) sums.set(key, (sums.get(key) ?? 0) + netCents);
    return JSON.stringify([...sums].filter(([, cents]) => cents !== 0).sort());
  };
  return of(typed) === of(rrpay);
}
