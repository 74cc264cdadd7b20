/** A graph of bars as SVG text: black on white, so that it can be read on paper, and the same bytes for the same figures. */

export interface Bar {
  readonly label: string;
  /** The bar's length; `least` and `most` are drawn as a whisker. */
  readonly median: number;
  readonly least: number;
  readonly most: number;
  /** The value in words, behind the bar. */
  readonly text: string;
  /** What is ours is filled, what it is compared with is hatched. */
  readonly fill: "solid" | "hatched";
}

export interface BarGraph {
  readonly title: string;
  /** Below the graph: command, commit, machine. One line each. */
  readonly notes: readonly string[];
  readonly bars: readonly Bar[];
}

const WIDTH = 760;
/** Wide enough for a character of the labels in any font that has no serifs. */
const CHARACTER_WIDTH = 6.8;
const TEXT_WIDTH = 130;
/** How far a whisker may go beyond the longest bar. */
const WHISKER_MOST = 1.3;
const ROW = 26;
const BAR = 14;
const TOP = 44;
const NOTE = 15;

/** Draws bars below each other. Throws where there is nothing to draw. */
export function barGraph({ title, notes, bars }: BarGraph): string {
  if (bars.length === 0) throw new RangeError("a graph without bars");
  const middle = Math.max(...bars.map(({ median }) => median));
  if (!(middle > 0)) throw new RangeError("a graph without lengths");
  // one pause of the machine must not make all bars invisible: a whisker may be cut off, a bar never is
  const longest = Math.min(Math.max(...bars.map(({ most }) => most), middle), middle * WHISKER_MOST);
  const left = Math.round(Math.max(...bars.map(({ label }) => label.length)) * CHARACTER_WIDTH) + 18;
  if (left > WIDTH / 2) throw new RangeError("a label that leaves no room for bars");
  const scale = (value: number) => (Math.min(Math.max(0, value), longest) / longest) * (WIDTH - left - TEXT_WIDTH);
  const height = TOP + bars.length * ROW + 14 + notes.length * NOTE + 8;
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="12">`,
    `<title>${escaped(title)}</title>`,
    HATCH,
    `<rect width="${WIDTH}" height="${height}" fill="white"/>`,
    `<text x="10" y="22" font-size="15" font-weight="bold">${escaped(title)}</text>`,
    ...bars.flatMap((bar, at) => barLines(bar, { left, y: TOP + at * ROW }, scale)),
    `<line x1="${left}" y1="${TOP - 6}" x2="${left}" y2="${TOP + bars.length * ROW}" stroke="black"/>`,
    ...notes.map((note, at) => {
      const y = TOP + bars.length * ROW + 22 + at * NOTE;
      return `<text x="10" y="${y}" font-size="10" fill="#333">${escaped(note)}</text>`;
    }),
    "</svg>",
  ].join("\n")}\n`;
}

const HATCH =
  '<defs><pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">' +
  '<rect width="5" height="5" fill="white"/><line x1="0" y1="0" x2="0" y2="5" stroke="black" stroke-width="2"/>' +
  "</pattern></defs>";

function barLines(
  { label, median, least, most, text, fill }: Bar,
  { left, y }: { readonly left: number; readonly y: number },
  scale: (value: number) => number,
): string[] {
  const middle = y + BAR / 2;
  const paint = fill === "solid" ? "#222" : "url(#hatch)";
  const end = left + scale(Math.max(most, median)) + 8;
  return [
    `<text x="${left - 8}" y="${middle + 4}" text-anchor="end">${escaped(label)}</text>`,
    `<rect x="${left}" y="${y}" width="${fixed(scale(median))}" height="${BAR}" fill="${paint}" stroke="black"/>`,
    ...(most > least ? whisker(left + scale(least), left + scale(most), middle) : []),
    `<text x="${fixed(end)}" y="${middle + 4}">${escaped(text)}</text>`,
  ];
}

/** White below black: it is seen on a filled bar too. */
function whisker(from: number, to: number, y: number): string[] {
  const path = `M${fixed(from)} ${y - 4}V${y + 4}M${fixed(from)} ${y}H${fixed(to)}M${fixed(to)} ${y - 4}V${y + 4}`;
  return [
    `<path d="${path}" stroke="white" stroke-width="3" fill="none"/>`,
    `<path d="${path}" stroke="black" fill="none"/>`,
  ];
}

function fixed(value: number): string {
  return value.toFixed(1);
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? "");
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
