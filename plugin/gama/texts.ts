/**
 * Texts from GAMA's tables: padded with blanks, sometimes with a tab or line break that a person pasted, sometimes with
 * a card number in a note (docs/contracts.md B13).
 */
import { maskCards, SHORTEST_IN_TEXT } from "../text/mask.ts";

/** Whether a card number was found in a payload. Its trace is then blanked. */
export interface Masking {
  isMasked: boolean;
}

/** Control characters of both halves of Latin-1. They have no width on a receipt and no place in a key. */
const CONTROL = /[^ -~\u00a0-\uffff]/;

/**
 * Cleans a key, a number or a code: removes control characters and blanks at its ends. The schema refuses one inside.
 */
export function cleanKey(text: string): string {
  return CONTROL.test(text) ? trimmed(text) : withoutPadding(text);
}

/** Cleans a free text: a control character inside becomes a space, and a card number is masked. */
export function cleanText(text: string, masking: Masking = { isMasked: false }): string {
  const plain = CONTROL.test(text) ? trimmed(text).replace(/[^ -~\u00a0-\uffff]/g, " ") : withoutPadding(text);
  if (plain.length < SHORTEST_IN_TEXT) return plain;
  const masked = maskCards(plain);
  if (masked !== plain) masking.isMasked = true;
  return masked;
}

/** A text of GAMA's that is told to a person as it came: what has no width is shown as `?`. */
export function shownText(text: string): string {
  return CONTROL.test(text) ? text.replace(/[^ -~\u00a0-\uffff]/g, "?") : text;
}

function trimmed(text: string): string {
  let start = 0;
  for (let at = 0; isControl(text, at) || text.charCodeAt(at) === 0x20; at++) if (isControl(text, at)) start = at + 1;
  let end = text.length;
  while (end > start && (isControl(text, end - 1) || text.charCodeAt(end - 1) === 0x20)) end -= 1;
  return text.slice(start, end);
}

/** By hand, because a regular expression for this is quadratic in a long run of blanks. */
function withoutPadding(text: string): string {
  if (!text.endsWith(" ")) return text;
  let end = text.length - 1;
  while (end > 0 && text.charCodeAt(end - 1) === 0x20) end -= 1;
  return text.slice(0, end);
}

function isControl(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code < 0x20 || (code >= 0x7f && code <= 0x9f);
}
