/**
 * Sentences in the bundle's packed form: a mark replaces each phrase that several sentences share
 * (`build/generate/phrases.ts`).
 */
import { PHRASES } from "../../schemas/generated/sentences.ts";

/** The marks of one byte. The other marks are in two ranges of letters that no sentence uses. */
const SHORT = "#$%&*+<=>?@[]^_`{|}";

/** The phrases in the order of their marks, split when the first sentence is read. */
let phrases: readonly string[] | undefined;

/** A sentence in readable form. */
export function unpacked(text: string): string {
  phrases ??= PHRASES.split("~");
  let whole = "";
  for (let at = 0; at < text.length; at++) {
    const phrase = phrases[placeOf(text, at)];
    whole += phrase === undefined ? text.charAt(at) : unpacked(phrase);
  }
  return whole;
}

/** The position of a mark's phrase in the dictionary, or −1 if the character is no mark. */
function placeOf(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code < 0x80) return SHORT.indexOf(text.charAt(at));
  if (code < 0x180 || code > 0x57f) return -1;
  return SHORT.length + (code < 0x370 ? code + 0x90 : code - 0x370);
}
