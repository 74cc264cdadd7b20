/** `gama-rrpay journal show DIR`: the records as readable lines. It can read while the till runs. */
import type { JournalRecord } from "../../../plugin/journal/record.ts";
import type { Attempt } from "../../../schemas/generated/types.ts";
import { parseArguments } from "../arguments.ts";
import { dataFolderOf, type Setting } from "../config.ts";
import { EXIT, type ExitCode } from "../exit.ts";
import { remark, say, sayJson, type Talk } from "../program/talk.ts";
import { describeRecord, describeTyped } from "../record-text.ts";
import { formatTime, WallClock } from "../time.ts";
import type { Language, Words } from "../words.ts";
import { describeAttempt } from "./attempt-text.ts";
import { type JournalLine, readLines, type SegmentFile, segmentFiles } from "./files.ts";
import { readSegments, type Segment, soundness } from "./list.ts";
import { describeState } from "./state.ts";

/** The command. Damage is reported in its place. What comes after it in the same file is not shown. */
export function* show(args: readonly string[], setting: Setting): Talk<ExitCode> {
  const { language } = setting;
  const { values, positionals } = parseArguments(args, { json: "flag", sale: "text" });
  const folder = yield* dataFolderOf(positionals, setting, {
    en: "journal show takes one folder",
    lt: "journal show reikia vieno aplanko",
  });
  const wanted = values.sale === undefined ? undefined : yield* saleFilter(folder, values.sale);
  const shower = new Shower({ language, isJson: values.json, wanted });
  const segments: Segment[] = yield* readSegments(folder, language);
  for (const segment of segments) yield* shower.show(segment);
  const sound = soundness(segments);
  if (shower.isEmpty && values.sale !== undefined) {
    const unread = sound === EXIT.done ? yield* asideNames(folder) : [];
    yield* remark(noSale(values.sale, sound === EXIT.done, unread)[language]);
    return EXIT.notDone;
  }
  return sound;
}

/** The files that repairs have put aside. */
function* asideNames(folder: string): Talk<string[]> {
  const files: SegmentFile[] = yield* segmentFiles(folder, { aside: true });
  return files.filter(({ isAside }) => isAside).map(({ file }) => file);
}

/** What is damaged or put aside may be about the sale, so only a sound and whole journal is known not to have it. */
function noSale(sale: string, isSound: boolean, unread: readonly string[]): Words {
  const names = unread.join(", ");
  if (unread.length > 0)
    return {
      en: `The repaired journal has no sale ${sale}. What a repair could not keep of it may be in ${names}: look at its day with gama-rrpay journal export, which reads these files too.`,
      lt: `Pataisytame žurnale pardavimo ${sale} nėra. Ko taisant nepavyko išsaugoti, gali būti čia: ${names}. Pažiūrėkite jo dieną su gama-rrpay journal export: ji skaito ir šiuos failus.`,
    };
  if (isSound)
    return {
      en: `The journal has no sale ${sale}. journal show without --sale shows every key that it has.`,
      lt: `Pardavimo ${sale} žurnale nėra. Visus jame esančius raktus parodo journal show be --sale.`,
    };
  return {
    en: `What can be read of the journal has no sale ${sale}; the rest is damaged and may have it: close the till, then gama-rrpay journal repair.`,
    lt: `Skaitomoje žurnalo dalyje pardavimo ${sale} nėra; kita dalis sugadinta, ir jis gali būti joje: uždarykite kasą, tada gama-rrpay journal repair.`,
  };
}

/** One sale: which lines may be about it, and which records are. */
interface Wanted {
  readonly sale: string;
  readonly having: readonly string[];
  readonly speaks: (record: JournalRecord) => boolean;
}

interface ShowOptions {
  readonly language: Language;
  readonly isJson: boolean;
  readonly wanted: Wanted | undefined;
}

class Shower {
  readonly #options: ShowOptions;
  readonly #clock = new WallClock();
  /** Whether no record was shown. */
  isEmpty = true;

  constructor(options: ShowOptions) {
    this.#options = options;
  }

  /** Shows a segment's lines up to its damage, and then says what the damage is. */
  *show({ path, segment, badOffset, state }: Segment): Talk<void> {
    const { language, isJson, wanted } = this.#options;
    const end = badOffset < 0 ? Number.POSITIVE_INFINITY : badOffset;
    for (let from = 0; from >= 0 && from < end; ) {
      const { lines, next } = yield* readLines(path, { from, having: wanted?.having ?? [] });
      for (const line of lines) if (line.offset < end) yield* this.#line(line);
      from = next;
    }
    if (state.kind === "sound" || isJson) return;
    const name = { en: `segment ${segment}`, lt: `segmentas ${segment}` };
    yield* say(`${name[language]}: ${describeState(state)[language]}`);
  }

  *#line(line: JournalLine): Talk<void> {
    const { language, isJson, wanted } = this.#options;
    if (line.kind === "damaged" || line.kind === "torn") return;
    if (line.kind === "foreign") {
      if (wanted !== undefined) return;
      const what = { en: "not a record of this version", lt: "ne šios versijos įrašas" };
      yield* isJson ? sayJson(line.value) : say(`${what[language]}: ${line.json}`);
      return;
    }
    const { record } = line;
    if (wanted === undefined || wanted.speaks(record)) {
      this.isEmpty = false;
      const typed = record.t === "decision" ? describeTyped(record, language) : "";
      const told = `${describeRecord(record, language)}${typed}`;
      yield* isJson ? sayJson(record) : this.#say(record.atMs, told);
      return;
    }
    // after a repair only the states of a sale may be left
    const attempts = statesIn(record).filter((attempt) => attempt.saleKey === wanted.sale);
    if (attempts.length === 0) return;
    this.isEmpty = false;
    if (isJson) yield* sayJson({ t: "carried", atMs: record.atMs, attempts });
    else
      for (const attempt of attempts)
        yield* this.#say(record.atMs, `${STANDS[language]}: ${describe(attempt, language)}`);
  }

  *#say(atMs: number, text: string): Talk<void> {
    yield* this.#clock.learn(atMs);
    yield* say(`${formatTime(atMs, this.#clock.offsetAt(atMs))}  ${text}`);
  }
}

const STANDS = { en: "stood then", lt: "tuomet buvo" } as const;

/** One line, whatever text the journal has. */
function describe(attempt: Attempt, language: Language): string {
  return describeAttempt(attempt)[language].replace(/\s+/g, " ");
}

/** The states in a record, carried by the till or written by a repair. */
function statesIn(record: JournalRecord): readonly Attempt[] {
  return record.t === "checkpoint" || record.t === "carried" ? (record.attempts ?? []) : [];
}

/** Records name a sale by its key or by one of its attempts. */
function* saleFilter(folder: string, sale: string): Talk<Wanted> {
  const key = JSON.stringify({ saleKey: sale }).slice(1, -1);
  const attempts = new Set<string>();
  const files: SegmentFile[] = yield* segmentFiles(folder, { aside: true });
  for (const { path } of files)
    for (let from = 0; from >= 0; ) {
      const { lines, next } = yield* readLines(path, { from, having: [key] });
      for (const line of lines)
        if (line.kind === "record")
          for (const one of attemptsIn(line.record)) if (one.saleKey === sale) attempts.add(one.attemptId);
      from = next;
    }
  return {
    sale,
    having: [key, ...attempts],
    speaks: (record) =>
      ("saleKey" in record && record.saleKey === sale) || ("attemptId" in record && attempts.has(record.attemptId)),
  };
}

/** The attempts that a record begins or states. */
function attemptsIn(record: JournalRecord): readonly { readonly saleKey?: string; readonly attemptId: string }[] {
  switch (record.t) {
    case "checkpoint":
    case "carried":
      return statesIn(record);
    case "sent":
    case "unpaid":
    case "adopted":
    case "behind":
      return [record];
    default:
      return [];
  }
}
