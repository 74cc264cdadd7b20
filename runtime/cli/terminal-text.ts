/**
 * Text for a terminal. What a journal or RRPay has put into a line must not move the cursor, change colours or rename
 * the window.
 */

/** Control characters of both kinds, and characters that change the direction of writing. A line's own end is kept. */
const COMMANDS = /\r(?!\n)|(?![\t\n\r])\p{Cc}|[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu;

/** Text without any of them: QuickJS reads these classes several times faster than the properties of Unicode. */
const PLAIN = /^[\n -~\xa0-\u05ff\u2010-\u2027]*$/;

/** The text with each of them written as `\\u001b`. */
export function printable(text: string): string {
  if (PLAIN.test(text)) return text;
  return text.replace(COMMANDS, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** The same for a text of one line: line breaks are written out too. */
export function printableLine(text: string): string {
  return printable(text).replace(/[\t\n\r]/g, (found) => (found === "\n" ? "\\n" : found === "\r" ? "\\r" : "\\t"));
}
