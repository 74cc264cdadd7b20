/** How long segments are kept, and which of them a turn removes. */
import type { CheckpointRecord } from "../../schemas/generated/types.ts";

/** A segment. In a checkpoint's list an entry stands for all segments up to the next entry. */
export type Segment = CheckpointRecord["segments"][number];

/** A batch holds 64 effects. The next turn removes the rest. */
const REMOVED_AT_ONCE = 16;

/**
 * Removes the lowest segments beyond the newest `keepDays` dates. It counts the dates present and does not use the
 * clock.
 */
export function retained(
  segments: Segment[],
  current: Segment | undefined,
  keepDays: number,
): { readonly segments: Segment[]; readonly removed: readonly number[] } {
  // the newest dates by number, which the host always keeps
  const dates = [...new Set(segments.map(({ yyyymmdd }) => yyyymmdd))].sort((a, b) => a - b);
  const dropped = new Set(dates.slice(0, Math.max(0, dates.length - keepDays)));
  const removed: number[] = [];
  dropped.delete(current?.yyyymmdd ?? 0);
  dropped.delete(segments.at(-1)?.yyyymmdd ?? 0); // a clock that went back may reuse an old date
  let left = REMOVED_AT_ONCE;
  const kept = segments.flatMap((first, at) => {
    const { segment, yyyymmdd } = first;
    const next = segments[at + 1]?.segment;
    if (next === undefined || !dropped.has(yyyymmdd)) return [first];
    const end = Math.min(next, segment + left);
    for (let number = segment; number < end; number++) removed.push(number);
    left -= end - segment;
    return end < next ? [{ segment: end, yyyymmdd }] : [];
  });
  return { segments: kept, removed };
}
