/** A till's journal as files: found, listed, read line by line. Nothing here changes any of them. */
import { isJournalRecord, type JournalRecord } from "../../../plugin/journal/record.ts";
import { decodeAscii, isAscii, parseJson } from "../../../plugin/text/ascii.ts";
import { decodeUtf8 } from "../../../plugin/text/utf8.ts";
import { ENTRY, LINE } from "../../../schemas/generated/program.ts";
import { sortSegments } from "../../node/store/segment.ts";
import { CliError } from "../exit.ts";
import { join } from "../program/path.ts";
import { ask, isFolder, list, now, remark, type Talk } from "../program/talk.ts";
import type { Entry } from "../program/wire.ts";
import { hex } from "../verify.ts";
import type { Language, Words } from "../words.ts";
import type { SegmentFacts } from "./state.ts";

/** A segment's file; one that a repair has set aside has the name of whose place it had. */
export interface SegmentFile {
  readonly segment: number;
  readonly yyyymmdd: number;
  readonly file: string;
  readonly path: string;
  readonly isAside: boolean;
}

/** What a line is worth: `foreign` is sound, but only another version understands it. */
type Worth =
  | { readonly kind: "record"; readonly record: JournalRecord }
  /** `value` is its JSON, or the text itself where it is none. */
  | { readonly kind: "foreign"; readonly json: string; readonly value: unknown; readonly bytes: Uint8Array }
  | { readonly kind: "damaged"; readonly bytes: Uint8Array }
  | { readonly kind: "torn"; readonly bytes: Uint8Array };

/** One line of a segment. */
export type JournalLine = Worth & { readonly offset: number };

const ASIDE = /^([0-9]{8}-[0-9]{8}\.jsonl)\.damaged(-[0-9]+)?$/;
/** As many lines as fit one reply. */
const ALL = 0xffff_ffff;

/** The journal's folder: `folder` is the data folder, or that folder itself. */
export function* journalFolder(folder: string): Talk<string> {
  const inner = join(folder, "journal");
  return (yield* isFolder(inner)) ? inner : folder;
}

/** The segments of a data folder, oldest first; those that were set aside where they are asked for. */
export function* segmentFiles(folder: string, { aside = false } = {}): Talk<SegmentFile[]> {
  const journal = yield* journalFolder(folder);
  const entries = yield* list(journal);
  const inPlace = folderInPlace(entries);
  if (inPlace !== undefined) throw new CliError(describeFolder(join(journal, inPlace)));
  const found = entries.flatMap(({ name: file }) => {
    const place = aside ? file.replace(ASIDE, "$1") : file;
    const isAside = place !== file;
    return sortSegments([place]).map(({ segment, yyyymmdd }) => {
      return { segment, yyyymmdd, file, path: join(journal, file), isAside };
    });
  });
  if (found.length === 0)
    throw new CliError({ en: `${folder} holds no journal.`, lt: `Aplanke ${folder} žurnalo nėra.` });
  return found.sort((a, b) => a.segment - b.segment || a.yyyymmdd - b.yyyymmdd || (a.file < b.file ? 1 : -1));
}

/** The name of a folder that has a segment's place: no start reads past it. */
export function folderInPlace(entries: readonly Entry[]): string | undefined {
  return entries.find(({ name, kind }) => kind === ENTRY.folder && sortSegments([name]).length > 0)?.name;
}

/** What such a folder is, and the way out. */
export function describeFolder(path: string): Words {
  return {
    en: `${path} is a folder in the place of a journal file, so the till does not start. Close GAMA, look into the folder for a file of that name and put it here instead; without one move the folder out of the journal.`,
    lt: `${path} yra aplankas žurnalo failo vietoje, todėl kasa nepaleidžiama. Uždarykite GAMA, pažiūrėkite, ar aplanke nėra tokio pat pavadinimo failo, ir padėkite jį čia; jei nėra, iškelkite aplanką iš žurnalo.`,
  };
}

/** A segment's file as the host finds it, without a look at its records. */
export interface MeasuredFile extends SegmentFile, SegmentFacts {
  readonly sizeBytes: number;
}

/** Measures one file. */
export function* measure(file: SegmentFile): Talk<MeasuredFile> {
  const { path } = file;
  const found = yield* ask<"segment">({ type: "segment", path }, path);
  const { sizeBytes, lineCount, badOffset, link } = found;
  const isUnbound = link === "" && lineCount > 0 && (yield* isOfForm2(path));
  const facts = { sizeBytes, lineCount, badOffset, link, isUnbound, digest: hex(found.sha256) };
  return { ...file, ...facts, isCorrupt: found.isCorrupt === 1, isBegun: found.isBegun === 1 };
}

/** Whether it begins with a checkpoint of form 2. */
function* isOfForm2(path: string): Talk<boolean> {
  const [line] = (yield* readLines(path, { from: 0, most: 1 })).lines;
  return line?.kind === "record" && line.record.t === "checkpoint" && line.record.v === 2;
}

/** Measures all segments of a folder, oldest first, and what repairs have set aside. */
export function* measureAll(
  folder: string,
  language: Language,
): Talk<{ files: MeasuredFile[]; aside: MeasuredFile[] }> {
  const all: SegmentFile[] = yield* segmentFiles(folder, { aside: true });
  const progress = new Progress(language, all.length);
  const measured: MeasuredFile[] = [];
  for (const file of all) {
    measured.push(yield* measure(file));
    yield* progress.next();
  }
  return { files: measured.filter(({ isAside }) => !isAside), aside: measured.filter(({ isAside }) => isAside) };
}

/** Which lines are asked for. */
export interface LineQuery {
  /** Where to go on; 0 at first. */
  readonly from: number;
  /** Texts of which a sound line has to have one; an empty list wants every line. */
  readonly having?: readonly string[];
  readonly most?: number;
}

/** Some lines, and where the next ones begin; −1 when these were the last. */
export interface LinePiece {
  readonly lines: readonly JournalLine[];
  readonly next: number;
}

/** Reads lines from an offset on, as many as fit one reply. Damaged ones are always among them. */
export function* readLines(path: string, { from, having = [], most = ALL }: LineQuery): Talk<LinePiece> {
  const { lines, next } = yield* ask<"lines">({ type: "lines", path, from, most, having }, path);
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

/** Undefined for what is no JSON. A checkpoint that a repair has written may be longer than any payload. */
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

/** All records of a journal that this version understands, oldest first. */
export function* readRecords(folder: string): Talk<JournalRecord[]> {
  const records: JournalRecord[] = [];
  const files: SegmentFile[] = yield* segmentFiles(folder);
  for (const { path } of files)
    for (let from = 0; from >= 0; ) {
      const { lines, next } = yield* readLines(path, { from });
      for (const line of lines) if (line.kind === "record") records.push(line.record);
      from = next;
    }
  return records;
}

/** Says how far a command has come, where that takes longer than anybody looks at a still screen. */
export class Progress {
  readonly #language: Language;
  readonly #total: number;
  #saidMs: number | undefined;
  #done = 0;

  constructor(language: Language, total: number) {
    this.#language = language;
    this.#total = total;
  }

  /** One file more has been read. */
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
