/**
 * Knows where the states of unsettled attempts stand on the disk. If an attempt changed in a segment, its whole state
 * is written in a `carried` record before that segment ends. A checkpoint then only says where to read the states,
 * however many there are.
 */
import type { Attempt, CheckpointRecord } from "../../schemas/generated/types.ts";
import type { Place } from "../boundary.ts";

/** Where the lines are, and which of their attempts still have the state that the line says. */
export type References = NonNullable<CheckpointRecord["carried"]>;

/** A line stays well below the size that an event can bring. */
const LINE_BYTES = 128 * 1024;
const LINE_ATTEMPTS = 200;
/** Above this number each reference says less, so that a checkpoint always fits into a batch. */
const FULL_REFERENCES = 8000;

export class Carrying {
  /** Attempts never change in place. If the object is still the carried one, nothing is new since. */
  readonly #carried = new Map<string, { readonly place: Place; readonly attempt: Attempt }>();

  /** Notes that an attempt's state stands in that line. */
  note(attempt: Attempt, place: Place): void {
    this.#carried.set(attempt.attemptId, { place, attempt });
  }

  /** The attempts whose present state stands in no line that will stay. */
  stale(unsettled: readonly Attempt[], isRemoved: (segment: number) => boolean): Attempt[] {
    return unsettled.filter((attempt) => {
      const known = this.#carried.get(attempt.attemptId);
      return known?.attempt !== attempt || isRemoved(known.place.segment);
    });
  }

  /**
   * The lines that hold the unsettled attempts, with each attempt's position among all. Settled attempts are dropped.
   */
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

/** Groups attempts so that each group fits into a line. */
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
