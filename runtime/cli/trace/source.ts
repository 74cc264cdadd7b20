/** Where a trace is read from: a till's data folder, its trace folder, or one exported file. */
import { decodeAscii } from "../../../plugin/text/ascii.ts";
import { dataFolderOf, type Setting } from "../config.ts";
import { CliError } from "../exit.ts";
import { join } from "../program/path.ts";
import { isFolder, list, readFile, remark, type Talk } from "../program/talk.ts";
import { formatTime } from "../time.ts";
import type { Language, Words } from "../words.ts";
import { eventOf, readTrace, type TraceStep, type TraceText } from "./lines.ts";

const NAME = /^([0-9]{8})\.trace$/;

/** The trace that the arguments name, a folder or a file; without any, the till's own. */
export function* traceOf(positionals: readonly string[], setting: Setting, what: Words): Talk<TraceText> {
  return yield* openTrace(yield* dataFolderOf(positionals, setting, what), setting.language);
}

/** Reads a trace, and says what of it cannot be read. */
export function* openTrace(path: string, language: Language): Talk<TraceText> {
  const files = (yield* isFolder(path)) ? yield* readFolder(path) : [{ text: yield* readText(path), follows: true }];
  const trace = readTrace(files);
  if (trace.runs.length === 0) throw withoutStart(path, trace);
  yield* tellGaps(trace, language);
  return trace;
}

/** Nothing that can be told or replayed: no trace at all, or one session that is longer than the ring. */
function withoutStart(path: string, { headless, headlessSteps }: TraceText): CliError {
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

function* tellGaps({ unreadableLines, headlessSteps, headless, runs }: TraceText, language: Language): Talk<void> {
  if (unreadableLines > 0) {
    const torn = {
      en: `${unreadableLines} lines of the trace cannot be read: a crash has cut them, or another version wrote them.`,
      lt: `Neperskaitomų pėdsako eilučių: ${unreadableLines}. Jas nutraukė gedimas arba įrašė kita versija.`,
    };
    yield* remark(torn[language]);
  }
  if (headless === undefined) return;
  const [from, to, begins] = [timeOf(headless.first), timeOf(headless.last), timeOf(runs[0]?.steps[0])];
  const words = {
    en: `${headlessSteps} steps, from ${from} to ${to}, are left out: the start of their session has left the ring. What is told and replayed begins at ${begins}.`,
    lt: `Praleisti žingsniai: ${headlessSteps}, nuo ${from} iki ${to}, nes jų seanso pradžios nebeliko. Pasakojama ir kartojama nuo ${begins}.`,
  };
  yield* remark(words[language]);
}
