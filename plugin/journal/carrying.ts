/**
 * Where the states of unsettled attempts stand on the disk: each is written whole, in a `carried` record, before a segment
 * ends in which it changed. A checkpoint then only says where to read them, whatever their number.
 */
import type { Attempt, CheckpointRecord } from "../../schemas/generated/types.ts";
import type { Place } from "../boundary.ts";

/** Where the lines are, and which of their attempts still stand as they say. */
export type References = NonNullable<CheckpointRecord["carried"]>;

/** A line stays well below what an event can bring. */
const LINE_BYTES = 128 * 1024;
const LINE_ATTEMPTS = 200;
/** With more than this, references say less: a checkpoint fits a batch whatever it lists. */
const FULL_REFERENCES = 8000;

export class Carrying {
  /** Attempts never change in place: the very object that was carried says that nothing is new since. */
  readonly #carried = new Map<string, { readonly place: Place; readonly attempt: Attempt }>();

  /** An attempt's state stands in that line. */
  note(attempt: Attempt, place: Place): void {
    this.#carried.set(attempt.attemptId, { place, attempt });
  }

  /** Those whose present state stands in no line that stays. */
  stale(unsettled: readonly Attempt[], isRemoved: (segment: number) => boolean): Attempt[] {
    return unsettled.filter((attempt) => {
      const known = this.#carried.get(attempt.attemptId);
      return known?.attempt !== attempt || isRemoved(known.place.segment);
    });
  }

  /** The lines that hold what is unsettled, with each attempt's place among all; what is settled is let go. */
  references(unsettled: readonly Attempt[]): References {
    const lines = new Map<string, References[number]>();
    const isFull = unsettled.length <= FULL_REFERENCES;
    const kept = new Set<string>();
    for (const [at, { attemptId: id, kind, saleKey: key }] of unsettled.entries()) {
      const { segment, offset } = this.#carried.get(id)?.place ?? { segment: 0, offset: 0 };
      kept.add(id);
      const line = lines.get(`${segment} ${offset}`) ?? { segment, offset, attempts: [] };
      line.attempts.push(isFull ? { id, kind, key, at } : { id, at });
      lines.set(`${segment} ${offset}`, line);
    }
    for (const id of this.#carried.keys()) if (!kept.has(id)) this.#carried.delete(id);
    return [...lines.values()];
  }
}

/** Groups attempts so that each group fits a line. */
export function* groupsOf(attempts: readonly Attempt[], sizeOf: (attempt: Attempt) => number): Generator<Attempt[]> {
  let group: Attempt[] = [];
  let size = 0;
  for (const attempt of attempts) {
    const more = sizeOf(attempt);
    if (group.length > 0 && (size + more > LINE_BYTES || group.length === LINE_ATTEMPTS)) {
      yield group;
      [group, size] = [[], 0];
    }
    group.push(attempt);
    size += more;
  }
  if (group.length > 0) yield group;
}
