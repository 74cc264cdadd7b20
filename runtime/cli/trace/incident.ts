/**
 * `gama-rrpay incident --sale KEY`: everything that support needs about one sale in one zip, without names, cards and
 * places.
 */
import type { JournalRecord } from "../../../plugin/journal/record.ts";
import { decodeAscii, encodeAscii, stringifyAscii } from "../../../plugin/text/ascii.ts";
import { ENTRY } from "../../../schemas/generated/program.ts";
import { parseArguments } from "../arguments.ts";
import { dataFolderOf, type Setting } from "../config.ts";
import { CliError, EXIT, type ExitCode, usageError } from "../exit.ts";
import { readLines, type SegmentFile, segmentFiles } from "../journal/files.ts";
import { ByteFile, filled } from "../program/output.ts";
import { join } from "../program/path.ts";
import { ask, fact, isFolder, list, remark, say, sayJson, type Talk } from "../program/talk.ts";
import { refuseAsResult } from "../result-file.ts";
import { counted, type Language } from "../words.ts";
import { storyPage, storyText } from "./explain.ts";
import { itemLine, type TraceItem } from "./lines.ts";
import { learnWords, redactTrace } from "./redacting.ts";
import { bundleOf } from "./redo.ts";
import { openTrace, sourceOf, type TraceSource } from "./source.ts";
import type { Told } from "./story.ts";
import { Teller } from "./teller.ts";
import { ZipFile } from "./zip.ts";

export function* incident(args: readonly string[], setting: Setting): Talk<ExitCode> {
  const { language } = setting;
  const { values, positionals } = parseArguments(args, { sale: "text", out: "text", bundle: "text", json: "flag" });
  const { sale } = values;
  if (sale === undefined) throw usageError({ en: "incident needs --sale KEY", lt: "incident reikia --sale RAKTAS" });
  yield* refuseAsResult("--out", values.out);
  const folder = yield* dataFolderOf(positionals, setting, {
    en: "incident takes one data folder",
    lt: "incident reikia vieno duomenų aplanko",
  });
  const records = yield* journalOf(folder, sale);
  const named = [sale, ...records.flatMap((record) => ("attemptId" in record ? [record.attemptId] : []))];
  const log = yield* logOf(folder, named);
  const out = values.out ?? `incident-${sale.replace(/[^A-Za-z0-9._-]+/g, "_")}.zip`;
  const trace = yield* traceIfAny(folder, setting);
  const bundle = yield* bundleOf(values.bundle, setting);
  const lines = { records: records.map((record) => stringifyAscii(record)), log };
  const file = new ByteFile(out);
  const contents = { sale, named, bundle, trace, language, ...lines };
  const fill = function* (): Talk<number> {
    const sentences = yield* pack(new ZipFile(file), contents);
    if (records.length === 0 && sentences === 0) throw unknownSale(folder, sale);
    return sentences;
  };
  const sentences = yield* filled(file, fill());
  if (values.json) yield* sayJson({ out, records: records.length, sentences });
  else yield* say(out);
  const told = {
    en: `${counted(records.length, "record")} of the journal and ${counted(sentences, "sentence")} about ${sale}. Names, card numbers and places are hidden; amounts, items and receipt numbers are not.`,
    lt: `Apie ${sale}: žurnalo įrašų ${records.length}, sakinių ${sentences}. Vardai, kortelių numeriai ir vietos paslėpti, o sumos, prekės ir kvitų numeriai – ne.`,
  };
  yield* remark(told[language]);
  return EXIT.done;
}

function unknownSale(folder: string, sale: string): CliError {
  return new CliError(
    {
      en: `Neither the journal nor the trace of ${folder} knows the sale ${sale}. journal show without --sale shows every key that the journal has.`,
      lt: `Pardavimo ${sale} nėra nei aplanko ${folder} žurnale, nei pėdsake. Visus žurnale esančius raktus parodo journal show be --sale.`,
    },
    EXIT.notDone,
  );
}

/** What goes into the zip. */
interface Contents {
  readonly sale: string;
  /** Texts that name the sale: its key, and the ids of its attempts. */
  readonly named: readonly string[];
  readonly bundle: string;
  readonly trace: TraceSource;
  readonly records: readonly string[];
  readonly log: readonly string[];
  readonly language: Language;
}

/** Packs everything, the trace first, because the story is told while it passes. Returns how many sentences there are. */
function* pack(zip: ZipFile, contents: Contents): Talk<number> {
  const { records, log, language, trace, bundle } = contents;
  const runs = new NamingRuns(contents.named);
  const hider = yield* learnWords(trace, [...records, ...log], (item) => runs.see(item));
  const story = new SaleStory(hider.text(contents.sale));
  yield* zip.text("version.txt", `${yield* fact("libraryVersion")}\n`);
  yield* zip.entry("trace.jsonl", function* (add) {
    const lines: string[] = [];
    let length = 0;
    const pass = function* (): Talk<void> {
      yield* add(encodeAscii(lines.join("")));
      lines.length = length = 0;
    };
    const emit = function* (item: TraceItem): Talk<void> {
      story.see(item);
      lines.push(itemLine(item));
      length += lines.at(-1)?.length ?? 0;
      if (length >= PART_LENGTH) yield* pass();
    };
    yield* redactTrace(trace, { hider, bundle }, { isWanted: (run) => runs.isNaming(run), emit });
    yield* pass();
  });
  const told = story.end();
  if (records.length === 0 && told.length === 0) return 0;
  yield* zip.text("story.txt", `${storyText(told, language)}\n`);
  yield* zip.text("story.html", storyPage(told, language));
  const hidden = (texts: readonly string[]) => texts.map((text) => `${hider.beside(text)}\n`).join("");
  yield* zip.text("journal.jsonl", hidden(records));
  yield* zip.text("log.txt", hidden(log));
  yield* zip.end();
  return told.length;
}

const PART_LENGTH = 64 * 1024;

/** Which runs of a trace name the sale. Each begins with its boot, so it can be replayed without the others. */
class NamingRuns {
  readonly #named: readonly string[];
  readonly #runs = new Set<number>();
  #run = -1;

  constructor(named: readonly string[]) {
    this.#named = named;
  }

  see(item: TraceItem): void {
    if (item.type === "header") this.#run++;
    if (item.type !== "step" || this.#runs.has(this.#run)) return;
    const { event, batch } = item.step;
    if (this.#named.some((text) => event.includes(text) || batch.includes(text))) this.#runs.add(this.#run);
  }

  isNaming(run: number): boolean {
    return this.#runs.has(run);
  }
}

/** The sentences about one sale. */
class SaleStory {
  readonly #sale: string;
  readonly #teller = new Teller();
  readonly #told: Told[] = [];

  constructor(sale: string) {
    this.#sale = sale;
  }

  see(item: TraceItem): void {
    this.#add(this.#teller.tell(item));
  }

  end(): readonly Told[] {
    this.#add(this.#teller.end());
    return this.#told;
  }

  #add(told: readonly Told[]): void {
    for (const one of told) if (one.sentence.saleKey === this.#sale) this.#told.push(one);
  }
}

/** The records of the sale. */
function* journalOf(folder: string, sale: string): Talk<JournalRecord[]> {
  if ((yield* filesIn(join(folder, "journal"))).length === 0) return [];
  const key = stringifyAscii(sale).slice(1, -1);
  const first: JournalRecord[] = yield* recordsHaving(folder, [key], ofSale(sale));
  const attempts = new Set(first.flatMap((record) => ("attemptId" in record ? [record.attemptId] : [])));
  return yield* recordsHaving(folder, [key, ...attempts], ofSale(sale));
}

/** The records whose line has one of the texts and that are wanted. The host looks for the texts. */
function* recordsHaving(
  folder: string,
  having: readonly string[],
  isWanted: (record: JournalRecord) => boolean,
): Talk<JournalRecord[]> {
  const records = new Map<string, JournalRecord>();
  // what a repair has put aside is told too, and what it has kept of that once
  const files: SegmentFile[] = yield* segmentFiles(folder, { aside: true });
  for (const { path } of files)
    for (let from = 0; from >= 0; ) {
      const { lines, next } = yield* readLines(path, { from, having });
      for (const line of lines)
        if (line.kind === "record" && isWanted(line.record)) records.set(JSON.stringify(line.record), line.record);
      from = next;
    }
  return [...records.values()];
}

function ofSale(sale: string): (record: JournalRecord) => boolean {
  const attempts = new Set<string>();
  return (record) => {
    if (record.t === "checkpoint" || record.t === "carried" || record.t === "pin") return false;
    const isNamed = "saleKey" in record && record.saleKey === sale;
    if (isNamed && "attemptId" in record) attempts.add(record.attemptId);
    return isNamed || ("attemptId" in record && attempts.has(record.attemptId));
  };
}

/** The trace, unless it was turned off or deleted. Then only the journal is used. */
function* traceIfAny(folder: string, { language }: Setting): Talk<TraceSource> {
  if (!(yield* isFolder(join(folder, "trace")))) return sourceOf([]);
  try {
    const trace = yield* openTrace(folder, language);
    yield* trace.reader().next();
    return trace;
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    yield* remark(error.words[language]);
    return sourceOf([]);
  }
}

/** The log's lines that name the sale or one of its attempts. */
function* logOf(folder: string, named: readonly string[]): Talk<string[]> {
  const place = join(folder, "log");
  const found: string[] = [];
  const keep = (line: string): void => {
    if (named.some((one) => line.includes(one))) found.push(line.replace(/[^ -~]/g, "?"));
  };
  // not in the head of a loop: QuickJS compiles a `yield*` there wrongly, and then the whole program does not load
  const names = yield* filesIn(place);
  for (const name of names) {
    const path = join(place, name);
    let rest = "";
    for (let offset = 0; offset < LOG_BYTES_MOST; ) {
      const { bytes } = yield* ask<"read">({ type: "read", path, offset, length: LOG_PIECE_BYTES }, path);
      if (bytes.length === 0) break;
      offset += bytes.length;
      const lines = (rest + decodeAscii(bytes)).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) keep(line);
    }
    keep(rest);
  }
  return found;
}

const LOG_PIECE_BYTES = 128 * 1024;
/** A host writes half of it at most into one file: a larger one is a stranger's, of which no more is looked through. */
const LOG_BYTES_MOST = 8 * 1024 * 1024;

/** The files of a folder that may be missing. A folder in it is not ours, and systems list the folder itself too. */
function* filesIn(folder: string): Talk<string[]> {
  if (!(yield* isFolder(folder))) return [];
  const entries = yield* list(folder);
  return entries.filter(({ kind }) => kind === ENTRY.file).map(({ name }) => name);
}
