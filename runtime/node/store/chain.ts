/**
 * The chain of segments: the first line of each names the segment before, by its number and the digest of its file. The
 * host writes and measures the links. The bundle decides what they mean for the journal.
 */
import { createHash } from "node:crypto";
import { closeSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { CAPS, LINK } from "../../../schemas/generated/boundary.ts";
import { openToRead, readFrom, readSegmentFile } from "./disk.ts";
import { formatLink, type LinkEntry, parseLink } from "./link-text.ts";
import { readLine, type SegmentName, sortBeside, sortSegments } from "./segment.ts";

/** What the boot event says about a segment's place in the chain. */
export interface ChainView {
  readonly measuredLink: Uint8Array;
  /** Whether a lower segment begins with a link. Checked only if this segment has none. */
  readonly lowerLinked: boolean;
  readonly noLower: boolean;
}

const SET_ASIDE = /^([0-9]{8})-[0-9]{8}\.jsonl\.damaged(-[0-9]+)?$/i;
const LF = 0x0a;
const FIRST_LINE_STEP = 64 * 1024;

/** The digest of a file, in the form of a link. */
export function digestOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** The same of a file. One that is larger than any segment is an error: a start waits for no file of somebody else. */
export function digestOfFile(path: string): string {
  return digestOf(readSegmentFile(path, CAPS.measuredBytes));
}

/** The files with this number that `repair` set aside. */
export function setAside(names: readonly string[], segment: number): string[] {
  return names.filter((file) => Number(SET_ASIDE.exec(file)?.[1] ?? -1) === segment).sort();
}

/**
 * The newest file above this number that has a segment's number under another name. It was the newest segment, or stood
 * below the segment that a repair has made.
 */
export function newestBeside(folder: string, segment: number, names: readonly string[]): SegmentName | undefined {
  const isFolder = (file: string) => statSync(join(folder, file), { throwIfNoEntry: false })?.isDirectory();
  return sortBeside(names).find((name) => name.segment > segment && !isFolder(name.file));
}

/**
 * Measures what a segment's link names. The first entry is measured on the highest segment below, whatever its number,
 * so that an inserted segment shows as a difference.
 */
export function measureChain(folder: string, segment: number, statedLink: Uint8Array): ChainView {
  const names = readdirSync(folder);
  const lower = sortSegments(names).filter((name) => name.segment < segment);
  const highest = lower[0];
  const stated = parseLink(Buffer.from(statedLink).toString("latin1"));
  const measured: LinkEntry[] = [];
  const before = stated?.find(({ isDamaged }) => !isDamaged);
  if (highest) measured.push(entryOf(folder, highest));
  else if (before) measured.push({ ...before, digest: LINK.absent });
  for (const { segment: number, isDamaged, digest } of stated ?? [])
    if (isDamaged) measured.push({ segment: number, isDamaged, digest: digestAside(folder, names, number, digest) });
  return {
    measuredLink: Buffer.from(formatLink(measured), "latin1"),
    lowerLinked: statedLink.length === 0 && lower.some((name) => beginsWithLink(join(folder, name.file))),
    noLower: highest === undefined,
  };
}

function entryOf(folder: string, { segment, file }: SegmentName): LinkEntry {
  return { segment, isDamaged: false, digest: digestOfFile(join(folder, file)) };
}

/** Of several files with one number, the one with the wanted digest counts. */
function digestAside(folder: string, names: readonly string[], segment: number, wanted: string): string {
  const digests = setAside(names, segment).map((file) => digestOfFile(join(folder, file)));
  return digests.find((digest) => digest === wanted) ?? digests[0] ?? LINK.absent;
}

/** Whether a segment's first line has a link. A line that does not verify has none. */
function beginsWithLink(path: string): boolean {
  const bytes = readFirstLine(path);
  if (bytes === undefined) return false;
  const line = readLine(bytes, 0);
  return (line.type === "sound" || line.type === "crlf") && line.link.length > 0;
}

/** The first line of a file, without its LF. Undefined if there is no whole line, or it is longer than any segment. */
function readFirstLine(path: string): Uint8Array | undefined {
  const fd = openToRead(path);
  try {
    const parts: Buffer[] = [];
    for (let at = 0; at < CAPS.segmentReadBytes; at += FIRST_LINE_STEP) {
      const part = readFrom(fd, at, FIRST_LINE_STEP);
      const end = part.indexOf(LF);
      parts.push(end < 0 ? part : part.subarray(0, end));
      if (end >= 0) return Buffer.concat(parts);
      if (part.length < FIRST_LINE_STEP) return undefined;
    }
    return undefined;
  } finally {
    closeSync(fd);
  }
}
