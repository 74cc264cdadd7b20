/** A payment that RRPay has but no kept day of the journal: its first state, and what a person may decide about it. */
import type { Attempt, BehindRecord, Decision } from "../../schemas/generated/types.ts";

/** It is listed as a conflict from its first record on. What RRPay says of it is evidence, as for any other attempt. */
export function beginBehind(record: BehindRecord): Attempt {
  const { t: _t, atMs, ...identity } = record;
  return {
    ...identity,
    hash: "",
    receiptNo: "",
    operator: "",
    baseline: {},
    sentAtMs: atMs,
    namedAtMs: atMs,
    payment: "unknown",
    fiscal: "unknown",
    gama: "waiting",
    code: "journal-behind",
    revision: 0,
    conflict: { code: "journal-behind", sinceMs: atMs },
  };
}

/**
 * If it is paid, RRPay's answer may be accepted, and GAMA's document is then the next question. Otherwise there is
 * nothing to accept.
 */
export function behindDecisions({ payment }: Attempt): Decision[] {
  return payment === "approved" ? ["accept-rrpay", "leave-to-accountant"] : ["leave-to-accountant"];
}
