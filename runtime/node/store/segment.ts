/**
 * A journal segment as a file: its name, and its lines `crc32c-hex SP json [TAB link] LF`. No JSON is read here. The
 * boot, a look-up and the command line all read a segment by `linesOf`, so that they judge it alike.
 */
import { FILE_NUMBERS } from "../../../schemas/generated/boundary.ts";
import { crc32c } from "./crc32c.ts";

/** Names one segment. Segments are ordered by number, because clocks may go back. */
export interface SegmentName {
  readonly segment: number;
  readonly yyyymmdd: number;
  readonly file: string;
}

/** One line of a segment's bytes. */
export type Line = {
  readonly offset: number;
  /** Where the next line begins. */
  readonly end: number;
} & (
  | { readonly type: "sound"; readonly json: Uint8Array; readonly link: Uint8Array }
  /** Sound except for a CR before its LF: a program copied the file as text. */
  | { readonly type: "crlf"; readonly json: Uint8Array; readonly link: Uint8Array }
  | { readonly type: "damaged" }
  /** The last line, without its LF. It was never completely flushed. */
  | { readonly type: "torn" }
);

/** The result of verifying a segment's bytes. */
export interface Verified {
  /** JSON of the lines before any damage, joined by LF. */
  readonly lines: Uint8Array;
  readonly lineCount: number;
  /** The end of the last of them. */
  readonly size: number;
  /** What follows the first line's JSON. */
  readonly link: Uint8Array;
  /** Where damage begins, or −1. */
  readonly badOffset: number;
  /** Whether the damage is more than a torn tail: a sound line follows it, or line ends were changed. */
  readonly isCorrupt: boolean;
}

/** In capitals too: some programs copy names so, and Windows opens one file by both. */
const NAME = /^([0-9]{8})-([0-9]{8})\.jsonl$/i;
/** What a command has left that was stopped while it wrote a segment. */
const UNFINISHED = /^[0-9]{8}-[0-9]{8}\.jsonl(\.[0-9]+)?\.new$/i;
/** A segment's number and date inside another name. */
const DATED = /(?<![0-9])([0-9]{8})-([0-9]{8})(?![0-9])/;
const LF = 0x0a;
const CR = 0x0d;
const TAB = 0x09;
const SPACE = 0x20;
const CRC_DIGITS = 8;
/** Size of what stands before a line's JSON. */
const PREFIX_BYTES = CRC_DIGITS + 1;
const NOTHING = new Uint8Array(0);

/** The file name of a segment. */
export function segmentFile(segment: number, yyyymmdd: number): string {
  return `${String(segment).padStart(8, "0")}-${String(yyyymmdd).padStart(8, "0")}.jsonl`;
}

/** The segments among a folder's names, the newest first. */
export function sortSegments(names: readonly string[]): SegmentName[] {
  return sortBy(NAME, names);
}

/** Whether a command that wrote a segment was stopped and has left this. */
export function isUnfinished(name: string): boolean {
  return UNFINISHED.test(name);
}

/**
 * The names that have a segment's number and are not a segment's, the newest first: copies, what a program has renamed,
 * and what `repair` set aside. Numbers that no segment of ours could have do not count.
 */
export function sortBeside(names: readonly string[]): SegmentName[] {
  const others = names.filter((name) => !NAME.test(name) && !isUnfinished(name));
  return sortBy(DATED, others).filter(({ segment }) => segment < FILE_NUMBERS.highestOwn);
}

function sortBy(pattern: RegExp, names: readonly string[]): SegmentName[] {
  const found = names.flatMap((file) => {
    const match = pattern.exec(file);
    return match ? [{ segment: Number(match[1]), yyyymmdd: Number(match[2]), file }] : [];
  });
  // 0 means that there is none, so a file with that number is not a segment.
  return found.filter(({ segment }) => segment > 0).sort((a, b) => b.segment - a.segment || b.yyyymmdd - a.yyyymmdd);
}

/** One written line. The first line of a segment has the link to the segment before at its end. */
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

/** Reads one line's bytes without its LF. Only a segment's first line may have a link. */
export function readLine(bytes: Uint8Array, offset: number): Line {
  const place = { offset, end: offset + bytes.length + 1 };
  const sound = verifyLine(bytes, offset === 0);
  if (sound) return { type: "sound", ...place, ...sound };
  const trimmed = bytes.at(-1) === CR ? verifyLine(bytes.subarray(0, -1), offset === 0) : undefined;
  return trimmed ? { type: "crlf", ...place, ...trimmed } : { type: "damaged", ...place };
}

/**
 * Whether these may be the first bytes of a line. Zeros or garbage come from a disk that lost data, not from a torn
 * rotation.
 */
export function beginsAsLine(bytes: Uint8Array): boolean {
  const begun = Buffer.from(bytes.subarray(0, PREFIX_BYTES)).toString("latin1");
  return /^[0-9a-f]{8} $/.test(begun + "00000000 ".slice(begun.length));
}

/** Verifies a segment line by line, up to any damage. */
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
