/**
 * What the cashier reads while waiting, in the words of a sale, a return or a void. It is shown in a wait window, in
 * which Esc cancels.
 */
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

/** One text for all kinds, or one for each: in Lithuanian, and behind the bar in English. */
type Words = string | Readonly<Record<Kind, string>>;

const WORDS: Readonly<Record<Phase["type"] | "received", Words>> = {
  connecting: "Jungiamasi prie RRPay…|Connecting to RRPay…",
  searching: "Tikrinama, ar šis kvitas jau buvo RRPay…|Looking whether this receipt was in RRPay before…",
  sending: {
    sale: "Pardavimas perduodamas į RRPay…|Passing the sale to RRPay…",
    return: "Grąžinimas perduodamas į RRPay…|Passing the return to RRPay…",
    void: "Anuliavimas perduodamas į RRPay…|Passing the void to RRPay…",
  },
  customer: {
    sale: "Laukiama mokėjimo RRPay lange. Esc – atšaukti.|Waiting for the payment in RRPay's window. Esc cancels.",
    return: "Grąžinama RRPay lange. Esc – atšaukti.|Giving back in RRPay's window. Esc cancels.",
    void: "Anuliuojama RRPay lange. Esc – atšaukti.|Voiding in RRPay's window. Esc cancels.",
  },
  cancelling: "Atšaukiama, laukiama RRPay patvirtinimo…|Cancelling, waiting for RRPay to confirm…",
  checking: "Tikrinama RRPay…|Checking with RRPay…",
  printing: {
    sale: "Apmokėta. Laukiama kvito: patikrinkite spausdintuvą ir popierių.|Paid. Waiting for the receipt: check the printer and its paper.",
    return:
      "Grąžinta. Laukiama kvito: patikrinkite spausdintuvą ir popierių.|Given back. Waiting for the receipt: check the printer and its paper.",
    void: "Anuliuota. Laukiama kvito: patikrinkite spausdintuvą ir popierių.|Voided. Waiting for the receipt: check the printer and its paper.",
  },
  received: { sale: "Gauta|Received", return: "Grąžinta|Given back", void: "Anuliuota|Voided" },
};

/** The line for a phase, with the seconds waited and, while tenders come in, the amount received so far. */
export function progressText(phase: Phase, elapsedMs: number, language: Language, kind: Kind = "sale"): string {
  const say = (what: keyof typeof WORDS) => {
    const word = WORDS[what];
    return inLanguage(typeof word === "string" ? word : word[kind], language);
  };
  const text = say(phase.type);
  const seconds = `${Math.max(0, Math.floor(elapsedMs / 1000))} s`;
  if (phase.type !== "customer" || phase.paidCents === 0) return `${text} ${seconds}`;
  const paid = `${formatEuros(phase.paidCents, language)} / ${formatEuros(phase.totalCents, language)}`;
  return `${text} ${say("received")} ${paid}. ${seconds}`;
}
