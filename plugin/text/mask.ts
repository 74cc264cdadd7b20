/**
 * Removes card numbers from any text. A card number keeps its first six and its last four digits. Two digits can belong
 * to one number when at most two characters stand between them.
 *
 * In the text of a card field (`maskPan`) twelve digits make a card number. In what a payment program writes
 * (`maskMessage`) they do too, if the digits stand together or are separated by blanks or dashes. In a free text
 * (`maskCards`) a number counts only if its check digit is right, because dates, prices and account numbers have as
 * many digits. There a card number must begin and end with a group of digits; inside a longer number it counts only if
 * an issuer's prefix and length fit too.
 *
 * A blanked trace must give the same result when it is read again, so six digits, stars and four digits count as one
 * masked number.
 */

/** Where a text has a card number, and the offsets of the digits to hide. */
export interface Found {
  readonly start: number;
  readonly end: number;
  readonly hidden: readonly number[];
}

const SHORTEST_PAN = 12;
/** Digits of the shortest card number that is searched for in a free text. */
export const SHORTEST_IN_TEXT = 13;
const LONGEST_PAN = 19;
const KEPT_HEAD = 6;
const KEPT_TAIL = 4;
const STAR = 0x2a;

/** Up to two characters of any kind. A surrogate pair counts as one. */
const GAP = "(?:[\\ud800-\\udbff][\\udc00-\\udfff]|[^0-9*]){0,2}?";
/**
 * Finds where enough digits stand near each other. Nearly no text has them. The length is bounded, so that a hostile
 * text cannot use much memory.
 */
const NEAR_PAN = new RegExp(`[0-9](?:${GAP}[0-9]){${SHORTEST_PAN - 1}}`, "g");
/** A digit with at most one blank or dash before it. What RRPay's texts lose (`rrpay/masking.ts`) is a blank already. */
const CLOSE_DIGIT = "[\\0- \\x7f-\\xa0\\ud800-\\udfff-]?[0-9]";
const CLOSE_PAN = new RegExp(`[0-9](?:${CLOSE_DIGIT}){${SHORTEST_PAN - 1}}`, "g");
const NEXT_CLOSE = new RegExp(CLOSE_DIGIT, "y");
const NEAR_IN_TEXT = new RegExp(`[0-9](?:${GAP}[0-9]){${SHORTEST_IN_TEXT - 1}}`, "g");
/** A number that is already masked, by us or by the code that blanked a trace. */
const BLANKED = new RegExp(`[0-9](?:${GAP}[0-9]){5}(?:${GAP}\\*){2,60}${GAP}[0-9](?:${GAP}[0-9]){3}`, "g");
/** A character that is neither a digit nor a star. */
const BETWEEN = /[^0-9*]/g;

/** Masks the text of a card field: every run of twelve digits or more. */
export function maskPan(text: string): string {
  return masked(text, findRuns);
}

/** Masks what a payment program writes: digits that are grouped as on a card are always masked. */
export function maskMessage(text: string): string {
  return maskCards(masked(text, findClose));
}

/** Finds what `maskMessage` masks. The second search sees stars where the first one has found a number. */
export function findMessage(text: string): Found[] {
  const close = findClose(text);
  if (close.length === 0) return findCards(text);
  const units = text.split("");
  for (const { hidden } of close) for (const at of hidden) units[at] = "*";
  return [...close, ...findCards(units.join(""))];
}

/** Masks a free text: every card number in it. Other numbers stay whole. */
export function maskCards(text: string): string {
  return masked(text, findCards);
}

/** Every run of twelve digits or more. */
export function findRuns(text: string): Found[] {
  return nearRuns(text, NEAR_PAN).map((places) => foundOf(places, 0, places.length));
}

/** Every run of twelve digits or more in which only single blanks or dashes stand between digits. */
function findClose(text: string): Found[] {
  return nearRuns(text, CLOSE_PAN, nextClose).map((places) => foundOf(places, 0, places.length));
}

/** Every number of 13 to 19 digits whose check digit is right. */
export function findCards(text: string): Found[] {
  return nearRuns(text, NEAR_IN_TEXT).flatMap((places) => cardsOf(text, places));
}

/** Every number in a text of digits alone that an issuer gives out and whose check digit is right. */
export function findIssued(text: string): Found[] {
  const places = Array.from(text, (_, at) => at);
  const digits = digitsAt(text, places);
  const sums = weighedSums(digits);
  const found: Found[] = [];
  for (const from of places)
    for (let length = SHORTEST_IN_TEXT; length <= LONGEST_PAN && from + length <= digits.length; length++)
      if (isIssued(digits, from, length) && checks(sums, from, length))
        found.push(foundOf(places, from, from + length));
  return found;
}

/** Nearly every text of an answer is too short for a number, which is known without a search. */
function masked(text: string, find: (text: string) => Found[]): string {
  if (text.length < SHORTEST_PAN) return text;
  const cut = maskedPiece(text, find(text));
  return cut.includes("*") ? cut.replace(BLANKED, (blanked) => blanked.replace(BETWEEN, "")) : cut;
}

function maskedPiece(text: string, found: readonly Found[]): string {
  if (found.length === 0) return text;
  let result = "";
  let at = 0;
  for (const { start, end, hidden } of found) {
    const digits = text.slice(start, end).replace(BETWEEN, "");
    result += `${text.slice(at, start)}${digits.slice(0, KEPT_HEAD)}${"*".repeat(hidden.length)}${digits.slice(-KEPT_TAIL)}`;
    at = end;
  }
  return result + text.slice(at);
}

/**
 * The offsets of the digits of each run that is long enough. At most two characters stand between two digits of a run.
 */
function nearRuns(text: string, near: RegExp, next = nextDigit): number[][] {
  const runs: number[][] = [];
  near.lastIndex = 0;
  for (let match = near.exec(text); match; match = near.exec(text)) {
    const places: number[] = [];
    // digits that stand together are passed without a call for each: whoever writes the text chooses how many there are
    for (let at = match.index; at >= 0; at = isDigit(text, at + 1) ? at + 1 : next(text, at)) places.push(at);
    runs.push(places);
    near.lastIndex = (places.at(-1) ?? 0) + 1;
  }
  return runs;
}

/** The next digit of a run, or −1 at its end. */
function nextDigit(text: string, at: number): number {
  let next = at + 1;
  for (let passed = 0; ; passed++) {
    const code = text.charCodeAt(next);
    if (code >= 0x30 && code <= 0x39) return next;
    if (passed === 2 || next >= text.length || code === STAR) return -1;
    next += code >= 0xd800 && isPair(text, next) ? 2 : 1;
  }
}

/** The next digit, with at most one blank or dash before it. */
function nextClose(text: string, at: number): number {
  NEXT_CLOSE.lastIndex = at + 1;
  return NEXT_CLOSE.test(text) ? NEXT_CLOSE.lastIndex - 1 : -1;
}

/**
 * Overlapping numbers become one, because one of them could show what the other hides. A hostile text has a hundred
 * thousand digits, so few of them cost a call.
 */
function cardsOf(text: string, places: readonly number[]): Found[] {
  const digits = digitsAt(text, places);
  const [even, odd] = weighedSums(digits);
  const cards: { readonly from: number; to: number }[] = [];
  for (let from = 0; from + SHORTEST_IN_TEXT <= digits.length; from++) {
    const begins = startsGroup(text, places, from);
    // most digits are the first of no card
    const first = digits[from] ?? 0;
    if (!begins && (first < 2 || first > 6)) continue;
    let to = Math.min(from + LONGEST_PAN, digits.length);
    for (; to >= from + SHORTEST_IN_TEXT; to--) {
      // every second digit counts double, the last one but one first
      const sums = to % 2 === 0 ? even : odd;
      if (sums[to] !== sums[from]) continue;
      if ((begins && startsGroup(text, places, to)) || isIssued(digits, from, to - from)) break;
    }
    if (to < from + SHORTEST_IN_TEXT) continue;
    const last = cards.at(-1);
    if (last !== undefined && from < last.to) last.to = Math.max(last.to, to);
    else cards.push({ from, to });
  }
  return cards.map(({ from, to }) => foundOf(places, from, to));
}

/** Whether the digit of this index is the first of its group. Behind the last digit of a run its group has ended. */
function startsGroup(text: string, places: readonly number[], index: number): boolean {
  if (index === 0) return !isDigit(text, (places[0] ?? 0) - 1);
  return places[index] !== (places[index - 1] ?? 0) + 1;
}

/**
 * Whether an issuer gives out numbers of this length with these first digits: Visa, Mastercard, American Express,
 * Diners, JCB, Maestro and similar.
 */
function isIssued(digits: Uint8Array, from: number, length: number): boolean {
  const first = digits[from] ?? 0;
  const second = digits[from + 1] ?? 0;
  switch (first) {
    case 2:
      return second >= 2 && second <= 7 && length === 16;
    case 3:
      if (second === 4 || second === 7) return length === 15;
      return second === 5 ? length >= 16 : length === 14;
    case 4:
      return length === 13 || length === 16 || length === 19;
    case 5:
      return second >= 1 && second <= 5 ? length === 16 : length >= 16;
    default:
      return first === 6 && length >= 16;
  }
}

/** The check digit of card numbers (Luhn). */
function checks([even, odd]: WeighedSums, from: number, length: number): boolean {
  // every second digit counts double, the last one but one first
  const sums = (from + length) % 2 === 0 ? even : odd;
  return sums[from + length] === sums[from];
}

/**
 * Sums of the digits up to each place, if those at even places count double, and if those at odd ones do. Only their
 * last digits: two that are equal differ by a multiple of ten.
 */
type WeighedSums = readonly [even: Uint8Array, odd: Uint8Array];

function weighedSums(digits: Uint8Array): WeighedSums {
  const even = new Uint8Array(digits.length + 1);
  const odd = new Uint8Array(digits.length + 1);
  let [evenSum, oddSum] = [0, 0];
  for (let at = 0; at < digits.length; at++) {
    const digit = digits[at] ?? 0;
    const double = digit > 4 ? digit * 2 - 9 : digit * 2;
    evenSum += at % 2 === 0 ? double : digit;
    oddSum += at % 2 === 0 ? digit : double;
    even[at + 1] = evenSum % 10;
    odd[at + 1] = oddSum % 10;
  }
  return [even, odd];
}

function digitsAt(text: string, places: readonly number[]): Uint8Array {
  const digits = new Uint8Array(places.length);
  for (let index = 0; index < places.length; index++) digits[index] = text.charCodeAt(places[index] ?? 0) - 0x30;
  return digits;
}

function foundOf(places: readonly number[], from: number, to: number): Found {
  const hidden = places.slice(from + KEPT_HEAD, to - KEPT_TAIL);
  return { start: places[from] ?? 0, end: (places[to - 1] ?? 0) + 1, hidden };
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0x30 && code <= 0x39;
}

function isPair(text: string, at: number): boolean {
  return (text.charCodeAt(at) & 0xfc00) === 0xd800 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00;
}
