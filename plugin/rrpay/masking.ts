/**
 * Masks everything that RRPay writes before anything else reads it, so that card numbers never enter (docs/contracts.md
 * B13). The rules are those for what GAMA writes (`text/mask.ts`). Keys and document numbers stay whole.
 */
import type { RrpayHealth, RrpayPayment, RrpayTombstone, RrpayTransaction } from "../../schemas/generated/types.ts";
import { isMoment, maskedCard } from "../text/card.ts";
import { maskCards, maskMessage } from "../text/mask.ts";

/** A transaction or a tombstone in which every card number keeps only its first six and last four digits. */
export function maskedAnswer<Answer extends RrpayTransaction | RrpayTombstone>(answer: Answer): Answer {
  const safe = { ...answer };
  if (safe.payments !== undefined) safe.payments = safe.payments.map(maskedPayment);
  if (safe.fiscal?.printedAt !== undefined && !isMoment(safe.fiscal.printedAt))
    safe.fiscal = { ...safe.fiscal, printedAt: maskCards(safe.fiscal.printedAt) };
  if ("message" in safe && safe.message !== undefined) safe.message = maskMessage(safe.message);
  if ("code" in safe && safe.code !== undefined) safe.code = maskMessage(safe.code);
  return safe;
}

/** What RRPay says about itself, masked. */
export function maskedHealth(health: RrpayHealth): RrpayHealth {
  const { name, version, features } = health;
  return { ...health, name: maskCards(name), version: maskCards(version), features: features.map(maskCards) };
}

function maskedPayment(payment: RrpayPayment): RrpayPayment {
  const safe = { ...payment, name: maskMessage(payment.name) };
  return safe.card === undefined ? safe : { ...safe, card: maskedCard(safe.card) };
}
