/** What is made of repeated measurements: the median, because a busy machine only ever adds, and how far they lie apart. */

/** What a row of samples comes to. */
export interface Summary {
  readonly median: number;
  readonly least: number;
  readonly most: number;
  /** How many samples there were. */
  readonly count: number;
}

/** The middle of some figures. */
export function median(figures: readonly number[]): number {
  return summaryOf(figures).median;
}

/** The middle of some figures and the two ends. Throws where nothing, or no number, was measured. */
export function summaryOf(figures: readonly number[]): Summary {
  const sorted = [...figures].sort((a, b) => a - b);
  const [least, middle, most] = [sorted[0], sorted[Math.floor(sorted.length / 2)], sorted.at(-1)];
  if (least === undefined || middle === undefined || most === undefined) throw new RangeError("nothing was measured");
  if (!sorted.every(Number.isFinite)) throw new RangeError("what was measured is no number");
  return { median: middle, least, most, count: sorted.length };
}

/** Runs something `count` times; the milliseconds of each. */
export async function timeEach(count: number, body: () => unknown): Promise<number[]> {
  const samples: number[] = [];
  for (let left = count; left > 0; left--) {
    const startedAt = performance.now();
    await body();
    samples.push(performance.now() - startedAt);
  }
  return samples;
}
