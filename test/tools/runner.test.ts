// Time limit: 300 s
// Only on Node: the runner is a Node program, and starts Bun itself.
import { fileURLToPath } from "node:url";
import * as assert from "uvu/assert";
import { failureLines } from "../../build/runner/failures.ts";
import { environmentOf, parseOptions, type TestOptions } from "../../build/runner/options.mjs";
import { runFiles } from "../../build/runner/pool.ts";
import type { FileResult } from "../../build/runner/report.ts";
import { suite } from "../support/suite.ts";

const test = suite("the test runner");

const fixture = (name: string) => fileURLToPath(new URL(`../support/fixtures/${name}.fixture.ts`, import.meta.url));

function run(
  names: string[],
  endMs = 60_000,
  env: NodeJS.ProcessEnv = {},
  filesPerProcess = Number.POSITIVE_INFINITY,
): Promise<FileResult[]> {
  return runFiles(names.map(fixture), {
    env,
    command: [process.execPath, "--import", "tsx"],
    workers: 1,
    limitMs: 60_000,
    endMs,
    filesPerProcess,
  });
}

const problemsOf = (result: FileResult | undefined) => result?.problems.join("\n") ?? "";

// Files that do not kill their process share one, which also shows that a bad file does not disturb the next.
const shared = run([
  ...["failing", "no-tests", "empty", "forgotten-run", "uvu-suite", "reasoned-skip", "blank-reason", "broken"],
  "throws-text",
  "passing",
]);
const sharedResult = async (name: string) => (await shared).find(({ file }) => file === fixture(name));
const hanging = run(["hang", "endless-loop", "exits", "passing"]);
const leaving = run(["leaves-open", "passing"], 200);

test("counts what passed", async () => {
  const result = await sharedResult("passing");
  assert.equal([result?.passed, result?.failed, result?.problems], [2, 0, []]);
});

test("counts a failing test and shows its name", async () => {
  const result = await sharedResult("failing");
  assert.equal([result?.passed, result?.failed], [1, 1]);
  assert.match(result?.output ?? "", /"the bad one"/);
});

test("passes on a failed test's message, its line and the difference", async () => {
  const failures = (await sharedResult("failing"))?.failures ?? [];
  assert.equal(
    failures.map((failure) => failure.test),
    ["the bad one"],
  );
  assert.match(failures[0]?.message ?? "", /^Expected values to be strictly equal/);
  assert.match(failures[0]?.message ?? "", /failing\.fixture\.ts:\d+[\s\S]*\+\+3.*Expected[\s\S]*--2.*Actual/);
});

test("runs the tests behind one that throws something else than an Error, and passes on what it was", async () => {
  const result = await sharedResult("throws-text");
  assert.equal([result?.passed, result?.failed], [1, 1]);
  assert.is(result?.failures[0]?.message, "no Error at all");
});

test("tells failed files and tests again at the end, with the beginning of each message", () => {
  const message = Array.from({ length: 50 }, (_, line) => `line ${line}`).join("\n");
  const failed = [
    { name: "a.test.ts", host: "node", failures: [{ test: "adds", message }], problems: [], output: "" },
    { name: "b.test.ts", host: "bun", failures: [], problems: ["It hung."], output: "first\n\nlast\n" },
  ];
  const lines = failureLines(failed);
  assert.equal(lines.slice(0, 4), ["Failed:", "✗ a.test.ts (node)", '    "adds"', "      line 0"]);
  assert.equal(lines.slice(-4), ["✗ b.test.ts (bun)", "    It hung.", "      first", "      last"]);
  assert.ok(lines.length < 20);
  assert.equal(failureLines([]), []);
});

test("never tells more than the end of a log has room for, and then says so", () => {
  const failures = Array.from({ length: 300 }, (_, number) => ({ test: `test ${number}`, message: "no" }));
  const many = [{ name: "a.test.ts", host: "node", failures, problems: [], output: "" }];
  const lines = failureLines(many);
  assert.is(lines.length, 100);
  assert.match(lines.at(-1) ?? "", "203 lines are left out");
  const some = failureLines([{ ...many[0]!, failures: failures.slice(0, 40) }]);
  assert.is(some.length, 82, "each with a line of its message");
});

test("fails a suite without tests", async () => {
  assert.match(problemsOf(await sharedResult("no-tests")), 'The suite "no tests" has no test');
});

test("fails a file without tests", async () => {
  assert.match(problemsOf(await sharedResult("empty")), "The file has no tests");
});

test("fails a forgotten run() beside a suite that is run", async () => {
  const result = await sharedResult("forgotten-run");
  assert.is(result?.passed, 1);
  assert.match(problemsOf(result), 'The suite "the forgotten one" is never run: its .run() is forgotten');
});

test("fails a suite of uvu's own, whose hooks and .skip it cannot judge", async () => {
  assert.match(problemsOf(await sharedResult("uvu-suite")), "import `suite` from test/support/suite.ts");
});

test("counts a skip with a reason, and passes it on", async () => {
  const result = await sharedResult("reasoned-skip");
  assert.equal(result?.skips, [{ name: "the engine stops a builtin", reason: "quickjs-emscripten cannot" }]);
  assert.equal(result?.problems, []);
});

test("plays in part what takes long in the daily run, all of it where a file is named or with --all, and says so", async () => {
  const environment = (...args: string[]) => environmentOf(parseOptions(args) as TestOptions);
  const daily = environment();
  assert.is(daily.GRP_SAMPLED, "1");
  for (const args of [["--all"], ["--fast"], ["--only", "sim"]])
    assert.is(environment(...args).GRP_SAMPLED, undefined, args.join(" "));
  const [part, whole] = await Promise.all([
    run(["sampled"], 60_000, daily),
    run(["sampled"], 60_000, { GRP_SAMPLED: "" }),
  ]);
  assert.equal([part[0]?.passed, part[0]?.problems], [2 + 1 + 3, []]);
  assert.equal(part[0]?.skips, [
    { name: "1 of 3 letters", reason: "one in 2 is played here" },
    { name: '4 of 7 tests of "sampled"', reason: "one in 3 is played here" },
  ]);
  assert.equal([whole[0]?.passed, whole[0]?.skips], [3 + 4 + 7, []]);
});

test("fails a skip with a blank reason", async () => {
  assert.match(problemsOf(await sharedResult("blank-reason")), '"the other one" is skipped without a reason');
});

test("fails a file that cannot be loaded, and shows why", async () => {
  const result = await sharedResult("broken");
  assert.match(problemsOf(result), "could not be loaded");
  assert.match(result?.output ?? "", "thrown while loading");
});

test("stops a test that never settles, and names it", async () => {
  const [hang] = await hanging;
  assert.match(problemsOf(hang), 'did not end within 3 s, in the test "never settles"');
});

test("stops a test that never yields", async () => {
  const [, loop] = await hanging;
  assert.match(problemsOf(loop), 'did not end within 3 s, in the test "never yields"');
});

test("fails a test that ends the process with exit code 0", async () => {
  const [, , exits] = await hanging;
  assert.match(problemsOf(exits), 'ended (exit code 0) before the file did, in the test "leaves the building"');
});

test("goes on with the next file after a process had to be stopped", async () => {
  assert.is((await hanging)[3]?.passed, 2);
});

test("fails tests that leave a socket open, and names who else may have", async () => {
  const [first, last] = await leaving;
  assert.equal(first?.problems, []);
  assert.match(problemsOf(last), "left something open");
  assert.match(problemsOf(last), /It may also have been test.support.fixtures.leaves-open\.fixture\.ts/);
});

test("gives so many files one process, and a new one to what comes behind a failure", async () => {
  const last = async (names: string[], filesPerProcess: number) =>
    (await run(names, 60_000, {}, filesPerProcess)).at(-1)?.output.trim();
  const outputs = await Promise.all([
    last(["leaves-behind", "passing", "looks-around"], 3),
    last(["leaves-behind", "passing", "looks-around"], 2),
    last(["leaves-behind", "failing", "looks-around"], 3),
  ]);
  assert.match(outputs[0] ?? "", "left behind");
  for (const output of outputs.slice(1)) assert.match(output ?? "", "nothing is left");
});

test.run();
