/** Budgets: which of them fail a run, and that the file of them means something. */
import { readFileSync } from "node:fs";
import * as assert from "uvu/assert";
import { type Budget, checkBudgets, judge, readBudgets } from "../../build/bench/budgets.ts";
import { Figures } from "../../build/bench/figures.ts";
import { bundleMaxBytes } from "../../build/check-imports.ts";
import { checkoutFile } from "../support/checkout.ts";
import { suite } from "../support/suite.ts";

const test = suite("budgets of the bench");

const WRITTEN = {
  figure: "sale-steps@native",
  over: "sale-steps@quickjs",
  most: 0.5,
  standing: "held",
  reason: "twice as fast",
};

function budget(changes: object = {}): Budget {
  return readBudgets(JSON.stringify([{ ...WRITTEN, ...changes }]))[0]!;
}

function run(native: number, quickjs: number) {
  const figures = new Figures();
  figures.add("sale-steps", "native", [native]);
  figures.add("sale-steps", "quickjs", [quickjs]);
  figures.add("histories", "direct", [900]);
  return { figures: figures.all };
}

test("a budget is kept up to its very bound", () => {
  assert.is(judge(budget(), run(2, 4)).type, "kept");
  assert.is(judge(budget(), run(2.001, 4)).type, "broken");
});

test("a budget over a number is a ratio to it", () => {
  const own = budget({ figure: "histories@direct", over: 1000, most: undefined, least: 0.9 });
  assert.is(judge(own, run(1, 1)).type, "kept");
  assert.is(judge({ ...own, bound: { type: "least", ratio: 0.91 } }, run(1, 1)).type, "broken");
});

test("a broken budget has one plain line: what, how much, how much it may be, why", () => {
  assert.is(
    judge(budget(), run(3, 4)).line,
    "BROKEN: sale-steps@native is 0.750 × sale-steps@quickjs, at most 0.5 (twice as fast)",
  );
});

test("one broken budget fails the check", () => {
  const { passed, lines } = checkBudgets([budget(), budget({ most: 1 })], run(3, 4));
  assert.not(passed);
  assert.is(lines.at(-1), "1 of 2 held budgets kept");
  assert.is(lines.filter((line) => line.startsWith("BROKEN")).length, 1);
});

test("an aim that is missed is reported and fails nothing", () => {
  const { passed, lines } = checkBudgets([budget({ most: 1 }), budget({ standing: "aim" })], run(3, 4));
  assert.ok(passed);
  assert.match(lines[1] ?? "", /^aim missed: sale-steps@native is 0\.750 × sale-steps@quickjs/);
});

test("an aim that is met is said to be met, so that it can be held from then on", () => {
  assert.is(judge(budget({ standing: "aim" }), run(1, 4)).type, "aim-met");
});

test("a budget whose figure or base was not measured is not judged, and says which is missing", () => {
  const [native] = run(1, 4).figures;
  assert.match(judge(budget(), { figures: [native!] }).line, /this run has no sale-steps@quickjs$/);
  assert.match(judge(budget(), { figures: [] }).line, /this run has no sale-steps@native$/);
});

test("a check that could judge nothing that is held has not passed", () => {
  assert.not(checkBudgets([budget()], { figures: [] }).passed);
  assert.not(checkBudgets([budget({ standing: "aim" })], run(1, 4)).passed);
  assert.not(checkBudgets([], run(1, 4)).passed);
});

test("a budget about one commit is not judged by a comparison with another", () => {
  const own = budget({ against: "e6cfabf" });
  assert.is(judge(own, { ...run(3, 4), before: "e6cfabf012" }).type, "broken");
  for (const other of [run(3, 4), { ...run(3, 4), before: "1234567890" }]) {
    const { type, line } = judge(own, other);
    assert.is(type, "not-measured");
    assert.match(line, /only with --compare e6cfabf$/);
  }
});

test("a base of nothing breaks what is measured over it", () => {
  assert.is(judge(budget(), run(1, 0)).type, "broken");
});

const WRONG: readonly [what: string, changes: object, says: RegExp][] = [
  ["a figure that there is not", { figure: "frob@native" }, /no figure "frob@native"/],
  ["a base that there is not", { over: "frob@native" }, /no figure "frob@native"/],
  ["a base in another unit", { over: "size@rrpay.plugin.js" }, /neither a figure in ms/],
  ["a base of 0", { over: 0 }, /nor a number/],
  ["no base", { over: undefined }, /nor a number/],
  ["two bounds", { least: 1 }, /either "most" or "least"/],
  ["no bound", { most: undefined }, /either "most" or "least"/],
  ["a bound that is no number", { most: "0.5" }, /no ratio/],
  ["no standing", { standing: "wished" }, /neither "held" nor an "aim"/],
  ["a commit that is none", { against: "HEAD" }, /against no commit/],
  ["no reason", { reason: " " }, /no reason/],
];

for (const [what, changes, says] of WRONG)
  test(`a budget with ${what} is refused`, () => {
    assert.throws(() => budget(changes), says);
  });

test("the budgets of the bench can be read, and none is written twice", () => {
  const budgets = readBudgets(readFileSync(checkoutFile("build/bench/budgets.json"), "utf8"));
  const ids = budgets.map(({ figure, over, standing }) => `${figure} ${over} ${standing}`);
  assert.is(new Set(ids).size, ids.length);
  assert.ok(budgets.some(({ standing }) => standing === "held"));
});

test("what the speed work aims at between two commits stands there", () => {
  const budgets = readBudgets(readFileSync(checkoutFile("build/bench/budgets.json"), "utf8"));
  const aims = budgets.filter(({ standing, over }) => standing === "aim" && `${over}`.endsWith("@before"));
  assert.equal(
    aims.map(({ figure, bound, against }) => [figure, bound.type, bound.ratio, against]),
    [
      ["init-empty@now", "most", 0.4, "e6cfabf"],
      ["init-full@now", "most", 0.4, "e6cfabf"],
      ["sale-steps@now", "most", 0.45, "e6cfabf"],
    ],
  );
});

test("the bundle's budget is the limit that the build holds", () => {
  const budgets = readBudgets(readFileSync(checkoutFile("build/bench/budgets.json"), "utf8"));
  assert.is(budgets.find(({ figure }) => figure === "size@rrpay.plugin.js")?.over, bundleMaxBytes);
});

test.run();
