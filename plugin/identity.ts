/** The identity of an attempt: we make it, and store it before the attempt is sent (docs/payment-rules.md, rule 2). */

const HEX = "0123456789abcdef";

/** A version 4 UUID from the event's 16 random bytes. */
export function uuid(random: Uint8Array): string {
  let text = "";
  for (let at = 0; at < 16; at++) {
    let byte = random[at] ?? 0;
    if (at === 6) byte = (byte & 0x0f) | 0x40;
    if (at === 8) byte = (byte & 0x3f) | 0x80;
    if (at === 4 || at === 6 || at === 8 || at === 10) text += "-";
    text += HEX.charAt(byte >> 4) + HEX.charAt(byte & 15);
  }
  return text;
}
