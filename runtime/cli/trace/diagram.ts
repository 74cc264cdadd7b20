/**
 * A story as a page: a sequence diagram of GAMA, the plug-in and RRPay, and below it the three facts of each attempt as
 * bars.
 * It needs no script and no other file, and can be read on paper without colours.
 */
import type { Attempt, Kind } from "../../../schemas/generated/types.ts";
import { GAMA_WORDS, KIND_WORDS, paymentWords, RECEIPT_WORDS } from "../journal/attempt-text.ts";
import { escaped as escapedText } from "../report/html.ts";
import { formatTime } from "../time.ts";
import { type Language, plain, type Words } from "../words.ts";
import type { TraceStep } from "./steps.ts";
import type { Party, Sentence, Told } from "./story.ts";

const TEXT: Readonly<Record<"title" | "plugin" | "bytes" | "facts" | "payment" | "fiscal" | "gama", Words>> = {
  title: { en: "What happened at the till", lt: "Kas vyko kasoje" },
  plugin: { en: "plug-in", lt: "plėtinys" },
  bytes: { en: "the bytes", lt: "baitai" },
  facts: { en: "What is known of the payment", lt: "Kas žinoma apie mokėjimą" },
  payment: { en: "payment", lt: "mokėjimas" },
  fiscal: { en: "receipt", lt: "kvitas" },
  gama: { en: "GAMA", lt: "GAMA" },
};

export interface PageOptions {
  readonly language: Language;
  /** The bytes of a step as text, if they are shown. */
  readonly bytesOf: ((step: TraceStep) => string) | undefined;
}

/** The attempts as earlier episodes have left them. */
export type Known = Map<string, Attempt>;

/** So many attempts are remembered for the bars of later episodes. */
const KNOWN_MAX = 500;

/** The page before its first episode. */
export function pageHead(language: Language): string {
  const title = TEXT.title[language];
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><title>${title}</title>
<meta name="viewport" content="width=device-width"><style>${STYLE}</style></head>
<body><h1>${title}</h1>
`;
}

/** The page behind its last episode. */
export const PAGE_FOOT = "</body></html>\n";

/** One episode: from a start, or from a hook while nothing runs, to the next one. `known` learns its attempts. */
export function section(episode: readonly Told[], known: Known, { language, bytesOf }: PageOptions): string {
  const { sentence } = episode[0] as Told;
  const title = escaped(`${timeOf(sentence)} ${sentence.words[language]}`);
  const bytes = bytesOf === undefined ? "" : bytesSection(episode, { language, bytesOf });
  const drawn = `${diagram(episode, language)}${bars(episode, known, language)}`;
  for (const { attempt } of episode) if (attempt !== undefined) remember(known, attempt);
  return `<section><h2>${title}</h2>\n${drawn}${bytes}</section>\n`;
}

function remember(known: Known, attempt: Attempt): void {
  known.delete(attempt.attemptId);
  known.set(attempt.attemptId, attempt);
  if (known.size <= KNOWN_MAX) return;
  const [oldest] = known.keys();
  if (oldest !== undefined) known.delete(oldest);
}

const STYLE = `body{font:14px/1.4 "Segoe UI",system-ui,sans-serif;color:#111;background:#fff;max-width:1040px;margin:1rem auto;padding:0 1rem}
h1{font-size:1.4rem}h2{font-size:1rem;margin:1.6rem 0 .4rem;border-top:1px solid #bbb;padding-top:.8rem}h3{font-size:.85rem;margin:.6rem 0 0}
svg{width:100%;height:auto;display:block}text{font:13px "Segoe UI",system-ui,sans-serif;fill:#111}.t{font-size:11px;fill:#555}
details{margin:.4rem 0}pre{font:11px/1.35 ui-monospace,Consolas,monospace;white-space:pre-wrap;word-break:break-all;background:#f4f4f4;padding:.5rem}
@page{size:A4;margin:12mm}@media print{body{max-width:none;margin:0}h2{break-after:avoid}svg.bars{break-inside:avoid}}`;

const WIDTH = 1000;
const LANE: Readonly<Record<Party, number>> = { gama: 190, plugin: 530, rrpay: 870 };
const TIME_X = 8;
const LINE_H = 17;
/** A character of ids, which are mostly digits and capitals, in the widest of the page's fonts. */
const WIDE_PX = 7.9;

interface Row {
  readonly y: number;
  readonly height: number;
  readonly svg: string;
}

function diagram(episode: readonly Told[], language: Language): string {
  const rows: Row[] = [];
  let y = 44;
  for (const { sentence } of episode) {
    const row = rowOf(sentence, y, language);
    rows.push(row);
    y += row.height;
  }
  const lanes = (Object.keys(LANE) as Party[]).map((party) => {
    const name = party === "gama" ? "GAMA" : party === "rrpay" ? "RRPay" : TEXT.plugin[language];
    const x = LANE[party];
    return `<rect x="${x - 60}" y="4" width="120" height="26" rx="4" fill="#fff" stroke="#111"/>${text(x, 22, name, "middle")}<line x1="${x}" y1="30" x2="${x}" y2="${y}" stroke="#999" stroke-dasharray="3 4"/>`;
  });
  return `<svg viewBox="0 0 ${WIDTH} ${y + 6}" role="img">${lanes.join("")}${rows.map(({ svg }) => svg).join("")}</svg>\n`;
}

function rowOf(sentence: Sentence, y: number, language: Language): Row {
  const { from, to, words, wayOut } = sentence;
  const isNote = from === to;
  const lines = wrapped(words[language], isNote ? 92 : 46);
  const ways = wayOut === undefined ? [] : wrapped(wayOut[language], 92);
  const height = lines.length * LINE_H + (isNote ? 16 : 18) + (ways.length > 0 ? ways.length * LINE_H + 12 : 0);
  const time = text(TIME_X, y + LINE_H, timeOf(sentence).slice(11), "start", "t");
  const body = isNote ? note(lines, y, "#f6f1d8") : arrow({ from, to, lines, y });
  const way = ways.length === 0 ? "" : note(ways, y + lines.length * LINE_H + 16, "#e3eefb");
  return { y, height, svg: time + body + way };
}

/** A note on the plug-in's line: what it accepts and writes, or the way out. */
function note(lines: readonly string[], y: number, fill: string): string {
  const height = lines.length * LINE_H + 8;
  const width = Math.max(120, ...lines.map((line) => line.length * WIDE_PX + 24));
  const x = Math.max(120, LANE.plugin - width / 2);
  const texts = lines.map((line, at) => text(x + 12, y + 4 + (at + 1) * LINE_H - 4, line, "start"));
  return `<rect x="${x}" y="${y + 2}" width="${Math.min(width, WIDTH - x - 4)}" height="${height}" rx="3" fill="${fill}" stroke="#bbb"/>${texts.join("")}`;
}

interface ArrowParts {
  readonly from: Party;
  readonly to: Party;
  readonly lines: readonly string[];
  readonly y: number;
}

function arrow({ from, to, lines, y }: ArrowParts): string {
  const [x1, x2] = [LANE[from], LANE[to]];
  const middle = (x1 + x2) / 2;
  const at = y + lines.length * LINE_H + 6;
  const back = x2 > x1 ? -9 : 9;
  const head = `<path d="M${x2} ${at}l${back} -5v10z" fill="#111"/>`;
  const texts = lines.map((line, index) => text(middle, y + (index + 1) * LINE_H - 3, line, "middle"));
  return `${texts.join("")}<line x1="${x1}" y1="${at}" x2="${x2}" y2="${at}" stroke="#111"/>${head}`;
}

const COLOURS: Readonly<Record<string, string>> = {
  sent: "#f5d76e",
  cancelling: "#f5d76e",
  unknown: "#f0a35e",
  waiting: "#f5d76e",
  approved: "#8fce8f",
  printed: "#8fce8f",
  saved: "#8fce8f",
  settled: "#8fce8f",
};
const OTHER_COLOUR = "#cfd4da";

type FactName = "payment" | "fiscal" | "gama";

function factWords(name: FactName, value: string, kind: Kind): Words {
  const payment = value as Attempt["payment"];
  const words: Readonly<Record<string, Words>> = name === "fiscal" ? RECEIPT_WORDS : GAMA_WORDS;
  return (name === "payment" ? paymentWords({ kind, payment }) : words[value]) ?? plain(value);
}

/** An attempt from a sentence of the episode on. */
interface Fact {
  readonly at: number;
  readonly attempt: Attempt;
}

/** A block of three bars for each attempt in an episode, along the episode's sentences from left to right. */
function bars(episode: readonly Told[], known: Known, language: Language): string {
  const inside = episode.flatMap(({ attempt }, at) => (attempt === undefined ? [] : [{ at, attempt }]));
  const ids = [...new Set(inside.map(({ attempt }) => attempt.attemptId))];
  if (ids.length === 0) return "";
  const blocks = ids.map((id, index) => {
    const before = known.get(id);
    const own = inside.filter(({ attempt }) => attempt.attemptId === id);
    // earlier facts are valid from the beginning of the episode
    if (before !== undefined) own.unshift({ at: 0, attempt: before });
    return barsOf(own, { episode, language, top: index * 118 });
  });
  const height = ids.length * 118;
  return `<h3>${TEXT.facts[language]}</h3><svg class="bars" viewBox="0 0 ${WIDTH} ${height}" role="img">${blocks.join("")}</svg>\n`;
}

interface BarPlace {
  readonly episode: readonly Told[];
  readonly language: Language;
  readonly top: number;
}

function barsOf(facts: readonly Fact[], { episode, language, top }: BarPlace): string {
  const { kind, saleKey, attemptId, conflict } = (facts.at(-1) as Fact).attempt;
  const clash = conflict === undefined ? "" : ` · ${conflict.code}`;
  const title = text(
    TIME_X,
    top + 18,
    `${KIND_WORDS[kind][language]} ${saleKey} · ${attemptId.slice(0, 8)}${clash}`,
    "start",
  );
  const left = 120;
  const scale = (WIDTH - left - 8) / Math.max(1, episode.length);
  const xOf = (at: number) => left + at * scale;
  const rows = (["payment", "fiscal", "gama"] as const).map((name, row) => {
    const y = top + 26 + row * 26;
    const spans = spansOf(facts, name, episode.length).map(({ from, to, value }) => {
      const [x, width] = [xOf(from), xOf(to) - xOf(from)];
      const words = factWords(name, value, kind)[language];
      const label = words.length * 7 + 8 < width ? text(x + 5, y + 15, words, "start") : "";
      const time = timeAt(episode, from).slice(11);
      return `<g><title>${escaped(`${words}, ${time}`)}</title><rect x="${x}" y="${y}" width="${width}" height="20" fill="${COLOURS[value] ?? OTHER_COLOUR}" stroke="#fff"/>${label}</g>`;
    });
    return `${text(TIME_X, y + 15, TEXT[name][language], "start")}${spans.join("")}`;
  });
  const begin = timeAt(episode, (facts[0] as Fact).at).slice(11, 19);
  const end = timeAt(episode, episode.length - 1).slice(11, 19);
  const ticks =
    text(xOf((facts[0] as Fact).at), top + 114, begin, "start", "t") + text(WIDTH - 8, top + 114, end, "end", "t");
  return title + rows.join("") + ticks;
}

function spansOf(facts: readonly Fact[], name: FactName, end: number): { from: number; to: number; value: string }[] {
  const spans: { from: number; to: number; value: string }[] = [];
  for (const { at, attempt } of facts) {
    const value: Attempt[FactName] = attempt[name];
    const last = spans.at(-1);
    if (last !== undefined) last.to = at;
    if (last?.value === value) last.to = end;
    else spans.push({ from: at, to: end, value });
  }
  const last = spans.at(-1);
  if (last !== undefined) last.to = end;
  return spans.filter(({ from, to }) => to > from);
}

interface BytesOptions {
  readonly language: Language;
  readonly bytesOf: (step: TraceStep) => string;
}

function bytesSection(episode: readonly Told[], { language, bytesOf }: BytesOptions): string {
  const steps = new Map(episode.map(({ sentence: { event }, step }) => [event, step]));
  const list = [...steps].map(([event, step]) => `<pre id="e${event}">${escaped(`${event}\n${bytesOf(step)}`)}</pre>`);
  return `<details><summary>${TEXT.bytes[language]}</summary>${list.join("")}</details>`;
}

function timeAt(episode: readonly Told[], at: number): string {
  return timeOf((episode[at] as Told).sentence);
}

function timeOf({ atMs, utcOffsetMin }: Sentence): string {
  return formatTime(atMs, utcOffsetMin);
}

function text(x: number, y: number, value: string, anchor: "start" | "middle" | "end", className = ""): string {
  const of = className === "" ? "" : ` class="${className}"`;
  return `<text x="${Math.round(x)}" y="${Math.round(y)}" text-anchor="${anchor}"${of}>${escaped(value)}</text>`;
}

/** Lines of at most this many characters. A longer word is cut. */
function wrapped(value: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of value.split(/\s+/).flatMap((one) => one.match(new RegExp(`.{1,${width}}`, "gu")) ?? [])) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = "";
    }
    line += line === "" ? word : ` ${word}`;
  }
  return [...lines, line];
}

/** Text for a page: what is no character there, such as half of a pair, is shown as that. */
function escaped(value: string): string {
  return escapedText(value).replace(/[^\n\t -~\u00a0-\ud7ff\ue000-\ufffd]/gu, (one) =>
    (one.codePointAt(0) ?? 0) > 0xffff ? one : "\ufffd",
  );
}
