/**
 * A suite of tests over uvu's, which tells the runner what uvu keeps to itself: that a suite was made, that it was run,
 * and which of its tests runs now. It has no hooks, no `.skip` and no `.only`: a `withX` helper opens and closes what a
 * test needs, and skip.ts gives a reason.
 */
// biome-ignore lint/style/noRestrictedImports: this is the one place that may.
import { suite as uvuSuite } from "uvu";

/** What the runner knows of a suite. */
export interface SuiteState {
  readonly name: string;
  tests: number;
  isRun: boolean;
}

/** Set by the runner for each file (build/runner/worker.ts). */
export interface SuiteListener {
  made(suite: SuiteState): void;
  starts(test: string): void;
  fails(test: string, error: unknown): void;
}

export interface Suite {
  /** Adds a test; it fails when the body throws or rejects. */
  (name: string, body: () => unknown): void;
  /** Hands the suite to the runner: the last line of every test file. */
  run(): void;
}

const world = globalThis as unknown as { TEST_LISTENER?: SuiteListener };

/** Makes a suite; its name stands before the names of its tests. */
export function suite(name: string): Suite {
  const listener = world.TEST_LISTENER;
  const state: SuiteState = { name, tests: 0, isRun: false };
  const tests = uvuSuite(name);
  listener?.made(state);
  const add = (testName: string, body: () => unknown): void => {
    state.tests++;
    tests(testName, async () => {
      listener?.starts(testName);
      try {
        await body();
      } catch (error) {
        listener?.fails(testName, error);
        // uvu gives up the whole suite when something else than an Error is thrown.
        throw error instanceof Error ? error : new Error(String(error));
      }
    });
  };
  const run = (): void => {
    state.isRun = true;
    tests.run();
  };
  return Object.assign(add, { run });
}
