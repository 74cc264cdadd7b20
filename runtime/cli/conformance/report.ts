/** The results of a run: as text, as JSON, and as one page. */
import { printable } from "../terminal-text.ts";
import { formatTime } from "../time.ts";
import type { Language, Words } from "../words.ts";
import type { Feature } from "./check.ts";
import type { Traffic } from "./lab.ts";

export type Verdict = "holds" | "fails" | "unmeasured" | "not-offered";

export interface Row {
  readonly id: string;
  readonly promises: string;
  readonly feature?: Feature;
  readonly title: Words;
  readonly verdict: Verdict;
  /** What was seen instead, or why it was not measured. */
  readonly seen: string;
}

export interface Report {
  readonly rrpay: string;
  readonly at: string;
  /** How far local time is from UTC, in minutes. */
  readonly offsetMin: number;
  readonly rows: readonly Row[];
  readonly traffic: readonly Traffic[];
}

const WORDS: Readonly<Record<Verdict, Words>> = {
  holds: { en: "holds", lt: "galioja" },
  fails: { en: "DOES NOT HOLD", lt: "NEGALIOJA" },
  unmeasured: { en: "not measured", lt: "nepatikrinta" },
  "not-offered": { en: "not offered", lt: "nesiūloma" },
};

/** What a shop has if RRPay does not list a feature (docs/contracts.md C9). */
const WITHOUT: Readonly<Record<Feature, Words>> = {
  status: { en: "an unknown payment is closed by a person only", lt: "neaiškų mokėjimą užbaigia tik žmogus" },
  cancel: { en: "nothing is cancelled from the till", lt: "iš kasos nieko negalima atšaukti" },
  tombstone: {
    en: "that RRPay never saw a payment proves nothing: a person decides",
    lt: "tai, kad RRPay mokėjimo nematė, nieko neįrodo: sprendžia žmogus",
  },
  print: { en: "an owed receipt is for a person", lt: "skolingą kvitą sutvarko žmogus" },
  fiscal: {
    en: "nobody but a person knows whether a receipt is printed",
    lt: "ar kvitas atspausdintas, žino tik žmogus",
  },
  prepaid: { en: "gift vouchers and advances are refused", lt: "dovanų čekiai ir avansai atmetami" },
  "epoch-guard": {
    en: "a restored backup is found only after the send",
    lt: "atkurta kopija pastebima tik po išsiuntimo",
  },
};

const TEXTS = {
  none: { en: "Every promise that was measured holds.", lt: "Visi patikrinti pažadai galioja." },
  stop: {
    en: "No shop should sell with this RRPay until these hold:",
    lt: "Su šiuo RRPay prekiauti negalima, kol negalios:",
  },
  unlist: { en: "Features that RRPay must not list until they hold:", lt: "Galimybės, kurių RRPay negali skelbti:" },
  open: { en: "Not measured yet:", lt: "Dar nepatikrinta:" },
  title: { en: "What RRPay keeps of contract C", lt: "Ką RRPay vykdo iš sutarties C" },
  meaning: { en: "What that means for a shop", lt: "Ką tai reiškia parduotuvei" },
  wire: { en: "On the wire (masked)", lt: "Ryšiu perduota (numeriai paslėpti)" },
  check: { en: "check", lt: "patikra" },
  promise: { en: "promise", lt: "pažadas" },
  result: { en: "result", lt: "rezultatas" },
} as const satisfies Readonly<Record<string, Words>>;

/** What the results mean for a shop, one sentence a line. */
export function meaningOf({ rows }: Report, language: Language): string[] {
  const failed = rows.filter(({ verdict }) => verdict === "fails");
  const open = rows.filter(({ verdict }) => verdict === "unmeasured");
  const basic = failed.filter(({ feature }) => feature === undefined);
  const features = [...new Set(failed.flatMap(({ feature }) => feature ?? []))];
  return [
    ...(failed.length === 0 ? [TEXTS.none[language]] : []),
    ...(basic.length === 0 ? [] : [`${TEXTS.stop[language]} ${basic.map(({ id }) => id).join(", ")}.`]),
    ...(features.length === 0 ? [] : [TEXTS.unlist[language]]),
    ...features.map((feature) => `${feature}: ${WITHOUT[feature][language]}.`),
    ...(open.length === 0 ? [] : [`${TEXTS.open[language]} ${open.map(({ id }) => id).join(", ")}.`]),
  ];
}

export function textOf(report: Report, language: Language): string {
  const rows = report.rows.flatMap(({ id, promises, title, verdict, seen }) => [
    `${WORDS[verdict][language].padEnd(14)} ${id.padEnd(20)} ${title[language]} (${promises})`,
    ...(seen === "" ? [] : [`${" ".repeat(15)}-> ${seen}`]),
  ]);
  return printable([report.rrpay, "", ...rows, "", ...meaningOf(report, language)].join("\n"));
}

/** In the form of schemas/command-line.json. */
export function jsonOf(report: Report, language: Language): object {
  const rows = report.rows.map(({ title, ...row }) => ({ ...row, title: title[language] }));
  return { rrpay: report.rrpay, at: report.at, checks: rows, meaning: meaningOf(report, language) };
}

const STYLE =
  "body{font:15px/1.45 'Segoe UI',system-ui,sans-serif;margin:0 auto;max-width:62rem;padding:2rem;color:#1b1f24;background:#fff}" +
  "h1{font-size:1.5rem;margin:0 0 .3rem}h2{font-size:1.1rem;margin:2rem 0 .6rem}.sub{color:#57606a;margin:0 0 1rem}" +
  "table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.4rem .6rem;border-bottom:1px solid #e4e7eb;vertical-align:top}" +
  "th{font-weight:600;color:#57606a;font-size:.85rem}.id{font-family:ui-monospace,Consolas,monospace;font-size:.85rem;white-space:nowrap}" +
  ".v{white-space:nowrap;font-weight:600}.holds{color:#1a7f37}.fails{color:#cf222e}.unmeasured{color:#9a6700}.not-offered{color:#57606a}" +
  "tr.bad{background:#fff5f5}.seen{color:#57606a;font-size:.85rem;overflow-wrap:anywhere}.sums span{display:inline-block;margin-right:1.2rem;font-weight:600}" +
  "ul{margin:.3rem 0;padding-left:1.2rem}details{border:1px solid #e4e7eb;border-radius:6px;margin:.4rem 0;padding:.4rem .7rem}" +
  "summary{cursor:pointer}pre{white-space:pre-wrap;overflow-wrap:anywhere;font-size:.8rem;background:#f6f8fa;padding:.5rem;border-radius:4px;margin:.4rem 0}" +
  ".sent{border-left:3px solid #0969da}.received{border-left:3px solid #8250df}";

/** One page that needs nothing else: no script, and no other file. */
export function pageOf(report: Report, language: Language): string {
  const say = (key: keyof typeof TEXTS) => escaped(TEXTS[key][language]);
  const count = (verdict: Verdict) => report.rows.filter((row) => row.verdict === verdict).length;
  const sums = (Object.keys(WORDS) as Verdict[])
    .map(
      (verdict) =>
        `<span class="${verdict}">${count(verdict)} ${escaped(WORDS[verdict][language].toLowerCase())}</span>`,
    )
    .join("");
  const rows = report.rows.map(
    ({ id, promises, title, verdict, seen }) =>
      `<tr class="${verdict === "fails" ? "bad" : ""}"><td class="v ${verdict}">${escaped(WORDS[verdict][language])}</td>` +
      `<td>${escaped(title[language])}${seen === "" ? "" : `<div class="seen">${escaped(seen)}</div>`}</td>` +
      `<td class="id">${escaped(id)}</td><td class="id">${escaped(promises)}</td></tr>`,
  );
  const meaning = meaningOf(report, language).map((line) => `<li>${escaped(line)}</li>`);
  const wire = report.rows.map(({ id, verdict }) => trafficOf(id, verdict, report));
  return [
    `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><title>${say("title")}</title>`,
    `<meta name="viewport" content="width=device-width"><style>${STYLE}</style></head><body>`,
    `<h1>${say("title")}</h1><p class="sub">${escaped(report.rrpay)} · ${escaped(report.at)}</p><p class="sums">${sums}</p>`,
    `<h2>${say("meaning")}</h2><ul>${meaning.join("")}</ul>`,
    `<table><tr><th>${say("result")}</th><th>${say("check")}</th><th>id</th><th>${say("promise")}</th></tr>`,
    ...rows,
    `</table><h2>${say("wire")}</h2>`,
    ...wire,
    "</body></html>",
  ].join("\n");
}

function trafficOf(id: string, verdict: Verdict, { traffic, offsetMin }: Report): string {
  const own = traffic.filter(({ check }) => check === id);
  if (own.length === 0) return "";
  const lines = own.map(
    ({ way, conn, atMs, text }) =>
      `<pre class="${way}">${way === "sent" ? "→" : "←"} ${conn} · ${escaped(formatTime(atMs, offsetMin).slice(11))}\n${escaped(text)}</pre>`,
  );
  return `<details${verdict === "fails" ? " open" : ""}><summary class="id">${escaped(id)}</summary>${lines.join("")}</details>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (one) => `&#${one.charCodeAt(0)};`);
}
