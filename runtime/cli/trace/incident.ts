/**
 * `gama-rrpay incident --sale KEY`: everything that support needs about one sale in one zip, without names, cards and
 * places.
 */
import type { JournalRecord } from "../../../plugin/journal/record.ts";
import { decodeAscii, encodeAscii, stringifyAscii } from "../../../plugin/text/ascii.ts";
import { encodeUtf8 } from "../../../plugin/text/utf8.ts";
import { parseArguments } from "../arguments.ts";
import { dataFolderOf, type Setting } from "../config.ts";
import { CliError, EXIT, type ExitCode, usageError } from "../exit.ts";
import { readRecords } from "../journal/files.ts";
import { join } from "../program/path.ts";
import {
  exists,
  fact,
  isFolder,
  list,
  readFile,
  remark,
  replaceFile,
  say,
  sayJson,
  type Talk,
} from "../program/talk.ts";
import { storyPage, storyText } from "./explain.ts";
import { redactedTrace } from "./export.ts";
import { readTrace, type TraceText } from "./lines.ts";
import { bundleOf } from "./redo.ts";
import { openTrace } from "./source.ts";
import { onlyOfSale, tell } from "./story.ts";
import { zip } from "./zip.ts";

export function* incident(args: readonly string[], setting: Setting): Talk<ExitCode> {
  const { language } = setting;
  const { values, positionals } = parseArguments(args, { sale: "text", out: "text", bundle: "text", json: "flag" });
  const { sale } = values;
  if (sale === undefined) throw usageError({ en: "incident needs --sale KEY", lt: "incident reikia --sale RAKTAS" });
  const folder = yield* dataFolderOf(positionals, setting, {
    en: "incident takes one data folder",
    lt: "incident reikia vieno duomenų aplanko",
  });
  const records = (yield* journalOf(folder)).filter(ofSale(sale));
  const trace = yield* traceIfAny(folder, setting);
  const named = [sale, ...records.flatMap((record) => ("attemptId" in record ? [record.attemptId] : []))];
  const log = yield* logOf(folder, named);
  const bundle = yield* bundleOf(values.bundle, setting);
  const beside = [...records.map((record) => encodeAscii(stringifyAscii(record))), ...log];
  const hidden = yield* redactedTrace(trace, bundle, beside);
  const story = onlyOfSale(tell(readTrace([{ text: hidden.text, follows: true }]).runs), sale);
  if (records.length === 0 && story.sentences.length === 0)
    throw new CliError({
      en: `Neither the journal nor the trace of ${folder} knows the sale ${sale}.`,
      lt: `Pardavimo ${sale} nėra nei aplanko ${folder} žurnale, nei pėdsake.`,
    });
  const lines = (part: readonly Uint8Array[]) => encodeAscii(part.map((line) => `${decodeAscii(line)}\n`).join(""));
  const out = values.out ?? `incident-${sale.replace(/[^A-Za-z0-9._-]+/g, "_")}.zip`;
  const bytes = zip([
    { name: "version.txt", bytes: encodeUtf8(`${yield* fact("libraryVersion")}\n`) },
    { name: "story.txt", bytes: encodeUtf8(`${storyText(story, { language })}\n`) },
    { name: "story.html", bytes: encodeUtf8(storyPage(story, language)) },
    { name: "journal.jsonl", bytes: lines(hidden.records.slice(0, records.length)) },
    { name: "log.txt", bytes: lines(hidden.records.slice(records.length)) },
    { name: "trace.jsonl", bytes: encodeAscii(hidden.text) },
  ]);
  yield* replaceFile(out, bytes);
  if (values.json) yield* sayJson({ out, records: records.length, sentences: story.sentences.length });
  else yield* say(out);
  const told = {
    en: `${records.length} records of the journal and ${story.sentences.length} sentences about ${sale}. Names, card numbers and places are hidden; amounts, items and receipt numbers are not.`,
    lt: `Apie ${sale}: žurnalo įrašų ${records.length}, sakinių ${story.sentences.length}. Vardai, kortelių numeriai ir vietos paslėpti, o sumos, prekės ir kvitų numeriai – ne.`,
  };
  yield* remark(told[language]);
  return EXIT.done;
}

function* journalOf(folder: string): Talk<JournalRecord[]> {
  const hasOne = (yield* isFolder(join(folder, "journal"))) && (yield* list(join(folder, "journal"))).length > 0;
  return hasOne ? yield* readRecords(folder) : [];
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
function* traceIfAny(folder: string, { language }: Setting): Talk<Pick<TraceText, "runs">> {
  if (!(yield* isFolder(join(folder, "trace")))) return { runs: [] };
  try {
    return yield* openTrace(folder, language);
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    yield* remark(error.words[language]);
    return { runs: [] };
  }
}

/** The log's lines that name the sale or one of its attempts. */
function* logOf(folder: string, named: readonly string[]): Talk<Uint8Array[]> {
  const place = join(folder, "log");
  if (!(yield* exists(place))) return [];
  const lines: Uint8Array[] = [];
  // not in the head of a loop: QuickJS compiles a `yield*` there wrongly, and then the whole program does not load
  const entries = yield* list(place);
  for (const { name } of entries) {
    const text = decodeAscii(yield* readFile(join(place, name)));
    for (const line of text.split("\n"))
      if (named.some((one) => line.includes(one))) lines.push(encodeAscii(line.replace(/[^ -~]/g, "?")));
  }
  return lines;
}
