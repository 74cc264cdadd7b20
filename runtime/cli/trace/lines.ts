/**
 * A trace as lines (docs/boundary.md, trace): an engine's header, each event with its answer, and the engine's loss.
 */
import { decodeEvent, type StampedEvent } from "../../../plugin/boundary.ts";
import { fromBytes } from "../../../plugin/text/ascii.ts";
import { decodeBatch } from "../../node/batch.ts";
import type { Effect } from "../../node/boundary.ts";

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

/** One step, as bytes. */
export interface TraceStep {
  readonly event: Uint8Array;
  /** Empty if the engine was lost before it answered. */
  readonly batch: Uint8Array;
}

/** One engine from its boot on. */
export interface Run {
  readonly header: TraceHeader;
  readonly steps: TraceStep[];
  /** Why the engine was lost. Undefined if it was not, or if the trace ends before. */
  lost?: string;
}

/** What the files of a trace contain. */
export interface TraceText {
  readonly runs: readonly Run[];
  /** Lines that are not part of a trace, such as a torn line after a crash. */
  readonly unreadableLines: number;
  /** Steps before the first header. Their engine's boot is no longer in the ring. */
  readonly headlessSteps: number;
  /** The first and the last of them. */
  readonly headless: { readonly first: TraceStep; readonly last: TraceStep } | undefined;
}

type Line =
  | { readonly type: "header"; readonly header: TraceHeader }
  | { readonly type: "step"; readonly step: TraceStep }
  | { readonly type: "lost"; readonly lost: string }
  | { readonly type: "unreadable" };

/** Reads the texts of a trace's files in order. A file that does not follow the one before begins without a header. */
export function readTrace(files: readonly { readonly text: string; readonly follows: boolean }[]): TraceText {
  const runs: Run[] = [];
  let current: Run | undefined;
  let [unreadableLines, headlessSteps] = [0, 0];
  let headless: TraceText["headless"];
  for (const { text, follows } of files) {
    if (!follows) current = undefined;
    for (const raw of text.split("\n")) {
      if (raw.trim() === "") continue;
      const line = readLine(raw);
      if (line.type === "header") {
        current = { header: line.header, steps: [] };
        runs.push(current);
      } else if (line.type === "unreadable") unreadableLines++;
      else if (line.type === "lost") {
        if (current !== undefined) current.lost = line.lost;
      } else if (current !== undefined) current.steps.push(line.step);
      else {
        headlessSteps++;
        headless = { first: headless?.first ?? line.step, last: line.step };
      }
    }
  }
  return { runs: runs.filter(({ steps }) => steps.length > 0), unreadableLines, headlessSteps, headless };
}

function readLine(raw: string): Line {
  const value = parse(raw);
  if (value === undefined) return { type: "unreadable" };
  const { event, batch = "", lost } = value;
  if (typeof event === "string" && typeof batch === "string")
    return { type: "step", step: { event: fromBytes(event), batch: fromBytes(batch) } };
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

/** A run as the lines of a file. */
export function runLines({ header, steps, lost }: Run): string {
  const lines = steps.map(
    ({ event, batch }) => `{"event":${quoted(event)}${batch.length === 0 ? "" : `,"batch":${quoted(batch)}`}}`,
  );
  const end = lost === undefined ? [] : [JSON.stringify({ lost })];
  return [JSON.stringify(header), ...lines, ...end].map((line) => `${line}\n`).join("");
}

/** Bytes as JSON text in ASCII, one character a byte, as both runtimes write them. */
function quoted(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += CHUNK)
    text += String.fromCharCode.apply(null, bytes.subarray(at, at + CHUNK) as unknown as number[]);
  return `"${text.replace(/["\\]|[^ -~]/g, escaped)}"`;
}

const CHUNK = 4096;

function escaped(one: string): string {
  const code = one.charCodeAt(0);
  return code === 0x22 || code === 0x5c ? `\\${one}` : `\\u00${code.toString(16).padStart(2, "0")}`;
}

/** The event of a step. Undefined if the bytes are no event of this version. */
export function eventOf({ event }: TraceStep): StampedEvent | undefined {
  try {
    return decodeEvent(Uint8Array.from(event).buffer);
  } catch {
    return undefined;
  }
}

/** The effects of a step. */
export function effectsOf({ batch }: TraceStep): readonly Effect[] {
  const decoded = decodeBatch(batch);
  return decoded.type === "effects" ? decoded.effects : [];
}
