/** What went over a wire, for a person's eyes: card numbers masked by the one module that masks them, and no token. */
import { maskMessage } from "../../../plugin/text/mask.ts";
import { decodeUtf8 } from "../../../plugin/text/utf8.ts";

/** Bytes, one a character, as a text without secrets. */
export function maskedText(bytes: string, token?: string): string {
  const text = decodeUtf8(Uint8Array.from(bytes, (one) => one.charCodeAt(0))) ?? bytes;
  const known = token === undefined || token === "" ? text : text.split(token).join("*");
  return maskMessage(known.replace(/^(authorization:[ \t]*(?:bearer[ \t]+)?)[^\r\n]*/gim, "$1*"));
}
