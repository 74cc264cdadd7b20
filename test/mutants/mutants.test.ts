// Fast: it only reads this repository.
// Only on Node: what a mutant breaks is the same on every host.
// Small wrong changes to the code for money: each can still be made. `npm run mutants` makes and hunts them.

import { existsSync } from "node:fs";
import * as assert from "uvu/assert";
import { suite } from "../support/suite.ts";
import { readCatchers } from "./catchers.ts";
import { mutated, textOf } from "./copy.ts";
import { EDGES } from "./edges.ts";
import { dozenOf, MUTANTS } from "./list.ts";

const test = suite("mutants");

test("there are at least sixty, and each has a name of its own", () => {
  assert.ok(MUTANTS.length >= 60);
  assert.is(new Set(MUTANTS.map(({ what }) => what)).size, MUTANTS.length);
});

test("each commit hunts a dozen of its own, and the same one the same", () => {
  const names = (text: string) => dozenOf(text).map(({ what }) => what);
  assert.equal(names("a"), names("a"));
  assert.not.equal(names("a"), names("b"));
  assert.is(new Set(names("a")).size, 12);
});

test("the text of each stands in its file exactly once", () => {
  for (const mutant of MUTANTS) assert.not.equal(mutated(textOf(mutant.file), mutant), textOf(mutant.file));
});

test("each edge has a name of its own, stands in its file once, and a test that is there", () => {
  assert.is(new Set(EDGES.map(({ what }) => what)).size, EDGES.length);
  for (const edge of EDGES) {
    assert.not.equal(mutated(textOf(edge.file), edge), textOf(edge.file));
    assert.ok(existsSync(edge.test), edge.test);
  }
});

test("what caught one before is a spec of today or the simulation", () => {
  for (const by of readCatchers().values()) assert.ok(by === "simulation" || existsSync(by ?? ""), by);
});

test("a text that is not there fails loudly", () => {
  const mutant = { what: "none", file: "plugin/till.ts", from: "no such text", to: "" };
  assert.throws(() => mutated(textOf(mutant.file), mutant), /stands 0 times/);
});

test.run();
