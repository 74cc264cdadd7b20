/** A till's journal as files: found, read and verified, without touching them. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isJournalRecord, type JournalRecord } from "../../plugin/journal/record.ts";
import { sortSegments, verifySegment } from "../node/store/segment.ts";
import { CliError } from "./exit.ts";

/** A verified line: a record of this version, or one that only another version understands. */
export type Line =
  | { readonly kind: "record"; readonly record: JournalRecord }
  | { readonly kind: "foreign"; readonly json: string };

export interface Segment {
  readonly segment: number;
  readonly yyyymmdd: number;
  readonly path: string;
  readonly sizeBytes: number;
  readonly state: SegmentState;
  /** The lines before any damage. */
  readonly lines: readonly Line[];
}

/** A torn tail is what a power cut leaves, and is cut off at the next start; damage needs a person. */
export type SegmentState =
  | { readonly kind: "sound" }
  | { readonly kind: "torn"; readonly offset: number }
  | { readonly kind: "damaged"; readonly offset: number };

/** Reads all segments, oldest first. `folder` is the data folder, or its journal folder. */
export function readSegments(folder: string): Segment[] {
  const inner = join(folder, "journal");
  const journal = existsSync(inner) ? inner : folder;
  const names = sortSegments(readdirSync(journal)).reverse();
  if (names.length === 0) throw new CliError(`${folder} holds no journal.`);
  return names.map(({ file, segment, yyyymmdd }) => readSegment(join(journal, file), segment, yyyymmdd));
}

function readSegment(path: string, segment: number, yyyymmdd: number): Segment {
  const bytes = readFileSync(path);
  const { lines, badOffset, isCorrupt } = verifySegment(bytes);
  const text = Buffer.from(lines).toString("utf8");
  return {
    segment,
    yyyymmdd,
    path,
    sizeBytes: bytes.length,
    state: badOffset < 0 ? { kind: "sound" } : { kind: isCorrupt ? "damaged" : "torn", offset: badOffset },
    lines: text === "" ? [] : text.split("\n").map(readLine),
  };
}

function readLine(json: string): Line {
  try {
    const record: unknown = JSON.parse(json);
    if (isJournalRecord(record)) return { kind: "record", record };
  } catch {
    // Verified, but no JSON: said as such below.
  }
  return { kind: "foreign", json };
}

/** One sentence about a segment's state. */
export function describeState(state: SegmentState): string {
  switch (state.kind) {
    case "sound":
      return "sound";
    case "torn":
      return `torn tail at byte ${state.offset}, cut off at the next start`;
    case "damaged":
      return `DAMAGED at byte ${state.offset}, with valid lines after it`;
  }
}
