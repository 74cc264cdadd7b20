/** What the cashier reads while waiting. Elapsed time is shown, and what a key press does. */
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

const LT = {
  connecting: "Jungiamasi prie RRPay…",
  searching: "Ieškoma ankstesnių šio pardavimo mokėjimų kasos žurnale…",
  sending: "Pardavimas perduodamas į RRPay…",
  customer: "Laukiama mokėjimo RRPay lange. Esc – atšaukti.",
  cancelling: "Atšaukiama, laukiama RRPay patvirtinimo…",
  checking: "Tikrinama mokėjimo būsena RRPay…",
  printing: "Apmokėta. Laukiama fiskalinio kvito: patikrinkite spausdintuvą ir popierių.",
};

const EN: typeof LT = {
  connecting: "Connecting to RRPay…",
  searching: "Looking for earlier payments of this sale in the till's journal…",
  sending: "Passing the sale to RRPay…",
  customer: "Waiting for the payment in RRPay's window. Esc cancels.",
  cancelling: "Cancelling, waiting for RRPay to confirm…",
  checking: "Checking the payment with RRPay…",
  printing: "Paid. Waiting for the fiscal receipt: check the printer and its paper.",
};

/** The line for a phase, with the seconds waited and, while tenders come in, what is paid already. */
export function progressText(phase: Phase, elapsedMs: number, language: Language): string {
  const text = (language === "lt" ? LT : EN)[phase.type];
  const seconds = `${Math.max(0, Math.floor(elapsedMs / 1000))} s`;
  if (phase.type !== "customer" || phase.paidCents === 0) return `${text} ${seconds}`;
  const paid = `${formatEuros(phase.paidCents, language)} / ${formatEuros(phase.totalCents, language)}`;
  return language === "lt" ? `${text} Gauta ${paid}. ${seconds}` : `${text} Received ${paid}. ${seconds}`;
}
