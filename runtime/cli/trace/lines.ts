/**
 * A trace as lines (docs/boundary.md, trace): an engine's header, each event with its answer, and the engine's loss.
 */
import { TRACE_LINES } from "../../../schemas/generated/boundary.ts";
import type { TraceStep } from "./steps.ts";

/** The beginning of an engine's part of a trace. */
export interface TraceHeader {
  readonly trace: number;
  /** Name and version of the engine. */
  readonly engine: string;
  /** The bundle's seal, or `live` for a module. */
  readonly bundle: string;
  readonly abi: number;
  readonly contracts: number;
  /** Whether names, cards and places are tokens. The answers were then made again over these tokens. */
  readonly redacted?: true;
}

/** What a trace consists of. A header comes only if a step follows it. */
export type TraceItem =
  | { readonly type: "header"; readonly header: TraceHeader }
  | { readonly type: "step"; readonly step: TraceStep }
  /** Why the engine was lost. */
  | { readonly type: "lost"; readonly lost: string };

/** One engine from its boot on. */
export interface Run {
  readonly header: TraceHeader;
  readonly steps: TraceStep[];
  /** Why the engine was lost. Undefined if it was not, or if the trace ends before. */
  lost?: string;
}

/** What of a trace cannot be told. */
export interface Gaps {
  /** Lines that are not part of a trace, such as a torn line after a crash. */
  readonly unreadableLines: number;
  /** Steps before the first header. Their engine's boot is no longer in the ring. */
  readonly headlessSteps: number;
  /** The first and the last of them. */
  readonly headless: { readonly first: TraceStep; readonly last: TraceStep } | undefined;
}

/** What the files of a trace contain. */
export interface TraceText extends Gaps {
  readonly runs: readonly Run[];
}

type Line = TraceItem | { readonly type: "unreadable" };

/** Makes items of a trace's lines, one after another, and counts what is left out. */
export class LineReader {
  #header: TraceHeader | undefined;
  /** Whether the header was given out. */
  #isBegun = false;
  #gaps: Gaps = { unreadableLines: 0, headlessSteps: 0, headless: undefined };

  get gaps(): Gaps {
    return this.#gaps;
  }

  /** A file that does not follow the one before begins without a header. */
  breakOff(): void {
    this.#header = undefined;
  }

  /** A line that is too long for any trace. */
  skipped(): void {
    this.#gaps = { ...this.#gaps, unreadableLines: this.#gaps.unreadableLines + 1 };
  }

  /** The items that a line brings: none, one, or the header that was waiting and its first step. */
  read(raw: string): readonly TraceItem[] {
    if (raw.length < 3 && raw.trim() === "") return NOTHING;
    const line = readLine(raw);
    switch (line.type) {
      case "header":
        this.#header = line.header;
        this.#isBegun = false;
        return NOTHING;
      case "unreadable":
        this.skipped();
        return NOTHING;
      case "lost":
        return this.#header !== undefined && this.#isBegun ? [line] : NOTHING;
      case "step": {
        if (this.#header === undefined) {
          this.#leaveOut(line.step);
          return NOTHING;
        }
        if (this.#isBegun) return [line];
        this.#isBegun = true;
        return [{ type: "header", header: this.#header }, line];
      }
    }
  }

  #leaveOut(step: TraceStep): void {
    const { headless, headlessSteps } = this.#gaps;
    const first = headless?.first ?? step;
    this.#gaps = { ...this.#gaps, headlessSteps: headlessSteps + 1, headless: { first, last: step } };
  }
}

const NOTHING: readonly TraceItem[] = [];

/** Reads the texts of a trace's files in order. A file that does not follow the one before begins without a header. */
export function readTrace(files: readonly { readonly text: string; readonly follows: boolean }[]): TraceText {
  const reader = new LineReader();
  const runs: Run[] = [];
  for (const { text, follows } of files) {
    if (!follows) reader.breakOff();
    for (const raw of text.split("\n")) for (const item of reader.read(raw)) addItem(runs, item);
  }
  return { runs, ...reader.gaps };
}

/** Adds an item to the run that it belongs to. */
export function addItem(runs: Run[], item: TraceItem): void {
  const run = runs.at(-1);
  if (item.type === "header") runs.push({ header: item.header, steps: [] });
  else if (item.type === "step") run?.steps.push(item.step);
  else if (run !== undefined) run.lost = item.lost;
}

function readLine(raw: string): Line {
  const value = parse(raw);
  if (value === undefined) return { type: "unreadable" };
  const { event, batch = "", lost } = value;
  if (typeof event === "string" && typeof batch === "string") return { type: "step", step: { event, batch } };
  if (typeof lost === "string") return { type: "lost", lost };
  const { trace, engine, bundle, abi, contracts } = value;
  if (typeof engine !== "string" || typeof bundle !== "string") return { type: "unreadable" };
  if (typeof trace !== "number" || typeof abi !== "number" || typeof contracts !== "number")
    return { type: "unreadable" };
  const redacted = value.redacted === true ? ({ redacted: true } as const) : {};
  return { type: "header", header: { trace, engine, bundle, abi, contracts, ...redacted } };
}

function parse(raw: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(raw);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** An item as a line of a file. */
export function itemLine(item: TraceItem): string {
  if (item.type === "header") return `${JSON.stringify(item.header)}\n`;
  if (item.type === "lost") return `${TRACE_LINES.lost}${JSON.stringify(item.lost)}}\n`;
  const { event, batch } = item.step;
  return `${TRACE_LINES.step}${quoted(event)}${batch === "" ? "" : `,"batch":${quoted(batch)}`}}\n`;
}

/** A run as the lines of a file. */
export function runLines({ header, steps, lost }: Run): string {
  const items: TraceItem[] = [{ type: "header", header }, ...steps.map((step) => ({ type: "step", step }) as const)];
  if (lost !== undefined) items.push({ type: "lost", lost });
  return items.map(itemLine).join("");
}

/** Bytes as JSON text in ASCII, one character a byte, as both runtimes write them. */
function quoted(text: string): string {
  // the engine's own loops for what is frequent, and one call of ours for each row of other characters
  const quotes = text.replaceAll("\\", "\\\\").replaceAll('"', '\\"');
  return `"${quotes.replace(/[^ -~]+/g, escaped)}"`;
}

function escaped(row: string): string {
  let escapes = "";
  for (let at = 0; at < row.length; at++) escapes += ESCAPES[row.charCodeAt(at) & 0xff];
  return escapes;
}

const ESCAPES = Array.from({ length: 256 }, (_, code) => `\\u00${code.toString(16).padStart(2, "0")}`);
