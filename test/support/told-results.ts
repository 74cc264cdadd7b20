// Attempts as they end, and what is told of them.
import { resultOf } from "../../plugin/gama/results.ts";
import type { Attempt } from "../../schemas/generated/types.ts";
import { attempt, evidence, fold } from "./attempts.ts";
import { desk } from "./desk.ts";

export const context = desk;
export const open = { scope: "open", saleKey: "T1-1", operator: "ONA" } as const;
export const paid = (changes: Parameters<typeof evidence>[0] = {}) => fold(attempt(), evidence(changes));

export const told = (one: Attempt, code?: Parameters<typeof resultOf>[2]) => {
  const { outcome, code: word } = resultOf(context(), one, code);
  return [outcome, word];
};

export const unknown = attempt({ payment: "unknown", code: "no-answer" });

export const typed = {
  manual: {
    decision: "receipt-printed" as const,
    operator: "ONA",
    sinceMs: 1,
    documentNo: "D1",
    payments: [{ method: 2, amountCents: 258 }],
  },
};
