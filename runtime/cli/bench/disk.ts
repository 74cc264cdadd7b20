/** What this till's disk needs: to look up an old receipt, and to flush a line. */
import { encodeAscii } from "../../../plugin/text/ascii.ts";
import { ENTRY } from "../../../schemas/generated/program.ts";
import { type LinePiece, readLines, type SegmentFile } from "../journal/files.ts";
import { join } from "../program/path.ts";
import { appendToFile, ask, attempt, type Talk } from "../program/talk.ts";
import { median, timed } from "./stopwatch.ts";

const SEARCHES = { times: 1, rounds: 5, mostMs: 5000 } as const;
const FLUSHES = { times: 4, rounds: 9, mostMs: 5000 } as const;

/** A file of our own beside the journal's folder: the same disk, and nothing reads it. */
const FILE = "doctor-bench.tmp";
/** As long as a short record. */
const LINE = encodeAscii(`${"0".repeat(400)}\n`);
const SENT = '"t":"sent"';

export interface LookUp {
  /** The first search: files that the system does not have in memory come from the disk. */
  readonly firstMs: number;
  /** The middle one of the searches after it. */
  readonly againMs: number;
  readonly files: number;
  readonly bytes: number;
}

/** Looks the oldest receipt up in every kept file. Undefined if the till has sold nothing yet. */
export function* measureLookUp(files: readonly SegmentFile[]): Talk<LookUp | undefined> {
  const saleKey = yield* oldestSale(files);
  if (saleKey === undefined) return undefined;
  const having = [JSON.stringify({ saleKey }).slice(1, -1)];
  const [firstMs = 0, ...again] = yield* timed(SEARCHES, () => search(files, having));
  let bytes = 0;
  for (const { path } of files) bytes += (yield* ask<"stat">({ type: "stat", path }, path)).sizeBytes;
  return { firstMs, againMs: median(again.length > 0 ? again : [firstMs]), files: files.length, bytes };
}

/** The key of the first sale that was sent. The oldest file that has one is enough. */
function* oldestSale(files: readonly SegmentFile[]): Talk<string | undefined> {
  for (const { path } of files)
    for (let from = 0; from >= 0; ) {
      const piece: LinePiece = yield* readLines(path, { from, having: [SENT], most: 1 });
      for (const line of piece.lines)
        if (line.kind === "record" && line.record.t === "sent") return line.record.saleKey;
      from = piece.next;
    }
  return undefined;
}

function* search(files: readonly SegmentFile[], having: readonly string[]): Talk<void> {
  for (const { path } of files)
    for (let from = 0; from >= 0; ) {
      const piece: LinePiece = yield* readLines(path, { from, having });
      from = piece.next;
    }
}

/** Writes, flushes and removes a file. Undefined if something that is not ours has its name. */
export function* measureFlush(folder: string): Talk<number | undefined> {
  const path = join(folder, FILE);
  const there = (yield* attempt<"stat">({ type: "stat", path })).fields;
  // a measurement that a power cut ended may have left it
  const isOurs = there?.kind === ENTRY.file && there.sizeBytes <= LINE.length;
  if (there !== undefined && there.kind !== ENTRY.none && !isOurs) return undefined;
  try {
    return median(yield* timed(FLUSHES, () => flush(path)));
  } finally {
    // after a full disk, too
    yield* attempt<"remove">({ type: "remove", path });
  }
}

function* flush(path: string): Talk<void> {
  yield* appendToFile(path, LINE);
  yield* ask<"remove">({ type: "remove", path }, path);
}
