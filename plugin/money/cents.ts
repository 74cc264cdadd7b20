/** Money in integer cents. Null means that a result is beyond the safe integers; nothing is ever rounded to fit. */

/** One cent in units of quantity × 10 000 times price × 10 000. */
const E8_PER_CENT = 1_000_000;

export function addCents(left: number, right: number): number | null {
  return safe(left) && safe(right) ? safeOrNull(left + right) : null;
}

export function sumCents(amounts: readonly number[]): number | null {
  let sum: number | null = 0;
  for (const amount of amounts) {
    sum = addCents(sum, amount);
    if (sum === null) return null;
  }
  return sum;
}

/** Quantity × unit price in cents, without floats. Halves round away from zero. */
export function productCents(quantityE4: number, unitPriceE4: number): number | null {
  if (!safe(quantityE4) || !safe(unitPriceE4)) return null;
  const quantity = Math.abs(quantityE4);
  const price = Math.abs(unitPriceE4);
  // quantity × price / 10^6, both split at 10^6: only the product of the low parts, which is below 10^12, needs
  // rounding
  const quantityLow = quantity % E8_PER_CENT;
  const quantityHigh = (quantity - quantityLow) / E8_PER_CENT;
  const priceLow = price % E8_PER_CENT;
  const priceHigh = (price - priceLow) / E8_PER_CENT;
  const low = quantityLow * priceLow;
  const remainder = low % E8_PER_CENT;
  const rounded = (low - remainder) / E8_PER_CENT + (remainder * 2 >= E8_PER_CENT ? 1 : 0);
  // no part is negative, so a part that is not exact is itself beyond the safe integers, and the sum is too
  const cents = safeOrNull(quantityHigh * price + quantityLow * priceHigh + rounded);
  return cents !== null && cents !== 0 && quantityE4 < 0 !== unitPriceE4 < 0 ? -cents : cents;
}

/** An amount for people: `12,58 €` or `€12.58`. */
export function formatEuros(cents: number, language: "lt" | "en"): string {
  const digits = String(Math.abs(cents)).padStart(3, "0");
  const euros = digits.slice(0, -2);
  const rest = digits.slice(-2);
  const sign = cents < 0 ? "-" : "";
  return language === "lt" ? `${sign}${euros},${rest} €` : `${sign}€${euros}.${rest}`;
}

function safe(value: number): boolean {
  return Number.isSafeInteger(value);
}

function safeOrNull(value: number): number | null {
  return safe(value) ? value : null;
}
