/**
 * `gama-rrpay journal repair DIR`: the way out of `journal-corrupt`. What verifies is folded by the bundle's own ledger and
 * stated in the checkpoint of a new segment; only then is the damaged one put aside. Nothing is deleted, nothing guessed.
 */
import { existsSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { wholeCheckpointOf } from "../../plugin/journal/checkpoint.ts";
import { Ledger } from "../../plugin/journal/ledger.ts";
import type { Attempt } from "../../schemas/generated/types.ts";
import { digestOf, formatLink, type LinkEntry } from "../node/store/chain.ts";
import { Disk, type Faults } from "../node/store/disk.ts";
import { segmentFile } from "../node/store/segment.ts";
import type { Store } from "../node/store/store.ts";
import { CliError, EXIT, type ExitCode, usageError } from "./exit.ts";
import { encodeRecord, todayOf, withStore } from "./journal-folder.ts";
import { type JournalLine, readLines, type SegmentLines } from "./journal-lines.ts";
import { describeRepair } from "./journal-repair-text.ts";

export interface RepairOptions {
  /** The till's id, where no checkpoint has survived that says it. */
  readonly till?: string | undefined;
  /** Gives up lines that only another version understands. */
  readonly force?: boolean;
  readonly now?: Date;
  /** What a test makes the disk do. */
  readonly faults?: Faults;
}

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

export type Repair =
  | { readonly kind: "sound"; readonly quarantined: readonly string[] }
  | {
      readonly kind: "repaired";
      readonly quarantined: readonly string[];
      readonly file: string;
      readonly keptLines: number;
      readonly attempts: readonly Attempt[];
      readonly lost: readonly LostPiece[];
      readonly touched: readonly Touched[];
    };

/** The command: says in full what was kept, what was lost, and whom it touches. */
export async function repair(args: string[]): Promise<ExitCode> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { till: { type: "string" }, force: { type: "boolean", default: false } },
  });
  const [folder, ...rest] = positionals;
  if (folder === undefined || rest.length > 0) throw usageError("journal repair takes one data folder");
  for (const line of describeRepair(repairFolder(folder, values))) console.log(line);
  return EXIT.done;
}

/** Repairs the journal of a data folder whose till is closed. A sound one stays as it is. */
export function repairFolder(folder: string, options: RepairOptions = {}): Repair {
  return withStore(folder, (store) => repairStore(store, options), options.faults);
}

function repairStore(store: Store, { till, force = false, now = new Date() }: RepairOptions): Repair {
  const journal = join(store.folder, "journal");
  const { corrupt } = store.journal.load();
  const segments = readLines(journal);
  const base = baseOf(segments);
  const foreign = segments.slice(base ?? 0).filter(({ lines }) => lines.some(({ kind }) => kind === "foreign"));
  if (foreign.length > 0 && !force)
    throw new CliError(
      `${foreign[0]?.file} has records of another version of gama-rrpay: repair with that one, or give them up with --force.`,
      EXIT.notDone,
    );
  const damaged = segments.filter((one) => foreign.includes(one) || isDamaged(one, corrupt));
  if (!corrupt && foreign.length === 0) return { kind: "sound", quarantined: quarantine(journal, damaged) };
  const rebuilt = rebuild(segments, base);
  const owner = rebuilt.till ?? till;
  if (owner === undefined)
    throw new CliError(
      "No checkpoint has survived, so the journal does not say whose it is: name the till with --till.",
    );
  if (till !== undefined && till !== owner) throw new CliError(`This journal is of till ${owner}, not ${till}.`);
  const next = { segment: Math.max(...segments.map((one) => one.segment)) + 1, yyyymmdd: todayOf(now) };
  const kept = segments.filter((one) => !damaged.includes(one)).map((one) => pick(one));
  const place = { till: owner, atMs: now.getTime(), segments: [...kept, next] };
  const checkpoint = wholeCheckpointOf(rebuilt.ledger, place);
  // The new segment first: a crash between the two leaves a till that starts, never one that has forgotten.
  store.journal.rotate(next.segment, next.yyyymmdd, encodeRecord(checkpoint), repairLink(journal, kept, damaged));
  return {
    kind: "repaired",
    quarantined: quarantine(journal, damaged),
    file: segmentFile(next.segment, next.yyyymmdd),
    keptLines: rebuilt.keptLines,
    attempts: checkpoint.attempts ?? [],
    lost: rebuilt.lost,
    touched: rebuilt.touched,
  };
}

/** Names the segment that the new one follows, and each file that is set aside: it counts only beside them. */
function repairLink(
  journal: string,
  kept: readonly { readonly segment: number; readonly yyyymmdd: number }[],
  damaged: readonly SegmentLines[],
): string {
  const entryOf = (segment: number, file: string, isDamaged: boolean): LinkEntry => {
    return { segment, isDamaged, digest: digestOf(readFileSync(join(journal, file))) };
  };
  const before = kept.at(-1);
  const after = before ? [entryOf(before.segment, segmentFile(before.segment, before.yyyymmdd), false)] : [];
  return formatLink([...after, ...damaged.map(({ segment, file }) => entryOf(segment, file, true))]);
}

function pick({ segment, yyyymmdd }: SegmentLines): { segment: number; yyyymmdd: number } {
  return { segment, yyyymmdd };
}

/** Damage that a till refuses: a valid line behind it, or no valid line at all in what a till would have to read. */
function isDamaged({ lines }: SegmentLines, corrupt: boolean): boolean {
  const bad = lines.findIndex(({ kind }) => kind === "damaged");
  if (bad < 0) return false;
  const validBehind = lines.slice(bad).some(({ kind }) => kind !== "damaged");
  return validBehind || (bad === 0 && (corrupt || lines.length > 1));
}

/** Renames segments out of every reader's way, the name telling where they belong. */
function quarantine(journal: string, damaged: readonly SegmentLines[]): string[] {
  const names = damaged.map(({ file }) => {
    let name = `${file}.damaged`;
    for (let again = 2; existsSync(join(journal, name)); again++) name = `${file}.damaged-${again}`;
    renameSync(join(journal, file), join(journal, name));
    return name;
  });
  if (names.length > 0) new Disk().flushFolder(journal);
  return names;
}

interface Rebuilt {
  readonly ledger: Ledger;
  readonly till: string | undefined;
  readonly keptLines: number;
  readonly lost: readonly LostPiece[];
  readonly touched: readonly Touched[];
}

/**
 * The newest segment whose checkpoint holds the states themselves (form 1); undefined where none has one: then every
 * kept segment is folded, which also finds what a bundle dropped from its list.
 */
function baseOf(segments: readonly SegmentLines[]): number | undefined {
  const at = segments.map(({ lines }) => holdsStates(lines[0])).lastIndexOf(true);
  return at < 0 ? undefined : at;
}

/** Folds every line that verifies, from the base on, or all where there is none. */
function rebuild(segments: readonly SegmentLines[], base: number | undefined): Rebuilt {
  const ledger = new Ledger();
  const touched = new Set<string>();
  const lost: LostPiece[] = [];
  let keptLines = 0;
  let till: string | undefined;
  let before: number | undefined;
  for (const { segment, file, lines } of segments.slice(base ?? 0)) {
    const follows = before !== undefined && segment <= before + 1;
    before = segment;
    for (const [at, line] of lines.entries()) {
      if (line.kind !== "record") {
        const piece = lostPiece(file, line, at === 0 && follows);
        lost.push(piece);
        if (!piece.madeUpFor) for (const id of piece.attemptIds) touched.add(id);
        continue;
      }
      const { record } = line;
      keptLines++;
      if (record.t === "checkpoint") till = record.till;
      // A word about an attempt whose beginning is gone: the till cannot act on it, a person must know of it.
      else if (
        "attemptId" in record &&
        record.t !== "sent" &&
        record.t !== "adopted" &&
        record.t !== "unpaid" &&
        record.t !== "behind" &&
        !ledger.get(record.attemptId)
      )
        touched.add(record.attemptId);
      ledger.apply(record);
      // A send goes only to the RRPay that is pinned: it proves a pin of which the record is lost.
      if (record.t === "sent") ledger.storeId = record.storeId;
    }
  }
  const told = [...touched].map((attemptId) => ({ attemptId, attempt: ledger.get(attemptId) }));
  return { ledger, till, keptLines, lost, touched: told };
}

function holdsStates(line: JournalLine | undefined): boolean {
  return line?.kind === "record" && line.record.t === "checkpoint" && line.record.v === 1;
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
