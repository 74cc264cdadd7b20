/**
 * Runs uvu test files, one after the other, in a process of the runner's: file names come in on standard input,
 * reports leave as JSON lines on descriptor 3. uvu itself exits with 0 on a forgotten `.run()` and on throwing hooks,
 * so its own runner is never used: its queue is taken over and its numbers are checked here.
 */
import { writeSync } from "node:fs";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { OUTPUT_END, type Report, type Skip } from "./report.ts";

type SuiteRun = () => Promise<[errors: string | true, passed: number, skipped: number, total: number]>;

const world = globalThis as unknown as { UVU_DEFER: number; UVU_QUEUE: SuiteRun[][]; TEST_SKIPS: Skip[] };

/** Suites that were made but have run no test yet, by uvu's state object. */
const idleSuites = new Map<object, string>();

function report(message: Report): void {
  writeSync(3, `${JSON.stringify(message)}\n`);
}

/**
 * uvu tells nobody which suite was made or which test runs, but it writes both names into a plain state object:
 * an inherited setter hears them.
 */
function listenToUvu(): void {
  Object.defineProperty(Object.prototype, "__suite__", {
    set(this: object, name: string) {
      idleSuites.set(this, name);
    },
  });
  Object.defineProperty(Object.prototype, "__test__", {
    set(this: object, name: string) {
      if (name === "") return;
      idleSuites.delete(this);
      report({ type: "test", name });
    },
  });
}

async function runFile(file: string): Promise<Report> {
  const queue: SuiteRun[] = [];
  const skips: Skip[] = [];
  world.UVU_QUEUE = [queue];
  world.TEST_SKIPS = skips;
  idleSuites.clear();
  await import(pathToFileURL(file).href);
  const suites = idleSuites.size;
  const problems: string[] = [];
  const sum = { passed: 0, failed: 0 };
  for (const run of queue) await runSuite(run, sum, problems);
  if (queue.length < suites || (idleSuites.size > 0 && skips.length === 0))
    for (const name of idleSuites.values())
      problems.push(`The suite "${name}" ran no test: its .run() is forgotten, or it has none.`);
  if (sum.passed + sum.failed + skips.length + problems.length === 0) problems.push("The file has no tests.");
  for (const { name, reason } of skips)
    if (reason.trim() === "") problems.push(`"${name}" is skipped without a reason.`);
  return { type: "done", ...sum, skips, problems };
}

async function runSuite(run: SuiteRun, sum: { passed: number; failed: number }, problems: string[]): Promise<void> {
  try {
    const [errors, passed, skipped, total] = await run();
    sum.passed += passed;
    sum.failed += total - passed;
    if (errors !== true) process.stdout.write(`\n${errors}\n`);
    else if (passed < total) problems.push("A hook threw, and uvu swallowed its error. Use a withX helper instead.");
    if (skipped > 0) problems.push("A test is skipped without a reason (.skip or .only): use test/support/skip.ts.");
  } catch (error) {
    problems.push(`A hook threw: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }
}

/** Resolves when all that was printed has left this process. */
function endOutput(stream: NodeJS.WriteStream): Promise<unknown> {
  return new Promise((resolve) => stream.write(OUTPUT_END, resolve));
}

world.UVU_DEFER = 1;
listenToUvu();
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
