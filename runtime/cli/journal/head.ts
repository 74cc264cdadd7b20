/** What a segment's first lines say about it: which till it belongs to, and since when. */
import type { Talk } from "../program/talk.ts";
import { readLines } from "./files.ts";

export interface Head {
  /** The till that its checkpoint names. Undefined if no checkpoint verifies. */
  readonly till: string | undefined;
  /** Whether it begins with the states themselves (a checkpoint of form 1). */
  readonly holdsStates: boolean;
  /** When its first record was written; 0 if no record verifies. */
  readonly beginsAtMs: number;
}

export function* headOf(path: string): Talk<Head> {
  let till: string | undefined;
  let beginsAtMs = 0;
  let holdsStates = false;
  for (let from = 0; from >= 0 && till === undefined; ) {
    // Nearly every file begins with its checkpoint, so one line is enough.
    const { lines, next } = yield* readLines(path, { from, ...(from === 0 ? { most: 1 } : {}) });
    for (const line of lines) {
      if (line.kind !== "record") continue;
      const { record } = line;
      if (beginsAtMs === 0) beginsAtMs = record.atMs;
      if (record.t !== "checkpoint") continue;
      till ??= record.till;
      holdsStates ||= line.offset === 0 && record.v === 1;
    }
    from = next;
  }
  return { till, beginsAtMs, holdsStates };
}
