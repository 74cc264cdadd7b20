/** A till's journal as files: found, listed, and read line by line. Nothing here changes them. */
import { isJournalRecord, type JournalRecord } from "../../../plugin/journal/record.ts";
import { decodeAscii, isAscii, parseJson } from "../../../plugin/text/ascii.ts";
import { decodeUtf8 } from "../../../plugin/text/utf8.ts";
import { ENTRY, LINE } from "../../../schemas/generated/program.ts";
import { sortBeside, sortSegments } from "../../node/store/segment.ts";
import { CliError } from "../exit.ts";
import { join } from "../program/path.ts";
import { askToRead, isFolder, list, now, remark, type Talk } from "../program/talk.ts";
import type { Entry } from "../program/wire.ts";
import { hex } from "../verify.ts";
import type { Language, Words } from "../words.ts";
import { isBeginning, type SegmentFacts } from "./state.ts";

/** A segment's file, or one with a segment's number and date under another name. */
export interface SegmentFile {
  readonly segment: number;
  readonly yyyymmdd: number;
  readonly file: string;
  readonly path: string;
  /** Whether its name is another one, so that a start does not read it. */
  readonly isAside: boolean;
  /** Whether that name is not a repair's: a copy, or what some program has made of it. */
  readonly isRenamed: boolean;
}

/** What a line contains. A `foreign` line is sound, but only another version understands it. */
type Worth =
  | { readonly kind: "record"; readonly record: JournalRecord }
  /** `value` is the line's JSON, or its text if it is not JSON. */
  | { readonly kind: "foreign"; readonly json: string; readonly value: unknown; readonly bytes: Uint8Array }
  | { readonly kind: "damaged"; readonly bytes: Uint8Array }
  | { readonly kind: "torn"; readonly bytes: Uint8Array };

/** One line of a segment. */
export type JournalLine = Worth & { readonly offset: number };

const ASIDE = /^([0-9]{8}-[0-9]{8}\.jsonl)\.damaged(-[0-9]+)?$/i;
/** As many lines as fit into one reply. */
const ALL = 0xffff_ffff;

/** The journal's folder. `folder` is the data folder or the journal folder itself. */
function* journalFolder(folder: string): Talk<string> {
  const inner = join(folder, "journal");
  return (yield* isFolder(inner)) ? inner : folder;
}

/**
 * The segments of a data folder, oldest first. If wanted, also those that were set aside, and what is newer than what a
 * start reads and has another name. Copies of what is there are left out.
 */
export function* segmentFiles(folder: string, { aside = false } = {}): Talk<SegmentFile[]> {
  const all: SegmentFile[] = yield* journalFiles(folder);
  const newest = aside && all.some(({ isRenamed }) => isRenamed) ? yield* newestRead(all) : 0;
  const isWanted = ({ isAside, isRenamed, segment }: SegmentFile) =>
    isRenamed ? aside && segment > newest : aside || !isAside;
  const found = all.filter(isWanted);
  if (found.length === 0)
    throw new CliError({ en: `${folder} holds no journal.`, lt: `Aplanke ${folder} žurnalo nėra.` });
  return found;
}

/** The number of the segment that a start reads: the newest that is more than a beginning. 0 if there is none. */
function* newestRead(all: readonly SegmentFile[]): Talk<number> {
  const newestFirst = all.filter(({ isAside }) => !isAside).reverse();
  for (const file of newestFirst) if (!isBeginning(yield* measure(file))) return file.segment;
  return 0;
}

/** Every file with a segment's number, oldest first. */
function* journalFiles(folder: string): Talk<SegmentFile[]> {
  const journal = yield* journalFolder(folder);
  const entries = yield* list(journal);
  const inPlace = folderInPlace(entries);
  if (inPlace !== undefined) throw new FolderInPlace(join(journal, inPlace));
  return namedAsSegments(entries)
    .map((file) => ({ ...file, path: join(journal, file.file) }))
    .sort((a, b) => a.segment - b.segment || a.yyyymmdd - b.yyyymmdd || (a.file < b.file ? 1 : -1));
}

/** The files of a folder that have a segment's number under another name, which is not a repair's. */
export function* renamedFiles(folder: string): Talk<SegmentFile[]> {
  return (yield* journalFiles(folder)).filter(({ isRenamed }) => isRenamed);
}

/** The files of a folder whose names have a segment's number. */
export function namedAsSegments(entries: readonly Entry[]): Omit<SegmentFile, "path">[] {
  return entries.flatMap(({ name: file, kind }) => {
    const inPlace = sortSegments([file]);
    const setAside = inPlace.length > 0 ? inPlace : sortSegments([file.replace(ASIDE, "$1")]);
    const isRenamed = setAside.length === 0;
    const named = isRenamed ? sortBeside([file]) : setAside;
    const found = kind === ENTRY.folder && inPlace.length === 0 ? [] : named;
    return found.map((name) => ({ ...name, file, isAside: inPlace.length === 0, isRenamed }));
  });
}

/** The name of a folder that stands in a segment's place. A start cannot read past it. */
function folderInPlace(entries: readonly Entry[]): string | undefined {
  return entries.find(({ name, kind }) => kind === ENTRY.folder && sortSegments([name]).length > 0)?.name;
}

/** What such a folder is, and what to do about it. */
export class FolderInPlace extends CliError {
  constructor(path: string) {
    super(inPlaceOf(path));
  }
}

function inPlaceOf(path: string): Words {
  return {
    en: `${path} is a folder in the place of a journal file, so the till does not start. Close GAMA, look into the folder for a file of that name and put it here instead; without one move the folder out of the journal.`,
    lt: `${path} yra aplankas žurnalo failo vietoje, todėl kasa nepaleidžiama. Uždarykite GAMA, pažiūrėkite, ar aplanke nėra tokio pat pavadinimo failo, ir padėkite jį čia; jei nėra, iškelkite aplanką iš žurnalo.`,
  };
}

/** A segment's file as the host measures it, without its records. */
export interface MeasuredFile extends SegmentFile, SegmentFacts {
  readonly sizeBytes: number;
}

/** Measures one file. */
export function* measure(file: SegmentFile): Talk<MeasuredFile> {
  const { path } = file;
  const found = yield* askToRead<"segment">({ type: "segment", path }, path);
  const { sizeBytes, lineCount, badOffset, link } = found;
  const isUnbound = link === "" && lineCount > 0 && (yield* isOfForm2(path));
  const isWithoutStates = false;
  const facts = { sizeBytes, lineCount, badOffset, link, isUnbound, isWithoutStates, digest: hex(found.sha256) };
  return { ...file, ...facts, isCorrupt: found.isCorrupt === 1, isBegun: found.isBegun === 1 };
}

/** Whether it begins with a checkpoint of form 2. */
function* isOfForm2(path: string): Talk<boolean> {
  const [line] = (yield* readLines(path, { from: 0, most: 1 })).lines;
  return line?.kind === "record" && line.record.t === "checkpoint" && line.record.v === 2;
}

/** Which lines are wanted. */
export interface LineQuery {
  /** The offset to read from; 0 at first. */
  readonly from: number;
  /** A sound line must contain one of these texts. An empty list wants every line. */
  readonly having?: readonly string[];
  readonly most?: number;
}

/** Some lines, and the offset of the next ones; −1 if there are no more. */
export interface LinePiece {
  readonly lines: readonly JournalLine[];
  readonly next: number;
}

/** Reads lines from an offset on, as many as fit into one reply. Damaged lines are always included. */
export function* readLines(path: string, { from, having = [], most = ALL }: LineQuery): Talk<LinePiece> {
  const { lines, next } = yield* askToRead<"lines">({ type: "lines", path, from, most, having }, path);
  return { next, lines: lines.map(({ offset, verdict, bytes }) => ({ offset, ...readLine(verdict, bytes) })) };
}

function readLine(verdict: number, bytes: Uint8Array): Worth {
  if (verdict === LINE.torn) return { kind: "torn", bytes };
  if (verdict === LINE.damaged) return { kind: "damaged", bytes };
  const ascii = decodeAscii(bytes);
  const json = isAscii(ascii) ? ascii : (decodeUtf8(bytes) ?? ascii);
  const value = parse(json);
  if (isJournalRecord(value)) return { kind: "record", record: value };
  return { kind: "foreign", json, value: value ?? json, bytes };
}

/** Undefined if it is not JSON. A checkpoint that a repair wrote may be longer than any payload. */
function parse(json: string): unknown {
  const parsed = parseJson(json);
  if (parsed.ok) return parsed.value;
  if (parsed.reason !== "size") return undefined;
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** Reports the progress of a command that takes so long that people would wonder. */
export class Progress {
  readonly #language: Language;
  readonly #total: number;
  #saidMs: number | undefined;
  #done = 0;

  constructor(language: Language, total: number) {
    this.#language = language;
    this.#total = total;
  }

  /** Counts one more file as read. */
  *next(): Talk<void> {
    this.#done++;
    const { wallMs } = yield* now();
    this.#saidMs ??= wallMs;
    if (wallMs - this.#saidMs < 1000 || this.#done === this.#total) return;
    this.#saidMs = wallMs;
    const count = `${this.#done} / ${this.#total}`;
    yield* remark(this.#language === "lt" ? `perskaityta failų: ${count}` : `read: ${count} files`);
  }
}
