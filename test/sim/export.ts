/**
 * The accountant's day: what the journal exports must add up to the money that changed hands, for each day and in
 * total.
 */
import { exportDay } from "../../runtime/cli/journal/export.ts";
import type { Reply, Request } from "../../runtime/cli/program/wire.ts";
import { ENTRY, LINE } from "../../schemas/generated/program.ts";
import { DIGEST, type Disk, type Segment } from "./disk.ts";

/** One attempt's line: what it moved, and its fiscal document. */
export interface Row {
  readonly netCents: number;
  readonly documentNo: string;
}

/** What the tables of some days contain together. */
export interface Tables {
  /** By the id of the attempt. */
  readonly rows: ReadonlyMap<string, Row>;
  /** The sum of the totals in the tables. */
  readonly totalCents: number;
}

/** Exports each day of a till's disk with the command's own program. */
export function tablesOf(disk: Disk, days: readonly string[]): Tables {
  const files = filesOf(disk);
  const rows = new Map<string, Row>();
  let totalCents = 0;
  for (const day of days) totalCents += readTable(csvOf(files, day), rows);
  return { rows, totalCents };
}

/** The segments, by the name of the file. */
type Files = ReadonlyMap<string, Segment>;

function filesOf(disk: Disk): Files {
  const nameOf = (number: number, yyyymmdd: number) => `${String(number).padStart(8, "0")}-${yyyymmdd}.jsonl`;
  return new Map([...disk.segments].map(([number, segment]) => [nameOf(number, segment.yyyymmdd), segment]));
}

function csvOf(files: Files, day: string): string {
  const talk = exportDay(["till"], day, { language: "lt", cash: [] });
  let told = { status: 0 } as Reply;
  for (;;) {
    const next = talk.next(told);
    if (next.done) return soundTable(next.value);
    told = { status: 0, fields: answer(files, next.value) } as Reply;
  }
}

/** The table, of a journal of which nothing is missing: the till itself has written all of it. */
function soundTable({
  csv,
  gaps,
}: {
  readonly csv: string;
  readonly gaps: readonly { readonly why: string }[];
}): string {
  const gap = gaps.find(({ why }) => why !== "not-kept");
  if (gap) throw new Error(`the export finds a gap in the till's own journal: ${gap.why}`);
  return csv;
}

function segmentAt(files: Files, path: string): Segment {
  const segment = files.get(path.slice(path.lastIndexOf("/") + 1));
  if (segment === undefined) throw new Error(`the export asks for ${path}, which was not listed`);
  return segment;
}

/** What a host answers about these files. The program asks for nothing else. */
function answer(files: Files, request: Request): object {
  switch (request.type) {
    case "stat":
      return { kind: ENTRY.none };
    case "list":
      return { entries: [...files.keys()].map((name) => ({ name, kind: ENTRY.file })) };
    case "clock":
      return { wallMs: 0, utcOffsetMin: 0 };
    case "segment": {
      const { lines, size, link } = segmentAt(files, request.path);
      const sound = { lineCount: lines.length, badOffset: -1, isCorrupt: 0, isBegun: 0 };
      return { sizeBytes: size, ...sound, link, sha256: Buffer.from(DIGEST, "hex") };
    }
    case "lines": {
      const { lines, offsets } = segmentAt(files, request.path);
      const all = lines.map((json, at) => ({ offset: offsets[at]!, verdict: LINE.sound, bytes: Buffer.from(json) }));
      const asked = all.filter(({ offset }) => offset >= request.from);
      return { next: asked[request.most]?.offset ?? -1, lines: asked.slice(0, request.most) };
    }
    default:
      throw new Error(`the export asks its host for ${request.type}`);
  }
}

/** Adds a table's rows by their ids. Returns the table's grand total. */
function readTable(csv: string, rows: Map<string, Row>): number {
  const lines = csv.replace(/^\ufeff/, "").split("\r\n");
  const head = (lines[0] ?? "").split(";");
  const id = head.indexOf("Bandymo ID");
  const [first, last] = [head.indexOf("Suma") + 1, head.indexOf("Apvalinimas")];
  const change = head.indexOf("Grąža");
  const document = head.indexOf("Fiskalinis dokumentas");
  const net = (cells: readonly string[]): number =>
    cells.slice(first, last).reduce((sum, cell) => sum + centsOf(cell), 0) - centsOf(cells[change] ?? "");
  let totalCents = 0;
  for (const line of lines.slice(1)) {
    const cells = line.split(";");
    if (/^[0-9a-f-]{36}$/.test(cells[id] ?? "")) {
      const netCents = (rows.get(cells[id]!)?.netCents ?? 0) + net(cells);
      rows.set(cells[id]!, { netCents, documentNo: cells[document] ?? "" });
    }
    // confirmed by RRPay, or named by RRPay and not reconciled: known money is in one of these two totals
    if (/^Iš viso|^RRPay nurodyta/.test(cells[0] ?? "")) totalCents += net(cells);
  }
  return totalCents;
}

function centsOf(cell: string): number {
  return cell === "" ? 0 : Math.round(Number(cell.replace("'", "").replace(",", ".")) * 100);
}
