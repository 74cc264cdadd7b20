/** Cells of a table that opens in Lithuanian Excel with a double click. */
import { formatEuros } from "../money-text.ts";
import { printable } from "../terminal-text.ts";

/** Rows as a file: UTF-8 with a BOM, semicolons, CRLF. */
export function csvOf(rows: readonly (readonly string[])[]): string {
  return `\ufeff${rows.map((cells) => `${cells.join(";")}\r\n`).join("")}`;
}

/** Writes 123456 as `1234,56`. */
export const euros = formatEuros;

/**
 * A cell of text. Text that Excel would take for a formula gets an apostrophe; text that would end the cell gets
 * quotes.
 */
export function text(value: string): string {
  const safe = `${/^[=+\-@\t\r\n]/.test(value) ? "'" : ""}${printable(value)}`;
  return /[;"\r\n]/.test(safe) ? quoted(safe) : safe;
}

/** What Excel reads as exactly this number. */
const PLAIN = /^(?:0|[1-9][0-9]{0,9})$/;
/** What Excel would shorten, or read as a date or a time. */
const NUMBER = /^[0-9][0-9.,:/\- eE]*$/;
const MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*";
const DATE = new RegExp(`^(?:${MONTH}[-. /]?[0-9]{1,4}|[0-9]{1,2}[-. /]?${MONTH}(?:[-. /]?[0-9]{2,4})?)$`, "i");

/**
 * A name that may look like a number. Excel keeps the zeros of `000001`, and every digit of a long number, only if the
 * cell says that it is text. Only digits and the characters between them go into that formula.
 */
export function name(value: string): string {
  if (PLAIN.test(value)) return value;
  return NUMBER.test(value) || DATE.test(value) ? quoted(`="${value}"`) : text(value);
}

function quoted(value: string): string {
  return `"${value.replaceAll('"', '""')}"`;
}
