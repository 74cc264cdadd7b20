/**
 * The sum of a receipt's lines at each VAT rate. GAMA's own VAT amount is not sent to RRPay, so it is computed from the
 * lines.
 */
import { parseJson } from "../../../plugin/text/ascii.ts";
import type { Language } from "../words.ts";

/** All lines of one rate together, and the VAT in them. */
export interface RateShare {
  readonly rateBp: number;
  readonly totalCents: number;
  readonly vatCents: number;
}

const FULL_BP = 10_000;

/** The shares of a POST's lines, highest rate first. Undefined if there are no lines. */
export function ratesIn(body: string): RateShare[] | undefined {
  const parsed = parseJson(body);
  const lines = parsed.ok ? (parsed.value as { lines?: unknown } | null)?.lines : undefined;
  if (!Array.isArray(lines) || lines.length === 0) return undefined;
  const totals = new Map<number, number>();
  for (const line of lines) {
    const { vatRateBp, totalCents } = (line ?? {}) as { vatRateBp?: unknown; totalCents?: unknown };
    if (!Number.isSafeInteger(vatRateBp) || !Number.isSafeInteger(totalCents)) return undefined;
    totals.set(vatRateBp as number, (totals.get(vatRateBp as number) ?? 0) + (totalCents as number));
  }
  return [...totals]
    .map(([rateBp, totalCents]) => ({ rateBp, totalCents, vatCents: vatIn(totalCents, rateBp) }))
    .sort((one, other) => other.rateBp - one.rateBp);
}

/** The VAT in a sum of this rate, to the nearest cent, halves away from zero. */
function vatIn(totalCents: number, rateBp: number): number {
  const cents = Math.round((Math.abs(totalCents) * rateBp) / (FULL_BP + rateBp));
  return totalCents < 0 ? 0 - cents : cents;
}

/** `21 %`, and `5.5 %` or `5,5 %`. */
export function rateText(rateBp: number, language: Language): string {
  const hundredths = String(rateBp % 100)
    .padStart(2, "0")
    .replace(/0+$/, "");
  return `${Math.floor(rateBp / 100)}${hundredths === "" ? "" : `${language === "lt" ? "," : "."}${hundredths}`} %`;
}
