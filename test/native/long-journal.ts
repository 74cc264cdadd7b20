/** A folder as it is after 90 days of 500 sales: some 370 MB in which one receipt is looked for. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { encodeLine } from "../../runtime/node/store/segment.ts";

const DAYS = 90;
export const SEGMENTS_A_DAY = 4;
export const SALES_A_SEGMENT = 125;
/** What a sale's records hold, about. */
const SALE_BYTES = 8000;

/** Writes the segments into the till's folder and returns how many bytes they have. The sale n of day d is `T1-d-n`. */
export function writeLongJournal(folder: string): number {
  const journal = join(folder, "data", "journal");
  mkdirSync(journal, { recursive: true });
  let written = 0;
  for (let at = 0; at < DAYS * SEGMENTS_A_DAY; at++) {
    const [day, part] = [Math.floor(at / SEGMENTS_A_DAY), at % SEGMENTS_A_DAY];
    const keys = Array.from({ length: SALES_A_SEGMENT }, (_, sale) => `T1-${day}-${part * SALES_A_SEGMENT + sale}`);
    const bytes = oldSegment(keys);
    written += bytes.length;
    writeFileSync(join(journal, `${String(at + 1).padStart(8, "0")}-${20260101 + day}.jsonl`), bytes);
  }
  return written;
}

/** A segment of sales with these keys, each as long as its records are. */
export function oldSegment(keys: readonly string[]): Buffer {
  const body = "x".repeat(SALE_BYTES);
  const records = keys.map((saleKey) => ({ type: "sent", saleKey, body }));
  return Buffer.concat([{}, ...records].map((record) => encodeLine(Buffer.from(JSON.stringify(record)))));
}
