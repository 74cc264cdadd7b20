/** Ways to pay beside RRPay's answers, and VAT by rate. */
import { rateText } from "../journal/rates.ts";
import type { Language } from "../words.ts";
import { cents } from "./cents.ts";
import type { Figures } from "./figures.ts";
import { type Html, html, table } from "./html.ts";
import { TEXTS } from "./texts.ts";

/** What stays of each way to pay by the journal and by RRPay's answers. A difference is highlighted. */
export function tenderTable({ tenders }: Figures, language: Language): Html {
  const texts = TEXTS[language];
  const sum = (of: (tender: (typeof tenders)[number]) => number) => tenders.reduce((all, one) => all + of(one), 0);
  const cells = (takenCents: number, netCents: number, answeredCents: number) => [
    cents(takenCents, language),
    cents(takenCents - netCents, language),
    cents(netCents, language),
    cents(answeredCents, language),
    difference(netCents - answeredCents, language),
  ];
  return html`<section><h2>${texts.tenders}</h2>
${table({
  head: [texts.tender, texts.taken, texts.change, texts.net, texts.answered, texts.difference],
  columns: "tnnnnn",
  rows: tenders.map(({ name, amountCents, netCents, answeredCents }) => [
    name,
    ...cells(amountCents, netCents, answeredCents),
  ]),
  total: [
    texts.sum,
    ...cells(
      sum(({ amountCents }) => amountCents),
      sum(({ netCents }) => netCents),
      sum(({ answeredCents }) => answeredCents),
    ),
  ],
})}<p class="about">${texts.tendersAbout}</p></section>`;
}

function difference(value: number, language: Language): Html {
  return value === 0 ? html`${cents(0, language)}` : html`<span class="off">${cents(value, language)}</span>`;
}

/** What RRPay has confirmed, by the VAT rates of its lines. */
export function vatTable({ rates, unknownRateCents, totalCents }: Figures, language: Language): Html {
  const texts = TEXTS[language];
  const rows = rates.map(({ rateBp, totalCents: total, vatCents }) => [
    rateText(rateBp, language),
    cents(total, language),
    cents(vatCents, language),
  ]);
  const unknown = unknownRateCents === 0 ? [] : [[texts.unknownRate, cents(unknownRateCents, language), "–"]];
  const vat = rates.reduce((sum, { vatCents }) => sum + vatCents, 0);
  return html`<h2>${texts.vat}</h2>
${table({
  head: [texts.rate, texts.withVat, texts.vatAmount],
  columns: "tnn",
  rows: [...rows, ...unknown],
  total: [texts.sum, cents(totalCents, language), cents(vat, language)],
})}<p class="about">${texts.vatAbout}</p>`;
}
