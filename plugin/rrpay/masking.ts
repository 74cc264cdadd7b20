/**
 * Cleans and masks everything that RRPay writes before anything else reads it, so that card numbers never enter
 * (docs/contracts.md B13), nor what would end or break a line (C1). The rules are those for what GAMA writes
 * (`text/mask.ts`). Keys and document numbers stay whole.
 */
import { CARD_MASKS, isMoment } from "../text/card.ts";
import { maskCards, maskMessage } from "../text/mask.ts";

/** How each text of RRPay's is masked. What is not listed is a key, a number or a word. */
const MASKS: { readonly [field: string]: (text: string) => string } = {
  name: maskMessage,
  message: maskMessage,
  code: maskMessage,
  ...CARD_MASKS,
  printedAt: (text) => (isMoment(text) ? text : maskCards(text)),
  version: maskCards,
  features: maskCards,
};

/** Control characters and halves of surrogate pairs. GAMA reads a text to its first NUL. */
const NO_WIDTH = /[^ -~\u00a0-\ud7ff\ue000-\u{10ffff}]/gu;

/** The text with a space for each character without width, and without blanks at its end. It is as long, or shorter. */
export function plainText(text: string): string {
  return text.replace(NO_WIDTH, " ").trimEnd();
}

/** The text of a field that we know, in which every card number keeps only its first six and last four digits. */
export function maskedText(field: string, text: string): string {
  return MASKS[field]?.(plainText(text)) ?? text;
}

/** An answer that was found valid, with every text masked. */
export function maskedAnswer<Answer extends object>(answer: Answer): Answer {
  return masked("", answer) as Answer;
}

function masked(field: string, value: unknown): unknown {
  if (typeof value === "string") return maskedText(field, value);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => masked(field, item));
  // an own `__proto__` stays one, which the validator then sees
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, masked(name, item)]));
}
