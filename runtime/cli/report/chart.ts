/** The hours of a day as bars: money that came in is above the line, money that went out below it. */
import type { Language } from "../words.ts";
import { cents } from "./cents.ts";
import type { HourFigures } from "./figures.ts";
import { type Html, html, when } from "./html.ts";

const WIDTH = 680;
const LEFT = 70;
const HEIGHT = 120;
const TOP = 14;
const LABELS = 16;

/** An inline picture without a script. Empty if nothing was sold. */
export function hourChart(hours: readonly HourFigures[], title: string, language: Language): Html {
  const highest = hours.reduce((most, { inCents }) => Math.max(most, inCents), 0);
  const lowest = hours.reduce((least, { outCents }) => Math.min(least, outCents), 0);
  const range = highest - lowest;
  if (range === 0) return { html: "" };
  const scale = HEIGHT / range;
  const zero = TOP + highest * scale;
  const step = (WIDTH - LEFT) / Math.max(hours.length, 8);
  const bars = hours.map((one, at) => bar(one, { x: LEFT + at * step, step, zero, scale, language }));
  const bottom = TOP + HEIGHT;
  return html`<svg viewBox="0 0 ${WIDTH} ${bottom + LABELS}" role="img" aria-label="${title}">
<title>${title}</title>
<g class="axis"><line x1="${LEFT}" x2="${WIDTH}" y1="${round(zero)}" y2="${round(zero)}"/>
<text x="${LEFT - 6}" y="${TOP + 4}" text-anchor="end">${cents(highest, language)}</text>
<text x="${LEFT - 6}" y="${round(zero) + 4}" text-anchor="end">0</text>
${when(lowest < 0 && bottom - zero > 10, () => html`<text x="${LEFT - 6}" y="${bottom + 4}" text-anchor="end">${cents(lowest, language)}</text>`)}</g>
${bars}</svg>
`;
}

interface Place {
  readonly x: number;
  readonly step: number;
  readonly zero: number;
  readonly scale: number;
  readonly language: Language;
}

function bar({ hour, count, inCents, outCents }: HourFigures, { x, step, zero, scale, language }: Place): Html {
  const up = inCents * scale;
  const down = -outCents * scale;
  const width = Math.min(step * 0.7, 40);
  const left = round(x + (step - width) / 2);
  const told = `${hour}:00–${hour + 1}:00: ${count}; ${cents(inCents, language)}; ${cents(outCents, language)}`;
  const middle = round(x + step / 2);
  return html`<g><title>${told}</title>
${when(up > 0, () => html`<rect class="in" x="${left}" y="${round(zero - up)}" width="${round(width)}" height="${round(up)}"/>`)}
${when(down > 0, () => html`<rect class="out" x="${left}" y="${round(zero)}" width="${round(width)}" height="${round(down)}"/>`)}
<text x="${middle}" y="${TOP + HEIGHT + LABELS - 2}" text-anchor="middle">${hour}</text></g>
`;
}

/** Rounds to a tenth, so that every machine gives the same bytes. */
function round(value: number): number {
  return Math.round(value * 10) / 10;
}
