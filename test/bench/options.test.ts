// Only on Node: the command is npm's.
/** What `npm run bench` takes, and what a stored run is good for without measuring anything. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { addSides, commitNamed } from "../../build/bench/compare.ts";
import { Figures } from "../../build/bench/figures.ts";
import { check, PARTS, partsOf } from "../../build/bench/options.mjs";
import { MEASURES } from "../../build/bench/parts.ts";
import { FULL_SEGMENT_CHARS } from "../../build/bench/recording.ts";
import { resultOf, writeResult } from "../../build/bench/result.ts";
import { FULL, QUICK } from "../../build/bench/rounds.ts";
import { checkoutFile } from "../support/checkout.ts";
import { suite } from "../support/suite.ts";

const test = suite("options of the bench");

/** The values without the place of this checkout. */
function named(values: object): string {
  return JSON.stringify(values).replace(/"[^"]*package\.json"/, '"run.json"');
}

const GOOD: readonly object[] = [
  {},
  { only: "peers" },
  { only: "peers, native" },
  { quick: true, json: "x.json", compare: "HEAD~1", sales: "6" },
  { from: checkoutFile("package.json") },
];

for (const values of GOOD)
  test(`${named(values)} is accepted`, () => {
    assert.not.throws(() => check({ quick: false, ...values }));
  });

const PRESENT = checkoutFile("package.json");

const WRONG: readonly [values: object, says: RegExp][] = [
  [{ only: "pers" }, /--only pers: there is only sizes, peers/],
  [{ only: "" }, /there is only/],
  [{ only: "peers,," }, /there is only/],
  [{ sales: "0" }, /--sales must be a number/],
  [{ sales: "many" }, /--sales must be a number/],
  [{ json: "" }, /--json needs a value/],
  [{ json: "nowhere/x.json" }, /no such folder/],
  [{ from: "nowhere.json" }, /no such file/],
  [{ compare: "--upload-pack=x" }, /not a commit/],
  [{ from: PRESENT, quick: true }, /--quick excludes it/],
  [{ from: PRESENT, json: "y.json" }, /--json excludes it/],
  [{ from: PRESENT, compare: "HEAD" }, /--compare excludes it/],
  [{ from: PRESENT, only: "peers" }, /--only excludes it/],
  [{ from: PRESENT, sales: "6" }, /--sales excludes it/],
];

for (const [values, says] of WRONG)
  test(`${named(values)} is refused`, () => {
    assert.throws(() => check({ quick: false, ...values }), says);
  });

test("every part that can be named can be measured", () => {
  assert.equal(Object.keys(MEASURES), [...PARTS]);
});

test("parts are measured once each, and in an order in which a base comes before what stands beside it", () => {
  assert.equal(partsOf("native,peers, native"), ["peers", "native"]);
  assert.equal(partsOf(undefined), PARTS);
});

test("a quick run does less of everything, and something of everything", () => {
  for (const [name, count] of Object.entries(QUICK)) {
    assert.ok(count >= 1, name);
    assert.ok(count < (FULL[name as keyof typeof FULL] ?? FULL_SEGMENT_CHARS), name);
  }
});

/** Runs the command on a stored result in which the DLL has that many bytes. */
function benchFrom(dllBytes: number, ...args: string[]) {
  const figures = new Figures();
  figures.add("size", "win-x86/gama_rrpay.dll", [dllBytes]);
  const machine = { cpu: "Abacus", cores: 2, memoryBytes: 1, os: "Linux", node: "20", bun: "", load: 0 };
  const said = { command: "npm run bench", at: "2026-11-26T15:00:00.000Z", commit: "abc", quick: false };
  return bench(writeResult(resultOf({ ...said, machine, figures: figures.all, missing: [] })), ...args);
}

function bench(text: string, ...args: string[]) {
  const folder = mkdtempSync(join(tmpdir(), "bench-from-"));
  try {
    const file = join(folder, "run.json");
    writeFileSync(file, text);
    const command = [checkoutFile("build/bench.mjs"), "--from", file, ...args];
    const { status, stdout, stderr } = spawnSync(process.execPath, command, { encoding: "utf8" });
    return { status, stdout, stderr };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test("--from --check ends with 0 where the budgets that are held are kept", () => {
  const { status, stdout } = benchFrom(1_700_000, "--check");
  assert.is(status, 0, stdout);
  assert.match(stdout, /win-x86\/gama_rrpay\.dll +1\.70 MB/);
  assert.match(stdout, /kept: size@win-x86\/gama_rrpay\.dll is 0\.773 × 2200000, at most 1/);
});

test("--from --check ends with 1 and a line for what is broken", () => {
  const { status, stdout } = benchFrom(2_300_000, "--check");
  assert.is(status, 1);
  assert.match(stdout, /BROKEN: size@win-x86\/gama_rrpay\.dll is 1\.05 × 2200000/);
});

test("without --check a broken budget fails nothing", () => {
  assert.is(benchFrom(2_300_000).status, 0);
});

test("a file that is no result is refused in words", () => {
  const { status, stderr } = bench("{}", "--check");
  assert.is(status, 1);
  assert.match(stderr, /not a result of the bench/);
});

test("two commits stand beside each other, and what only one has is named", () => {
  const figures = new Figures();
  const samples = new Map([
    ["sale_step@now", [50]],
    ["saleMs@before", [4, 6, 5]],
    ["saleMs@now", [2, 3, 2.5]],
    ["loadedMs@before", [10, 10, 10]],
    ["emptyBootMs@before", [2]],
    ["loadedMs@now", [3, 3, 3]],
    ["emptyBootMs@now", [1]],
  ]);
  addSides(figures, samples);
  assert.equal(figures.find("sale-steps@now")?.ratio, { over: "sale-steps@before", value: 0.5 });
  assert.equal(figures.find("init-empty@now")?.ratio, { over: "init-empty@before", value: 4 / 12 });
  assert.is(figures.find("init-full@now"), undefined);
  assert.is(figures.find("sale-count@now")?.ratio, undefined);
  assert.equal(
    figures.missing.map(({ what }) => what),
    ["sale-count@before"],
  );
});

test("a revision that git does not know is refused in one line, before anything is measured", async () => {
  const said = await commitNamed("no-such-commit").then(
    () => "",
    (error: Error) => error.message,
  );
  assert.is(said, "--compare no-such-commit: git knows no such commit");
});

test("the README names the options that matter", () => {
  assert.match(readFileSync(checkoutFile("README.md"), "utf8"), /`npm run bench`.*`-- --check`.*`-- --compare REV`/);
});

test.run();
