/** Cents as people read them. */
import type { Language } from "./words.ts";

export function formatCents(cents: number): string {
  const digits = String(Math.abs(cents)).padStart(3, "0");
  return `${cents < 0 ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** Cents as the cashier reads them: `2,58`. */
export function formatEuros(cents: number): string {
  return formatCents(cents).replace(".", ",");
}

/** Cents as each language writes them. */
export function centsIn(language: Language, cents: number): string {
  return language === "lt" ? formatEuros(cents) : formatCents(cents);
}
