/** A journal as it is after many sales: all are settled, and the newest segment holds one. */
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { encodeLine, segmentFile } from "../../runtime/node/store/segment.ts";
import { oldSegment, SALES_A_SEGMENT, SEGMENTS_A_DAY } from "../../test/native/long-journal.ts";
import { recordSales } from "./recording.ts";
import type { Place } from "./till.ts";

const DAY_MS = 86_400_000;

/** Writes so many sales into a till's folder, the newest segment linked to the one before as a rotation does it. */
export function writeSettledJournal({ data }: Place, sales: number): void {
  const { segment } = recordSales(20, 0);
  const folder = join(data, "journal");
  mkdirSync(folder, { recursive: true });
  const olds = Math.ceil((sales - 1) / SALES_A_SEGMENT);
  let link = "";
  for (let at = 0; at < olds; at++) {
    const length = Math.min(SALES_A_SEGMENT, sales - 1 - at * SALES_A_SEGMENT);
    const bytes = oldSegment(Array.from({ length }, (_, sale) => `OLD-${at}-${sale}`));
    const day = dayBefore(segment.yyyymmdd, Math.ceil((olds - at) / SEGMENTS_A_DAY));
    writeFileSync(join(folder, segmentFile(at + 1, day)), bytes);
    link = `${String(at + 1).padStart(8, "0")}:${createHash("sha256").update(bytes).digest("hex")}`;
  }
  const newest = segment.lines.map((json, at) =>
    encodeLine(Buffer.from(json), at === 0 ? Buffer.from(link, "latin1") : undefined),
  );
  writeFileSync(join(folder, segmentFile(olds + 1, segment.yyyymmdd)), Buffer.concat(newest));
}

function dayBefore(yyyymmdd: number, days: number): number {
  const [year, month, day] = [Math.floor(yyyymmdd / 10_000), Math.floor(yyyymmdd / 100) % 100, yyyymmdd % 100];
  const date = new Date(Date.UTC(year, month - 1, day) - days * DAY_MS);
  return date.getUTCFullYear() * 10_000 + (date.getUTCMonth() + 1) * 100 + date.getUTCDate();
}
