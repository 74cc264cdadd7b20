/**
 * What went over a wire, for people to read: without the token, and with card numbers masked by the one module for
 * this. What is shown piece by piece is masked as if it were one text.
 */
import { decodeAscii } from "../../../plugin/text/ascii.ts";
import { findIssued, findMessage } from "../../../plugin/text/mask.ts";
import { decodeUtf8, encodeUtf8 } from "../../../plugin/text/utf8.ts";
import { placeOf, type Reading, readingsOf } from "./readings.ts";

/** A text, and of each of its characters whether it is shown. */
interface Hiding {
  readonly text: string;
  readonly hidden: Uint8Array;
  /** Without the token and ids: each way to read it, found once, because that takes most of the time. */
  rest?: readonly Reading[];
}
/** A digit becomes a star; what is a secret as a whole becomes one. */
const SHOWN = 0;
const DIGIT = 1;
const SECRET = 2;

/** Bytes as a text without secrets. What is not UTF-8 is shown as one character a byte. */
export function maskedText(bytes: Uint8Array, token = ""): string {
  return shownFrom(hiding(textOf(bytes), token), 0);
}

/** A token's beginning shows this much of it at most. */
const BEGINNING = 3;

/** A sentence in which a server's own words stand, perhaps cut (…), without secrets. */
export function maskedSentence(text: string, token = ""): string {
  let shown = maskedText(encodeUtf8(text), token);
  for (let length = token.length - 1; length > BEGINNING; length--)
    shown = shown.replaceAll(`${token.slice(0, length)}…`, "*…");
  return shown;
}

/**
 * A piece of what one side says. `before` is what it said right before that, and is shown already; `goesOn` says that
 * more may follow. A number or the token that runs over several pieces then shows no more than it does in one.
 */
export function maskedPiece(bytes: Uint8Array, before: Uint8Array, goesOn: boolean, token = ""): string {
  const known = textOf(before);
  const whole = hiding(known + textOf(bytes), token);
  if (goesOn) hideBegun(whole, token);
  return shownFrom(whole, known.length);
}

const textOf = (bytes: Uint8Array): string => decodeUtf8(bytes) ?? decodeAscii(bytes);

/** Everything secret in a text. */
function hiding(text: string, token: string): Hiding {
  const whole: Hiding = { text, hidden: new Uint8Array(text.length) };
  if (token !== "") hideToken(whole, token);
  for (const { index, 0: line, 1: name = "" } of text.matchAll(AUTHORIZATION))
    hide(whole, index + name.length, line.length - name.length, SECRET);
  for (const { index, 0: id } of withoutSecrets(whole, "*").matchAll(ID)) hideInId(whole, index, id);
  const rest = withoutIds(whole);
  // nearly no text has as many digits as a card number
  if (rest.replace(/[^0-9]+/g, "").length < DIGITS_LEAST) return whole;
  whole.rest = readingsOf(rest);
  for (const reading of whole.rest)
    for (const { hidden } of findMessage(reading.signs)) for (const at of hidden) hideSign(whole, reading, at, DIGIT);
  return whole;
}

function hide({ hidden }: Hiding, from: number, length: number, as: number): void {
  hidden.fill(as, from, from + length);
}

function hideSign(whole: Hiding, reading: Reading, at: number, as: number): void {
  const { from, length } = placeOf(reading, at);
  hide(whole, from, length, as);
}

/** The text from here on, as it is shown. */
function shownFrom({ text, hidden }: Hiding, start: number): string {
  let shown = "";
  for (let at = start; at < text.length; ) {
    const kind = hidden[at];
    const from = at;
    while (at < text.length && hidden[at] === kind) at++;
    shown += kind === SHOWN ? text.slice(from, at) : kind === DIGIT ? "*".repeat(at - from) : "*";
  }
  return shown;
}

const AUTHORIZATION = /^(authorization:[ \t]*(?:bearer[ \t]+)?)[^\r\n]+/gim;
const DIGITS_LEAST = 12;

/**
 * Ids of the form of a UUID, and moments. Their digits are by chance, so that the search for numbers would find one in
 * many of them. What a digit follows or precedes closely is none: a number may run over its end. No card number begins
 * as a year of this century; a moment has ended only where something follows.
 */
const UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
const DAY_TIME = "20\\d\\d-[01]\\d-[0-3]\\d[t ][0-2]\\d:[0-5]\\d:[0-6]\\d";
const MOMENT = `${DAY_TIME}(?:\\.\\d{1,9})?(?:z|[+-][01]\\d:[0-5]\\d)(?=[^])`;
/** Before it stands nothing, or a word that parts it from any digit: `EMU-` and the like. */
const BEFORE = "(?:(?<![0-9a-z*-]|[0-9*].)|(?<=[a-z]{2}-))";
const ID = new RegExp(`${BEFORE}(?:${UUID}|${MOMENT})(?![0-9a-z*-]|.{1,2}[0-9*])`, "gi");
/** Stands for what the search for numbers does not look into. */
const HOLDER = "\ue000";

/** The text with a sign for each character of the token. */
function withoutSecrets({ text, hidden }: Hiding, sign: string): string {
  let rest = "";
  for (let at = 0; at < text.length; ) {
    const from = at;
    const isSecret = hidden[at] === SECRET;
    while (at < text.length && (hidden[at] === SECRET) === isSecret) at++;
    rest += isSecret ? sign.repeat(at - from) : text.slice(from, at);
  }
  return rest;
}

/** The text with a holder for each character of the token and of ids. */
function withoutIds(whole: Hiding): string {
  const text = withoutSecrets(whole, HOLDER);
  let rest = "";
  for (const { index, 0: id } of withoutSecrets(whole, "*").matchAll(ID))
    rest += text.slice(rest.length, index) + HOLDER.repeat(id.length);
  return rest + text.slice(rest.length);
}

/** In an id, only digits that no letter parts and that an issuer gives out are a card number. */
function hideInId(whole: Hiding, start: number, id: string): void {
  for (const { index, 0: run } of id.matchAll(UNPARTED)) {
    const places = placesOfDigits(run).map((at) => start + index + at);
    for (const { hidden } of findIssued(run.replaceAll("-", "")))
      for (const at of hidden) hide(whole, places[at] ?? start, 1, DIGIT);
  }
}

const UNPARTED = /[0-9](?:-?[0-9])+/g;
const placesOfDigits = (run: string): number[] => [...run].flatMap((sign, at) => (/[0-9]/.test(sign) ? [at] : []));

/** The token as it is, with letters escaped as in JSON, or across the border of two chunks. */
function hideToken(whole: Hiding, token: string): void {
  const wanted = new RegExp(token.replace(/[^A-Za-z0-9]/g, "\\$&"), "gi");
  for (const reading of readingsOf(whole.text))
    for (const { index } of reading.signs.matchAll(wanted))
      for (let at = index; at < index + token.length; at++) hideSign(whole, reading, at, SECRET);
}

/** A beginning of the token that is shorter says nothing of it. */
const BEGUN_LEAST = 4;
/** The most digits of a card number that may stand in what is shown before its last one comes. */
const BEGUN_MOST = 18;
const KEPT_HEAD = 6;
/** Digits at the end of a text. At most two characters stand between two of them, or behind the last. */
const GAP = "(?:[\\ud800-\\udbff][\\udc00-\\udfff]|[^0-9*]){0,2}";
const BEGUN = new RegExp(`(?:[0-9]${GAP}){${KEPT_HEAD + 1},${BEGUN_MOST}}$`);
/** No digits and gaps of that many are longer. */
const BEGUN_LENGTH_MOST = 100;
/** An id behind which a number may still go on. */
const ID_AT_END = new RegExp(`${ID.source}(?=.{0,2}$)`, "gis");

/** What may turn out to be a number or the token when more comes. Of digits, the first six stay. */
function hideBegun(whole: Hiding, token: string): void {
  for (const { index, 0: id } of withoutSecrets(whole, "*").matchAll(ID_AT_END)) {
    const run = /[0-9](?:-?[0-9])*$/.exec(id);
    const places = run === null ? [] : placesOfDigits(run[0]).slice(KEPT_HEAD);
    for (const at of places) hide(whole, index + (run?.index ?? 0) + at, 1, DIGIT);
  }
  for (const reading of whole.rest ?? readingsOf(withoutIds(whole))) {
    const begun = BEGUN.exec(reading.signs.slice(-BEGUN_LENGTH_MOST));
    if (begun === null) continue;
    const from = reading.signs.length - begun[0].length;
    for (const at of placesOfDigits(begun[0]).slice(KEPT_HEAD)) hideSign(whole, reading, from + at, DIGIT);
  }
  if (token.length <= BEGUN_LEAST) return;
  for (const reading of readingsOf(whole.text)) {
    const { length } = reading.signs;
    for (let at = length - begunOf(token, reading.signs); at < length; at++) hideSign(whole, reading, at, SECRET);
  }
}

/** How much of the token stands at the end of a text that may be its beginning. */
function begunOf(token: string, signs: string): number {
  for (let length = Math.min(token.length - 1, signs.length); length >= BEGUN_LEAST; length--)
    if (signs.slice(-length).toLowerCase() === token.slice(0, length).toLowerCase()) return length;
  return 0;
}

/** No token is longer. */
const REACH = 8 * 1024;
const NEWLINE = 10;

/**
 * Where bytes may be cut, so that neither half shows a part of a number or of the token: near their end behind a line's
 * end that no digit stands close to; where no line ends, at any such place.
 */
export function safeCut(bytes: Uint8Array, token = ""): number {
  const cut = cutOf(token === "" ? bytes : bytes.subarray(0, Math.max(2, bytes.length - token.length)));
  // a token that is cut through begins the next part
  const begin = token === "" ? -1 : decodeAscii(bytes).lastIndexOf(token, cut - 1);
  return begin > 0 && begin + token.length > cut ? begin : cut;
}

function cutOf(bytes: Uint8Array): number {
  const least = Math.max(2, bytes.length - REACH);
  let other = bytes.length;
  for (let at = bytes.length - 2; at > least; at--) {
    if ([at - 2, at - 1, at, at + 1].some((near) => isOfNumber(bytes[near]))) continue;
    if (bytes[at - 1] === NEWLINE) return at;
    if (other === bytes.length) other = at;
  }
  return other;
}

/** Digits and stars, and the bytes of a character beyond ASCII, which must stay together too. */
function isOfNumber(byte = 0): boolean {
  return (byte >= 0x30 && byte <= 0x39) || byte === 0x2a || byte > 0x7f;
}
