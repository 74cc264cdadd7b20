/**
 * `gama-rrpay doctor --bench`: what this very till needs to start, to make a sale ready, to look up an old receipt, and
 * to flush a line. It asks RRPay nothing, leaves the journal as it is, and judges no figure.
 */
import { sortSegments } from "../node/store/segment.ts";
import { type LookUp, measureFlush, measureLookUp } from "./bench/disk.ts";
import { judgeQuiet, type Quiet } from "./bench/quiet-journal.ts";
import { LINES } from "./bench/sale.ts";
import { measureTill, type TillFigures } from "./bench/start.ts";
import { msText } from "./bench/stopwatch.ts";
import { type Check, failing } from "./doctor-check.ts";
import { type SegmentFile, segmentFiles } from "./journal/files.ts";
import { holding } from "./journal/hold.ts";
import { join } from "./program/path.ts";
import { entryAt, list, remark, type Talk } from "./program/talk.ts";
import type { SessionOptions } from "./session.ts";
import type { Language, Words } from "./words.ts";

/**
 * Whether a till has started here. Before that there is nothing to measure, and nothing is made. A journal that is
 * withheld is one: what is wrong with it, the next checks say.
 */
export function* hasStarted(dataDir: string): Talk<boolean> {
  const journal = join(dataDir, "journal");
  const there = yield* entryAt(journal);
  if (there === "withheld") return true;
  const entries = there === "folder" ? yield* list(journal) : [];
  return sortSegments(entries.map(({ name }) => name)).length > 0;
}

/** What is said of a till that has not started. */
export function notStarted(dataDir: string, language: Language): Check {
  return { id: "bench-start", status: "warn", detail: dataDir, fix: TEXTS.neverStarted[language] };
}

/** The figures of a till whose files are in order and that nobody runs: one check each. */
export function* bench(dataDir: string, options: SessionOptions): Talk<Check[]> {
  const { language } = options;
  const told = (words: Words) => remark(words[language]);
  const disk = yield* failing("bench-disk", language, () =>
    holding(dataDir, function* () {
      const files: SegmentFile[] = yield* segmentFiles(dataDir);
      yield* told(TEXTS.searching);
      const lookUp = yield* measureLookUp(files);
      yield* told(TEXTS.flushing);
      const flushMs = yield* measureFlush(dataDir);
      const checks = [lookUpCheck(lookUp, language), flushCheck(flushMs, language)];
      return { checks, quiet: yield* judgeQuiet(dataDir, files) };
    }),
  );
  if (disk.type === "failed") return [disk.check];
  const { checks, quiet } = disk.result;
  if (quiet !== "quiet") return [noStart(quiet, dataDir, language), ...checks];
  yield* told(TEXTS.starting);
  const till = yield* failing("bench-start", language, () => measureTill(options));
  return [...(till.type === "failed" ? [till.check] : tillChecks(till.result, language)), ...checks];
}

function figure(id: string, words: Words, language: Language, values: Readonly<Record<string, string>>): Check {
  const detail = words[language].replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? "");
  return { id, status: "ok", detail, fix: "" };
}

function tillChecks({ startMs, starts, saleMs, sales }: TillFigures, language: Language): Check[] {
  return [
    figure("bench-start", TEXTS.start, language, { ms: msText(startMs), count: String(starts) }),
    figure("bench-sale", TEXTS.sale, language, { ms: msText(saleMs), lines: String(LINES), count: String(sales) }),
  ];
}

function lookUpCheck(found: LookUp | undefined, language: Language): Check {
  if (found === undefined) return figure("bench-look-up", TEXTS.noReceipt, language, {});
  return figure("bench-look-up", TEXTS.lookUp, language, {
    ms: msText(found.againMs),
    first: msText(found.firstMs),
    files: String(found.files),
    mib: (found.bytes / 1024 / 1024).toFixed(1),
  });
}

function flushCheck(flushMs: number | undefined, language: Language): Check {
  if (flushMs !== undefined) return figure("bench-flush", TEXTS.flush, language, { ms: msText(flushMs) });
  return { id: "bench-flush", status: "warn", detail: "doctor-bench.tmp", fix: TEXTS.taken[language] };
}

function noStart(quiet: Exclude<Quiet, "quiet">, dataDir: string, language: Language): Check {
  return { id: "bench-start", status: "warn", detail: dataDir, fix: TEXTS[quiet][language] };
}

const TEXTS = {
  searching: { en: "measuring: look-up of an old receipt", lt: "matuojama: seno kvito paieška" },
  flushing: { en: "measuring: writing to the disk", lt: "matuojama: įrašymas į diską" },
  starting: { en: "measuring: start and sale", lt: "matuojama: paleidimas ir pardavimas" },
  start: {
    en: "{ms}: the till starts (median of {count})",
    lt: "{ms}: kasa pasileidžia (mediana iš {count})",
  },
  sale: {
    en: "{ms}: a sale of {lines} lines is made ready, not sent (median over {count})",
    lt: "{ms}: paruošiamas {lines} eilučių pardavimas, neišsiunčiant (mediana, pardavimų: {count})",
  },
  lookUp: {
    en: "{ms}: an old receipt is looked up in all kept files ({files}, {mib} MiB); the first time {first}",
    lt: "{ms}: senas kvitas surandamas visuose saugomuose failuose ({files}, {mib} MiB); pirmą kartą {first}",
  },
  noReceipt: {
    en: "nothing to look up yet: this till has sold nothing",
    lt: "kol kas nėra ko ieškoti: ši kasa dar nieko nepardavė",
  },
  flush: {
    en: "{ms}: a line is written to the disk for good and removed again",
    lt: "{ms}: eilutė patikimai įrašoma į diską ir vėl pašalinama",
  },
  taken: {
    en: "The data folder holds something else of this name, so writing was not measured. Look what it is and move it elsewhere.",
    lt: "Duomenų aplanke yra kažkas kita tokiu pavadinimu, todėl įrašymas neišmatuotas. Pažiūrėkite, kas tai, ir perkelkite kitur.",
  },
  neverStarted: {
    en: "This till has no journal yet, so there is nothing to measure: gama-rrpay doctor without --bench starts it, or says what is in the way.",
    lt: "Ši kasa dar neturi žurnalo, todėl nėra ką matuoti: gama-rrpay doctor be --bench ją paleis arba pasakys, kas trukdo.",
  },
  open: {
    en: "Start and sale were not measured: a payment is still open, and a start would ask RRPay about it. Finish it in GAMA or with journal resolve, then repeat.",
    lt: "Paleidimas ir pardavimas neišmatuoti: yra neužbaigtas mokėjimas, o paleista kasa klaustų apie jį RRPay. Užbaikite jį GAMA arba su journal resolve, tada pakartokite.",
  },
  unsound: {
    en: "Start and sale were not measured: the journal is not in order. Run gama-rrpay doctor without --bench, which says what to do.",
    lt: "Paleidimas ir pardavimas neišmatuoti: žurnalas netvarkingas. Paleiskite gama-rrpay doctor be --bench – jis pasakys, ką daryti.",
  },
} as const satisfies Readonly<Record<string, Words>>;
