/**
 * A journal segment as a file: its name, and its lines `crc32c-hex SP json [TAB link] LF`. No JSON is read here. Whoever
 * reads a segment — the boot, a look-up, the command line — does it by `linesOf`, so that there is one verdict.
 */
import { crc32c } from "./crc32c.ts";

/** Names one segment: ordered by number, because clocks go back. */
export interface SegmentName {
  readonly segment: number;
  readonly yyyymmdd: number;
  readonly file: string;
}

/** One line of a segment's bytes. */
export type Line = {
  readonly offset: number;
  /** Where the next one begins. */
  readonly end: number;
} & (
  | { readonly type: "sound"; readonly json: Uint8Array; readonly link: Uint8Array }
  /** Sound but for a CR before its LF: something copied the file as a text. */
  | { readonly type: "crlf"; readonly json: Uint8Array; readonly link: Uint8Array }
  | { readonly type: "damaged" }
  /** The last one, without its LF: it was never flushed as a whole. */
  | { readonly type: "torn" }
);

/** What verifying a segment's bytes finds. */
export interface Verified {
  /** JSON of the lines before any damage, joined by LF. */
  readonly lines: Uint8Array;
  readonly lineCount: number;
  /** Where the last of them ends. */
  readonly size: number;
  /** What stands behind the first line's JSON. */
  readonly link: Uint8Array;
  /** Where damage begins; −1 when there is none. */
  readonly badOffset: number;
  /** Whether the damage is more than a torn tail: a sound line follows it, or line ends were changed. */
  readonly isCorrupt: boolean;
}

const NAME = /^([0-9]{8})-([0-9]{8})\.jsonl$/;
const LF = 0x0a;
const CR = 0x0d;
const TAB = 0x09;
const SPACE = 0x20;
const CRC_DIGITS = 8;
/** What stands before a line's JSON. */
export const PREFIX_BYTES = CRC_DIGITS + 1;
const NOTHING = new Uint8Array(0);

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
  // 0 says that there is none: a file of that number is no segment.
  return found.filter(({ segment }) => segment > 0).sort((a, b) => b.segment - a.segment || b.yyyymmdd - a.yyyymmdd);
}

/** One line as it is written; the first one of a segment has the link to the one before behind it. */
export function encodeLine(json: Uint8Array, link: Uint8Array = NOTHING): Uint8Array {
  const behind = link.length === 0 ? 0 : 1 + link.length;
  const line = Buffer.allocUnsafe(PREFIX_BYTES + json.length + behind + 1);
  line[CRC_DIGITS] = SPACE;
  line.set(json, PREFIX_BYTES);
  if (behind > 0) {
    line[PREFIX_BYTES + json.length] = TAB;
    line.set(link, PREFIX_BYTES + json.length + 1);
  }
  line[line.length - 1] = LF;
  const content = line.subarray(PREFIX_BYTES, -1);
  line.write(crc32c(content).toString(16).padStart(CRC_DIGITS, "0"), "latin1");
  return line;
}

/** The lines of a segment one after the other. */
export function* linesOf(bytes: Uint8Array): Generator<Line> {
  for (let offset = 0; offset < bytes.length; ) {
    const lineFeed = bytes.indexOf(LF, offset);
    if (lineFeed < 0) {
      yield { type: "torn", offset, end: bytes.length };
      return;
    }
    yield readLine(bytes.subarray(offset, lineFeed), offset);
    offset = lineFeed + 1;
  }
}

/** One line's bytes without its LF. Only a segment's first line may have a link. */
export function readLine(bytes: Uint8Array, offset: number): Line {
  const place = { offset, end: offset + bytes.length + 1 };
  const sound = verifyLine(bytes, offset === 0);
  if (sound) return { type: "sound", ...place, ...sound };
  const trimmed = bytes.at(-1) === CR ? verifyLine(bytes.subarray(0, -1), offset === 0) : undefined;
  return trimmed ? { type: "crlf", ...place, ...trimmed } : { type: "damaged", ...place };
}

/** Whether these may be the first bytes of a line: zeros and garbage are what a disk has lost, and no torn rotation. */
export function beginsAsLine(bytes: Uint8Array): boolean {
  const begun = Buffer.from(bytes.subarray(0, PREFIX_BYTES)).toString("latin1");
  return /^[0-9a-f]{8} $/.test(begun + "00000000 ".slice(begun.length));
}

/** Verifies a segment line by line, up to the damage if there is any. */
export function verifySegment(bytes: Uint8Array): Verified {
  const lines = Buffer.alloc(bytes.length);
  let [length, lineCount, size, badOffset] = [0, 0, 0, -1];
  let link: Uint8Array = NOTHING;
  const verified = (isCorrupt: boolean): Verified => {
    return { lines: lines.subarray(0, length), lineCount, size, link, badOffset, isCorrupt };
  };
  for (const line of linesOf(bytes)) {
    if (line.type === "sound" && badOffset < 0) {
      if (lineCount++ > 0) lines[length++] = LF;
      else link = line.link;
      lines.set(line.json, length);
      length += line.json.length;
      size = line.end;
      continue;
    }
    if (badOffset < 0) badOffset = line.offset;
    if (line.type === "sound" || line.type === "crlf") return verified(true);
  }
  return verified(false);
}

function verifyLine(line: Uint8Array, isFirst: boolean): { json: Uint8Array; link: Uint8Array } | undefined {
  if (line.length <= PREFIX_BYTES || line[CRC_DIGITS] !== SPACE) return undefined;
  const digits = Buffer.from(line.buffer, line.byteOffset, CRC_DIGITS).toString("latin1");
  if (!/^[0-9a-f]{8}$/.test(digits)) return undefined;
  const content = line.subarray(PREFIX_BYTES);
  if (crc32c(content) !== Number.parseInt(digits, 16)) return undefined;
  const tab = content.indexOf(TAB);
  if (tab < 0) return { json: content, link: NOTHING };
  return isFirst && tab > 0 ? { json: content.subarray(0, tab), link: content.subarray(tab + 1) } : undefined;
}
