/** Sentences that share phrases, written so that a phrase is there once: the bundle has 130 kB for all that it does. */

/** What `${a}` and a declaration of its own cost beside the phrase itself, in bytes, once minified. */
const USE_BYTES = 5;
const DECLARATION_BYTES = 6;
/** A phrase that saves less is not worth a line. */
const SAVED_BYTES_MIN = 16;
const WORDS_MAX = 10;
/** Stands for a phrase until it is written: the first of the characters that Unicode leaves to private use. */
const MARK = 0xe000;

export interface Phrased {
  /** Every phrase that is said more than once and pays for itself. */
  readonly phrases: readonly string[];
  /** The texts as the inside of template literals, with `${p0}` where a phrase stands. */
  readonly written: readonly string[];
}

/** Takes out the phrase that saves most, again and again until none saves anything. The same texts give the same phrases. */
export function phrasesOf(texts: readonly string[]): Phrased {
  const phrases: string[] = [];
  let marked = [...texts];
  for (let best = bestPhrase(marked); best !== undefined; best = bestPhrase(marked)) {
    const mark = String.fromCharCode(MARK + phrases.length);
    const phrase = best;
    phrases.push(phrase);
    marked = marked.map((text) => text.replaceAll(phrase, mark));
  }
  const written = marked.map((text) =>
    text.replace(/[`\\$]/g, "\\$&").replace(/[\ue000-\uf8ff]/g, (mark) => `\${p${mark.charCodeAt(0) - MARK}}`),
  );
  return { phrases, written };
}

function bestPhrase(texts: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const text of texts) for (const phrase of runsOf(text)) counts.set(phrase, (counts.get(phrase) ?? 0) + 1);
  let best: { readonly phrase: string; readonly saved: number } | undefined;
  for (const [phrase, count] of counts) {
    const saved = (count - 1) * Buffer.byteLength(phrase) - count * USE_BYTES - DECLARATION_BYTES;
    if (saved > (best?.saved ?? SAVED_BYTES_MIN)) best = { phrase, saved };
  }
  return best?.phrase;
}

/** Every run of whole words between two phrases that are taken out already. */
function runsOf(text: string): string[] {
  return text.split(/[\ue000-\uf8ff]/).flatMap((piece) => {
    const words = piece.split(/(?<= )/);
    return words.flatMap((_, from) =>
      Array.from({ length: Math.min(WORDS_MAX, words.length - from) }, (_, more) =>
        words.slice(from, from + more + 1).join(""),
      ),
    );
  });
}
