/** The bytes of a result, one a character, in the form and code page of the config. Every result fits its schema. */
import type { Settings } from "../settings.ts";
import { asUtf8 } from "../text/utf8.ts";
import { asWindows1257 } from "../text/windows1257.ts";
import { formatFlat } from "./flat-lines.ts";

/** A result in the form that GAMA reads. */
export function encodeResult(result: object, form: Settings["gama"]): string {
  return encodeText(form.format === "lines" ? formatFlat(result) : JSON.stringify(result), form.codepage);
}

/** A text for the cashier in GAMA's code page. */
export function encodeText(text: string, codepage: Settings["gama"]["codepage"]): string {
  return codepage === "utf-8" ? asUtf8(text) : asWindows1257(text);
}
