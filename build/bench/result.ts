/** A run as a file: `--json` writes it, `--from` reads it again to judge it or to draw it. */
import { spawnSync } from "node:child_process";
import { root } from "../native/places.mjs";
import { type Figure, KINDS, type Missing } from "./figures.ts";
import type { Machine } from "./machine.ts";

const FORM = 1;

export interface Result {
  readonly form: typeof FORM;
  /** What was typed. */
  readonly command: string;
  /** When the run began, in UTC. */
  readonly at: string;
  /** The commit that was measured; `-dirty` behind it where the files were others. */
  readonly commit: string;
  /** The commit that it was compared with. */
  readonly before?: string;
  /** A quick run shows that everything runs; its figures are of a few rounds. */
  readonly quick: boolean;
  readonly machine: Machine;
  readonly figures: readonly Figure[];
  readonly missing: readonly Missing[];
}

/** A result without what never changes. */
export function resultOf(parts: Omit<Result, "form">): Result {
  return { form: FORM, ...parts };
}

/** The file's text. */
export function writeResult(result: Result): string {
  return `${JSON.stringify(result, null, 2)}\n`;
}

/** Reads such a text. Throws what is wrong with it. */
export function readResult(text: string): Result {
  const result = parsed(text);
  if (result.form !== FORM) throw new Error(`not a result of the bench in form ${FORM}`);
  const isText = (value: unknown) => typeof value === "string";
  if (![result.command, result.at, result.commit, result.machine?.cpu].every(isText))
    throw new Error("the result does not say what was run, when, on which commit and machine");
  if (typeof result.quick !== "boolean") throw new Error("the result does not say whether the run was quick");
  if (!Array.isArray(result.figures) || !Array.isArray(result.missing)) throw new Error("the result has no figures");
  result.figures.forEach(checkFigure);
  return result as Result;
}

function parsed(text: string): Partial<Result> {
  const value: unknown = JSON.parse(text);
  if (typeof value !== "object" || value === null) throw new Error("not a result of the bench");
  return value;
}

function checkFigure(figure: Partial<Figure> | null): void {
  const { id = "", median, least, most, count, unit } = figure ?? {};
  const kind = Object.entries(KINDS).find(([key]) => `${id}`.startsWith(`${key}@`))?.[1];
  if (kind === undefined) throw new Error(`there is no figure "${id}"`);
  if (kind.unit !== unit) throw new Error(`${id} is not in ${kind.unit}`);
  if (![median, least, most, count].every(Number.isFinite)) throw new Error(`${id} has no numbers`);
}

/** The commit of a checkout, and whether its files are other ones. */
export function commitOf(folder = root): string {
  const git = (...args: string[]) => spawnSync("git", args, { cwd: folder, encoding: "utf8" });
  const head = git("rev-parse", "--short=10", "HEAD");
  if (head.status !== 0) return "unknown";
  const isClean = git("status", "--porcelain", "--untracked-files=no").stdout.trim() === "";
  return `${head.stdout.trim()}${isClean ? "" : "-dirty"}`;
}
