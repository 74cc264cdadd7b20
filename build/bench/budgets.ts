/**
 * Budgets of build/bench/budgets.json, judged over a run. Each is a ratio: clocks of two machines cannot be compared, two
 * figures of one run can.
 */
import { type Figure, KINDS } from "./figures.ts";
import { ratioText } from "./table.ts";

/** A budget is held, and its breach fails the run; or it is an aim, which is reported. */
export interface Budget {
  /** A figure's id. */
  readonly figure: string;
  /** Another figure's id, or a number in the figure's own unit. */
  readonly over: string | number;
  readonly bound: { readonly type: "most" | "least"; readonly ratio: number };
  readonly standing: "held" | "aim";
  /** The commit that it is about, where it is about the way from that one; any other comparison says nothing of it. */
  readonly against?: string;
  readonly reason: string;
}

export interface Verdict {
  readonly type: "kept" | "broken" | "aim-met" | "aim-missed" | "not-measured";
  readonly line: string;
}

/** Reads the budgets' file. Throws what is wrong with it: a budget that names nothing would never be broken. */
export function readBudgets(text: string): Budget[] {
  const list: unknown = JSON.parse(text);
  if (!Array.isArray(list)) throw new Error("the budgets are no list");
  return list.map(budgetOf);
}

interface Written {
  readonly figure?: unknown;
  readonly over?: unknown;
  readonly most?: unknown;
  readonly least?: unknown;
  readonly standing?: unknown;
  readonly against?: unknown;
  readonly reason?: unknown;
}

function budgetOf({ figure, over, most, least, standing, against, reason }: Written): Budget {
  if (typeof figure !== "string") throw new Error("a budget names no figure");
  const unit = unitOf(figure);
  if (typeof over === "string" ? unitOf(over) !== unit : !(typeof over === "number" && over > 0))
    throw new Error(`${figure}: "over" is neither a figure in ${unit} nor a number`);
  if ((most === undefined) === (least === undefined)) throw new Error(`${figure}: either "most" or "least"`);
  const ratio = most ?? least;
  if (typeof ratio !== "number" || !(ratio > 0)) throw new Error(`${figure}: its bound is no ratio`);
  if (standing !== "held" && standing !== "aim") throw new Error(`${figure}: it is neither "held" nor an "aim"`);
  if (typeof reason !== "string" || reason.trim() === "") throw new Error(`${figure}: it has no reason`);
  const bound = { type: most === undefined ? "least" : "most", ratio } as const;
  const budget: Budget = { figure, over: over as string | number, bound, standing, reason };
  if (against === undefined) return budget;
  if (typeof against !== "string" || !/^[0-9a-f]{7,10}$/.test(against)) throw new Error(`${figure}: against no commit`);
  return { ...budget, against };
}

function unitOf(id: string): string {
  const kind = Object.entries(KINDS).find(([key]) => id.startsWith(`${key}@`))?.[1];
  if (kind === undefined) throw new Error(`there is no figure "${id}"`);
  return kind.unit;
}

/** What budgets are judged by: figures, and the commit that this one was compared with. */
export interface Measured {
  readonly figures: readonly Figure[];
  readonly before?: string;
}

/** Judges one budget over what was measured. */
export function judge(budget: Budget, { figures, before = "" }: Measured): Verdict {
  const { figure, over, bound, standing, against = "", reason } = budget;
  if (!before.startsWith(against))
    return { type: "not-measured", line: `not judged: ${figure} over ${over}: only with --compare ${against}` };
  const value = figures.find(({ id }) => id === figure)?.median;
  const base = typeof over === "number" ? over : figures.find(({ id }) => id === over)?.median;
  if (value === undefined || base === undefined) {
    const absent = value === undefined ? figure : over;
    return { type: "not-measured", line: `not judged: ${figure} over ${over}: this run has no ${absent}` };
  }
  const isKept = bound.type === "most" ? value <= bound.ratio * base : value >= bound.ratio * base;
  const type = standing === "aim" ? (isKept ? "aim-met" : "aim-missed") : isKept ? "kept" : "broken";
  const limit = `at ${bound.type} ${bound.ratio}`;
  const found = base === 0 ? `${value} beside 0` : `${ratioText(value / base)} ×`;
  return { type, line: `${WORDS[type]}: ${figure} is ${found} ${over}, ${limit} (${reason})` };
}

const WORDS: { readonly [type in Exclude<Verdict["type"], "not-measured">]: string } = {
  kept: "kept",
  broken: "BROKEN",
  "aim-met": "aim met",
  "aim-missed": "aim missed",
};

/** What a check comes to. A check that could judge nothing that is held has not passed. */
export function checkBudgets(
  budgets: readonly Budget[],
  measured: Measured,
): { readonly lines: readonly string[]; readonly passed: boolean } {
  const verdicts = budgets.map((budget) => judge(budget, measured));
  const countOf = (type: Verdict["type"]) => verdicts.filter((verdict) => verdict.type === type).length;
  const [kept, broken] = [countOf("kept"), countOf("broken")];
  const held = kept + broken;
  const last = held === 0 ? "no budget that is held could be judged" : `${kept} of ${held} held budgets kept`;
  return { lines: [...verdicts.map(({ line }) => line), last], passed: held > 0 && broken === 0 };
}
