/** A till's journal as files: found, read, verified and judged as a chain, without touching them. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { JournalRecord } from "../../plugin/journal/record.ts";
import { PREFIX_BYTES } from "../node/store/segment.ts";
import { CliError } from "./exit.ts";
import { type JournalLine, readAside, readLines } from "./journal-lines.ts";
import { judgeSegments, type SegmentState } from "./segment-state.ts";

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

/** Where a journal lies: `folder` is the data folder, or its journal folder. */
export function journalFolder(folder: string): string {
  const inner = join(folder, "journal");
  return existsSync(inner) ? inner : folder;
}

/** Reads all segments, oldest first. `folder` is the data folder, or its journal folder. */
export function readSegments(folder: string): Segment[] {
  const journal = journalFolder(folder);
  const files = readLines(journal);
  if (files.length === 0) throw new CliError(`${folder} holds no journal.`);
  const states = judgeSegments(files, readAside(journal));
  return files.map(({ segment, yyyymmdd, file, sizeBytes, lineCount, lines }, at) => ({
    segment,
    yyyymmdd,
    path: join(journal, file),
    sizeBytes,
    state: states[at] ?? { kind: "sound" },
    lines: lines.slice(0, lineCount).flatMap(lineOf),
  }));
}

function lineOf(line: JournalLine): Line[] {
  if (line.kind === "record") return [line];
  if (line.kind === "damaged") return [];
  // Without the checksum before it, and the link and line end behind it.
  const [json = ""] = Buffer.from(line.bytes.subarray(PREFIX_BYTES)).toString("utf8").trimEnd().split("\t");
  return [{ kind: "foreign", json }];
}
