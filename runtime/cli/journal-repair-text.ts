/** What a repair did, for the person who has to answer for it. */
import { isSettled } from "../../plugin/payment/attempt.ts";
import type { Attempt } from "../../schemas/generated/types.ts";
import type { LostPiece, Touched } from "./journal-rebuild.ts";
import type { Repair, Unchained } from "./journal-repair.ts";
import { formatCents } from "./record-text.ts";
import { describeState } from "./segment-state.ts";

/** One line a fact. */
export function describeRepair(repair: Repair): string[] {
  const aside = repair.quarantined.map((name) => `put aside: ${name} (nothing of it was deleted)`);
  if (repair.kind === "sound") return ["The till reads a sound journal: there was nothing to rebuild.", ...aside];
  const { file, keptLines, attempts, unchained, lost, touched } = repair;
  const unsettled = attempts.filter((attempt) => !isSettled(attempt));
  return [
    ...aside,
    `kept: ${keptLines} records, ${attempts.length} attempts, ${unsettled.length} of them unsettled, now in ${file}`,
    ...unsettled.map((attempt) => `unsettled: ${describeAttempt(attempt)}`),
    ...unchained.map(describeUnchained),
    ...lost.map(describeLost),
    ...touched.map(describeTouched),
    touched.length === 0 && unchained.length === 0
      ? "No attempt is known to have lost anything. The till can be started."
      : "The till can be started; compare the attempts named above with RRPay's receipts.",
  ];
}

function describeUnchained({ file, state, isRead, till }: Unchained): string {
  const what = isRead ? "what verifies in it was kept" : `NOT READ, it is of till ${till ?? "unknown"}`;
  return `${file}: ${describeState(state)}; ${what}`;
}

function describeAttempt({ kind, saleKey, totalCents, currency, attemptId, payment, fiscal, gama }: Attempt): string {
  return `${kind} ${saleKey}, ${formatCents(totalCents)} ${currency}, attempt ${attemptId}: payment ${payment}, receipt ${fiscal}, GAMA ${gama}`;
}

function describeLost({
  file,
  offset,
  sizeBytes,
  kind = "unknown",
  madeUpFor,
  attemptIds,
  saleKeys,
}: LostPiece): string {
  const what = `${sizeBytes} bytes at ${offset} of ${file}, a record of kind ${kind}`;
  if (madeUpFor) return `made up for from the segment before: ${what}`;
  const named = [...saleKeys, ...attemptIds];
  return `lost: ${what}${named.length === 0 ? "" : `, which names ${named.join(", ")}`}`;
}

function describeTouched({ attemptId, attempt }: Touched): string {
  return attempt === undefined
    ? `touched: attempt ${attemptId} is no longer known to the till; see whether RRPay has a receipt of it`
    : `touched: ${describeAttempt(attempt)}`;
}
