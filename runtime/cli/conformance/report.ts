/** The results of a run: as text, as JSON, and as one page. */
import { escaped } from "../report/html.ts";
import { printable } from "../terminal-text.ts";
import { formatTime } from "../time.ts";
import type { Language, Words } from "../words.ts";
import type { Feature } from "./check.ts";
import type { Evidence } from "./evidence.ts";
import type { Left } from "./left.ts";
import { meaningLines, meaningOf, type Point } from "./meaning.ts";
import { namedIn, PROMISES } from "./promises.ts";
import type { Traffic } from "./wires.ts";

export type Verdict = "holds" | "fails" | "unmeasured" | "not-offered";

export interface Row {
  readonly id: string;
  readonly promises: string;
  readonly feature?: Feature;
  readonly title: Words;
  readonly verdict: Verdict;
  /** What was seen instead, or why it was not measured. */
  readonly seen?: Evidence;
  /** Of what is not offered: the feature that health does not list, the check's own or one that it needs. */
  readonly lacking?: Feature;
}

export interface Report {
  readonly rrpay: string;
  readonly at: string;
  /** How far local time is from UTC, in minutes. */
  readonly offsetMin: number;
  /** How many checks there are. */
  readonly all: number;
  /** Every check was made, and not only some that were named. */
  readonly isWhole: boolean;
  readonly rows: readonly Row[];
  readonly traffic: readonly Traffic[];
  readonly left: Left;
}

const WORDS: Readonly<Record<Verdict, Words>> = {
  holds: { en: "holds", lt: "galioja" },
  fails: { en: "DOES NOT HOLD", lt: "NEGALIOJA" },
  unmeasured: { en: "not measured", lt: "nepatikrinta" },
  "not-offered": { en: "not offered", lt: "nesiūloma" },
};

const TEXTS = {
  title: {
    en: "What RRPay keeps of its local interface, as this project assumes it",
    lt: "Ką RRPay vykdo iš vietinės sąsajos, kokios tikisi šis projektas",
  },
  meaning: { en: "What that means for a shop", lt: "Ką tai reiškia parduotuvei" },
  checks: { en: "What was measured", lt: "Kas patikrinta" },
  wire: { en: "on the wire, masked", lt: "ryšiu perduota, numeriai paslėpti" },
  sent: { en: "→ asked", lt: "→ klausta" },
  received: { en: "← answered", lt: "← atsakyta" },
  connection: { en: "connection", lt: "ryšys" },
  check: { en: "check", lt: "patikra" },
  promise: { en: "promise", lt: "pažadas" },
  numbers: {
    en: "What the numbers of the promises mean",
    lt: "Ką reiškia pažadų numeriai",
  },
  where: {
    en: "C and B: rules of contracts.md; R: assumptions about RRPay (assumptions.md).",
    lt: "C ir B – taisyklės iš contracts.md; R – prielaidos apie RRPay (assumptions.md).",
  },
  result: { en: "result", lt: "rezultatas" },
  part: { en: "{made} of {all} checks, those of --only", lt: "patikrų: {made} iš {all}, kurias nurodė --only" },
} as const satisfies Readonly<Record<string, Words>>;

/** Which RRPay, when, and how much of it all: a page of a few checks must not pass for the whole. */
function headOf({ rrpay, at, isWhole, rows, all }: Report, language: Language): string {
  const part = TEXTS.part[language].replace("{made}", String(rows.length)).replace("{all}", String(all));
  return [rrpay, at, ...(isWhole ? [] : [part])].join(" · ");
}

export function textOf(report: Report, language: Language): string {
  const rows = report.rows.flatMap(({ id, promises, title, verdict, seen }) => [
    `${WORDS[verdict][language].padEnd(14)} ${id.padEnd(22)} ${title[language]} (${promises})`,
    ...(seen === undefined ? [] : [`${" ".repeat(15)}-> ${seen[language]}`]),
  ]);
  const failed = namedIn(report.rows.filter(({ verdict }) => verdict === "fails"));
  const numbers = failed.map((name) => `  ${name.padEnd(4)} ${PROMISES[name]?.[language]}`);
  const legend = numbers.length === 0 ? [] : ["", `${TEXTS.numbers[language]}:`, ...numbers];
  const meaning = meaningLines(meaningOf(report, language));
  return printable([headOf(report, language), "", ...rows, ...legend, "", ...meaning].join("\n"));
}

/** In the form of schemas/command-line.json. */
export function jsonOf(report: Report, language: Language): object {
  const rows = report.rows.map(({ title, seen, lacking: _, ...row }) => ({
    ...row,
    seen: seen?.[language] ?? "",
    title: title[language],
  }));
  return {
    rrpay: report.rrpay,
    at: report.at,
    all: report.all,
    checks: rows,
    meaning: meaningLines(meaningOf(report, language)),
  };
}

const STYLE =
  "body{font:15px/1.5 'Segoe UI',system-ui,sans-serif;margin:0 auto;max-width:66rem;padding:2rem;color:#1b1f24;background:#fff}" +
  "h1{font-size:1.5rem;margin:0 0 .3rem}h2{font-size:1.1rem;margin:2rem 0 .6rem}.sub{color:#57606a;margin:0 0 1rem;overflow-wrap:anywhere}" +
  "table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.45rem .6rem;border-top:1px solid #e4e7eb;vertical-align:top}" +
  "th{font-weight:600;color:#57606a;font-size:.85rem;border:0}.id{font-family:ui-monospace,Consolas,monospace;font-size:.85rem;white-space:nowrap}" +
  ".p{white-space:normal;color:#57606a;max-width:9rem}.v{white-space:nowrap;font-weight:600}" +
  ".holds,.good{color:#1a7f37}.fails,.grave{color:#cf222e}.unmeasured,.open{color:#9a6700}.not-offered{color:#57606a}.light{color:#bc4c00}" +
  "tr.bad{background:#fff1f0}tr.bad+tr.wire{background:#fff1f0}.seen{color:#57606a;font-size:.9rem;overflow-wrap:anywhere}.bad .seen{color:#a40e26}" +
  ".sums span{display:inline-block;margin-right:1.4rem;font-weight:600}.point{border-left:4px solid;padding:.1rem .9rem;margin:.7rem 0}" +
  ".point b,.point ul{color:#1b1f24}.point b{font-weight:600}ul{margin:.2rem 0;padding-left:1.2rem}tr.wire td{border:0;padding-top:0}" +
  "summary{cursor:pointer;color:#57606a;font-size:.85rem}pre{white-space:pre-wrap;overflow-wrap:anywhere;font-size:.8rem;background:#f6f8fa;padding:.5rem;margin:.4rem 0}" +
  ".sent{border-left:3px solid #0969da}.received{border-left:3px solid #8250df}@media print{details:not([open]){display:none}}";

/** One page that needs nothing else: no script, and no other file. */
export function pageOf(report: Report, language: Language): string {
  const say = (key: keyof typeof TEXTS) => escaped(TEXTS[key][language]);
  const count = (verdict: Verdict) => report.rows.filter((row) => row.verdict === verdict).length;
  const sums = (Object.keys(WORDS) as Verdict[])
    .filter((verdict) => count(verdict) > 0)
    .map(
      (verdict) =>
        `<span class="${verdict}">${escaped(WORDS[verdict][language].toLowerCase())}: ${count(verdict)}</span>`,
    )
    .join("");
  const isBad = ({ verdict }: Row) => verdict === "fails";
  const rows = [...report.rows.filter(isBad), ...report.rows.filter((row) => !isBad(row))];
  return [
    `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><title>${say("title")}</title>`,
    `<meta name="viewport" content="width=device-width"><style>${STYLE}</style></head><body>`,
    `<h1>${say("title")}</h1><p class="sub">${escaped(headOf(report, language))}</p><p class="sums">${sums}</p>`,
    `<h2>${say("meaning")}</h2>`,
    ...meaningOf(report, language).map(pointOf),
    `<h2>${say("checks")}</h2>`,
    `<table><tr><th>${say("result")}</th><th>${say("check")}</th><th>id</th><th>${say("promise")}</th></tr>`,
    ...rows.map((row) => rowOf(row, report, language)),
    "</table>",
    `<h2>${say("numbers")}</h2><p class="sub">${say("where")}</p><table>`,
    ...namedIn(report.rows).map(
      (name) => `<tr><td class="id">${name}</td><td>${escaped(PROMISES[name]?.[language] ?? "")}</td></tr>`,
    ),
    "</table></body></html>",
  ].join("\n");
}

function pointOf({ kind, head, items }: Point): string {
  const list = items.length === 0 ? "" : `<ul>${items.map((item) => `<li>${escaped(item)}</li>`).join("")}</ul>`;
  return `<div class="point ${kind}"><b>${escaped(head)}</b>${list}</div>`;
}

/** A check, and below it what was on the wire. What does not hold is shown open. */
function rowOf(row: Row, report: Report, language: Language): string {
  const { id, promises, title, verdict, seen } = row;
  const isBad = verdict === "fails";
  return (
    `<tr class="${isBad ? "bad" : ""}"><td class="v ${verdict}">${escaped(WORDS[verdict][language])}</td>` +
    `<td>${escaped(title[language])}${seen === undefined ? "" : `<div class="seen">${escaped(seen[language])}</div>`}</td>` +
    `<td class="id">${escaped(id)}</td><td class="id p">${escaped(promises)}</td></tr>${wireOf(row, report, language)}`
  );
}

function wireOf({ id, verdict }: Row, { traffic, offsetMin }: Report, language: Language): string {
  const own = traffic.filter(({ check }) => check === id);
  if (own.length === 0) return "";
  const say = (key: keyof typeof TEXTS) => escaped(TEXTS[key][language]);
  const shown = own.flatMap((message, at) => {
    if (isRepeated(own, at)) return [];
    const times = 1 + repeatsFrom(own, at + 1);
    const { way, conn, atMs, bytes, text } = message;
    const again = times > 1 ? ` · ${times} ×` : "";
    const head = `${say(way)} · ${say("connection")} ${conn} · ${bytes} B · ${escaped(formatTime(atMs, offsetMin).slice(11))}${again}`;
    const cut = message.isCut ? "…" : "";
    return [`<pre class="${way}">${head}\n${escaped(text)}${cut}</pre>`];
  });
  return (
    `<tr class="wire"><td></td><td colspan="3"><details${verdict === "fails" ? " open" : ""}>` +
    `<summary>${say("wire")} (${own.length})</summary>${shown.join("")}</details></td></tr>`
  );
}

/** Whether a message says what the one before it in the same direction said: a question that is asked until it changes. */
function isRepeated(messages: readonly Traffic[], at: number): boolean {
  return at >= 2 && messages[at]?.way === messages[at - 2]?.way && messages[at]?.text === messages[at - 2]?.text;
}

/** How many repetitions of a message follow at once. */
function repeatsFrom(messages: readonly Traffic[], from: number): number {
  let count = 0;
  for (let at = from + 1; at < messages.length && isRepeated(messages, at); at += 2) count++;
  return count;
}
