/** The bundle's timers, by the monotonic clock that its events carry. */
import { performance } from "node:perf_hooks";
import { CAPS } from "../../schemas/generated/boundary.ts";

/** Node's own timers overflow beyond this. */
const LONGEST_MS = 0x7fffffff;

/** Milliseconds of the monotonic clock, whole. */
export function monoMs(): number {
  return Math.floor(performance.now());
}

/** At most 16 timers, each an id with the moment when it is due. */
export class Timers {
  readonly #dueMs = new Map<number, number>();
  readonly #wake: () => void;
  #alarm: NodeJS.Timeout | undefined;

  constructor(wake: () => void) {
    this.#wake = wake;
  }

  /** Sets, moves or (−1) clears a timer; false when that would be one too many. */
  set(id: number, dueMonoMs: number): boolean {
    // Deleted first: the order of the map is the order among timers that are due at the same moment.
    this.#dueMs.delete(id);
    if (dueMonoMs >= 0) {
      if (this.#dueMs.size >= CAPS.timers) return false;
      this.#dueMs.set(id, dueMonoMs);
    }
    this.#arm();
    return true;
  }

  /** Takes the timer that has been due the longest. */
  take(): number | undefined {
    const [first] = this.#inOrder();
    if (first === undefined || first[1] > monoMs()) return undefined;
    this.#dueMs.delete(first[0]);
    this.#arm();
    return first[0];
  }

  clear(): void {
    this.#dueMs.clear();
    this.#arm();
  }

  #inOrder(): [number, number][] {
    return [...this.#dueMs].sort(([, a], [, b]) => a - b);
  }

  #arm(): void {
    clearTimeout(this.#alarm);
    this.#alarm = undefined;
    const [first] = this.#inOrder();
    if (first === undefined) return;
    const waitMs = Math.min(Math.max(0, first[1] - monoMs()), LONGEST_MS);
    // Node's timers may ring a little early: then it is set again, else the loop takes what is due.
    this.#alarm = setTimeout(() => (first[1] > monoMs() ? this.#arm() : this.#wake()), waitMs);
  }
}
