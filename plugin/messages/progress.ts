/**
 * What the cashier reads while waiting, in the words of a sale, a return or a void. It is shown in a wait window, in
 * which Esc cancels.
 */
import type { Kind } from "../../schemas/generated/types.ts";
import { formatEuros } from "../money/cents.ts";
import type { Language } from "./sentence.ts";

export type Phase =
  | { readonly type: "connecting" }
  | { readonly type: "searching" }
  | { readonly type: "sending" }
  | { readonly type: "customer"; readonly paidCents: number; readonly totalCents: number }
  | { readonly type: "cancelling" }
  | { readonly type: "checking" }
  | { readonly type: "printing" };

/** One text for all kinds, or one for each. */
type Words = string | Readonly<Record<Kind, string>>;

const LT: Readonly<Record<Phase["type"] | "received", Words>> = {
  connecting: "Jungiamasi prie RRPay…",
  searching: "Tikrinama, ar šis kvitas jau buvo RRPay…",
  sending: {
    sale: "Pardavimas perduodamas į RRPay…",
    return: "Grąžinimas perduodamas į RRPay…",
    void: "Anuliavimas perduodamas į RRPay…",
  },
  customer: {
    sale: "Laukiama mokėjimo RRPay lange. Esc – atšaukti.",
    return: "Grąžinama RRPay lange. Esc – atšaukti.",
    void: "Anuliuojama RRPay lange. Esc – atšaukti.",
  },
  cancelling: "Atšaukiama, laukiama RRPay patvirtinimo…",
  checking: "Tikrinama RRPay…",
  printing: {
    sale: "Apmokėta. Laukiama kvito: patikrinkite spausdintuvą ir popierių.",
    return: "Grąžinta. Laukiama kvito: patikrinkite spausdintuvą ir popierių.",
    void: "Anuliuota. Laukiama kvito: patikrinkite spausdintuvą ir popierių.",
  },
  received: { sale: "Gauta", return: "Grąžinta", void: "Anuliuota" },
};

const EN: typeof LT = {
  connecting: "Connecting to RRPay…",
  searching: "Looking whether this receipt was in RRPay before…",
  sending: {
    sale: "Passing the sale to RRPay…",
    return: "Passing the return to RRPay…",
    void: "Passing the void to RRPay…",
  },
  customer: {
    sale: "Waiting for the payment in RRPay's window. Esc cancels.",
    return: "Giving back in RRPay's window. Esc cancels.",
    void: "Voiding in RRPay's window. Esc cancels.",
  },
  cancelling: "Cancelling, waiting for RRPay to confirm…",
  checking: "Checking with RRPay…",
  printing: {
    sale: "Paid. Waiting for the receipt: check the printer and its paper.",
    return: "Given back. Waiting for the receipt: check the printer and its paper.",
    void: "Voided. Waiting for the receipt: check the printer and its paper.",
  },
  received: { sale: "Received", return: "Given back", void: "Voided" },
};

/** The line for a phase, with the seconds waited and, while tenders come in, the amount received so far. */
export function progressText(phase: Phase, elapsedMs: number, language: Language, kind: Kind = "sale"): string {
  const words = language === "lt" ? LT : EN;
  const say = (what: keyof typeof LT) => {
    const word = words[what];
    return typeof word === "string" ? word : word[kind];
  };
  const text = say(phase.type);
  const seconds = `${Math.max(0, Math.floor(elapsedMs / 1000))} s`;
  if (phase.type !== "customer" || phase.paidCents === 0) return `${text} ${seconds}`;
  const paid = `${formatEuros(phase.paidCents, language)} / ${formatEuros(phase.totalCents, language)}`;
  return `${text} ${say("received")} ${paid}. ${seconds}`;
}
