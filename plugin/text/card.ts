/** What may be kept of a card, whoever writes it: RRPay in an answer, GAMA in what a person typed. */
import type { Card } from "../../schemas/generated/types.ts";
import { maskPan } from "./mask.ts";

/** A retrieval reference number has 12 digits by standard; card numbers of today have 13 to 19. */
export function isReference(text: string): boolean {
  return /^[0-9]{12}$/.test(text);
}

const MOMENT =
  /^[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?$/;

/** A moment as RFC 3339 writes it: as many digits as a card number, and none. */
export function isMoment(text: string): boolean {
  return MOMENT.test(text);
}

/** The same card without its full number, in whatever field it stands. */
export function maskedCard(card: Card): Card {
  const safe: Card = {};
  if (card.maskedPan !== undefined) safe.maskedPan = maskPan(card.maskedPan);
  for (const field of ["authCode", "rrn", "terminalId"] as const) {
    const text = card[field];
    if (text !== undefined) safe[field] = isReference(text) ? text : maskPan(text);
  }
  return safe;
}
