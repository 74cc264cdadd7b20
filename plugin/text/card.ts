/** What may be kept of a card, whether RRPay wrote it in an answer or GAMA passes what a person typed. */
import type { Card } from "../../schemas/generated/types.ts";
import { maskPan } from "./mask.ts";

/** A retrieval reference number has 12 digits by standard. Card numbers of today have 13 to 19. */
export function isReference(text: string): boolean {
  return /^[0-9]{12}$/.test(text);
}

const MOMENT = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?$/i;

/** A moment in RFC 3339 form. It may have as many digits as a card number, but it is not one. */
export function isMoment(text: string): boolean {
  return MOMENT.test(text);
}

/** A number of a payment without the card's full number, which some programs put there. */
function maskedReference(text: string): string {
  return isReference(text) ? text : maskPan(text);
}

/** How each field of a card is masked. */
export const CARD_MASKS: { readonly [field in keyof Card]-?: (text: string) => string } = {
  maskedPan: maskPan,
  authCode: maskedReference,
  rrn: maskedReference,
  terminalId: maskedReference,
};

/** The same card without its full number in any field. */
export function maskedCard(card: Card): Card {
  const fields = Object.entries(card) as [keyof Card, string][];
  return Object.fromEntries(fields.map(([name, text]) => [name, CARD_MASKS[name](text)]));
}
