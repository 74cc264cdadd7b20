/** The graphs: well-formed, readable on paper, the same bytes for the same figures, and honest about their origin. */
import * as assert from "uvu/assert";
import { Figures } from "../../build/bench/figures.ts";
import { graphsOf } from "../../build/bench/graphs.ts";
import { resultOf } from "../../build/bench/result.ts";
import { type Bar, barGraph } from "../../build/bench/svg.ts";
import { suite } from "../support/suite.ts";

const test = suite("graphs of the bench");

function bar(changes: Partial<Bar> = {}): Bar {
  return { label: "ours", median: 2, least: 1, most: 4, text: "2 ms", fill: "solid", ...changes };
}

/** The names of the elements, opened and closed in their order; throws where they do not nest. */
function elementsOf(svg: string): string[] {
  const open: string[] = [];
  const names: string[] = [];
  for (const [, closing, name = "", own] of svg.matchAll(/<(\/?)([a-z]+)(?:\s[^<>]*?)?(\/?)>/gi)) {
    if (closing) assert.is(open.pop(), name);
    else {
      names.push(name);
      if (!own) open.push(name);
    }
  }
  assert.equal(open, []);
  return names;
}

function widths(svg: string): number[] {
  return [...svg.matchAll(/<rect x="\d+" y="\d+" width="([\d.]+)"/g)].map(([, width]) => Number(width));
}

test("a bar is as long as its value beside the longest spread", () => {
  const svg = barGraph({
    title: "t",
    notes: [],
    bars: [bar(), bar({ median: 4, least: 4 }), bar({ median: 0, least: 0 })],
  });
  const [first = 0, second = 0, third] = widths(svg);
  assert.is(second, 2 * first);
  assert.is(third, 0);
});

test("one pause of the machine makes no bar invisible: its whisker is cut off", () => {
  const [paused = 0] = widths(barGraph({ title: "t", notes: [], bars: [bar({ most: 2000 })] }));
  const [calm = 0] = widths(barGraph({ title: "t", notes: [], bars: [bar({ least: 2, most: 2 })] }));
  assert.ok(paused > calm / 2);
});

test("a negative value has no length, and breaks nothing", () => {
  assert.equal(widths(barGraph({ title: "t", notes: [], bars: [bar(), bar({ median: -3, least: -3 })] }))[1], 0);
});

test("the spread is drawn, and not where there is none", () => {
  const count = (svg: string) => svg.split("<path").length - 1;
  assert.is(count(barGraph({ title: "t", notes: [], bars: [bar()] })), 2);
  assert.is(count(barGraph({ title: "t", notes: [], bars: [bar({ least: 2, most: 2 })] })), 0);
});

test("texts cannot break the picture", () => {
  const svg = barGraph({ title: 'a < b & "c"', notes: ["</svg>"], bars: [bar({ label: "<script>" })] });
  assert.not.match(svg, "<script>");
  assert.match(svg, "a &lt; b &amp; &quot;c&quot;");
  assert.is(elementsOf(svg)[0], "svg");
});

test("ours and what it is compared with differ without colour", () => {
  const svg = barGraph({ title: "t", notes: [], bars: [bar(), bar({ fill: "hatched" })] });
  assert.match(svg, 'fill="#222"');
  assert.match(svg, 'fill="url(#hatch)"');
  const colours = [...svg.matchAll(/#([0-9a-f]{3})\b/g)].map(([, colour = ""]) => colour);
  assert.ok(
    colours.every((colour) => new Set(colour).size === 1),
    "only greys",
  );
});

test("every bar lies inside the picture, above the notes", () => {
  const svg = barGraph({ title: "t", notes: ["one", "two"], bars: Array.from({ length: 9 }, () => bar()) });
  const height = Number(/viewBox="0 0 \d+ (\d+)"/.exec(svg)?.[1]);
  const ys = [...svg.matchAll(/ y="(\d+)"/g)].map(([, y]) => Number(y));
  assert.ok(Math.max(...ys) < height);
});

test("no label runs out of the picture, and one that leaves no room for bars is a mistake", () => {
  const label = "bundle on quickjs on Bun beside another";
  const svg = barGraph({ title: "t", notes: [], bars: [bar(), bar({ label })] });
  const ends = [...svg.matchAll(/<text x="(\d+)" y="\d+" text-anchor="end">/g)].map(([, x]) => Number(x));
  assert.is(new Set(ends).size, 1);
  assert.ok((ends[0] ?? 0) > label.length * 6.5);
  assert.throws(() => barGraph({ title: "t", notes: [], bars: [bar({ label: label.repeat(2) })] }), /no room/);
});

test("nothing to draw is a mistake", () => {
  assert.throws(() => barGraph({ title: "t", notes: [], bars: [] }), /without bars/);
  assert.throws(
    () => barGraph({ title: "t", notes: [], bars: [bar({ median: 0, least: 0, most: 0 })] }),
    /without lengths/,
  );
});

function result(quick: boolean) {
  const figures = new Figures();
  figures.add("request", "bare C client", [0.02]);
  figures.add("sale-steps", "native", [3, 2, 4]);
  figures.add("size", "rrpay.plugin.js", [1]);
  figures.add("sale-steps", "before", [9]);
  const machine = { cpu: "Abacus", cores: 2, memoryBytes: 1, os: "Linux", node: "20", bun: "", load: 0 };
  const said = { command: "npm run bench -- --json x.json", at: "2026-11-26T15:00:00.000Z", commit: "abc123" };
  return resultOf({ ...said, quick, machine, figures: figures.all, missing: [] });
}

test("only graphs that the run has figures for are drawn", () => {
  assert.equal(
    graphsOf(result(false)).map(({ file }) => file),
    ["speed-peers.svg"],
  );
});

test("a graph says command, commit, time and machine", () => {
  const svg = graphsOf(result(false))[0]?.svg ?? "";
  assert.match(svg, "npm run bench -- --json x.json, commit abc123, 2026-11-26T15:00:00.000Z");
  assert.match(svg, "Abacus × 2, Linux, load 0.0, Node 20");
  assert.match(svg, "20.00 µs");
  assert.match(svg, "bundle on native");
  assert.not.match(svg, "before");
});

test("a graph of a quick run says that it measures nothing", () => {
  assert.match(graphsOf(result(true))[0]?.svg ?? "", "no measurement");
  assert.not.match(graphsOf(result(false))[0]?.svg ?? "", "no measurement");
});

test("the same figures give the same bytes", () => {
  assert.equal(graphsOf(result(false)), graphsOf(result(false)));
});

test.run();
