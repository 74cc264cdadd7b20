/**
 * Sentences in the bundle's packed form: a mark replaces each phrase that several sentences share
 * (`build/generate/phrases.ts`).
 */
import { PHRASES } from "../../schemas/generated/sentences.ts";

/** The marks of one byte. The other marks are in two ranges of letters that no sentence uses. */
const SHORT = "#$%&*+<=>?@[]^_`{|}";
const MARKS = /[#-&*+<-@[\]-`{-}\u0180-\u057f]/g;

/** The phrases in the order of their marks, split when the first sentence is read. */
let phrases: readonly string[] | undefined;

/** A sentence in readable form. The engine's own search passes over what is no mark; a phrase may hold marks itself. */
export function unpacked(text: string): string {
  phrases ??= PHRASES.split("~");
  return text.replace(MARKS, (mark) => unpacked(phrases?.[placeOf(mark)] ?? ""));
}

/** The position of a mark's phrase in the dictionary. */
function placeOf(mark: string): number {
  const code = mark.charCodeAt(0);
  if (code < 0x80) return SHORT.indexOf(mark);
  return SHORT.length + (code < 0x370 ? code + 0x90 : code - 0x370);
}
