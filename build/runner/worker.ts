/**
 * Runs test files, one after the other, in a process of the runner's: file names come in on standard input, reports
 * leave as JSON lines on descriptor 3. uvu itself exits with 0 on a forgotten `.run()`, so its own runner is never used:
 * its queue is run and its numbers are checked here. What uvu does not tell comes from test/support/suite.ts.
 */
import { writeSync } from "node:fs";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import type { SuiteListener, SuiteState } from "../../test/support/suite.ts";
import { messageOf } from "./failures.ts";
import { OUTPUT_END, type Report, type Skip } from "./report.ts";

type SuiteRun = () => Promise<[errors: string | true, passed: number, skipped: number, total: number]>;

const world = globalThis as unknown as {
  UVU_DEFER: number;
  UVU_QUEUE: SuiteRun[][];
  TEST_SKIPS: Skip[];
  TEST_LISTENER: SuiteListener;
};

function report(message: Report): void {
  writeSync(3, `${JSON.stringify(message)}\n`);
}

async function runFile(file: string): Promise<Report> {
  const queue: SuiteRun[] = [];
  const skips: Skip[] = [];
  const suites: SuiteState[] = [];
  world.UVU_QUEUE = [queue];
  world.TEST_SKIPS = skips;
  world.TEST_LISTENER = {
    made: (suite) => suites.push(suite),
    starts: (name) => report({ type: "test", name }),
    fails: (test, error) => report({ type: "failure", test, message: messageOf(error) }),
  };
  await import(pathToFileURL(file).href);
  const problems: string[] = [];
  const sum = { passed: 0, failed: 0 };
  for (const run of queue) await runSuite(run, sum);
  problems.push(...suiteProblems(suites, queue.length, skips.length > 0));
  if (sum.passed + sum.failed + skips.length + problems.length === 0) problems.push("The file has no tests.");
  for (const { name, reason } of skips)
    if (reason.trim() === "") problems.push(`"${name}" is skipped without a reason.`);
  return { type: "done", ...sum, skips, problems };
}

/** A file whose every test is skipped with a reason has a suite without tests. */
function suiteProblems(suites: readonly SuiteState[], queued: number, hasSkips: boolean): string[] {
  const problems: string[] = [];
  for (const { name, tests, isRun } of suites) {
    if (!isRun) problems.push(`The suite "${name}" is never run: its .run() is forgotten.`);
    else if (tests === 0 && !hasSkips) problems.push(`The suite "${name}" has no test.`);
  }
  if (queued > suites.filter(({ isRun }) => isRun).length)
    problems.push("A suite is uvu's own: import `suite` from test/support/suite.ts.");
  return problems;
}

async function runSuite(run: SuiteRun, sum: { passed: number; failed: number }): Promise<void> {
  const [errors, passed, , total] = await run();
  sum.passed += passed;
  sum.failed += total - passed;
  if (errors !== true) process.stdout.write(`\n${errors}\n`);
}

/** Resolves when all that was printed has left this process. */
function endOutput(stream: NodeJS.WriteStream): Promise<unknown> {
  return new Promise((resolve) => stream.write(OUTPUT_END, resolve));
}

// measured is what runs in this process: what a test starts is another program
delete process.env.NODE_V8_COVERAGE;
world.UVU_DEFER = 1;
await import("uvu");

let busy = false;
report({ type: "ready" });
const lines = createInterface({ input: process.stdin });
// The end of input while a file runs means that the runner is gone.
lines.on("close", () => busy && process.exit(1));
lines.on("line", async (file) => {
  busy = true;
  const done = await runFile(file).catch((error: unknown): Report => {
    console.error(error);
    return { type: "done", passed: 0, failed: 0, skips: [], problems: ["The file could not be loaded."] };
  });
  await Promise.all([endOutput(process.stdout), endOutput(process.stderr)]);
  report(done);
  busy = false;
});
