/** Sentences as the bundle carries them: a phrase that several share is one mark (`build/generate/phrases.ts`). */
import { PHRASES } from "../../schemas/generated/sentences.ts";

/** The phrases by their marks, split when the first sentence is read. */
let phrases: readonly string[] | undefined;

/** A sentence as people read it. */
export function unpacked(text: string): string {
  phrases ??= PHRASES.split("~");
  let whole = "";
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const phrase = code < 0x180 || code > 0x57f ? undefined : phrases[code < 0x370 ? code + 0x90 : code - 0x370];
    whole += phrase === undefined ? text.charAt(at) : unpacked(phrase);
  }
  return whole;
}
