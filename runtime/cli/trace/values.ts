/** Reads a field's value as text, and replaces it with another text whose characters are of the same kinds. */

import { fromBytes } from "../../../plugin/text/ascii.ts";
import { decodeUtf8, encodeUtf8 } from "../../../plugin/text/utf8.ts";
import { decodeWindows1257, encodeWindows1257 } from "../../../plugin/text/windows1257.ts";
import type { FieldValue } from "./fields.ts";

export type Codepage = "utf-8" | "windows-1257";

/** A character of a value, its place, and how it is written. */
interface Unit {
  readonly character: string;
  readonly at: number;
  readonly form: "plain" | "escape" | "mark" | "utf-8" | "windows-1257";
}

/** The text of a value. */
export function valueText({ view, from, to }: FieldValue, codepage: Codepage): string {
  const plain = view.text.slice(from, to);
  if (isPlain(plain)) return plain;
  return unitsOf(view.text, { from, to }, codepage)
    .map(({ character }) => character)
    .join("");
}

/** Whether each byte is a character that stands for itself, with no escape among them. */
function isPlain(text: string): boolean {
  return /^[ -[\]-~]*$/.test(text);
}

/** Replaces a value with a text that has the same number of characters of the same kinds. */
export function putValue({ view, from, to }: FieldValue, codepage: Codepage, text: string): void {
  if (text.length === to - from && isPlain(text) && isPlain(view.text.slice(from, to))) return view.put(from, text);
  const units = unitsOf(view.text, { from, to }, codepage);
  const whole = units.map(({ character }) => character).join("");
  if (whole.length !== text.length) throw new RangeError("a token of another length");
  let unitAt = 0;
  for (const { character, at, form } of units) {
    const other = text.slice(unitAt, unitAt + character.length);
    unitAt += character.length;
    if (other === character || form === "mark") continue;
    const [start, bytes] = form === "escape" ? [at + 2, hexOf(other)] : [at, encoded(other, form)];
    view.put(start, bytes);
  }
}

function encoded(text: string, form: "plain" | "utf-8" | "windows-1257"): string {
  if (form === "plain") return text;
  const bytes = form === "utf-8" ? encodeUtf8(text) : encodeWindows1257(text);
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
}

function hexOf(character: string): string {
  return character.charCodeAt(0).toString(16).padStart(4, "0");
}

function unitsOf(text: string, { from, to }: { from: number; to: number }, codepage: Codepage): Unit[] {
  const units: Unit[] = [];
  for (let at = from; at < to; ) {
    const unit = unitAt(text, at, to, codepage);
    units.push(unit);
    at += sizeOf(text, unit);
  }
  return units;
}

function sizeOf(text: string, { at, form, character }: Unit): number {
  if (form === "escape") return 6;
  if (form === "mark") return text[at] === "\\" ? 2 : 1;
  return form === "utf-8" ? encodeUtf8(character).length : 1;
}

function unitAt(text: string, at: number, to: number, codepage: Codepage): Unit {
  const first = text.charCodeAt(at);
  if (first === 0x5c) {
    const hex = /^\\u([0-9a-fA-F]{4})/.exec(text.slice(at, Math.min(at + 6, to)))?.[1];
    if (hex !== undefined) return { character: String.fromCharCode(Number.parseInt(hex, 16)), at, form: "escape" };
    return { character: " ", at, form: "mark" };
  }
  if (first < 0x80) return { character: String.fromCharCode(first), at, form: "plain" };
  if (codepage === "utf-8")
    for (const length of [2, 3, 4]) {
      const character = decodeUtf8(fromBytes(text.slice(at, Math.min(at + length, to))));
      if (character !== null && Array.from(character).length === 1) return { character, at, form: "utf-8" };
    }
  const character = decodeWindows1257(fromBytes(String.fromCharCode(first)));
  return character === null ? { character: " ", at, form: "mark" } : { character, at, form: "windows-1257" };
}
