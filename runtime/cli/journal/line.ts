/** The first line of a new segment in written form: `crc32c-hex SP json TAB link LF`. */
import { fromBytes, stringifyAscii } from "../../../plugin/text/ascii.ts";
import type { CheckpointRecord } from "../../../schemas/generated/types.ts";
import { crc32c } from "../../node/store/crc32c.ts";

const SPACE = 0x20;
const TAB = 0x09;
const LF = 0x0a;
const CRC_DIGITS = 8;

/** A whole segment: one checkpoint, then the link to the segments that it follows. */
export function encodeSegment(checkpoint: CheckpointRecord, link: string): Uint8Array {
  return encodeLine(stringifyAscii(checkpoint), link);
}

/** One line of ASCII JSON. The first line of a segment that follows another one has the link at its end. */
export function encodeLine(text: string, link = ""): Uint8Array {
  const json = fromBytes(text);
  const behind = fromBytes(link);
  const line = new Uint8Array(CRC_DIGITS + 1 + json.length + (behind.length > 0 ? 1 + behind.length : 0) + 1);
  line[CRC_DIGITS] = SPACE;
  line.set(json, CRC_DIGITS + 1);
  if (behind.length > 0) {
    line[CRC_DIGITS + 1 + json.length] = TAB;
    line.set(behind, CRC_DIGITS + 2 + json.length);
  }
  line[line.length - 1] = LF;
  const sum = crc32c(line.subarray(CRC_DIGITS + 1, -1));
  line.set(fromBytes(sum.toString(16).padStart(CRC_DIGITS, "0")));
  return line;
}
