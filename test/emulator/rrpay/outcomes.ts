/** The optional mode in which the cents of a total decide what happens, so that a till alone can provoke it. */
import type { Fault } from "./faults.ts";
import type { Policy } from "./model.ts";

export interface Outcome {
  readonly meaning: string;
  readonly policy: Policy;
  readonly fault?: Fault;
}

/** The key is the last two digits of the total in cents. README.md shows this as a table. */
export const OUTCOME_BY_CENTS: Readonly<Record<number, Outcome>> = {
  1: { meaning: "declined", policy: { type: "decline" } },
  2: { meaning: "cancelled by the customer", policy: { type: "cancel" } },
  3: { meaning: "waits for the operator", policy: { type: "wait" } },
  4: { meaning: "slow, then approved by card", policy: { type: "card", pace: { everyMs: 1000 } } },
  5: { meaning: "paid, but not printed", policy: { type: "card" }, fault: { type: "paid-but-not-printed" } },
  6: { meaning: "paid and printed, but no answer", policy: { type: "card" }, fault: { type: "printed-but-silent" } },
  7: { meaning: "cash and card", policy: { type: "mixed" } },
  8: { meaning: "cash", policy: { type: "cash" } },
  9: { meaning: "approved with a warning", policy: { type: "card" }, fault: { type: "warning" } },
  11: {
    meaning: "connection cut before it was accepted",
    policy: { type: "card" },
    fault: { type: "cut-before-process" },
  },
  12: { meaning: "connection cut after it was paid", policy: { type: "card" }, fault: { type: "cut-after-request" } },
  13: { meaning: "a cent too much in the answer", policy: { type: "card" }, fault: { type: "wrong-amount" } },
};

const OTHERWISE: Outcome = { meaning: "approved by card", policy: { type: "card" } };

export function outcomeOf(totalCents: number): Outcome {
  return OUTCOME_BY_CENTS[totalCents % 100] ?? OTHERWISE;
}

/** What goes wrong because of this POST's amount, if it has one. */
export function faultByAmount(body: Buffer): Fault | undefined {
  try {
    const { totalCents } = JSON.parse(body.toString("utf8")) as { totalCents?: unknown };
    return typeof totalCents === "number" ? outcomeOf(totalCents).fault : undefined;
  } catch {
    return undefined;
  }
}
