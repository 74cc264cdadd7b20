/** A trace as its lines (docs/boundary.md, trace): an engine's header, what it was told and what it answered, its loss. */
import { decodeEvent, type StampedEvent } from "../../../plugin/boundary.ts";
import { fromBytes } from "../../../plugin/text/ascii.ts";
import { decodeBatch } from "../../node/batch.ts";
import type { Effect } from "../../node/boundary.ts";

/** What an engine's part of a trace begins with. */
export interface TraceHeader {
  readonly trace: number;
  /** Name and version of the engine. */
  readonly engine: string;
  /** The bundle's seal, or that it was a module. */
  readonly bundle: string;
  readonly abi: number;
  readonly contracts: number;
  /** Whether names, cards and places are tokens: then what it did was done again over these. */
  readonly redacted?: true;
}

/** One step, as its bytes. */
export interface TraceStep {
  readonly event: Uint8Array;
  /** Empty where the engine was lost before it answered. */
  readonly batch: Uint8Array;
}

/** One engine from its boot on. */
export interface Run {
  readonly header: TraceHeader;
  readonly steps: TraceStep[];
  /** Why the engine was lost; undefined where it was not, or where the trace ends before. */
  lost?: string;
}

/** What a file of a trace held. */
export interface TraceText {
  readonly runs: readonly Run[];
  /** Lines that are none of a trace, the torn one that a crash leaves included. */
  readonly unreadableLines: number;
  /** Steps before the first header: their engine's boot has left the ring. */
  readonly headlessSteps: number;
}

type Line =
  | { readonly type: "header"; readonly header: TraceHeader }
  | { readonly type: "step"; readonly step: TraceStep }
  | { readonly type: "lost"; readonly lost: string }
  | { readonly type: "unreadable" };

/** Reads the texts of a trace's files, in their order. A file that does not follow the one before begins without a header. */
export function readTrace(files: readonly { readonly text: string; readonly follows: boolean }[]): TraceText {
  const runs: Run[] = [];
  let current: Run | undefined;
  let [unreadableLines, headlessSteps] = [0, 0];
  for (const { text, follows } of files) {
    if (!follows) current = undefined;
    for (const raw of text.split("\n")) {
      if (raw.trim() === "") continue;
      const line = readLine(raw);
      if (line.type === "header") {
        current = { header: line.header, steps: [] };
        runs.push(current);
      } else if (line.type === "unreadable") unreadableLines++;
      else if (current === undefined) headlessSteps += line.type === "step" ? 1 : 0;
      else if (line.type === "step") current.steps.push(line.step);
      else current.lost = line.lost;
    }
  }
  return { runs: runs.filter(({ steps }) => steps.length > 0), unreadableLines, headlessSteps };
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

/** Bytes as JSON text in ASCII, a character a byte: as both runtimes write them. */
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

/** What a step was about; undefined for bytes that are no event of this version. */
export function eventOf({ event }: TraceStep): StampedEvent | undefined {
  try {
    return decodeEvent(Uint8Array.from(event).buffer);
  } catch {
    return undefined;
  }
}

/** What a step did. */
export function effectsOf({ batch }: TraceStep): readonly Effect[] {
  const decoded = decodeBatch(batch);
  return decoded.type === "effects" ? decoded.effects : [];
}
