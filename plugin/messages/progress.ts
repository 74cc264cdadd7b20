/**
 * What the cashier reads while waiting, in the words of a sale, a return or a void. It is shown in a wait window, in
 * which Esc cancels.
 */
import { PROGRESS } from "../../schemas/generated/sentences.ts";
import type { Kind } from "../../schemas/generated/types.ts";
import { formatEuros } from "../money/cents.ts";
import { inLanguage, type Language } from "./sentence.ts";

export type Phase =
  | { readonly type: "connecting" }
  | { readonly type: "searching" }
  | { readonly type: "sending" }
  | { readonly type: "customer"; readonly paidCents: number; readonly totalCents: number }
  | { readonly type: "cancelling" }
  | { readonly type: "checking" }
  | { readonly type: "printing" };

/** The line for a phase, with the seconds waited and, while tenders come in, the amount received so far. */
export function progressText(phase: Phase, elapsedMs: number, language: Language, kind: Kind = "sale"): string {
  const say = (what: keyof typeof PROGRESS) => {
    const word = PROGRESS[what];
    return inLanguage(typeof word === "string" ? word : word[kind], language);
  };
  const text = say(phase.type);
  const seconds = `${Math.max(0, Math.floor(elapsedMs / 1000))} s`;
  if (phase.type !== "customer" || phase.paidCents === 0) return `${text} ${seconds}`;
  const paid = `${formatEuros(phase.paidCents, language)} / ${formatEuros(phase.totalCents, language)}`;
  return `${text} ${say("received")} ${paid}. ${seconds}`;
}
