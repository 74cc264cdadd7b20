/**
 * What went over a wire, for people to read: without the token, and with card numbers masked by the one module for
 * this.
 */
import { maskMessage } from "../../../plugin/text/mask.ts";
import { decodeUtf8 } from "../../../plugin/text/utf8.ts";

/** Bytes, one a character, as a text without secrets. */
export function maskedText(bytes: string, token?: string): string {
  const text = decodeUtf8(Uint8Array.from(bytes, (one) => one.charCodeAt(0))) ?? bytes;
  const known = token === undefined || token === "" ? text : text.split(token).join("*");
  return maskMessage(known.replace(/^(authorization:[ \t]*(?:bearer[ \t]+)?)[^\r\n]*/gim, "$1*"));
}
