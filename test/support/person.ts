// What a person, and GAMA's close, say of an attempt.
import type { DecisionRecord } from "../../schemas/generated/types.ts";
import { AT_MS, ATTEMPT_ID, attempt, evidence, fold, paymentRecord } from "./attempts.ts";

export const close = (saved: boolean, atMs = AT_MS + 2000) =>
  ({ t: "close", atMs, attemptId: ATTEMPT_ID, saved }) as const;

export function decision(word: DecisionRecord["decision"], more: Partial<DecisionRecord> = {}): DecisionRecord {
  return { t: "decision", atMs: AT_MS + 3000, attemptId: ATTEMPT_ID, decision: word, operator: "ONA", ...more };
}

export const typed: Partial<DecisionRecord> = {
  documentNo: "D1",
  payments: [{ method: 2, amountCents: 258 }],
  roundingCents: 0,
  changeCents: 0,
};

export const unknown = () => fold(attempt(), paymentRecord("gave-up"));
export const approved = () => fold(attempt(), evidence());
