/**
 * Segments of a journal on Node and Bun for the program's requests. The host verifies them; the program reads the
 * records.
 */
import { CAPS } from "../../../schemas/generated/boundary.ts";
import { LINE } from "../../../schemas/generated/program.ts";
import { digestOf } from "../../node/store/chain.ts";
import { readSegmentFile } from "../../node/store/disk.ts";
import { beginsAsLine, type Line, linesOf, verifySegment } from "../../node/store/segment.ts";
import type { FileLine, ReplyOf, Request } from "../program/wire.ts";

const LF = 0x0a;
/** A reply of lines ends after the line that passes this size. */
const REPLY_BYTES = 512 * 1024;

/** Size, lines, damage, link and digest of a segment. */
export function measureSegment(path: string): ReplyOf<"segment"> {
  const bytes = readSegmentFile(path, CAPS.measuredBytes);
  const { lineCount, badOffset, isCorrupt, link } = verifySegment(bytes);
  return {
    sizeBytes: bytes.length,
    lineCount,
    badOffset,
    isCorrupt: isCorrupt ? 1 : 0,
    isBegun: !bytes.subarray(0, -1).includes(LF) && beginsAsLine(bytes) ? 1 : 0,
    link: Buffer.from(link).toString("latin1"),
    sha256: Buffer.from(digestOf(bytes), "hex"),
  };
}

/** Lines from an offset on, as many as fit into one reply. */
export function linesOfSegment(query: Extract<Request, { type: "lines" }>): ReplyOf<"lines"> {
  const { path, from, most, having } = query;
  const bytes = readSegmentFile(path, CAPS.measuredBytes);
  const needles = having.map((text) => Buffer.from(text));
  const lines: FileLine[] = [];
  let sizeBytes = 0;
  let next = -1;
  for (const line of linesOf(bytes)) {
    if (line.offset < from) continue;
    if (lines.length === most || sizeBytes >= REPLY_BYTES) {
      next = line.offset;
      break;
    }
    const found = asFileLine(line, bytes);
    if ("json" in line && needles.length > 0 && !needles.some((needle) => Buffer.from(line.json).includes(needle)))
      continue;
    lines.push(found);
    sizeBytes += found.bytes.length;
  }
  return { next, lines };
}

const VERDICTS: Readonly<Record<Line["type"], number>> = {
  sound: LINE.sound,
  crlf: LINE.changed,
  damaged: LINE.damaged,
  torn: LINE.torn,
};

function asFileLine(line: Line, bytes: Uint8Array): FileLine {
  const own = "json" in line ? line.json : bytes.subarray(line.offset, line.end);
  return { offset: line.offset, verdict: VERDICTS[line.type], bytes: own };
}
