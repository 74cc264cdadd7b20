/**
 * Whether a start would leave this journal as it is and ask RRPay nothing. `doctor --bench` starts the till only then.
 */
import { Ledger } from "../../../plugin/journal/ledger.ts";
import { isOpen, needsRrpay } from "../../../plugin/payment/attempt.ts";
import type { CheckpointRecord } from "../../../schemas/generated/types.ts";
import { type LinePiece, readLines, type SegmentFile } from "../journal/files.ts";
import { ask, type Talk } from "../program/talk.ts";

type References = NonNullable<CheckpointRecord["carried"]>;

/** `unsound`: a start would cut it, or would not go on. `open`: a start would ask RRPay about a payment. */
export type Quiet = "quiet" | "unsound" | "open";

/** Judges the journal of the folder that is locked, by its newest file and what that one refers to. */
export function* judgeQuiet(folder: string, files: readonly SegmentFile[]): Talk<Quiet> {
  const { isCorrupt, isTorn, segment } = yield* ask<"journal">({ type: "journal" }, folder);
  const newest = files.find((file) => file.segment === segment);
  if (isCorrupt === 1 || isTorn === 1 || newest === undefined) return "unsound";
  const ledger = new Ledger();
  for (let from = 0; from >= 0; ) {
    const piece: LinePiece = yield* readLines(newest.path, { from });
    for (const line of piece.lines) {
      if (line.kind !== "record") return "unsound";
      if (line.record.t === "checkpoint" && !(yield* adopt(ledger, files, line.record.carried ?? []))) return "unsound";
      ledger.apply(line.record);
    }
    from = piece.next;
  }
  return ledger.unsettled().some((attempt) => needsRrpay(attempt) || isOpen(attempt)) ? "open" : "quiet";
}

/** Takes over the states that a checkpoint refers to. False if one is not in its place. */
function* adopt(ledger: Ledger, files: readonly SegmentFile[], references: References): Talk<boolean> {
  for (const { segment, offset, attempts } of references) {
    const file = files.find((one) => one.segment === segment);
    if (file === undefined) return false;
    const piece: LinePiece = yield* readLines(file.path, { from: offset, most: 1 });
    const [line] = piece.lines;
    if (line?.kind !== "record" || line.record.t !== "carried") return false;
    const wanted = new Set(attempts.map(({ id }) => id));
    for (const attempt of line.record.attempts) if (wanted.has(attempt.attemptId)) ledger.adopt(attempt);
  }
  return true;
}
