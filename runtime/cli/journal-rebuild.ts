/** What a repair folds: every line that verifies, of every file that is this till's. Pure over the lines. */
import { Ledger } from "../../plugin/journal/ledger.ts";
import type { JournalRecord } from "../../plugin/journal/record.ts";
import type { Attempt } from "../../schemas/generated/types.ts";
import type { JournalLine, SegmentLines } from "./journal-lines.ts";

/** Bytes that did not verify, and what can still be read in them by eye. */
export interface LostPiece {
  readonly file: string;
  readonly offset: number;
  readonly sizeBytes: number;
  /** The kind of record that it seems to have been. */
  readonly kind?: string;
  /** Whether nothing is lost with it: a checkpoint that the segment before made up for. */
  readonly madeUpFor: boolean;
  readonly attemptIds: readonly string[];
  readonly saleKeys: readonly string[];
}

/** What became of an attempt that lost words speak of; undefined: the journal no longer knows it. */
export interface Touched {
  readonly attemptId: string;
  readonly attempt: Attempt | undefined;
}

/** A file, and whether it follows the one below it. */
export interface Source {
  readonly file: SegmentLines;
  readonly isChained: boolean;
}

export interface Rebuilt {
  readonly ledger: Ledger;
  readonly keptLines: number;
  readonly lost: readonly LostPiece[];
  readonly touched: readonly Touched[];
}

/** The till that a file is of, as its checkpoint says; undefined where it has none that verifies. */
export function tillOf({ lines }: SegmentLines): string | undefined {
  for (const line of lines) if (line.kind === "record" && line.record.t === "checkpoint") return line.record.till;
  return undefined;
}

/**
 * Where folding may begin: at the newest file of the chain whose checkpoint holds the states themselves (form 1). Without
 * one every kept segment is folded, which also finds what a bundle dropped from its list.
 */
export function baseOf(sources: readonly Source[]): number {
  const holdsStates = ({ file, isChained }: Source) => {
    const [line] = file.lines;
    return isChained && line?.kind === "record" && line.record.t === "checkpoint" && line.record.v === 1;
  };
  return Math.max(0, sources.map(holdsStates).lastIndexOf(true));
}

/** Folds files that come oldest first. */
export function rebuild(sources: readonly Source[]): Rebuilt {
  const ledger = new Ledger();
  const touched = new Set<string>();
  const lost: LostPiece[] = [];
  let keptLines = 0;
  let before: number | undefined;
  let latestMs = 0;
  for (const { file, isChained } of sources) {
    const follows = before !== undefined && file.segment <= before + 1;
    before = file.segment;
    // A copy of what the journal had before says nothing new, and must not take anything back.
    const isCopy = !isChained && beginsAt(file) < latestMs;
    for (const [at, line] of file.lines.entries()) {
      if (line.kind !== "record") {
        const piece = lostPiece(file.file, line, at === 0 && follows);
        lost.push(piece);
        if (!piece.madeUpFor) for (const id of piece.attemptIds) touched.add(id);
        continue;
      }
      const { record } = line;
      keptLines++;
      latestMs = Math.max(latestMs, record.atMs);
      if (isOrphan(ledger, record)) touched.add(record.attemptId);
      fold(ledger, record, { isChained, isCopy });
      // A send goes only to the RRPay that is pinned: it proves a pin of which the record is lost.
      if (record.t === "sent") ledger.storeId = record.storeId;
    }
  }
  const told = [...touched].map((attemptId) => ({ attemptId, attempt: ledger.get(attemptId) }));
  return { ledger, keptLines, lost, touched: told };
}

function beginsAt({ lines }: SegmentLines): number {
  for (const line of lines) if (line.kind === "record") return line.record.atMs;
  return 0;
}

function fold(ledger: Ledger, record: JournalRecord, { isChained, isCopy }: { isChained: boolean; isCopy: boolean }) {
  if (record.t === "checkpoint" && record.v === 1 && !isChained) {
    // It would replace what the files below say, which it does not follow.
    for (const attempt of record.attempts ?? []) ledger.remember(attempt);
    ledger.storeId ??= record.storeId;
    return;
  }
  if (isCopy && record.t === "carried") {
    for (const attempt of record.attempts) ledger.remember(attempt);
    return;
  }
  if (isCopy && begins(record) && ledger.get(record.attemptId)) return;
  ledger.apply(record);
}

type Beginning = Extract<JournalRecord, { t: "sent" | "adopted" | "unpaid" | "behind" }>;

function begins(record: JournalRecord): record is Beginning {
  return record.t === "sent" || record.t === "adopted" || record.t === "unpaid" || record.t === "behind";
}

/** A word about an attempt whose beginning is gone: the till cannot act on it, a person must know of it. */
function isOrphan(ledger: Ledger, record: JournalRecord): record is Extract<JournalRecord, { attemptId: string }> {
  return "attemptId" in record && !begins(record) && !ledger.get(record.attemptId);
}

/** In records, and in the bytes of a POST that a record quotes; RRPay's own ids stand under other names. */
const ATTEMPT_ID = /\\?"(?:attemptId|id)\\?":\\?"([0-9a-f-]{36})\\?"/g;
const SALE_KEY = /\\?"saleKey\\?":\\?"([ !#-[\]-~]{1,64})\\?"/g;

function lostPiece(file: string, line: Exclude<JournalLine, { kind: "record" }>, isHead: boolean): LostPiece {
  const text = Buffer.from(line.bytes).toString("latin1");
  const kind = /"t":"([a-z]{1,20})"/.exec(text)?.[1];
  return {
    file,
    offset: line.offset,
    sizeBytes: line.bytes.length,
    ...(kind === undefined ? {} : { kind }),
    madeUpFor: isHead,
    attemptIds: namesIn(text, ATTEMPT_ID),
    saleKeys: namesIn(text, SALE_KEY),
  };
}

function namesIn(text: string, pattern: RegExp): string[] {
  return [...new Set([...text.matchAll(pattern)].map(([, name = ""]) => name))];
}
