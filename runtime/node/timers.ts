/** The bundle's timers. They use the monotonic clock that events carry. */
import { performance } from "node:perf_hooks";
import { CAPS } from "../../schemas/generated/boundary.ts";

/** Node's own timers overflow above this. */
const LONGEST_MS = 0x7fffffff;

/** The monotonic clock in whole milliseconds. */
export function monoMs(): number {
  return Math.floor(performance.now());
}

/** At most 16 timers, each an id and its due time. */
export class Timers {
  readonly #dueMs = new Map<number, number>();
  readonly #wake: () => void;
  #alarm: NodeJS.Timeout | undefined;

  constructor(wake: () => void) {
    this.#wake = wake;
  }

  /** Sets, moves or (−1) clears a timer. False if there would be too many. */
  set(id: number, dueMonoMs: number): boolean {
    // Deleted first, because timers that are due at the same time go off in the order of the map.
    this.#dueMs.delete(id);
    if (dueMonoMs >= 0) {
      if (this.#dueMs.size >= CAPS.timers) return false;
      this.#dueMs.set(id, dueMonoMs);
    }
    this.#arm();
    return true;
  }

  /** Takes the timer that has been due longest. */
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
    // Node's timer may fire a little early. Then it is set again; otherwise the loop takes what is due.
    this.#alarm = setTimeout(() => (first[1] > monoMs() ? this.#arm() : this.#wake()), waitMs);
  }
}
