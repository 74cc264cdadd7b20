// Only on Node: the command is npm's.
/** What `npm run bench` takes, and what a stored run is good for without measuring anything. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { addSides } from "../../build/bench/compare.ts";
import { Figures } from "../../build/bench/figures.ts";
import { check, PARTS } from "../../build/bench/options.mjs";
import { MEASURES } from "../../build/bench/parts.ts";
import { resultOf, writeResult } from "../../build/bench/result.ts";
import { FULL, QUICK } from "../../build/bench/rounds.ts";
import { checkoutFile } from "../support/checkout.ts";
import { suite } from "../support/suite.ts";

const test = suite("options of the bench");

const GOOD: readonly object[] = [
  {},
  { only: "peers" },
  { only: "peers, native" },
  { quick: true, json: "x.json", compare: "HEAD~1", sales: "6" },
  { from: "x.json" },
];

for (const values of GOOD)
  test(`${JSON.stringify(values)} is accepted`, () => {
    assert.not.throws(() => check({ quick: false, ...values }));
  });

const WRONG: readonly [values: object, says: RegExp][] = [
  [{ only: "pers" }, /--only pers: there is only sizes, peers/],
  [{ only: "" }, /there is only/],
  [{ only: "peers,," }, /there is only/],
  [{ sales: "0" }, /--sales must be a number/],
  [{ sales: "many" }, /--sales must be a number/],
  [{ json: "" }, /--json needs a value/],
  [{ compare: "--upload-pack=x" }, /not a commit/],
  [{ from: "x.json", quick: true }, /--quick excludes it/],
  [{ from: "x.json", json: "y.json" }, /--json excludes it/],
  [{ from: "x.json", compare: "HEAD" }, /--compare excludes it/],
  [{ from: "x.json", only: "peers" }, /--only excludes it/],
  [{ from: "x.json", sales: "6" }, /--sales excludes it/],
];

for (const [values, says] of WRONG)
  test(`${JSON.stringify(values)} is refused`, () => {
    assert.throws(() => check({ quick: false, ...values }), says);
  });

test("every part that can be named can be measured", () => {
  assert.equal(Object.keys(MEASURES), [...PARTS]);
});

test("a quick run does less of everything, and something of everything", () => {
  for (const [name, count] of Object.entries(QUICK)) {
    assert.ok(count >= 1, name);
    assert.ok(count < FULL[name as keyof typeof FULL], name);
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
  ]);
  addSides(figures, samples);
  assert.equal(figures.find("sale-steps@now")?.ratio, { over: "sale-steps@before", value: 0.5 });
  assert.is(figures.find("sale-count@now")?.ratio, undefined);
  assert.equal(
    figures.missing.map(({ what }) => what),
    ["sale-count@before"],
  );
});

test("the README names the options that matter", () => {
  assert.match(readFileSync(checkoutFile("README.md"), "utf8"), /`npm run bench`.*`-- --check`.*`-- --compare REV`/);
});

test.run();
