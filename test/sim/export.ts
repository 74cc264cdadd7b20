/** The accountant's day: what the journal exports must add up to the money that changed hands, day by day and in all. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32c } from "../../runtime/node/store/crc32c.ts";
import { exportDay } from "../support/journal-files.ts";
import type { Disk } from "./disk.ts";

/** One attempt's line: what it moved, and its fiscal document. */
export interface Row {
  readonly netCents: number;
  readonly documentNo: string;
}

/** What the tables of some days say together. */
export interface Tables {
  /** By the id of the attempt. */
  readonly rows: ReadonlyMap<string, Row>;
  /** The totals as they stand in the tables. */
  readonly totalCents: number;
}

/** Exports each day of a till's disk. */
export function tablesOf(disk: Disk, days: readonly string[]): Tables {
  const folder = mkdtempSync(join(tmpdir(), "gama-rrpay-sim-export-"));
  try {
    mkdirSync(join(folder, "journal"));
    for (const [number, { yyyymmdd, lines }] of disk.segments) {
      const name = `${String(number).padStart(8, "0")}-${yyyymmdd}.jsonl`;
      writeFileSync(join(folder, "journal", name), lines.map(lineOf).join(""));
    }
    const rows = new Map<string, Row>();
    let totalCents = 0;
    for (const day of days) totalCents += readTable(exportDay(folder, day).csv, rows);
    return { rows, totalCents };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function lineOf(json: string): string {
  return `${crc32c(Buffer.from(json)).toString(16).padStart(8, "0")} ${json}\n`;
}

/** Adds a table's rows by id. Returns its total over everything. */
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
    // confirmed by RRPay, or spoken of and not reconciled: known money is in one of the two
    if (/^Iš viso|^RRPay nurodyta/.test(cells[0] ?? "")) totalCents += net(cells);
  }
  return totalCents;
}

function centsOf(cell: string): number {
  return cell === "" ? 0 : Math.round(Number(cell.replace("'", "").replace(",", ".")) * 100);
}
