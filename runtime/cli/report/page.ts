/** The report as one complete page: no script, nothing loaded, every text of the journal escaped. */
import { gapNotes } from "../journal/trust.ts";
import type { Language } from "../words.ts";
import { cents } from "./cents.ts";
import { hourChart } from "./chart.ts";
import type { Figures, Report, TillFigures } from "./figures.ts";
import { type Html, html, table, when } from "./html.ts";
import { itemLists } from "./item-lists.ts";
import { STYLE } from "./style.ts";
import { tenderTable, vatTable } from "./sum-tables.ts";
import { TEXTS } from "./texts.ts";

export interface PageOptions {
  readonly language: Language;
  /** As shown on the page: when it was made, and by what. */
  readonly made: string;
}

export function reportPage(report: Report, { language, made }: PageOptions): string {
  const texts = TEXTS[language];
  const { day, shop, tills } = report;
  const names = tills.map(({ till }) => till).join(", ");
  const page = html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${texts.title} ${day}</title>
<style>${{ html: STYLE }}</style>
</head>
<body>
<header><h1>${texts.title}<small>${day} · ${tills.length > 1 ? texts.tills : texts.till} ${names}</small></h1>
<div class="made">${texts.made} ${made}</div></header>
${standing(report, language)}
${when(isEmpty(report), () => html`<p>${report.gaps.length > 0 ? texts.emptyLeft : texts.empty}</p>`)}
${when(!isEmpty(report), () => sums(shop, report, language))}
${itemLists(report, language)}
<footer>${texts.footer}</footer>
</body>
</html>
`;
  return page.html;
}

function isEmpty({ shop, open, left, conflicts }: Report): boolean {
  const { kinds, apart, unpaidCount } = shop;
  const counts = [...Object.values(kinds), ...Object.values(apart)].map(({ count }) => count);
  return (
    open.length + left.length + conflicts.length + unpaidCount + counts.reduce((sum, count) => sum + count, 0) === 0
  );
}

/** What somebody must look at. It comes before all sums. */
function standing(
  { tills, conflicts, open, left, elsewhere, named, unreadableLines, gaps }: Report,
  language: Language,
): Html {
  const texts = TEXTS[language];
  const found = [
    [texts.conflicts, conflicts.length],
    [texts.open, open.length],
    [texts.left, left.length],
    [texts.elsewhere, elsewhere.length],
    [texts.named, named.length],
    [texts.damaged, unreadableLines],
    [texts.gaps, gaps.length],
  ] as const;
  const real = found.filter(([, count]) => count > 0);
  if (real.length === 0) return html`<p class="calm">${texts.calm}</p>`;
  const rows = real.map(([what, count]) => html`<li>${what}: <b>${count}</b></li>`);
  const damage = when(unreadableLines > 0, () => html`<p>${texts.damagedAbout}</p>`);
  const missing = gapNotes(gaps, tills.length).map((note) => html`<p>${note[language]}</p>`);
  return html`<div class="look"><b>${texts.look}</b><ul>${rows}</ul>${damage}${missing}</div>`;
}

function sums(shop: Figures, { tills }: Report, language: Language): Html {
  const texts = TEXTS[language];
  return html`${keyFigures(shop, language)}
${when(tills.length > 1, () => tillTable(tills, shop, language))}
${tenderTable(shop, language)}
<div class="two"><section>${movementTable(shop, language)}</section>
<section>${vatTable(shop, language)}</section></div>
${otherSums(shop, language)}
${when(
  shop.hours.length > 0,
  () => html`<section><h2>${texts.hours}</h2>
${hourChart(shop.hours, texts.hours, language)}<p class="about">${texts.hoursAbout}</p></section>`,
)}`;
}

function keyFigures({ totalCents, kinds, cashCents, tenders }: Figures, language: Language): Html {
  const texts = TEXTS[language];
  const cashless = tenders.reduce((sum, { isCash, netCents }) => sum + (isCash ? 0 : netCents), 0);
  const receipts = Object.values(kinds).reduce((sum, { count }) => sum + count, 0);
  const figures = [
    [texts.turnover, `${cents(totalCents, language)} €`],
    [texts.cash, `${cents(cashCents, language)} €`],
    [texts.cashless, `${cents(cashless, language)} €`],
    [texts.receipts, String(receipts)],
  ] as const;
  return html`<div class="key">${figures.map(([name, value]) => html`<div><span>${name}</span><b>${value}</b></div>`)}</div>`;
}

function movementTable({ kinds, totalCents }: Figures, language: Language): Html {
  const texts = TEXTS[language];
  const rows = [
    [texts.sales, kinds.sale],
    [texts.returns, kinds.return],
    [texts.voids, kinds.void],
  ] as const;
  const count = rows.reduce((sum, [, one]) => sum + one.count, 0);
  return html`<h2>${texts.movement}</h2>
${table({
  head: [texts.kind, texts.count, texts.total],
  columns: "tnn",
  rows: rows.map(([name, one]) => [name, String(one.count), cents(one.totalCents, language)]),
  total: [texts.sum, String(count), cents(totalCents, language)],
})}`;
}

/** What makes total and payments differ, and what is in no total. Only rows with content are shown. */
function otherSums(shop: Figures, language: Language): Html {
  const texts = TEXTS[language];
  const { apart } = shop;
  const all: readonly (readonly [name: string, count: number | undefined, sum: number | undefined])[] = [
    [texts.rounding, undefined, shop.roundingCents],
    [texts.prepaid, undefined, shop.prepaidCents],
    [texts.accepted, undefined, shop.differenceCents],
    [texts.typed, apart.typed.count, apart.typed.totalCents],
    [texts.unreconciled, apart.unreconciled.count, apart.unreconciled.totalCents],
    [texts.unpaid, shop.unpaidCount, undefined],
  ];
  const rows = all.filter(([name, count, sum]) => name === texts.rounding || (count ?? 0) !== 0 || (sum ?? 0) !== 0);
  return html`<section><h2>${texts.other}</h2>
${table({
  head: ["", texts.count, texts.total],
  columns: "tnn",
  rows: rows.map(([name, count, sum]) => [
    name,
    count === undefined ? "" : String(count),
    sum === undefined ? "" : cents(sum, language),
  ]),
})}</section>`;
}

/** A row for each till. */
function tillTable(tills: readonly TillFigures[], shop: Figures, language: Language): Html {
  const texts = TEXTS[language];
  const unclear = (till: TillFigures) =>
    till.conflictCount + till.openCount + till.leftCount + till.unreadableLines + till.gapCount;
  const cells = ({ kinds, totalCents, cashCents, tenders }: Figures) => [
    String(Object.values(kinds).reduce((sum, { count }) => sum + count, 0)),
    ...[kinds.sale, kinds.return, kinds.void].map((one) => cents(one.totalCents, language)),
    cents(totalCents, language),
    cents(cashCents, language),
    cents(
      tenders.reduce((sum, { isCash, netCents }) => sum + (isCash ? 0 : netCents), 0),
      language,
    ),
  ];
  const marked = (count: number): Html => (count === 0 ? html`0` : html`<span class="off">${count}</span>`);
  return html`<section class="long"><h2>${texts.byTill}</h2>
${table({
  head: [
    ...[texts.till, texts.receipts, texts.sales, texts.returns, texts.voids, texts.sum],
    ...[texts.cash, texts.cashless, texts.issues],
  ],
  columns: "knnnnnnnn",
  rows: tills.map((till) => [till.till, ...cells(till), marked(unclear(till))]),
  total: [texts.sum, ...cells(shop), marked(tills.reduce((sum, till) => sum + unclear(till), 0))],
})}</section>`;
}
