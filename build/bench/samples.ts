/** What is made of repeated measurements: the median, because a busy machine only ever adds. */

/** The middle of some figures. */
export function median(figures: readonly number[]): number {
  const sorted = [...figures].sort((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new RangeError("nothing was measured");
  return middle;
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

/** Milliseconds as a person reads them. */
export function ms(value: number): string {
  return value < 0.1 ? `${(value * 1000).toFixed(2)} µs` : `${value.toFixed(value < 10 ? 2 : 1)} ms`;
}

/** Bytes as a person reads them. */
export function mb(bytes: number): string {
  return `${(bytes / 1e6).toFixed(2)} MB`;
}
