/**
 * Where the raw text has card numbers: exactly the digits that masking removes. A trace shows stars in their place and
 * can still be read as before. Works for JSON, for flat lines, and for any other text.
 */
import { isMoment, isReference } from "./card.ts";
import { type Found, findCards, findMessage, findRuns } from "./mask.ts";

/** A range of characters. */
export interface Spot {
  readonly from: number;
  readonly length: number;
}

/**
 * How a field's text is masked. A `whole` field is a key or number that stays; a `reference` may have twelve digits.
 */
export type Rule = "whole" | "card" | "reference" | "message" | "text" | "moment";

/** Rules by field name. The names in `whole`, separated by spaces, stay as they are. */
export function rulesOf(whole: string, others: Readonly<Record<string, Rule>>): Readonly<Record<string, Rule>> {
  return { ...Object.fromEntries(whole.split(" ").map((name) => [name, "whole" as const])), ...others };
}

const FINDERS: { readonly [rule in Rule]: (text: string) => readonly Found[] } = {
  whole: () => [],
  card: findRuns,
  reference: (text) => (isReference(text) ? [] : findRuns(text)),
  moment: (text) => (isMoment(text) ? [] : findCards(text)),
  message: findMessage,
  text: findCards,
};

/** Whether a text has as many digits as the shortest number that is searched for. Nearly none has. */
function hasEnoughDigits(text: string): boolean {
  return text.replace(/[^0-9]+/g, "").length >= 12;
}

/** The spots of a text, by the rules of its fields. A field that is not listed has the rule `otherwise`. */
export function spotsOf(text: string, rules: Readonly<Record<string, Rule>>, otherwise: Rule): Spot[] {
  const ruleOf = (name: string): Rule => (Object.hasOwn(rules, name) ? (rules[name] ?? otherwise) : otherwise);
  const spots = /^\s*[{[]/.test(text) ? jsonSpots(text, ruleOf) : flatSpots(text, ruleOf);
  return merged(spots);
}

/**
 * Every value of a JSON text, by the name before it. Numbers are included, because an unknown field may hold anything.
 */
function jsonSpots(text: string, ruleOf: (name: string) => Rule): Spot[] {
  const spots: Spot[] = [];
  let name = "";
  let plainAt = 0;
  for (let quote = text.indexOf('"'); quote >= 0; quote = text.indexOf('"', plainAt)) {
    spots.push(...numberSpots(text, plainAt, quote, ruleOf(name)));
    const end = stringEnd(text, quote + 1);
    const literal = text.slice(quote + 1, end);
    plainAt = end + 1;
    // an unknown name may itself hold a card number, as any text may
    if (/^\s*:/.test(text.slice(plainAt, plainAt + 8))) name = literal;
    spots.push(...literalSpots(literal, quote + 1, ruleOf(name)));
  }
  spots.push(...numberSpots(text, plainAt, text.length, ruleOf(name)));
  return spots;
}

/** Between two strings there is only structure and at most a few numbers of one field. */
function numberSpots(text: string, from: number, to: number, rule: Rule): Spot[] {
  if (rule === "whole" || to - from < 13) return [];
  const spots: Spot[] = [];
  for (const { 0: digits, index } of text.slice(from, to).matchAll(/[0-9]{13,19}/g))
    spots.push(...spotsAt(FINDERS[rule](digits), from + index));
  return spots;
}

function literalSpots(literal: string, at: number, rule: Rule): Spot[] {
  if (rule === "whole" || literal.length < 12) return [];
  if (!literal.includes("\\")) return hasEnoughDigits(literal) ? spotsAt(FINDERS[rule](literal), at) : [];
  // an escape is one character of the text but several of the literal
  const places: number[] = [];
  const plain = literal.replace(/\\u[0-9a-fA-F]{4}|\\[\s\S]|[\s\S]/g, (piece, place: number) => {
    places.push(place);
    if (piece.length < 2) return piece;
    return piece.length === 6 ? String.fromCharCode(Number.parseInt(piece.slice(2), 16)) : " ";
  });
  places.push(literal.length);
  return FINDERS[rule](plain).flatMap(({ hidden }) =>
    hidden.map((index) => {
      const from = places[index] ?? 0;
      return { from: at + from, length: (places[index + 1] ?? literal.length) - from };
    }),
  );
}

function flatSpots(text: string, ruleOf: (name: string) => Rule): Spot[] {
  const spots: Spot[] = [];
  let at = 0;
  for (const line of text.split(/(?<=[\r\n])/)) {
    const equals = line.indexOf("=");
    const name = equals < 0 ? "" : line.slice(0, equals).trimEnd();
    const value = line.slice(equals + 1);
    const rule = ruleOf(name.slice(name.lastIndexOf(".") + 1));
    if (hasEnoughDigits(name)) spots.push(...spotsAt(FINDERS[rule](name), at));
    if (hasEnoughDigits(value)) spots.push(...spotsAt(FINDERS[rule](value), at + equals + 1));
    at += line.length;
  }
  return spots;
}

function spotsAt(found: readonly Found[], at: number): Spot[] {
  return found.flatMap(({ hidden }) => hidden.map((place) => ({ from: at + place, length: 1 })));
}

/** Sorted, with neighbours joined. */
function merged(spots: readonly Spot[]): Spot[] {
  const sorted = [...spots].sort((a, b) => a.from - b.from);
  const whole: { from: number; length: number }[] = [];
  for (const { from, length } of sorted) {
    const last = whole.at(-1);
    if (last && from <= last.from + last.length) last.length = Math.max(last.length, from + length - last.from);
    else whole.push({ from, length });
  }
  return whole;
}

/** The offset of the quote that ends a literal, or of the text's end. */
function stringEnd(text: string, start: number): number {
  let from = start;
  for (;;) {
    const quote = text.indexOf('"', from);
    if (quote < 0) return text.length;
    let slashes = 0;
    while (quote - slashes > from && text.charAt(quote - slashes - 1) === "\\") slashes += 1;
    if (slashes % 2 === 0) return quote;
    from = quote + 1;
  }
}
