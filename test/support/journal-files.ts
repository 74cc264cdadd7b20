/** A journal as the command line reads and changes it, each in one call: its talks, carried out on this machine's disk. */
import { fromBytes } from "../../plugin/text/ascii.ts";
import { run } from "../../runtime/cli/commands.ts";
import { checkSegments } from "../../runtime/cli/doctor-journal.ts";
import { answerHere, runHere } from "../../runtime/cli/host/here.ts";
import type { CashMethods } from "../../runtime/cli/journal/cash.ts";
import { type DayExport, exportDay as exportTalk } from "../../runtime/cli/journal/export.ts";
import { type JournalLine, readLines } from "../../runtime/cli/journal/files.ts";
import { readSegments as readTalk, type Segment } from "../../runtime/cli/journal/list.ts";
import { type Pairing, type PairOptions, pairFolder as pairTalk } from "../../runtime/cli/journal/pair.ts";
import { type Repair, type RepairOptions, repairFolder as repairTalk } from "../../runtime/cli/journal/repair.ts";
import { describeRepair as describeTalk } from "../../runtime/cli/journal/repair-text.ts";
import { type TableOptions, dayTable as tableOf } from "../../runtime/cli/journal/table.ts";
import type { Talk } from "../../runtime/cli/program/talk.ts";
import type { Reply, Request } from "../../runtime/cli/program/wire.ts";
import { type Report, reportOf } from "../../runtime/cli/report/figures.ts";
import { reportPage } from "../../runtime/cli/report/page.ts";
import { makeReport } from "../../runtime/cli/report/report.ts";
import type { Language } from "../../runtime/cli/words.ts";
import { STATUS, STREAM } from "../../schemas/generated/program.ts";
import type { Attempt } from "../../schemas/generated/types.ts";

/** What a test makes of the machine. */
interface Machine {
  readonly now?: Date;
  /** Called before each change of the disk; what it throws is a disk that fails. */
  readonly faults?: { readonly beforeDisk: () => void };
}

/** A segment with its lines up to any damage. */
export interface ReadSegment extends Segment {
  readonly lines: readonly Exclude<JournalLine, { kind: "damaged" | "torn" }>[];
}

export function readSegments(folder: string): ReadSegment[] {
  return runHere(withLines(folder));
}

function* withLines(folder: string): Talk<ReadSegment[]> {
  const read: ReadSegment[] = [];
  const segments: Segment[] = yield* readTalk(folder);
  for (const segment of segments) {
    const all: JournalLine[] = [];
    for (let from = 0; from >= 0; ) {
      const piece = yield* readLines(segment.path, { from });
      all.push(...piece.lines);
      from = piece.next;
    }
    const lines = all.slice(0, segment.lineCount) as ReadSegment["lines"];
    read.push({ ...segment, lines });
  }
  return read;
}

export function repairFolder(folder: string, { now, faults, ...options }: RepairOptions & Machine = {}): Repair {
  return runHere(repairTalk(folder, options), onMachine({ now, faults }));
}

export function describeRepair(repair: Repair): string[] {
  return describeTalk(repair).map(({ en }) => en);
}

export function pairFolder(folder: string, { now, faults, ...options }: PairOptions & Machine = {}): Pairing {
  return runHere(pairTalk(folder, options), onMachine({ now, faults }));
}

export function exportDay(folders: string | readonly string[], day: string, cash: CashMethods = []): DayExport {
  return runHere(exportTalk(typeof folders === "string" ? [folders] : folders, day, { language: "lt", cash }));
}

/** A day's report: its figures and its page. */
export function reportDay(
  folders: readonly string[],
  day: string,
  { language = "lt", cash = [] }: Partial<TableOptions> = {},
): { readonly report: Report; readonly page: string } {
  return runHere(makeReport(folders, day, { language, cash }));
}

/** The figures and page of a till's attempts, whose lines the journal does not have. */
export function reportOfAttempts(attempts: readonly Attempt[], language: Language = "lt") {
  const till = { folder: "data", till: "1", elsewhere: [], named: [], unreadableLines: 0, gaps: [] };
  const tills = [{ ...till, attempts: attempts.map((attempt) => ({ attempt })) }];
  const report = reportOf({ day: "2026-11-23", tills, offsetAt: offsetHere }, []);
  return { report, page: reportPage(report, { language, made: "2026-11-24 08:00" }) };
}

/** What the doctor says of the files, by name: `ok`, `warn`, `fail`, or nothing where there are none. */
export function doctorOf(folder: string): string | undefined {
  return checksOf(folder)[0]?.status;
}

/** The same, check by check. */
export function checksOf(folder: string, now?: Date) {
  return runHere(checkSegments(folder, "en"), onMachine({ now, faults: undefined }));
}

/** The table of a till's attempts, whose lines the journal does not have. */
export function dayTable(attempts: readonly Attempt[], options: Partial<TableOptions> = {}): string {
  const till = { folder: "data", till: "1", elsewhere: [], named: [], unreadableLines: 0, gaps: [] };
  const day = { tills: [{ ...till, attempts: attempts.map((attempt) => ({ attempt })) }], offsetAt: offsetHere };
  return tableOf(day, { language: "lt", cash: [], ...options });
}

export function offsetHere(atMs: number): number {
  return -new Date(atMs).getTimezoneOffset();
}

/** What a command prints, line by line. */
export function printed(...args: string[]): string[] {
  return said(...args)
    .out.split("\n")
    .slice(0, -1);
}

/** How a command ends, and what it prints. */
export function said(...args: string[]): { readonly code: number; readonly out: string; readonly error: string } {
  const told = { out: "", error: "" };
  const start = { args, language: "en", isInteractive: 0, programFolder: "" };
  const code = runHere(run(start), (request) => {
    if (request.type !== "print") return answerHere(request);
    told[request.stream === STREAM.error ? "error" : "out"] += request.text;
    return { status: STATUS.ok, fields: {} } as Reply;
  });
  return { code, ...told };
}

const CHANGES: ReadonlySet<Request["type"]> = new Set(["lock", "write", "rename", "append", "remove"]);

function onMachine({ now, faults }: { now: Date | undefined; faults: Machine["faults"] }) {
  return (request: Request): Reply => {
    if (request.type === "clock" && request.atMs < 0 && now !== undefined)
      return answerHere({ ...request, atMs: now.getTime() });
    if (faults !== undefined && CHANGES.has(request.type)) {
      try {
        faults.beforeDisk();
      } catch {
        return { status: STATUS.failed };
      }
    }
    return answerHere(request);
  };
}

/** A record as the journal's lines have it. */
export function encodeRecord(record: object): Uint8Array {
  return fromBytes(JSON.stringify(record).replace(/[\x7f-\uffff]/g, escapeUnit));
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** Today's date where this machine is, as segments are named. */
export function todayOf(now: Date): number {
  return now.getFullYear() * 10_000 + (now.getMonth() + 1) * 100 + now.getDate();
}
