/** Where a trace is read from: a till's data folder, its trace folder, or one exported file. */
import { decodeAscii } from "../../../plugin/text/ascii.ts";
import { dataFolderOf, type Setting } from "../config.ts";
import { CliError } from "../exit.ts";
import { join } from "../program/path.ts";
import { isFolder, list, readFile, remark, type Talk } from "../program/talk.ts";
import type { Language, Words } from "../words.ts";
import { readTrace, type TraceText } from "./lines.ts";

const NAME = /^([0-9]{8})\.trace$/;

/** The trace that the arguments name, a folder or a file; without any, the till's own. */
export function* traceOf(positionals: readonly string[], setting: Setting, what: Words): Talk<TraceText> {
  return yield* openTrace(yield* dataFolderOf(positionals, setting, what), setting.language);
}

/** Reads a trace, and says what of it cannot be read. */
export function* openTrace(path: string, language: Language): Talk<TraceText> {
  const files = (yield* isFolder(path)) ? yield* readFolder(path) : [{ text: yield* readText(path), follows: true }];
  const trace = readTrace(files);
  if (trace.runs.length === 0)
    throw new CliError({
      en: `${path} holds no trace that can be read.`,
      lt: `${path}: pėdsako, kurį būtų galima perskaityti, nėra.`,
    });
  yield* tellGaps(trace, language);
  return trace;
}

function* readFolder(path: string): Talk<{ text: string; follows: boolean }[]> {
  const inner = join(path, "trace");
  const folder = (yield* isFolder(inner)) ? inner : path;
  const numbers = (yield* list(folder))
    .map(({ name }) => Number(NAME.exec(name)?.[1] ?? 0))
    .filter(Boolean)
    .sort((a, b) => a - b);
  const files: { text: string; follows: boolean }[] = [];
  let before = 0;
  for (const number of numbers) {
    const text = yield* readText(join(folder, `${String(number).padStart(8, "0")}.trace`));
    files.push({ text, follows: number === before + 1 });
    before = number;
  }
  return files;
}

function* readText(path: string): Talk<string> {
  return decodeAscii(yield* readFile(path));
}

function* tellGaps({ unreadableLines, headlessSteps }: TraceText, language: Language): Talk<void> {
  if (unreadableLines > 0) {
    const torn = {
      en: `${unreadableLines} lines of the trace cannot be read: a crash has cut them, or another version wrote them.`,
      lt: `Neperskaitomų pėdsako eilučių: ${unreadableLines}. Jas nutraukė gedimas arba įrašė kita versija.`,
    };
    yield* remark(torn[language]);
  }
  if (headlessSteps === 0) return;
  const headless = {
    en: `The first ${headlessSteps} steps are left out: the start that they belong to has left the ring.`,
    lt: `Pirmieji žingsniai (${headlessSteps}) praleisti: jų pradžios pėdsake nebėra.`,
  };
  yield* remark(headless[language]);
}
