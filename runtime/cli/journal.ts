/** `gama-rrpay journal`: list and show read while the till runs and change nothing; the others have modules of their own. */
import { parseArgs } from "node:util";
import type { JournalRecord } from "../../plugin/journal/record.ts";
import { EXIT, type ExitCode, usageError } from "./exit.ts";
import { describeRecord, formatTime } from "./record-text.ts";
import { describeState, isTrouble } from "./segment-state.ts";
import { readSegments, type Segment } from "./segments.ts";
import { printableLine } from "./terminal-text.ts";

interface Options {
  readonly json: boolean;
  readonly sale?: string | undefined;
}

/** Loaded when asked for: most need the till's lock, one an engine. */
const COMMANDS: Record<string, () => Promise<(args: string[]) => Promise<ExitCode>>> = {
  repair: async () => (await import("./journal-repair.ts")).repair,
  pair: async () => (await import("./journal-pair.ts")).pair,
  export: async () => (await import("./journal-export.ts")).exportCommand,
};

/** Runs a journal command; a damaged journal is `not done`, so that a script notices. */
export async function journal(args: string[]): Promise<ExitCode> {
  const [name = "", ...own] = args;
  const command = Object.hasOwn(COMMANDS, name) ? await COMMANDS[name]?.() : undefined;
  if (command !== undefined) return command(own);
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { json: { type: "boolean", default: false }, sale: { type: "string" } },
  });
  const [action, folder, ...rest] = positionals;
  if (folder === undefined || rest.length > 0)
    throw usageError("journal takes list, show, repair, pair, resolve or export, and one folder");
  const segments = readSegments(folder);
  const options = { json: values.json, sale: values.sale };
  if (action !== "list" && action !== "show") throw usageError(`journal has no "${action}"`);
  const lines = action === "list" ? listLines(segments, options) : showLines(segments, options);
  for (const line of lines) console.log(printableLine(line));
  return segments.some(({ state }) => isTrouble(state)) ? EXIT.notDone : EXIT.done;
}

/** One line a segment. */
export function listLines(segments: readonly Segment[], { json }: Options): string[] {
  return segments.map(({ segment, yyyymmdd, sizeBytes, state, lines }) => {
    if (json) return JSON.stringify({ segment, yyyymmdd, sizeBytes, records: lines.length, state });
    return `${segment}  ${yyyymmdd}  ${lines.length} records, ${sizeBytes} bytes, ${describeState(state)}`;
  });
}

/** The records as text, segment by segment; damage is told where it stands. */
export function showLines(segments: readonly Segment[], { json, sale }: Options): string[] {
  const isShown = sale === undefined ? () => true : saleFilter(segments, sale);
  return segments.flatMap(({ segment, state, lines }) => {
    const shown = lines.flatMap((line) => {
      if (line.kind === "foreign")
        return sale === undefined ? [json ? line.json : `not a record of this version: ${line.json}`] : [];
      const { record } = line;
      if (!isShown(record)) return [];
      return [json ? JSON.stringify(record) : `${formatTime(record.atMs)}  ${describeRecord(record)}`];
    });
    return state.kind === "sound" || json ? shown : [...shown, `segment ${segment}: ${describeState(state)}`];
  });
}

/** Records name a sale by its key or by one of its attempts. */
function saleFilter(segments: readonly Segment[], sale: string): (record: JournalRecord) => boolean {
  const attempts = new Set<string>();
  const keep = (one: { saleKey?: string; attemptId: string }) => one.saleKey === sale && attempts.add(one.attemptId);
  for (const { lines } of segments)
    for (const line of lines) {
      if (line.kind === "foreign") continue;
      if (line.record.t === "checkpoint") (line.record.attempts ?? []).forEach(keep);
      const begins =
        line.record.t === "sent" ||
        line.record.t === "unpaid" ||
        line.record.t === "adopted" ||
        line.record.t === "behind";
      if (begins) keep(line.record);
    }
  return (record) =>
    ("saleKey" in record && record.saleKey === sale) || ("attemptId" in record && attempts.has(record.attemptId));
}
