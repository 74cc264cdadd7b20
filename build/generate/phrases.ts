/**
 * Sentences that share phrases, written so that a phrase is there once, because the bundle's size is limited
 * (`build/check-imports.ts`). A phrase is one mark of two bytes, and may hold marks itself (Re-Pair, pruned to what pays
 * for itself).
 */

/** Where marks lie: letters that no sentence has, two bytes each in UTF-8. `plugin/messages/packed.ts` reads them back. */
const MARKS: readonly { readonly from: number; readonly count: number }[] = [
  { from: 0x0370, count: 528 },
  { from: 0x0180, count: 304 },
];
/** The marks of the phrases that are used most: one byte each, and no sentence has them. */
const SHORT_MARKS = "#$%&*+<=>?@[]^_`{|}";
/** Between two phrases of the dictionary. */
export const SEPARATOR = "~";

const MARK_BYTES = 2;
/** Stands for a phrase until it is written: the first of the characters that Unicode leaves to private use. */
const DRAFT = 0xe000;

export interface Phrased {
  /** Every phrase that is said more than once and pays for itself, behind one another. */
  readonly dictionary: string;
  /** The texts with marks where a phrase stands. */
  readonly written: readonly string[];
}

type Symbols = readonly string[];

/** Packs texts. The same texts give the same phrases. */
export function phrasesOf(texts: readonly string[]): Phrased {
  const foreign = texts.find((text) => text.includes(SEPARATOR) || [...text].some(isMark));
  if (foreign !== undefined) throw new Error(`a sentence has a character that marks a phrase: ${foreign}`);
  const drafted = pairUp(texts.map((text) => [...text]));
  const { phrases: kept, packed } = prune(drafted);
  const phrases = byUse(kept, packed);
  const marks = new Map([...phrases.keys()].map((draft, at) => [draft, markOf(at)]));
  const write = (symbols: Symbols) => symbols.map((symbol) => marks.get(symbol) ?? symbol).join("");
  return { dictionary: [...phrases.values()].map(write).join(SEPARATOR), written: packed.map(write) };
}

/** The phrases, those first that are used most. */
function byUse(phrases: ReadonlyMap<string, Symbols>, packed: readonly Symbols[]): Map<string, Symbols> {
  const uses = new Map<string, number>();
  for (const symbols of [...packed, ...phrases.values()])
    for (const symbol of symbols) uses.set(symbol, (uses.get(symbol) ?? 0) + 1);
  return new Map([...phrases].sort(([one], [other]) => (uses.get(other) ?? 0) - (uses.get(one) ?? 0)));
}

interface Drafted {
  readonly phrases: ReadonlyMap<string, Symbols>;
  readonly packed: readonly Symbols[];
}

/** Makes the most frequent pair of symbols one, again and again while one comes more than twice. */
function pairUp(texts: readonly Symbols[]): Drafted {
  const phrases = new Map<string, Symbols>();
  let packed = texts;
  for (let pair = mostFrequent(packed); pair !== undefined; pair = mostFrequent(packed)) {
    const draft = String.fromCharCode(DRAFT + phrases.size);
    phrases.set(draft, pair);
    const [first, second] = pair;
    packed = packed.map((symbols) => {
      const joined: string[] = [];
      for (let at = 0; at < symbols.length; at++) {
        const isPair = symbols[at] === first && symbols[at + 1] === second;
        joined.push(isPair ? draft : symbols[at]!);
        if (isPair) at++;
      }
      return joined;
    });
  }
  return { phrases, packed };
}

function mostFrequent(texts: readonly Symbols[]): Symbols | undefined {
  const counts = new Map<string, number>();
  for (const symbols of texts)
    for (let at = 0; at + 1 < symbols.length; at++) {
      const pair = symbols[at]! + symbols[at + 1]!;
      counts.set(pair, (counts.get(pair) ?? 0) + 1);
    }
  let best: { readonly pair: string; readonly count: number } | undefined;
  for (const [pair, count] of counts) if (count > (best?.count ?? 2)) best = { pair, count };
  return best && [...best.pair];
}

/** Writes out the phrase that saves least, again and again, until each saves something and there are marks for all. */
function prune({ phrases, packed }: Drafted): Drafted {
  const kept = new Map(phrases);
  let texts = packed;
  const marksMax = MARKS.reduce((sum, { count }) => sum + count, SHORT_MARKS.length);
  const bytesOf = (symbol: string) => (kept.has(symbol) ? MARK_BYTES : Buffer.byteLength(symbol));
  for (;;) {
    const uses = new Map<string, number>();
    for (const symbols of [...texts, ...kept.values()])
      for (const symbol of symbols) uses.set(symbol, (uses.get(symbol) ?? 0) + 1);
    let worst: { readonly draft: string; readonly saved: number } | undefined;
    for (const [draft, symbols] of kept) {
      const bytes = symbols.reduce((sum, symbol) => sum + bytesOf(symbol), 0);
      const saved = (uses.get(draft) ?? 0) * (bytes - MARK_BYTES) - bytes - SEPARATOR.length;
      if (saved < (worst?.saved ?? Number.POSITIVE_INFINITY)) worst = { draft, saved };
    }
    if (worst === undefined || (worst.saved > 0 && kept.size <= marksMax)) return { phrases: kept, packed: texts };
    const { draft } = worst;
    const whole = kept.get(draft)!;
    kept.delete(draft);
    const writeOut = (symbols: Symbols) =>
      symbols.includes(draft) ? symbols.flatMap((symbol) => (symbol === draft ? whole : [symbol])) : symbols;
    texts = texts.map(writeOut);
    for (const [other, symbols] of kept) kept.set(other, writeOut(symbols));
  }
}

function isMark(character: string): boolean {
  const code = character.charCodeAt(0);
  if (SHORT_MARKS.includes(character)) return true;
  return MARKS.some(({ from, count }) => code >= from && code < from + count);
}

function markOf(place: number): string {
  const at = place - SHORT_MARKS.length;
  if (at < 0) return SHORT_MARKS.charAt(place);
  const [first, second] = MARKS;
  const code = at < first!.count ? first!.from + at : second!.from + at - first!.count;
  return String.fromCharCode(code);
}
