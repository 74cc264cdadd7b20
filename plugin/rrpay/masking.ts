/** Card numbers never enter: what RRPay writes about a card is masked before anything else sees it (architecture, PII). */
import type { Card, RrpayPayment } from "../../schemas/generated/types.ts";
import { maskPan } from "../text/mask.ts";

/** A retrieval reference number has 12 digits by standard; card numbers of today have 13 to 19. */
const REFERENCE = /^[0-9]{12}$/;

/** The same answer, transaction or tombstone, with every card number cut to its first six and last four digits. */
export function masked<Answer extends { payments?: RrpayPayment[]; message?: string }>(answer: Answer): Answer {
  const { payments, message } = answer;
  return {
    ...answer,
    ...(payments === undefined ? {} : { payments: payments.map(maskedPayment) }),
    ...(message === undefined ? {} : { message: maskPan(message) }),
  };
}

function maskedPayment(payment: RrpayPayment): RrpayPayment {
  const name = maskPan(payment.name);
  return payment.card ? { ...payment, name, card: maskedCard(payment.card) } : { ...payment, name };
}

function maskedCard(card: Card): Card {
  const safe: Card = {};
  if (card.maskedPan !== undefined) safe.maskedPan = maskPan(card.maskedPan);
  for (const field of ["authCode", "rrn", "terminalId"] as const) {
    const text = card[field];
    if (text !== undefined) safe[field] = REFERENCE.test(text) ? text : maskPan(text);
  }
  return safe;
}
