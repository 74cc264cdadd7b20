/** Every line of every segment, those behind damage and those of quarantined segments included. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isJournalRecord, type JournalRecord } from "../../plugin/journal/record.ts";
import { sortSegments, verifySegment } from "../node/store/segment.ts";

/** One line, and what it is worth. `foreign` verifies, but only another version understands it. */
export type JournalLine = { readonly offset: number } & (
  | { readonly kind: "record"; readonly record: JournalRecord }
  | { readonly kind: "foreign" | "damaged"; readonly bytes: Uint8Array }
);

/** A segment file with all its lines. */
export interface SegmentLines {
  readonly segment: number;
  readonly yyyymmdd: number;
  readonly file: string;
  readonly lines: readonly JournalLine[];
}

const LF = 0x0a;
const QUARANTINED = /^([0-9]{8}-[0-9]{8}\.jsonl)\.damaged(-[0-9]+)?$/;

/** The segments of a journal folder, oldest first. Quarantined ones count where they are asked for. */
export function readLines(folder: string, { quarantined = false } = {}): SegmentLines[] {
  const found = readdirSync(folder).flatMap((file) => {
    const name = quarantined ? file.replace(QUARANTINED, "$1") : file;
    return sortSegments([name]).map(({ segment, yyyymmdd }) => ({ segment, yyyymmdd, file }));
  });
  found.sort((a, b) => a.segment - b.segment || a.yyyymmdd - b.yyyymmdd || (a.file < b.file ? 1 : -1));
  return found.map((name) => ({ ...name, lines: linesOf(readFileSync(join(folder, name.file))) }));
}

/** What is left of a segment's bytes, line by line. */
export function linesOf(bytes: Uint8Array): JournalLine[] {
  const lines: JournalLine[] = [];
  for (let offset = 0; offset < bytes.length; ) {
    const end = bytes.indexOf(LF, offset);
    const next = end < 0 ? bytes.length : end + 1;
    lines.push({ offset, ...readLine(bytes.subarray(offset, next)) });
    offset = next;
  }
  return lines;
}

type Read =
  | { readonly kind: "record"; readonly record: JournalRecord }
  | { readonly kind: "foreign" | "damaged"; readonly bytes: Uint8Array };

function readLine(bytes: Uint8Array): Read {
  const { lines, lineCount } = verifySegment(bytes);
  if (lineCount === 0) return { kind: "damaged", bytes };
  try {
    const record: unknown = JSON.parse(Buffer.from(lines).toString("utf8"));
    if (isJournalRecord(record)) return { kind: "record", record };
  } catch {
    // Verified, but no JSON: another program's.
  }
  return { kind: "foreign", bytes };
}
