/**
 * npm test: runs every test file on Node and on Bun, measures the coverage of plugin/, and ends with the plain line
 * `N passed, N failed`.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type Coverage, measureCoverage, startCoverage } from "./coverage.ts";
import { runFiles } from "./pool.ts";
import type { FileResult, Skip } from "./report.ts";

const help = `npm test -- [options]

  --only PATTERN   only the files whose path matches this regular expression
  --engine NAME    only this engine in the contract suites: direct, quickjs or native
  --host NAME      only on this host: node or bun
  --fast           only the quick files of test/spec, only on Node, nothing built first
  --help           this text`;

const root = fileURLToPath(new URL("../..", import.meta.url));
const coverageFolder = `${root}.cache/coverage`;
const coverageFloorPercent = 95;
/** Two cores are what the smallest machine has; the suites talk to each other over sockets and need no more. */
const workers = 2;

interface Host {
  readonly name: "node" | "bun";
  readonly command: readonly [string, ...string[]];
  readonly env: NodeJS.ProcessEnv;
}

/** What the last line adds up. */
const total = { passed: 0, failed: 0, skips: [] as Skip[] };

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

/** A file may say in its first line that it is about Node itself: `// Only on Node: why`. */
function runsOn(host: Host, file: string): boolean {
  return host.name === "node" || !readFileSync(file, "utf8").startsWith("// Only on Node: ");
}

/** A file that takes seconds says so, and why, in its first line: `// Slow: why`. The inner loop does without it. */
function isQuick(file: string): boolean {
  return isSpec(file) && !readFileSync(file, "utf8").startsWith("// Slow: ");
}

function findBun(): string | undefined {
  const packaged = `${root}node_modules/@oven/bun-${process.platform}-${process.arch}/bin/bun`;
  const inPath = (process.env.PATH ?? "").split(process.platform === "win32" ? ";" : ":").map((dir) => `${dir}/bun`);
  return [packaged, ...inPath].flatMap((file) => [file, `${file}.exe`]).find(existsSync);
}

async function runHost(host: Host, files: readonly string[]): Promise<void> {
  const mine = files.filter((file) => runsOn(host, file));
  let done = 0;
  const options = { command: host.command, env: host.env, workers, limitMs: 300_000, endMs: 60_000 };
  const onResult = (result: FileResult) => show(host, result, `${++done}/${mine.length}`);
  await runFiles(mine.filter(isSpec), { ...options, onResult, isolated: false });
  await runFiles(
    mine.filter((file) => !isSpec(file)),
    { ...options, onResult, isolated: true },
  );
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
  console.log([result.output.trim(), ...result.problems].join("\n").replace(/^/gm, "      │ "));
}

async function checkCoverage(): Promise<void> {
  const { files, ...whole } = await measureCoverage(coverageFolder);
  const enough = ({ lines, branches }: Coverage) => Math.min(lines, branches) >= coverageFloorPercent;
  const text = ({ lines, branches }: Coverage) => `${lines} % of lines, ${branches} % of branches`;
  if (enough(whole)) total.passed++;
  else {
    total.failed++;
    for (const [file, coverage] of files)
      if (!enough(coverage)) console.log(`  ${relative(root, file)}: ${text(coverage)}`);
  }
  console.log(`Coverage of plugin/: ${text(whole)} (at least ${coverageFloorPercent} %; see dist/coverage/index.html)`);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      only: { type: "string" },
      engine: { type: "string" },
      host: { type: "string" },
      fast: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
      "failed-build": { type: "string", multiple: true, default: [] },
    },
  });
  if (values.help) return console.log(help);
  const files = findTests(values.only).filter((file) => !values.fast || isQuick(file));
  if (files.length === 0) throw new Error("No test file matches.");
  const whole = !values.fast && values.only === undefined && values.engine === undefined;
  const env = values.engine === undefined ? {} : { GRP_ENGINES: values.engine };
  if (values.host !== "bun") {
    const command = [process.execPath, "--import", "tsx"] as const;
    await runHost({ name: "node", command, env: { ...env, ...(whole ? startCoverage(coverageFolder) : {}) } }, files);
    if (whole) await checkCoverage();
  }
  if (values.host !== "node" && !values.fast) {
    const bun = findBun();
    if (bun !== undefined) await runHost({ name: "bun", command: [bun], env }, files);
    else total.skips.push({ name: "everything on Bun", reason: "bun is not installed; see https://bun.sh" });
  }
  for (const target of values["failed-build"])
    console.log(`The native shim for ${target} could not be built: see above.`);
  total.failed += values["failed-build"].length;
  for (const { name, reason } of total.skips) console.log(`Skipped: ${name}: ${reason}`);
  const skipped = total.skips.length === 0 ? "" : `, ${total.skips.length} skipped`;
  console.log(`${total.passed} passed, ${total.failed} failed${skipped}`);
  if (total.failed > 0) process.exitCode = 1;
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
