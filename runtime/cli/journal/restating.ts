/**
 * The segments in which a repair states what it knows: one, or several where so much is unfinished that one would be
 * more than the program can write, and more than a start can read.
 */
import { groupsOf, type References } from "../../../plugin/journal/carrying.ts";
import { stringifyAscii } from "../../../plugin/text/ascii.ts";
import { CAPS } from "../../../schemas/generated/boundary.ts";
import type { Attempt, CheckpointRecord } from "../../../schemas/generated/types.ts";
import { formatLink, type LinkEntry } from "../../node/store/link-text.ts";
import { segmentFile } from "../../node/store/segment.ts";
import { joined } from "../program/bytes.ts";
import { join } from "../program/path.ts";
import { type Talk, writeFresh } from "../program/talk.ts";
import { measure } from "./files.ts";
import { encodeLine, encodeSegment } from "./line.ts";

/** The states of one segment. A request brings more, but links and references need room too. */
const STATES_BYTES = CAPS.batchBytes - 256 * 1024;

/** What the new segments follow, and the numbers that they may take. */
export interface Place {
  readonly journal: string;
  readonly before: readonly LinkEntry[];
  readonly aside: readonly LinkEntry[];
  readonly numbers: readonly number[];
}

/** Writes a whole checkpoint as a new segment. `unsettled` are those that a start must know. Returns the newest file. */
export function* writeStates(whole: CheckpointRecord, unsettled: readonly Attempt[], place: Place): Talk<string> {
  const { before, aside, journal, numbers } = place;
  const [first = 0] = numbers;
  const { attempts = [], segments, ...rest } = whole;
  const link = formatLink([...before, ...aside]);
  if (stringifyAscii(whole).length <= STATES_BYTES)
    return (yield* write(journal, whole, [encodeSegment(whole, link)])).file;
  const pieces = piecesOf(attempts, whole.atMs);
  const last = numbers[pieces.length] ?? first;
  const [{ yyyymmdd } = { yyyymmdd: 0 }] = segments.slice(-1);
  const known = new Map(unsettled.map(({ attemptId }, at) => [attemptId, at]));
  const carried: References = [];
  let list = segments.slice(0, -1);
  let follows = before;
  for (const [at, piece] of pieces.entries()) {
    const segment = numbers[at] ?? first;
    list = [...list, { segment, yyyymmdd }];
    // it refers to what the last of them does not have, so that a start refuses it while the last one is not written
    const missing = [{ segment: last, offset: 0, attempts: [{ id: attempts[0]?.attemptId ?? "", at: 0 }] }];
    const head: CheckpointRecord = { ...rest, v: 2, segments: list, carried: missing };
    const lines = [encodeSegment(head, formatLink(follows))];
    let offset = lines[0]?.length ?? 0;
    for (const group of piece) {
      const line = encodeLine(stringifyAscii({ t: "carried", atMs: whole.atMs, attempts: group }));
      const own = group.map(({ attemptId: id }) => ({ id, at: known.get(id) ?? -1 })).filter(({ at }) => at >= 0);
      if (own.length > 0) carried.push({ segment, offset, attempts: own });
      lines.push(line);
      offset += line.length;
    }
    const { digest } = yield* write(journal, head, lines);
    follows = [{ segment, isDamaged: false, digest }];
  }
  const newest: CheckpointRecord = { ...rest, v: 2, segments: [...list, { segment: last, yyyymmdd }], carried };
  return (yield* write(journal, newest, [encodeSegment(newest, formatLink([...follows, ...aside]))])).file;
}

/** Lines of attempts, as many as fit into a segment. */
function piecesOf(attempts: readonly Attempt[], atMs: number): Attempt[][][] {
  const pieces: Attempt[][][] = [];
  let room = 0;
  for (const group of groupsOf(attempts, (attempt) => stringifyAscii(attempt).length + 1)) {
    const size = stringifyAscii({ t: "carried", atMs, attempts: group }).length;
    if (size > room) {
      pieces.push([]);
      room = STATES_BYTES;
    }
    pieces.at(-1)?.push(group);
    room -= size;
  }
  return pieces;
}

/** The newest of a checkpoint's segments is the one that it begins. */
function* write(journal: string, { segments }: CheckpointRecord, lines: readonly Uint8Array[]) {
  const [{ segment, yyyymmdd } = { segment: 0, yyyymmdd: 0 }] = segments.slice(-1);
  const file = segmentFile(segment, yyyymmdd);
  const path = join(journal, file);
  yield* writeFresh(path, joined(lines));
  const { digest } = yield* measure({ path, file, segment, yyyymmdd, isAside: false, isRenamed: false });
  return { file, digest };
}
