/** A payment that RRPay has but no kept day of the journal: what a person may decide about it. */
import type { Attempt, Decision } from "../../schemas/generated/types.ts";

/**
 * If it is paid, RRPay's answer may be accepted, and GAMA's document is then the next question. Otherwise there is
 * nothing to accept.
 */
export function behindDecisions({ payment }: Attempt): Decision[] {
  return payment === "approved" ? orLeave("accept-rrpay") : orLeave();
}

/** These decisions, and the one that is always left: the accountant. */
export function orLeave(...others: Decision[]): Decision[] {
  return [...others, "leave-to-accountant"];
}
