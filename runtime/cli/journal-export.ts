/** `gama-rrpay journal export DIR --day YYYY-MM-DD`: a day of the till as a table for the accountant. Changes nothing. */
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { Ledger } from "../../plugin/journal/ledger.ts";
import { isOpen } from "../../plugin/payment/attempt.ts";
import type { Attempt } from "../../schemas/generated/types.ts";
import { CliError, EXIT, type ExitCode, usageError } from "./exit.ts";
import { type JournalLine, readLines, type SegmentLines } from "./journal-lines.ts";
import { dayTable } from "./journal-table.ts";
import { journalFolder } from "./segments.ts";

const LF = 0x0a;

/** A day's table, and how far it can be trusted. */
export interface DayExport {
  readonly csv: string;
  readonly attempts: readonly Attempt[];
  /** Lines of the journal that could not be read: what they said is missing. */
  readonly unreadableLines: number;
}

/** The command: the table goes to a file or to standard output, everything else to standard error. */
export async function exportCommand(args: string[]): Promise<ExitCode> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { day: { type: "string" }, out: { type: "string" } },
  });
  const [folder, ...rest] = positionals;
  if (folder === undefined || rest.length > 0) throw usageError("journal export takes one folder");
  if (values.day === undefined) throw usageError("journal export needs --day YYYY-MM-DD");
  const { csv, attempts, unreadableLines } = exportDay(folder, values.day);
  if (values.out === undefined) process.stdout.write(csv);
  else writeFileSync(values.out, csv);
  const open = attempts.filter(isOpen).length;
  console.error(`${values.day}: ${attempts.length} attempts, ${open} of them with an unknown outcome.`);
  if (unreadableLines === 0) return EXIT.done;
  console.error(`${unreadableLines} lines of the journal are damaged: the table may be incomplete.`);
  return EXIT.notDone;
}

/** The table of one local day. `folder` is the data folder, or its journal folder. */
export function exportDay(folder: string, day: string): DayExport {
  if (!isDate(day)) throw usageError(`--day takes a date as YYYY-MM-DD, not "${day}"`);
  const segments = readLines(journalFolder(folder), { quarantined: true });
  if (segments.length === 0) throw new CliError(`${folder} holds no journal.`);
  const attempts = everyAttempt(segments).filter((attempt) => dayOf(attempt) === day);
  return { csv: dayTable(attempts), attempts, unreadableLines: segments.flatMap(unreadable).length };
}

/** A torn tail is none: it was never flushed as a whole, or is being written right now. */
function unreadable({ file, lines }: SegmentLines): JournalLine[] {
  const isTail = (line: JournalLine, at: number) =>
    line.kind === "damaged" && at === lines.length - 1 && line.bytes.at(-1) !== LF && file.endsWith(".jsonl");
  return lines.filter((line, at) => line.kind !== "record" && !isTail(line, at));
}

function isDate(day: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return false;
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}

/** All attempts that the journal has ever known: a checkpoint forgets the oldest settled ones, this does not. */
function everyAttempt(segments: readonly SegmentLines[]): Attempt[] {
  const known = new Map<string, Attempt>();
  const ledger = new Ledger();
  const keep = () => {
    for (const attempt of ledger.all()) known.set(attempt.attemptId, attempt);
  };
  for (const { lines } of segments)
    for (const line of lines) {
      if (line.kind !== "record") continue;
      if (line.record.t === "checkpoint") keep();
      ledger.apply(line.record);
    }
  keep();
  return [...known.values()].sort((a, b) => a.sentAtMs - b.sentAtMs);
}

/** A sale belongs to the day of its receipt, as in RRPay's report; without one, to the day on which it was sent. */
function dayOf({ fiscal, printedAt, sentAtMs }: Attempt): string {
  const printedMs = fiscal === "printed" && printedAt !== undefined ? Date.parse(printedAt) : Number.NaN;
  return localDay(Number.isNaN(printedMs) ? sentAtMs : printedMs);
}

function localDay(atMs: number): string {
  const date = new Date(atMs);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
