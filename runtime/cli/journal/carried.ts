/** The lines with the states of unsettled attempts, to which a segment's checkpoint refers. */
import type { CheckpointRecord } from "../../../schemas/generated/types.ts";
import type { Talk } from "../program/talk.ts";
import { readLines, type SegmentFile } from "./files.ts";

type Reference = NonNullable<CheckpointRecord["carried"]>[number];

/** What a segment begins with. Undefined if its first line is no sound checkpoint. */
export function* checkpointAt(path: string): Talk<CheckpointRecord | undefined> {
  const [line] = (yield* readLines(path, { from: 0, most: 1 })).lines;
  return line?.kind === "record" && line.record.t === "checkpoint" ? line.record : undefined;
}

/** The states at one place, as a start reads them. Undefined if one of them is not there. */
export function* statesAt(files: readonly SegmentFile[], { segment, offset, attempts }: Reference) {
  const file = files.find((one) => one.segment === segment);
  const { lines } = file ? yield* readLines(file.path, { from: offset, most: 1 }) : { lines: [] };
  const found = lines.find((one) => one.offset === offset);
  if (found?.kind !== "record" || found.record.t !== "carried") return undefined;
  const byId = new Map(found.record.attempts.map((attempt) => [attempt.attemptId, attempt]));
  const states = attempts.flatMap(({ id }) => byId.get(id) ?? []);
  return states.length === attempts.length ? states : undefined;
}

/** Whether a start that reads this file does not find all states to which it refers, and so refuses. */
export function* lacksStates(path: string, files: readonly SegmentFile[]): Talk<boolean> {
  const checkpoint = yield* checkpointAt(path);
  for (const reference of checkpoint?.carried ?? []) if ((yield* statesAt(files, reference)) === undefined) return true;
  return false;
}
