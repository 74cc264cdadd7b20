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
 * How a field's text is masked. A `whole` field is a key that stays, a `number` stays if it has no more digits than an
 * amount, a `word` stays if it is one; a `reference` may have twelve digits.
 */
export type Rule = "whole" | "number" | "word" | "card" | "reference" | "message" | "text" | "moment";

/** The rule of the fields whose names are given, separated by spaces. */
export function rulesOf(names: string, rule: Rule): Readonly<Record<string, Rule>> {
  return Object.fromEntries(names.split(" ").map((name) => [name, rule]));
}

const FINDERS: { readonly [rule in Rule]: (text: string) => readonly Found[] } = {
  whole: () => [],
  number: () => [],
  word: (text) => (/^[A-Za-z-]*$/.test(text) ? [] : findMessage(text)),
  card: findRuns,
  reference: (text) => (isReference(text) ? [] : findRuns(text)),
  moment: (text) => (isMoment(text) ? [] : findCards(text)),
  message: findMessage,
  text: findCards,
};

/** No amount, quantity or other number of ours or RRPay's has more digits. */
const SHORT_NUMBER = /^\s*-?[0-9]{0,12}\s*$/;

/** Whether a text has as many digits as the shortest number that is searched for. Nearly none has. */
function hasEnoughDigits(text: string): boolean {
  return text.length >= 12 && text.replace(/[^0-9]+/g, "").length >= 12;
}

/** The fields of a text that have a rule. */
export interface Fields {
  readonly rules: Readonly<Record<string, Rule>>;
  /** The rule of every other field, and of what runs over several of them. */
  readonly otherwise: "message" | "text";
  /** The objects whose keys stay whole, besides the outermost. Undefined: all. */
  readonly homes?: readonly string[];
}

/**
 * The spots of a text, by the rules of its fields. What no field with a rule of its own has settled is searched again as
 * one text, because a number may run over several values or lines.
 */
export function spotsOf(text: string, fields: Fields, form: Form = "text"): Spot[] {
  const spots: Spot[] = [];
  const settled: Spot[] = [];
  const found = { spots, settled, form };
  const isJson = /^\s*[{[]/.test(text);
  // with homes given, a text that is no JSON has no fields
  if (isJson) jsonSpots(text, fields, found);
  else if (!fields.homes) flatSpots(text, fields, found);
  let rest = "";
  let at = 0;
  for (const { from, length } of settled) {
    rest += text.slice(at, from) + "x".repeat(length);
    at = from + length;
  }
  rest += text.slice(at);
  return merged(spots.concat(foldedSpots(rest, fields.otherwise, form)), text.length);
}

/** What was found by the rules of fields, and what needs no other search. */
interface FoundInFields {
  readonly spots: Spot[];
  readonly settled: Spot[];
  readonly form: Form;
}

/** Every value of a JSON text, by the name before it and the objects around it. */
function jsonSpots(text: string, { rules, homes }: Fields, { spots, settled, form }: FoundInFields): void {
  const around: string[] = [];
  let name = "";
  let rule = ruleOf(rules, name);
  let isNamed = false;
  let at = 0;
  const settle = (from: number, to: number, isNumber: boolean) => {
    const isOfName = isNamed;
    isNamed = false;
    const isKept = rule === "whole" || rule === "number";
    // a value behind another one, where a name is missing, is no key
    if (rule === undefined || (isKept && !isOfName)) return;
    const isHome = !homes || around.length < 2 || (around.length === 2 && homes.includes(around[1] ?? ""));
    const value = text.slice(from, to);
    if (isKept && (!isHome || ((isNumber || rule === "number") && !SHORT_NUMBER.test(value)))) return;
    settled.push({ from, length: to - from });
    for (const spot of foldedSpots(value, rule, form)) spots.push({ ...spot, from: from + spot.from });
  };
  while (at < text.length) {
    const quote = text.indexOf('"', at);
    const end = quote < 0 ? text.length : quote;
    for (; at < end; at++) {
      const sign = text.charAt(at);
      if (sign === "{" || sign === "[") around.push(name);
      else if (sign === "}" || sign === "]") {
        name = around.pop() ?? "";
        rule = ruleOf(rules, name);
      } else if (rule === undefined) isNamed = false;
      else if (sign >= "0" && sign <= "9") {
        const from = at;
        while (at + 1 < end && "0123456789.eE+-".includes(text.charAt(at + 1))) at++;
        settle(from, at + 1, true);
      }
    }
    if (quote < 0) return;
    const close = stringEnd(text, quote + 1);
    at = close + 1;
    let after = at;
    while (after < text.length && " \t\r\n".includes(text.charAt(after))) after++;
    // an unknown name may itself hold a card number, as any text may
    if (text.charAt(after) === ":") {
      name = text.slice(quote + 1, close);
      rule = ruleOf(rules, name);
      isNamed = true;
    } else settle(quote + 1, close, false);
  }
}

function ruleOf(rules: Fields["rules"], name: string): Rule | undefined {
  return Object.hasOwn(rules, name) ? rules[name] : undefined;
}

function flatSpots(text: string, { rules, otherwise }: Fields, { spots, settled, form }: FoundInFields): void {
  let at = 0;
  for (const line of text.split(/(?<=[\r\n])/)) {
    const equals = line.indexOf("=");
    const name = equals < 0 ? "" : line.slice(0, equals).trimEnd();
    const value = line.slice(equals + 1);
    const field = name.slice(name.lastIndexOf(".") + 1);
    const own = ruleOf(rules, field);
    const rule = own === "number" && !SHORT_NUMBER.test(value) ? undefined : own;
    const from = at + equals + 1;
    if (rule !== undefined) settled.push({ from, length: value.length });
    for (const spot of foldedSpots(value, rule ?? otherwise, form)) spots.push({ ...spot, from: from + spot.from });
    at += line.length;
  }
}

/** Whether a text was decoded, or is bytes, one a character: what is several bytes of UTF-8 parts digits as one sign. */
export type Form = "text" | "bytes";

/** What stands for one character. A digit behind a backslash is one: no escape of JSON or of flat lines begins so. */
const PIECES: { readonly [form in Form]: RegExp } = {
  text: /\\(?:u[0-9a-fA-F]{4}|[^0-9])/g,
  bytes: /\\(?:u[0-9a-fA-F]{4}|[^0-9])|[\xc2-\xf4][\x80-\xbf]{1,3}/g,
};

/** The spots of a text by one rule. An escape is one character of the text that is searched, but several of this one. */
export function foldedSpots(text: string, rule: Rule, form: Form = "text"): Spot[] {
  if (rule === "whole" || !hasEnoughDigits(text)) return [];
  const escapes: Spot[] = [];
  let folded = 0;
  const plain = text.replace(PIECES[form], (piece, at: number) => {
    escapes.push({ from: at - folded, length: piece.length });
    folded += piece.length - 1;
    return piece.length === 6 ? String.fromCharCode(Number.parseInt(piece.slice(2), 16)) : " ";
  });
  if (escapes.length === 0) return stretchesOf(FINDERS[rule](text));
  let next = 0;
  let shift = 0;
  const spots = spotsAt(FINDERS[rule](plain)).sort((a, b) => a.from - b.from);
  return spots.map(({ from }) => {
    for (let piece = escapes[next]; piece && piece.from < from; piece = escapes[++next]) shift += piece.length - 1;
    return { from: from + shift, length: escapes[next]?.from === from ? (escapes[next]?.length ?? 1) : 1 };
  });
}

/** One spot for each digit to hide. */
function spotsAt(found: readonly Found[]): Spot[] {
  return found.flatMap(({ hidden }) => hidden.map((from) => ({ from, length: 1 })));
}

/** The same digits, those that stand together in one spot: a hostile text has a hundred thousand of them. */
function stretchesOf(found: readonly Found[]): Spot[] {
  const spots: Spot[] = [];
  for (const { hidden } of found) {
    let from = hidden[0] ?? 0;
    for (let index = 1; index <= hidden.length; index++) {
      const until = (hidden[index - 1] ?? 0) + 1;
      if (hidden[index] === until) continue;
      spots.push({ from, length: until - from });
      from = hidden[index] ?? 0;
    }
  }
  return spots;
}

/** The same characters of a text of this length, in its order, neighbours and overlaps in one spot. */
export function merged(spots: readonly Spot[], textLength: number): Spot[] {
  // a hostile text has as many spots as digits, and QuickJS sorts slowly
  const isHidden = new Uint8Array(textLength);
  for (const { from, length } of spots) isHidden.fill(1, from, from + length);
  const whole: Spot[] = [];
  let until = 0;
  for (let from = isHidden.indexOf(1); from >= 0; from = isHidden.indexOf(1, until)) {
    const end = isHidden.indexOf(0, from);
    until = end < 0 ? textLength : end;
    whole.push({ from, length: until - from });
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
