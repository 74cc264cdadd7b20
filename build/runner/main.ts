/**
 * npm test: runs every test file on Node and on Bun, measures how much of plugin/ its specs cover, and ends with the
 * plain line `N passed, N failed`.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { type Coverage, measureCoverage, startCoverage } from "./coverage.ts";
import { type FailedFile, failureLines } from "./failures.ts";
import { environmentOf, parseOptions, type TestOptions } from "./options.mjs";
import { runFiles, timeLimitMs } from "./pool.ts";
import type { FileResult, Skip } from "./report.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const coverageFolder = `${root}.cache/coverage`;
const coverageFloorPercent = 95;
/** One more than the smallest machine has cores: the suites wait for sockets and processes a third of their time. */
const workers = 3;

/** A suite that leaves something open is told with few others, and what memory it leaves goes with its process. */
const filesPerProcess = 8;

interface Host {
  readonly name: "node" | "bun";
  readonly command: readonly [string, ...string[]];
  readonly env: NodeJS.ProcessEnv;
  /** What the specs' processes get besides. */
  readonly specEnv?: NodeJS.ProcessEnv;
}

/** What the last lines tell and add up. */
const total = { passed: 0, failed: 0, skips: [] as Skip[], files: [] as FailedFile[] };

/** Every test file, the quick specs first. */
function findTests(only: string | undefined): string[] {
  const pattern = new RegExp(only ?? "");
  const isSpec = (file: string) => file.startsWith("spec/");
  return readdirSync(`${root}test`, { recursive: true, encoding: "utf8" })
    .map((file) => file.split(sep).join("/"))
    .filter((file) => file.endsWith(".test.ts") && pattern.test(`test/${file}`))
    .sort((a, b) => Number(isSpec(b)) - Number(isSpec(a)) || a.localeCompare(b))
    .map((file) => `${root}test/${file}`);
}

const isSpec = (file: string) => file.startsWith(`${root}test/spec/`);

/** What a file says about itself, in comment lines at its very beginning: `// Only on Node: why`. */
function says(file: string, what: "Only on Node" | "Fast" | "Slow" | "Only with --all"): boolean {
  const head = /^(?:\/\/.*\n)*/.exec(readFileSync(file, "utf8"))?.[0] ?? "";
  return new RegExp(`^// ${what}: .`, "m").test(head);
}

/**
 * The inner loop does without files that take seconds, and holds what a wrong word anywhere turns red; the daily run does
 * without what needs compilers, Wine or a browser.
 */
function isInTier(file: string, { tier, only }: TestOptions): boolean {
  if (tier === "fast") return isSpec(file) ? !says(file, "Slow") : says(file, "Fast");
  return tier === "all" || only !== undefined || !says(file, "Only with --all");
}

/** The daily run proves the logic on Bun; the suites with sockets and processes run there with --all. */
function runsOn(host: Host, file: string, { tier, only }: TestOptions): boolean {
  if (host.name === "node") return true;
  return !says(file, "Only on Node") && (tier === "all" || only !== undefined || isSpec(file));
}

function findBun(): string | undefined {
  const packaged = `${root}node_modules/@oven/bun-${process.platform}-${process.arch}/bin/bun`;
  const inPath = (process.env.PATH ?? "").split(process.platform === "win32" ? ";" : ":").map((dir) => `${dir}/bun`);
  return [packaged, ...inPath].flatMap((file) => [file, `${file}.exe`]).find(existsSync);
}

async function runHost(host: Host, files: readonly string[], options: TestOptions): Promise<void> {
  const mine = files.filter((file) => runsOn(host, file, options));
  let done = 0;
  const pool = { command: host.command, env: host.env, workers, limitMs: 300_000, endMs: 60_000 };
  const onResult = (result: FileResult) => show(host, result, `${++done}/${mine.length}`);
  const specs = { ...pool, env: { ...host.env, ...host.specEnv }, onResult, filesPerProcess: Number.POSITIVE_INFINITY };
  await runFiles(mine.filter(isSpec), specs);
  await runFiles(longestFirst(mine.filter((file) => !isSpec(file))), { ...pool, onResult, filesPerProcess });
}

/** What may take long begins first: at the end one worker would be at it and the others idle. */
function longestFirst(files: readonly string[]): string[] {
  const limits = new Map(files.map((file) => [file, timeLimitMs(file) ?? 0]));
  return [...files].sort((a, b) => (limits.get(b) ?? 0) - (limits.get(a) ?? 0));
}

function show(host: Host, result: FileResult, progress: string): void {
  const failed = result.failed + result.problems.length;
  total.passed += result.passed;
  total.failed += failed;
  for (const skip of result.skips) total.skips.push({ ...skip, name: `${skip.name} (${host.name})` });
  const name = relative(root, result.file).split(sep).join("/");
  const counts = failed === 0 ? `${result.passed}` : `${result.passed} passed, ${failed} failed`;
  const seconds = (result.durationMs / 1000).toFixed(1);
  console.log(
    `${progress.padStart(7)}  ${host.name.padEnd(4)}  ${failed === 0 ? "✓" : "✗"} ${name}  ${counts}  ${seconds} s`,
  );
  if (failed === 0) return;
  total.files.push({ ...result, name, host: host.name });
  console.log([result.output.trim(), ...result.problems].join("\n").replace(/^/gm, "      │ "));
}

async function checkCoverage(): Promise<void> {
  const { files, ...whole } = await measureCoverage(coverageFolder);
  const enough = ({ lines, branches }: Coverage) => Math.min(lines, branches) >= coverageFloorPercent;
  const text = ({ lines, branches }: Coverage) => `${lines} % of lines, ${branches} % of branches`;
  if (enough(whole)) total.passed++;
  else {
    const thin = [...files].filter(([, coverage]) => !enough(coverage));
    noteFailed(
      "coverage of plugin/ by its specs",
      thin.map(([file, coverage]) => `${relative(root, file)}: ${text(coverage)}`),
    );
  }
  console.log(
    `Coverage of plugin/ by its specs: ${text(whole)} (at least ${coverageFloorPercent} %; see dist/coverage/index.html)`,
  );
}

/** A check of the whole run that failed, with what it has to say. */
function noteFailed(name: string, problems: readonly string[], output = ""): void {
  total.failed++;
  total.files.push({ name, host: "node", failures: [], problems, output });
}

/** Each native target that could not be built counts as a failure; the compiler's own words are told again. */
function noteFailedBuilds(): void {
  const problems = JSON.parse(process.env.GRP_FAILED_BUILDS ?? "[]") as readonly string[];
  for (const problem of problems) {
    const [first = "", ...rest] = problem.split("\n");
    noteFailed("native build", [first], rest.join("\n"));
  }
}

/** Files of the whole run that this tier leaves out, as skips with a reason of their own. */
function noteLeftOut(files: readonly string[], options: TestOptions): void {
  if (options.tier !== "default" || options.only !== undefined) return;
  for (const file of files.filter((one) => !isInTier(one, options))) {
    const why = /^\/\/ Only with --all: (.*)$/m.exec(readFileSync(file, "utf8"))?.[1] ?? "";
    total.skips.push({ name: relative(root, file).split(sep).join("/"), reason: why });
  }
  total.skips.push({ name: "suites with sockets and processes on Bun", reason: "they run on Node here" });
}

async function runNode(files: readonly string[], options: TestOptions): Promise<void> {
  const command = [process.execPath, "--import", "tsx"] as const;
  const measures = options.tier === "all" && options.only === undefined && options.engine === undefined;
  const specEnv = measures ? startCoverage(coverageFolder) : {};
  await runHost({ name: "node", command, env: environmentOf(options), specEnv }, files, options);
  if (measures) await checkCoverage();
}

async function runBun(files: readonly string[], options: TestOptions): Promise<void> {
  const bun = findBun();
  if (bun !== undefined) return runHost({ name: "bun", command: [bun], env: environmentOf(options) }, files, options);
  total.skips.push({ name: "everything on Bun", reason: "bun is not installed; see https://bun.sh" });
}

function showEnd({ tier }: TestOptions): void {
  for (const { name, reason } of total.skips) console.log(`Skipped: ${name}: ${reason}`);
  if (tier === "default" && total.skips.length > 0) console.log("All of it: npm test -- --all");
  const skipped = total.skips.length === 0 ? "" : `, ${total.skips.length} skipped`;
  for (const line of failureLines(total.files)) console.log(line);
  console.log(`${total.passed} passed, ${total.failed} failed${skipped}`);
}

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2));
  if (options.help) return;
  const found = findTests(options.only);
  const files = found.filter((file) => isInTier(file, options));
  if (files.length === 0) throw new Error("No test file matches.");
  if (options.host !== "bun") await runNode(files, options);
  if (options.host !== "node" && options.tier !== "fast") await runBun(files, options);
  noteLeftOut(found, options);
  noteFailedBuilds();
  showEnd(options);
  if (total.failed > 0) process.exitCode = 1;
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
