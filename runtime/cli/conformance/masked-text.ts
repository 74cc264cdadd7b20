/**
 * What went over a wire, for people to read: without the token, and with card numbers masked by the one module for
 * this.
 */
import { decodeAscii } from "../../../plugin/text/ascii.ts";
import { findIssued, maskMessage } from "../../../plugin/text/mask.ts";
import { foldedSpots, type Spot } from "../../../plugin/text/spots.ts";
import { decodeUtf8 } from "../../../plugin/text/utf8.ts";

/** Bytes as a text without secrets. What is not UTF-8 is shown as one character a byte. */
export function maskedText(bytes: Uint8Array, token = ""): string {
  const text = decodeUtf8(bytes) ?? decodeAscii(bytes);
  const known = token === "" ? text : text.replace(anyForm(token), "*");
  const shown = known.replace(/^(authorization:[ \t]*(?:bearer[ \t]+)?)[^\r\n]*/gim, "$1*");
  return aroundIds(shown, (rest) =>
    // digits and what parts them may be written as JSON escapes
    maskMessage(starredOverChunks(starred(rest, foldedSpots(rest, "message")))),
  );
}

/**
 * Ids of the form of a UUID. Their digits and letters are by chance, so that the search for numbers would find one in
 * many of them. What a digit follows or precedes closely is no id: a number may run over its end.
 */
const ID = /(?<![0-9a-z*-]|[0-9*].)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9a-z*-]|.{1,2}[0-9*])/gi;
/** Stands for an id while the rest is searched. Where a text has it, it is put back in the same way. */
const HOLDER = "\ue000";

/** Masks a text but for its ids, in which only what can be nothing but a card number is starred. */
function aroundIds(text: string, mask: (rest: string) => string): string {
  const kept: string[] = [];
  const rest = text.replace(new RegExp(`${ID.source}|${HOLDER}+`, "gi"), (one) => {
    kept.push(one.startsWith(HOLDER) ? one : starredId(one));
    return HOLDER.repeat(4);
  });
  let at = 0;
  return mask(rest).replaceAll(HOLDER.repeat(4), () => kept[at++] ?? "");
}

/** An id in which digits that no letter parts make a card number: an issuer's beginning and length, and the check digit. */
function starredId(id: string): string {
  const spots = [...id.matchAll(/[0-9](?:-?[0-9])+/g)].flatMap(({ index, 0: run }) => {
    const places = [...run].flatMap((sign, at) => (sign === "-" ? [] : [index + at]));
    return findIssued(run.replaceAll("-", "")).flatMap(({ hidden }) =>
      hidden.map((at) => ({ from: places[at] ?? index, length: 1 })),
    );
  });
  return starred(id, spots);
}

/** What stands between two chunks of a body. */
const BORDER = /\r\n[0-9a-f]{1,8}[ \t]*(?:;[^\r\n]*)?\r\n/gi;

/** Stars for the digits of a number that runs over chunks: it is searched for as if nothing stood between them. */
function starredOverChunks(text: string): string {
  let body = "";
  const borders: { readonly at: number; readonly length: number }[] = [];
  let done = 0;
  for (const { index, 0: border } of text.matchAll(BORDER)) {
    body += text.slice(done, index);
    borders.push({ at: body.length, length: border.length });
    done = index + border.length;
  }
  if (borders.length === 0) return text;
  body += text.slice(done);
  const stars = starred(body, foldedSpots(body, "message"));
  let shown = "";
  let taken = 0;
  let from = 0;
  for (const { at, length } of borders) {
    shown += stars.slice(taken, at) + text.slice(from + at - taken, from + at - taken + length);
    from += at - taken + length;
    taken = at;
  }
  return shown + stars.slice(taken);
}

function starred(text: string, spots: readonly Spot[]): string {
  const characters = text.split("");
  for (const { from, length } of spots) characters.fill("*", from, from + length);
  return characters.join("");
}

/** The token as it is, with letters escaped as in JSON, or across the border of two chunks. */
function anyForm(token: string): RegExp {
  const letters = [...token].map((letter) => {
    const code = letter.charCodeAt(0).toString(16).padStart(4, "0");
    return `(?:\\\\?${letter.replace(/[^A-Za-z0-9]/g, "\\$&")}|\\\\u${code})`;
  });
  return new RegExp(letters.join("(?:\r\n[0-9a-f]{1,8}[^\r\n]{0,80}\r\n)?"), "gi");
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
