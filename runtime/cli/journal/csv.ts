/** Cells of a table that Lithuanian Excel opens by a double click. */
import { formatEuros } from "../money-text.ts";
import { printable } from "../terminal-text.ts";

/** Rows as a file: UTF-8 with a BOM, semicolons, CRLF. */
export function csvOf(rows: readonly (readonly string[])[]): string {
  return `\ufeff${rows.map((cells) => `${cells.join(";")}\r\n`).join("")}`;
}

/** 123456 is `1234,56`. */
export const euros = formatEuros;

/** A cell of text: what Excel would take for a formula gets an apostrophe, what would end the cell gets quotes. */
export function text(value: string): string {
  const safe = `${/^[=+\-@\t\r\n]/.test(value) ? "'" : ""}${printable(value)}`;
  return /[;"\r\n]/.test(safe) ? quoted(safe) : safe;
}

/** What Excel reads as the number that it is. */
const PLAIN = /^(?:0|[1-9][0-9]{0,9})$/;
/** A number that it would shorten, a date, a time. */
const NUMBER = /^[0-9][0-9.,:/\- eE]*$/;
const MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*";
const DATE = new RegExp(`^(?:${MONTH}[-. /]?[0-9]{1,4}|[0-9]{1,2}[-. /]?${MONTH}(?:[-. /]?[0-9]{2,4})?)$`, "i");

/**
 * A name that may look like a number: Excel keeps the zeros of `000001` and every digit of a long one only where the cell
 * says that it is text. Nothing but digits and what stands between them gets into that formula.
 */
export function name(value: string): string {
  if (PLAIN.test(value)) return value;
  return NUMBER.test(value) || DATE.test(value) ? quoted(`="${value}"`) : text(value);
}

function quoted(value: string): string {
  return `"${value.replaceAll('"', '""')}"`;
}
