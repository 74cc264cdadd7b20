/** What may be kept of a card, whoever writes it: RRPay in an answer, GAMA in what a person typed. */
import type { Card } from "../../schemas/generated/types.ts";
import { maskPan } from "./mask.ts";

/** A retrieval reference number has 12 digits by standard; card numbers of today have 13 to 19. */
const REFERENCE = /^[0-9]{12}$/;

/** The same card without its full number, in whatever field it stands. */
export function maskedCard(card: Card): Card {
  const safe: Card = {};
  if (card.maskedPan !== undefined) safe.maskedPan = maskPan(card.maskedPan);
  for (const field of ["authCode", "rrn", "terminalId"] as const) {
    const text = card[field];
    if (text !== undefined) safe[field] = REFERENCE.test(text) ? text : maskPan(text);
  }
  return safe;
}
