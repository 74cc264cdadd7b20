/** A journal segment as a file: its name, and its lines `crc32c-hex SP json LF`. No JSON is read here. */
import { crc32c } from "./crc32c.ts";

/** Names one segment: ordered by number, because clocks go back. */
export interface SegmentName {
  readonly segment: number;
  readonly yyyymmdd: number;
  readonly file: string;
}

/** What verifying a segment's bytes finds. */
export interface Verified {
  /** JSON of the lines before any damage, joined by LF. */
  readonly lines: Uint8Array;
  readonly lineCount: number;
  /** Where damage begins; −1 when there is none. */
  readonly badOffset: number;
  /** Whether a valid line follows the damage: then it is not a torn tail. */
  readonly validAfterBad: boolean;
}

const NAME = /^([0-9]{8})-([0-9]{8})\.jsonl$/;
const LF = 0x0a;
const SPACE = 0x20;
const CRC_DIGITS = 8;
const PREFIX_BYTES = CRC_DIGITS + 1;

/** The file name of a segment. */
export function segmentFile(segment: number, yyyymmdd: number): string {
  return `${String(segment).padStart(8, "0")}-${String(yyyymmdd).padStart(8, "0")}.jsonl`;
}

/** The segments among a folder's names, the newest first. */
export function sortSegments(names: readonly string[]): SegmentName[] {
  const found = names.flatMap((file) => {
    const match = NAME.exec(file);
    return match ? [{ segment: Number(match[1]), yyyymmdd: Number(match[2]), file }] : [];
  });
  return found.sort((a, b) => b.segment - a.segment || b.yyyymmdd - a.yyyymmdd);
}

/** One line as it is written. */
export function encodeLine(json: Uint8Array): Uint8Array {
  const line = Buffer.allocUnsafe(PREFIX_BYTES + json.length + 1);
  line.write(crc32c(json).toString(16).padStart(CRC_DIGITS, "0"), "latin1");
  line[CRC_DIGITS] = SPACE;
  line.set(json, PREFIX_BYTES);
  line[line.length - 1] = LF;
  return line;
}

/** Verifies a segment line by line. A last line without its LF was never flushed as a whole: it is damage. */
export function verifySegment(bytes: Uint8Array): Verified {
  const lines = Buffer.alloc(bytes.length);
  let [size, lineCount, badOffset] = [0, 0, -1];
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(LF, start);
    const json = end < 0 ? undefined : verifyLine(bytes.subarray(start, end));
    if (json === undefined) {
      if (badOffset < 0) badOffset = start;
      if (end < 0) break;
    } else if (badOffset >= 0) {
      return { lines: lines.subarray(0, size), lineCount, badOffset, validAfterBad: true };
    } else {
      if (lineCount++ > 0) lines[size++] = LF;
      lines.set(json, size);
      size += json.length;
    }
    start = end + 1;
  }
  return { lines: lines.subarray(0, size), lineCount, badOffset, validAfterBad: false };
}

function verifyLine(line: Uint8Array): Uint8Array | undefined {
  if (line.length <= PREFIX_BYTES || line[CRC_DIGITS] !== SPACE) return undefined;
  const digits = Buffer.from(line.buffer, line.byteOffset, CRC_DIGITS).toString("latin1");
  if (!/^[0-9a-f]{8}$/.test(digits)) return undefined;
  const json = line.subarray(PREFIX_BYTES);
  return crc32c(json) === Number.parseInt(digits, 16) ? json : undefined;
}
