/**
 * Where a trace is read from: a till's data folder, its trace folder, or one exported file. It is read line by line, as
 * often as a command needs it, because the ring may be larger than the memory of the program on a till.
 */
import { decodeAscii } from "../../../plugin/text/ascii.ts";
import { dataFolderOf, type Setting } from "../config.ts";
import { CliError, usageError } from "../exit.ts";
import { ask, attempt, isFolder, now, remark, statusName, type Talk } from "../program/talk.ts";
import { formatTime } from "../time.ts";
import type { Language, Words } from "../words.ts";
import { filesIn, inMb, type TraceFile } from "./files.ts";
import { addItem, type Gaps, LineReader, type Run, type TraceItem } from "./lines.ts";
import { eventOf, type TraceStep } from "./steps.ts";

/** How much is read at a time. A step of the program is over with it, so that its deadline is far on a slow till. */
const PIECE_BYTES = 32 * 1024;

/** A host writes no longer lines: the largest event and the largest batch, with what their escapes add. */
const LINE_LENGTH_MAX = 16 * 1024 * 1024;

/** Reads a trace from its beginning. */
export interface TraceReader {
  /** The next item; undefined at the end. */
  next(): Talk<TraceItem | undefined>;
}

/** A trace that can be read more than once. */
export interface TraceSource {
  /** A reader from the beginning. `part` says which reading of how many it is, where people have to wait for it. */
  reader(part?: string): TraceReader;
}

/** The trace that the arguments name, a folder or a file; without any, the till's own. */
export function* traceOf(positionals: readonly string[], setting: Setting, what: Words): Talk<TraceFiles> {
  return yield* openTrace(yield* dataFolderOf(positionals, setting, what), setting.language);
}

/** Finds the files of a trace. Nothing of them is read yet. */
export function* openTrace(path: string, language: Language): Talk<TraceFiles> {
  if (yield* isFolder(path)) return new TraceFiles(path, yield* filesIn(path, language), language);
  const { sizeBytes } = yield* ask<"stat">({ type: "stat", path }, path);
  const { bytes } = yield* ask<"read">({ type: "read", path, offset: 0, length: LISTENED.length }, path);
  if (decodeAscii(bytes) === LISTENED) throw isRecording(path);
  return new TraceFiles(path, [{ path, follows: true, sizeBytes }], language);
}

/** The files of a trace, as they were when it was opened. */
class TraceFiles implements TraceSource {
  readonly #path: string;
  readonly #files: readonly TraceFile[];
  readonly #language: Language;
  #isTold = false;

  constructor(path: string, files: readonly TraceFile[], language: Language) {
    this.#path = path;
    this.#files = files;
    this.#language = language;
  }

  /** Refuses to write over what is being read. */
  refuseAsOutput(out: string | undefined): void {
    const plain = (path: string) => path.replace(/\\/g, "/").replace(/^(\.\/+)+/, "");
    if (out === undefined || this.#files.every(({ path }) => plain(path) !== plain(out))) return;
    throw usageError({
      en: `--out ${out} would be written over the trace itself: name another file.`,
      lt: `--out ${out} perrašytų patį pėdsaką: nurodykite kitą failą.`,
    });
  }

  /** A reader from the beginning. The first one to reach the end says what cannot be read, or that it is all. */
  reader(part?: string): FilesReader {
    const progress = part === undefined ? undefined : new Progress(this.#files, part, this.#language);
    return new FilesReader(this.#files, (gaps, first) => this.#ended(gaps, first), progress);
  }

  *#ended(gaps: Gaps, first: TraceStep | undefined): Talk<void> {
    if (first === undefined) throw withoutStart(this.#path, gaps);
    if (this.#isTold) return;
    this.#isTold = true;
    yield* tellGaps(gaps, first, this.#language);
  }
}

type Ended = (gaps: Gaps, first: TraceStep | undefined) => Talk<void>;

/** Says how far a reading is, once a second. */
class Progress {
  readonly #totalMb: number;
  readonly #part: string;
  readonly #language: Language;
  #bytes = 0;
  #saidMs: number | undefined;

  constructor(files: readonly TraceFile[], part: string, language: Language) {
    this.#totalMb = inMb(files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0));
    this.#part = part;
    this.#language = language;
  }

  *add(bytes: number): Talk<void> {
    this.#bytes += bytes;
    const { wallMs } = yield* now();
    this.#saidMs ??= wallMs;
    if (wallMs - this.#saidMs < 1000) return;
    this.#saidMs = wallMs;
    const [done, all] = [inMb(this.#bytes).toFixed(1), this.#totalMb.toFixed(1)];
    const words = {
      en: `reading ${this.#part}: ${done} of ${all} MB`,
      lt: `skaitymas ${this.#part}: ${done} iš ${all} MB`,
    };
    yield* remark(words[this.#language]);
  }
}

class FilesReader implements TraceReader {
  readonly #lines = new LineReader();
  readonly #files: readonly TraceFile[];
  readonly #ended: Ended;
  readonly #progress: Progress | undefined;
  #file = 0;
  #offset = 0;
  /** The beginning of a line whose end is not read yet. Undefined while the rest of a line that is too long is skipped. */
  #rest: string | undefined = "";
  #items: TraceItem[] = [];
  #at = 0;
  #first: TraceStep | undefined;
  #isOver = false;

  constructor(files: readonly TraceFile[], ended: Ended, progress?: Progress) {
    this.#files = files;
    this.#ended = ended;
    this.#progress = progress;
  }

  *next(): Talk<TraceItem | undefined> {
    while (this.#at >= this.#items.length) {
      if (this.#file >= this.#files.length) {
        if (!this.#isOver) yield* this.#ended(this.#lines.gaps, this.#first);
        this.#isOver = true;
        return undefined;
      }
      this.#items = [];
      this.#at = 0;
      yield* this.#readPiece();
    }
    const item = this.#items[this.#at++];
    if (item?.type === "step") this.#first ??= item.step;
    return item;
  }

  *#readPiece(): Talk<void> {
    const { path, follows, sizeBytes } = this.#files[this.#file] as TraceFile;
    if (this.#offset === 0 && !follows) this.#lines.breakOff();
    const bytes = yield* this.#bytesOf(path, Math.min(PIECE_BYTES, sizeBytes - this.#offset));
    this.#offset += bytes.length;
    if (this.#progress !== undefined) yield* this.#progress.add(bytes.length);
    const lines = decodeAscii(bytes).split("\n");
    const last = lines.pop() ?? "";
    for (const line of lines) this.#endLine(line);
    this.#add(last);
    if (bytes.length > 0 && this.#offset < sizeBytes) return;
    this.#endLine("");
    this.#file++;
    this.#offset = 0;
  }

  /** Some bytes of the file. None if the till has removed it meanwhile: then the next file follows nothing. */
  *#bytesOf(path: string, length: number): Talk<Uint8Array> {
    const request = { type: "read", path, offset: this.#offset, length } as const;
    const reply = yield* attempt<"read">(request);
    if (reply.fields !== undefined) return reply.fields.bytes;
    if (statusName(reply.status) !== "missing") return (yield* ask<"read">(request, path)).bytes;
    this.#lines.breakOff();
    this.#rest = "";
    return NO_BYTES;
  }

  #add(part: string): void {
    if (this.#rest === undefined) return;
    this.#rest += part;
    if (this.#rest.length > LINE_LENGTH_MAX) this.#rest = undefined;
  }

  #endLine(part: string): void {
    this.#add(part);
    const line = this.#rest;
    this.#rest = "";
    if (line === undefined) this.#lines.skipped();
    else for (const item of this.#lines.read(line)) this.#items.push(item);
  }
}

const NO_BYTES = new Uint8Array(0);

/** All runs of a trace, in memory. */
export function* readRuns(source: TraceSource): Talk<Run[]> {
  const runs: Run[] = [];
  const reader = source.reader();
  for (;;) {
    const item = yield* reader.next();
    if (item === undefined) return runs;
    addItem(runs, item);
  }
}

/** Runs in memory as a source. */
export function sourceOf(runs: readonly Run[]): TraceSource {
  return { reader: () => new RunsReader(runs) };
}

class RunsReader implements TraceReader {
  readonly #items: Iterator<TraceItem>;

  constructor(runs: readonly Run[]) {
    this.#items = itemsOf(runs);
  }

  *next(): Talk<TraceItem | undefined> {
    const { done, value } = this.#items.next();
    return done ? undefined : value;
  }
}

function* itemsOf(runs: readonly Run[]): Generator<TraceItem, undefined> {
  for (const { header, steps, lost } of runs) {
    yield { type: "header", header };
    for (const step of steps) yield { type: "step", step };
    if (lost !== undefined) yield { type: "lost", lost };
  }
  return undefined;
}

/** How the record of `listen` begins. It has the form of a trace, and no steps. */
const LISTENED = '{"listen":';

function isRecording(path: string): CliError {
  return new CliError({
    en: `${path} is what listen has written: a conversation, to be read as it stands. It has no steps of a till that could be told or replayed; those are in the till's own data folder.`,
    lt: `${path} – tai, ką įrašė listen: pokalbis, skaitomas toks, koks yra. Kasos žingsnių, kuriuos būtų galima papasakoti ar pakartoti, jame nėra: jie – kasos duomenų aplanke.`,
  });
}

/** Nothing that can be told or replayed: no trace at all, or one session that is longer than the ring. */
function withoutStart(path: string, { headless, headlessSteps }: Gaps): CliError {
  if (headless === undefined)
    return new CliError({
      en: `${path} holds no trace that can be read.`,
      lt: `${path}: pėdsako, kurį būtų galima perskaityti, nėra.`,
    });
  const [from, to] = [timeOf(headless.first), timeOf(headless.last)];
  return new CliError({
    en: `${path} holds ${headlessSteps} steps, from ${from} to ${to}, but the start of their session has left the ring, and nothing can be told or replayed without it. A larger trace.maxMb keeps longer sessions; the journal still has every sale.`,
    lt: `${path}: žingsnių ${headlessSteps}, nuo ${from} iki ${to}, bet jų seanso pradžios nebeliko, o be jos nieko negalima nei papasakoti, nei pakartoti. Ilgesniems seansams didinkite trace.maxMb; visi pardavimai tebėra žurnale.`,
  });
}

/** When a step happened, by the till's clock. */
function timeOf(step: TraceStep | undefined): string {
  const moment = step && eventOf(step)?.moment;
  return moment === undefined ? "?" : formatTime(moment.wallMs, moment.utcOffsetMin);
}

function* tellGaps(gaps: Gaps, first: TraceStep, language: Language): Talk<void> {
  const { unreadableLines, headlessSteps, headless } = gaps;
  if (unreadableLines > 0) {
    const torn = {
      en: `Unreadable lines of the trace: ${unreadableLines}. A crash has cut them, or another version wrote them.`,
      lt: `Neperskaitomų pėdsako eilučių: ${unreadableLines}. Jas nutraukė gedimas arba įrašė kita versija.`,
    };
    yield* remark(torn[language]);
  }
  if (headless === undefined) return;
  const [from, to, begins] = [timeOf(headless.first), timeOf(headless.last), timeOf(first)];
  const words = {
    en: `${headlessSteps} steps, from ${from} to ${to}, are left out: the start of their session has left the ring. What is told and replayed begins at ${begins}.`,
    lt: `Praleisti žingsniai: ${headlessSteps}, nuo ${from} iki ${to}, nes jų seanso pradžios nebeliko. Pasakojama ir kartojama nuo ${begins}.`,
  };
  yield* remark(words[language]);
}
