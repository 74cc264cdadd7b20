import type { Skip } from "../../build/runner/report.ts";

const world = globalThis as unknown as { TEST_SKIPS?: Skip[] };

/** Leaves a test out and says why; the runner counts it, lists it, and fails on an empty reason. */
export function skip(name: string, reason: string): void {
  world.TEST_SKIPS?.push({ name, reason });
}
