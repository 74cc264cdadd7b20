/** Every line of every segment, those behind damage and those of quarantined segments included: the one reader of the command line. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isJournalRecord, type JournalRecord } from "../../plugin/journal/record.ts";
import { digestOf } from "../node/store/chain.ts";
import { beginsAsLine, linesOf as bytesOf, type Line as StoreLine, sortSegments } from "../node/store/segment.ts";
import type { SegmentFacts, SetAside } from "./segment-state.ts";

/**
 * One line, and what it is worth. `foreign` verifies, but only another version understands it. Where its line end was
 * changed to CR LF it is as good as it was, and its file is damaged all the same: a start refuses it.
 */
export type JournalLine = { readonly offset: number; readonly hasCr: boolean; readonly bytes: Uint8Array } & (
  | { readonly kind: "record"; readonly record: JournalRecord }
  | { readonly kind: "foreign" }
  | { readonly kind: "damaged" }
);

/** A segment file with all its lines, and what they say of the file. */
export interface SegmentLines extends SegmentFacts {
  readonly yyyymmdd: number;
  readonly file: string;
  readonly sizeBytes: number;
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
  return found.map((name) => ({ ...name, ...readFile(readFileSync(join(folder, name.file))) }));
}

/** The files that repairs have set aside. */
export function readAside(folder: string): SetAside[] {
  return readdirSync(folder).flatMap((file) => {
    const segment = Number(QUARANTINED.exec(file)?.[1]?.slice(0, 8) ?? -1);
    return segment < 0 ? [] : [{ segment, digest: digestOf(readFileSync(join(folder, file))) }];
  });
}

/** What a segment's bytes hold. */
export function readFile(bytes: Uint8Array): Omit<SegmentLines, "segment" | "yyyymmdd" | "file"> {
  const all = [...bytesOf(bytes)];
  const bad = all.findIndex(({ type }) => type !== "sound");
  const [first] = all;
  return {
    sizeBytes: bytes.length,
    lineCount: bad < 0 ? all.length : bad,
    badOffset: bad < 0 ? -1 : (all[bad]?.offset ?? -1),
    isCorrupt: bad >= 0 && all.slice(bad).some(({ type }) => type === "sound" || type === "crlf"),
    isBegun: !bytes.subarray(0, -1).includes(LF) && beginsAsLine(bytes),
    link: first && "link" in first ? Buffer.from(first.link).toString("latin1") : "",
    digest: digestOf(bytes),
    lines: all.map((line) => ({ ...worthOf(line), ...placeOf(line, bytes) })),
  };
}

function placeOf({ type, offset, end }: StoreLine, bytes: Uint8Array) {
  return { offset, hasCr: type === "crlf", bytes: bytes.subarray(offset, end) };
}

type Worth = { readonly kind: "record"; readonly record: JournalRecord } | { readonly kind: "foreign" | "damaged" };

function worthOf(line: StoreLine): Worth {
  if (line.type === "damaged" || line.type === "torn") return { kind: "damaged" };
  try {
    const record: unknown = JSON.parse(Buffer.from(line.json).toString("utf8"));
    if (isJournalRecord(record)) return { kind: "record", record };
  } catch {
    // Verified, but no JSON: another program's.
  }
  return { kind: "foreign" };
}
