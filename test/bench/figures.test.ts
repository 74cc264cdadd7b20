/** What a run collects, how it is shown and kept. */
import * as assert from "uvu/assert";
import { Figures, KINDS } from "../../build/bench/figures.ts";
import { type Machine, machineLine, thisMachine } from "../../build/bench/machine.ts";
import { type Result, readResult, resultOf, writeResult } from "../../build/bench/result.ts";
import { median, summaryOf } from "../../build/bench/samples.ts";
import { tableLines, valueText } from "../../build/bench/table.ts";
import { suite } from "../support/suite.ts";

const test = suite("figures of the bench");

const MACHINE: Machine = {
  cpu: "Abacus 9000",
  cores: 2,
  memoryBytes: 4e9,
  os: "Linux 6 x64",
  node: "20.0.0",
  bun: "",
  load: 0.25,
};

function resultWith(figures: Figures): Result {
  const { all, missing } = figures;
  const said = { command: "npm run bench -- --quick", at: "2026-11-26T15:00:00.000Z", commit: "abc", quick: true };
  return resultOf({ ...said, machine: MACHINE, figures: all, missing });
}

function some(): Figures {
  const figures = new Figures();
  figures.add("request", "bare C client", [0.02, 0.01, 0.03]);
  figures.add("request", "V8 in process", [0.05, 0.04, 0.06], "request@bare C client");
  figures.add("size", "rrpay.plugin.js", [160_000]);
  figures.skip("MuJS", "it is not installed");
  return figures;
}

test("samples come to their middle and their two ends", () => {
  assert.equal(summaryOf([3, 1, 2]), { median: 2, least: 1, most: 3, count: 3 });
  assert.is(median([5]), 5);
});

test("nothing measured, or no number, is no summary", () => {
  assert.throws(() => summaryOf([]), /nothing was measured/);
  assert.throws(() => summaryOf([1, Number.NaN]), /no number/);
});

test("a figure has a name, a unit, a place, its spread, and its ratio to a figure of the same run", () => {
  const figure = some().find("request@V8 in process");
  assert.is(figure?.name, KINDS.request.name);
  assert.is(figure?.unit, "ms");
  assert.is(figure?.place, "V8 in process");
  assert.equal([figure?.least, figure?.median, figure?.most, figure?.count], [0.04, 0.05, 0.06, 3]);
  assert.equal(figure?.ratio, { over: "request@bare C client", value: 2.5 });
});

test("a figure has no ratio where its base was not measured", () => {
  const figures = new Figures();
  figures.add("request", "V8 in process", [1], "request@bare C client");
  assert.is(figures.all[0]?.ratio, undefined);
});

test("a ratio of two units is a mistake", () => {
  const figures = some();
  assert.throws(() => figures.add("size", "x", [1], "request@bare C client"), /is in ms, not in bytes/);
});

test("the same figure twice is a mistake", () => {
  const figures = some();
  assert.throws(() => figures.add("size", "rrpay.plugin.js", [1]), /measured twice/);
});

test("what cannot be run is kept with its reason, and the run goes on", async () => {
  const figures = new Figures();
  await figures.measure("a broken thing", () => {
    throw new Error("no such engine");
  });
  await figures.measure("a good thing", () => figures.add("size", "file", [1]));
  assert.equal(figures.missing, [{ type: "failed", what: "a broken thing", reason: "no such engine" }]);
  assert.is(figures.all.length, 1);
});

test("the table has a line a figure, and says what is missing", () => {
  const { all, missing } = some();
  const lines = tableLines(all, missing);
  assert.match(lines[0] ?? "", /^figure +where +median +least … most +samples +ratio$/);
  assert.match(lines[3] ?? "", /V8 in process +50\.00 µs +40\.00 µs … 60\.00 µs +3 +2\.50 × request@bare C client$/);
  assert.match(lines[4] ?? "", /rrpay\.plugin\.js +0\.16 MB +1$/);
  assert.is(lines[5], "Skipped: MuJS: it is not installed");
  assert.is(lines.length, 6);
});

test("values are written in the unit that a person reads", () => {
  assert.is(valueText(0.0042, "ms"), "4.20 µs");
  assert.is(valueText(3.456, "ms"), "3.46 ms");
  assert.is(valueText(34.56, "ms"), "34.6 ms");
  assert.is(valueText(-2_500_000, "bytes"), "-2.50 MB");
  assert.is(valueText(81_900, "bytes"), "81.9 kB");
  assert.is(valueText(56_400_000, "instructions"), "56.4 M instr.");
  assert.is(valueText(812.3, "a second"), "812 a second");
});

test("the file gives back what was measured, with command, commit and machine", () => {
  const result = resultWith(some());
  const text = writeResult(result);
  assert.equal(readResult(text), result);
  const { machine, figures } = JSON.parse(text) as Result;
  assert.equal(Object.keys(machine), ["cpu", "cores", "memoryBytes", "os", "node", "bun", "load"]);
  assert.equal(Object.keys(figures[1] ?? {}), [
    "id",
    "name",
    "place",
    "unit",
    "median",
    "least",
    "most",
    "count",
    "ratio",
  ]);
});

const SPOILT: readonly [what: string, change: (result: Record<string, unknown>) => unknown, says: RegExp][] = [
  ["another form", (result) => ({ ...result, form: 2 }), /form 1/],
  ["no commit", ({ commit: _, ...rest }) => rest, /on which commit/],
  ["no machine", ({ machine: _, ...rest }) => rest, /machine/],
  ["no word on whether it was quick", ({ quick: _, ...rest }) => rest, /quick/],
  ["no figures", ({ figures: _, ...rest }) => rest, /no figures/],
  ["a figure that there is not", (result) => ({ ...result, figures: [{ id: "frob@x" }] }), /no figure "frob@x"/],
  ["a figure of nothing", (result) => ({ ...result, figures: [null] }), /no figure/],
  ["a figure in another unit", (result) => ({ ...result, figures: [{ id: "size@x", unit: "ms" }] }), /not in bytes/],
  [
    "a figure without numbers",
    (result) => ({ ...result, figures: [{ id: "size@x", unit: "bytes", median: "1" }] }),
    /no numbers/,
  ],
  ["no object", () => null, /not a result/],
];

for (const [what, change, says] of SPOILT)
  test(`a file with ${what} is refused`, () => {
    const spoilt = change(JSON.parse(writeResult(resultWith(some()))) as Record<string, unknown>);
    assert.throws(() => readResult(JSON.stringify(spoilt)), says);
  });

test("the machine is described in one line", () => {
  assert.is(machineLine(MACHINE), "Abacus 9000 × 2, Linux 6 x64, load 0.3, Node 20.0.0");
  assert.match(machineLine({ ...MACHINE, bun: "1.4.5" }), /, Bun 1\.4\.5$/);
});

test("this machine has a processor, cores and a host", () => {
  const { cpu, cores, os, node } = thisMachine();
  assert.ok(cpu !== "" && cores > 0 && os !== "");
  assert.is(node, process.versions.node);
});

test.run();
