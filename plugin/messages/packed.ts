/** Sentences as the bundle carries them: a phrase that several share is one mark (`build/generate/phrases.ts`). */
import { PHRASES } from "../../schemas/generated/sentences.ts";

/** The marks of one byte; the others lie in two ranges of letters that no sentence has. */
const SHORT = "#$%&*+<=>?@[]^_`{|}";

/** The phrases by their marks, split when the first sentence is read. */
let phrases: readonly string[] | undefined;

/** A sentence as people read it. */
export function unpacked(text: string): string {
  phrases ??= PHRASES.split("~");
  let whole = "";
  for (let at = 0; at < text.length; at++) {
    const phrase = phrases[placeOf(text, at)];
    whole += phrase === undefined ? text.charAt(at) : unpacked(phrase);
  }
  return whole;
}

/** Where in the dictionary a mark's phrase stands; −1 where it is no mark. */
function placeOf(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code < 0x80) return SHORT.indexOf(text.charAt(at));
  if (code < 0x180 || code > 0x57f) return -1;
  return SHORT.length + (code < 0x370 ? code + 0x90 : code - 0x370);
}
