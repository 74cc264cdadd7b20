/** Text for a terminal: what a journal or RRPay has put into a line must not move the cursor, recolour or rename the window. */

/** Control characters of both kinds, and what turns the direction of writing; a line's own end stays. */
const COMMANDS = /\r(?!\n)|(?![\t\n\r])\p{Cc}|[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu;

/** The text with each of them shown as `\\u001b`. */
export function printable(text: string): string {
  return text.replace(COMMANDS, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** The same of a text that is one line: its breaks are shown too. */
export function printableLine(text: string): string {
  return printable(text).replace(/[\t\n\r]/g, (found) => (found === "\n" ? "\\n" : found === "\r" ? "\\r" : "\\t"));
}
