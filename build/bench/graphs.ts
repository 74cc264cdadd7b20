/** The graphs that are drawn of a run. Each says which command, commit and machine its figures are of. */
import type { Figure, Key } from "./figures.ts";
import { machineLine } from "./machine.ts";
import type { Result } from "./result.ts";
import { barGraph } from "./svg.ts";
import { valueText } from "./table.ts";

interface Plan {
  readonly file: string;
  readonly title: string;
  /** Whose figures are drawn, and whether they are our own. */
  readonly keys: Partial<Record<Key, "solid" | "hatched">>;
  /** The label of a bar. */
  readonly label: (figure: Figure) => string;
}

const PLANS: readonly Plan[] = [
  {
    file: "speed-peers.svg",
    title: "20-line sale, flat lines → request bytes; of the bundle all of its steps",
    keys: { request: "hatched", "sale-steps": "solid" },
    label: ({ id, place }) => (id.startsWith("request@") ? place : `bundle on ${place}`),
  },
  {
    file: "speed-start.svg",
    title: "INIT → ready",
    keys: { "open-empty": "hatched", "open-full": "solid" },
    label: ({ id, place }) => `${place}, ${id.startsWith("open-empty@") ? "empty journal" : "full segment"}`,
  },
  {
    file: "speed-sale.svg",
    title: "Whole 20-line sale, init and close, flushes included",
    keys: { "sale-bare": "hatched", "sale-whole": "solid" },
    label: ({ id, place }) => (id.startsWith("sale-bare@") ? `bare client beside ${place}` : place),
  },
];

export interface Graph {
  readonly file: string;
  readonly svg: string;
}

/** Every graph that the run has figures for. */
export function graphsOf(result: Result): Graph[] {
  return PLANS.flatMap(({ file, title, keys, label }) => {
    // two commits stand beside each other in the table; a graph is of one
    const own = result.figures.filter(({ place }) => place !== "before" && place !== "now");
    const bars = own.flatMap((figure) => {
      const fill = keys[figure.id.slice(0, figure.id.indexOf("@")) as Key];
      const { median, least, most, unit } = figure;
      return fill ? [{ label: label(figure), median, least, most, text: valueText(median, unit), fill }] : [];
    });
    return bars.length === 0 ? [] : [{ file, svg: barGraph({ title, notes: notesOf(result), bars }) }];
  });
}

function notesOf({ command, commit, at, quick, machine }: Result): string[] {
  const kind = quick ? "A quick run of a few rounds: no measurement. " : "";
  return [
    `${kind}Medians of one run; whiskers from the least to the most, cut off where they leave the picture.`,
    `${command}, commit ${commit}, ${at}`,
    machineLine(machine),
  ];
}
