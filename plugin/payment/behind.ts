/** A payment that RRPay has and no kept day of the journal: what it begins as, and what a person may decide of it. */
import type { Attempt, BehindRecord, Decision } from "../../schemas/generated/types.ts";

/** Listed as a conflict from its first record on. What RRPay says of it is evidence like any other's. */
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

/** Paid: RRPay's word may be let stand, and GAMA's document is the next question. Anything else has nothing to accept. */
export function behindDecisions({ payment }: Attempt): Decision[] {
  return payment === "approved" ? ["accept-rrpay", "leave-to-accountant"] : ["leave-to-accountant"];
}
