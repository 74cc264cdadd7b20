/**
 * `gama-rrpay journal repair DIR`: the way out of `journal-corrupt`. What verifies is folded by the bundle's own ledger and
 * stated in the checkpoint of a new segment; only then is the damaged one put aside. Nothing is deleted, nothing guessed.
 */
import { existsSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { wholeCheckpointOf } from "../../plugin/journal/checkpoint.ts";
import type { Attempt } from "../../schemas/generated/types.ts";
import { digestOf } from "../node/store/chain.ts";
import { Disk, type Faults } from "../node/store/disk.ts";
import { formatLink, type LinkEntry, parseLink } from "../node/store/link-text.ts";
import { segmentFile } from "../node/store/segment.ts";
import type { Store } from "../node/store/store.ts";
import { CliError, EXIT, type ExitCode, usageError } from "./exit.ts";
import { encodeRecord, todayOf, withStore } from "./journal-folder.ts";
import { readAside, readLines, type SegmentLines } from "./journal-lines.ts";
import { baseOf, type LostPiece, rebuild, type Touched, tillOf } from "./journal-rebuild.ts";
import { describeRepair } from "./journal-repair-text.ts";
import { type ChainBreak, isTrouble, judgeSegments, type SegmentState, type SetAside } from "./segment-state.ts";
import { printableLine } from "./terminal-text.ts";

export interface RepairOptions {
  /** The till's id, where no checkpoint has survived that says it. */
  readonly till?: string | undefined;
  /** Gives up lines that only another version understands. */
  readonly force?: boolean;
  readonly now?: Date;
  /** What a test makes the disk do. */
  readonly faults?: Faults;
}

/** A file that does not follow the one below it, and whether its lines were taken in. */
export interface Unchained {
  readonly file: string;
  readonly state: SegmentState;
  readonly isRead: boolean;
  /** The till that it says it is of. */
  readonly till: string | undefined;
}

export type Repair =
  | { readonly kind: "sound"; readonly quarantined: readonly string[] }
  | {
      readonly kind: "repaired";
      readonly quarantined: readonly string[];
      readonly file: string;
      readonly keptLines: number;
      readonly attempts: readonly Attempt[];
      readonly unchained: readonly Unchained[];
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
  for (const line of describeRepair(repairFolder(folder, values))) console.log(printableLine(line));
  return EXIT.done;
}

/** Repairs the journal of a data folder whose till is closed. A sound one stays as it is. */
export function repairFolder(folder: string, options: RepairOptions = {}): Repair {
  return withStore(folder, (store) => repairStore(store, options), options.faults);
}

function repairStore(store: Store, { till, force = false, now = new Date() }: RepairOptions): Repair {
  const journal = join(store.folder, "journal");
  const finished = finishQuarantine(journal);
  store.journal.load();
  const segments = readLines(journal);
  const { states, judged, isRefused } = judge(segments, readAside(journal));
  const owner = ownerOf(judged, till);
  const sources = judged.filter(({ file }) => isOwn(file, owner)).map(({ file, isChained }) => ({ file, isChained }));
  const folded = sources.slice(baseOf(sources));
  const later = folded.filter(({ file }) => file.lines.some(({ kind }) => kind === "foreign")).map(({ file }) => file);
  if (later.length > 0 && !force)
    throw new CliError(
      `${later[0]?.file} has records of another version of gama-rrpay: repair with that one, or give them up with --force.`,
      EXIT.notDone,
    );
  if (!isRefused && later.length === 0) return { kind: "sound", quarantined: finished };
  if (owner === undefined)
    throw new CliError(
      "No checkpoint has survived, so the journal does not say whose it is: name the till with --till.",
    );
  const isAside = ({ file, keeps }: Judged) => !keeps || later.includes(file) || !isOwn(file, owner);
  const aside = judged.filter(isAside).map(({ file }) => file);
  const kept = segments.filter((one) => !aside.includes(one)).map((one) => pick(one));
  const rebuilt = rebuild(folded);
  const next = { segment: Math.max(...segments.map((one) => one.segment)) + 1, yyyymmdd: todayOf(now) };
  // what was damaged or is aside may have held a receipt of any day until now: that one was never paid is not proven
  rebuilt.ledger.gapUntil = next.yyyymmdd;
  const checkpoint = wholeCheckpointOf(rebuilt.ledger, {
    till: owner,
    atMs: now.getTime(),
    segments: [...kept, next],
  });
  // The new segment first: a crash between the two leaves what the next repair ends, never a till that has forgotten.
  store.journal.rotate(next.segment, next.yyyymmdd, encodeRecord(checkpoint), repairLink(journal, kept, aside));
  const unchained = judged
    .filter(({ file, isChained }) => aside.includes(file) && (!isChained || !isOwn(file, owner)))
    .map(({ file }) => ({
      file: file.file,
      state: states[segments.indexOf(file)] ?? { kind: "sound" as const },
      isRead: isOwn(file, owner),
      till: tillOf(file),
    }));
  return {
    kind: "repaired",
    quarantined: [...finished, ...quarantine(journal, aside)],
    file: segmentFile(next.segment, next.yyyymmdd),
    keptLines: rebuilt.keptLines,
    attempts: checkpoint.attempts ?? [],
    unchained,
    lost: rebuilt.lost,
    touched: rebuilt.touched,
  };
}

interface Judged {
  readonly file: SegmentLines;
  readonly isChained: boolean;
  /** Whether it may stay where look-ups and the next start read it. */
  readonly keeps: boolean;
}

/** Each file's state, and what must go so that a start accepts what is left: from the newest down. */
function judge(segments: readonly SegmentLines[], aside: readonly SetAside[]) {
  const states = judgeSegments(segments, aside);
  const newest = states.filter(({ kind }) => kind !== "begun").at(-1);
  const isRefused =
    states.some((state) => state.kind === "unchained" && state.why === "twin") ||
    (newest === undefined ? segments.length > 0 && segments.at(-1)?.segment !== 1 : isTrouble(newest));
  const unchained = new Set(segments.filter((_, at) => isUnchained(states[at], "twin")));
  let kept = segments.filter((one, at) => states[at]?.kind !== "damaged" && !unchained.has(one));
  for (;;) {
    const left = judgeSegments(kept, aside);
    const top = left.map(({ kind }) => kind !== "begun").lastIndexOf(true);
    const state = left[top];
    if (state?.kind !== "unchained") break;
    // What lies between the newest and the one that it follows was put in later; else the newest itself does not belong.
    const before = state.why === "inserted" ? kept.findIndex((one) => follows(kept[top], one)) : -1;
    const gone = kept.filter((_, at) => (before < 0 ? at === top : at > before && at < top));
    for (const one of gone) unchained.add(one);
    kept = kept.filter((one) => !gone.includes(one));
  }
  const judged = segments.map((file) => {
    return { file, isChained: !unchained.has(file), keeps: kept.includes(file) };
  });
  return { states, judged, isRefused };
}

function isUnchained(state: SegmentState | undefined, why: ChainBreak): boolean {
  return state?.kind === "unchained" && state.why === why;
}

function follows(upper: SegmentLines | undefined, { segment, digest }: SegmentLines): boolean {
  return (parseLink(upper?.link ?? "") ?? []).some((one) => one.segment === segment && one.digest === digest);
}

/** Whose journal it is: as the command says, or as most of what is chained says. */
function ownerOf(judged: readonly Judged[], asked: string | undefined): string | undefined {
  const named = (some: readonly Judged[]) => some.flatMap(({ file }) => tillOf(file) ?? []).at(-1);
  const said =
    named(judged.filter(({ keeps }) => keeps)) ?? named(judged.filter(({ isChained }) => isChained)) ?? named(judged);
  if (asked === undefined || said === undefined || judged.some(({ file }) => tillOf(file) === asked))
    return asked ?? said;
  throw new CliError(`This journal is of till ${said}, not ${asked}.`);
}

function isOwn(file: SegmentLines, owner: string | undefined): boolean {
  return (tillOf(file) ?? owner) === owner;
}

/** A repair that was killed after its segment stood: what that one names is put aside now. */
function finishQuarantine(journal: string): string[] {
  const segments = readLines(journal);
  const named = (parseLink(segments.at(-1)?.link ?? "") ?? []).filter(({ isDamaged }) => isDamaged);
  const left = segments.filter((one) =>
    named.some(({ segment, digest }) => segment === one.segment && digest === one.digest),
  );
  return quarantine(journal, left);
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
