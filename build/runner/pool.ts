/** Runs test files in child processes, a few at a time, and holds each to its time limit. */
import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { type Failure, type FileResult, OUTPUT_END, type Report } from "./report.ts";

const workerFile = fileURLToPath(new URL("./worker.ts", import.meta.url));
const root = fileURLToPath(new URL("../..", import.meta.url));

/** How long a process may take to start; only then the time limit of its first file begins. */
const startMs = 60_000;

export interface PoolOptions {
  /** The command that runs a TypeScript file: `node --import tsx` or `bun`. */
  readonly command: readonly [string, ...string[]];
  readonly workers: number;
  /** The time limit of a file that declares none. */
  readonly limitMs: number;
  /** How long a process may take to end by itself once its tests are done. */
  readonly endMs: number;
  /** How many files share one process: loading TypeScript takes longer than many a file does. */
  readonly filesPerProcess: number;
  readonly env?: NodeJS.ProcessEnv;
  readonly onResult?: (result: FileResult) => void;
}

/** Runs the files and returns their results in the order in which they ended. */
export async function runFiles(files: readonly string[], options: PoolOptions): Promise<FileResult[]> {
  const waiting = [...files];
  const results: FileResult[] = [];
  const lane = async () => {
    let worker: Worker | undefined;
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      worker ??= new Worker(options);
      let result = await worker.run(file, timeLimitMs(file) ?? options.limitMs);
      if (isLast(worker, result)) {
        const problem = await worker.end(options.endMs);
        if (problem !== undefined) result = { ...result, problems: [...result.problems, problem] };
        worker = undefined;
      }
      results.push(result);
      options.onResult?.(result);
    }
  };
  // what has failed may have left something behind, which is not for the next file to find
  const isLast = ({ alive, files }: Worker, { failed, problems }: FileResult) =>
    !alive || failed + problems.length > 0 || files.length >= options.filesPerProcess || waiting.length === 0;
  await Promise.all(Array.from({ length: options.workers }, lane));
  return results;
}

/** A file may declare a larger limit in a comment line of its own: `// Time limit: 300 s`. */
export function timeLimitMs(file: string): number | undefined {
  const seconds = /^\/\/ Time limit: (\d+) s$/m.exec(readFileSync(file, "utf8"))?.[1];
  return seconds === undefined ? undefined : Number(seconds) * 1000;
}

type Done = Extract<Report, { type: "done" }>;

class Worker {
  readonly #child: ChildProcess;
  readonly #ended: Promise<string>;
  readonly #ready: Promise<undefined>;
  #hear: (report: Report) => void = () => {};
  #output = "";
  /** A stream has delivered the last of what a file printed. */
  #outputEnded: () => void = () => {};
  #test = "";
  #failures: Failure[] = [];
  alive = true;
  /** What it has run. */
  readonly files: string[] = [];

  constructor({ command: [program, ...args], env }: PoolOptions) {
    // A process group of its own, so that a file that hangs takes its child processes with it.
    this.#child = spawn(program, [...args, workerFile], {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ["pipe", "pipe", "pipe", "pipe"],
      detached: process.platform !== "win32",
    });
    const [, stdout, stderr, reports] = this.#child.stdio as readonly (Readable | null)[];
    for (const stream of [stdout, stderr])
      stream?.setEncoding("utf8").on("data", (text: string) => {
        this.#output += text.replaceAll(OUTPUT_END, "");
        if (text.includes(OUTPUT_END)) this.#outputEnded();
      });
    if (reports) createInterface({ input: reports }).on("line", (line) => this.#hear(JSON.parse(line) as Report));
    this.#child.stdin?.on("error", () => {}); // a process that died is reported by its end
    this.#ready = new Promise((resolve) => {
      this.#hear = ({ type }) => type === "ready" && resolve(undefined);
    });
    this.#ended = new Promise((resolve) => {
      this.#child.on("error", (error) => this.#end(resolve, error.message));
      this.#child.on("close", (code, signal) => this.#end(resolve, signal ?? `exit code ${code}`));
    });
  }

  #end(resolve: (how: string) => void, how: string): void {
    this.alive = false;
    resolve(how);
  }

  async run(file: string, limitMs: number): Promise<FileResult> {
    const startedMs = performance.now();
    this.#output = "";
    this.files.push(file);
    const done = await this.#report(file, limitMs);
    if (done === "late") await this.kill();
    const where = this.#test === "" ? "" : `, in the test "${this.#test}"`;
    const lost = (problem: string) => ({ passed: 0, failed: 0, skips: [], problems: [`${problem}${where}.`] });
    const counts =
      done === "late"
        ? lost(`The file did not end within ${limitMs / 1000} s`)
        : "ended" in done
          ? lost(`The process ended (${done.ended}) before the file did`)
          : { passed: done.passed, failed: done.failed, skips: done.skips, problems: done.problems };
    return {
      file,
      ...counts,
      failures: this.#failures,
      output: this.#output,
      durationMs: performance.now() - startedMs,
    };
  }

  async #report(file: string, limitMs: number): Promise<Done | { readonly ended: string } | "late"> {
    let timer: NodeJS.Timeout | undefined;
    const limit = (ms: number) =>
      new Promise<"late">((resolve) => {
        timer = setTimeout(resolve, ms, "late");
      });
    const ended = this.#ended.then((how) => ({ ended: how }));
    this.#test = "";
    this.#failures = [];
    const start = await Promise.race([this.#ready, ended, limit(startMs)]);
    clearTimeout(timer);
    if (start !== undefined) return start;
    const done = new Promise<Done>((resolve) => {
      this.#hear = (report) => {
        if (report.type === "done") resolve(report);
        else if (report.type === "test") this.#test = report.name;
        else if (report.type === "failure") this.#failures.push({ test: report.test, message: report.message });
      };
    });
    const printed = new Promise<void>((resolve) => {
      let open = 2;
      this.#outputEnded = () => --open === 0 && resolve();
    });
    this.#child.stdin?.write(`${file}\n`);
    const whole = Promise.all([done, printed]).then(([report]) => report);
    const outcome = await Promise.race([whole, ended, limit(limitMs)]);
    clearTimeout(timer);
    return outcome;
  }

  /** Lets the process end by itself, which it cannot while a test has left a socket, timer or child open. */
  async end(endMs: number): Promise<string | undefined> {
    if (!this.alive) return undefined;
    this.#child.stdin?.end();
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      this.kill();
    }, endMs);
    const how = await this.#ended;
    clearTimeout(timer);
    if (late) return `The tests left something open: a socket, a timer or a child process.${this.#others()}`;
    return how === "exit code 0" ? undefined : `The process ended with ${how} after its tests.`;
  }

  /** Which other files may have left it. */
  #others(): string {
    const others = this.files.slice(0, -1).map((file) => relative(root, file));
    return others.length === 0 ? "" : ` It may also have been ${others.join(", ")}.`;
  }

  async kill(): Promise<void> {
    if (!this.alive) return;
    const { pid } = this.#child;
    try {
      if (pid !== undefined && process.platform !== "win32") process.kill(-pid, "SIGKILL");
      else this.#child.kill("SIGKILL");
    } catch {
      // It ended in this very moment.
    }
    await this.#ended;
  }
}
