// Only on Node: what a mutant breaks is the same on every host.
// Time limit: 3000 s
// Small wrong changes to the money's code: every one can still be made, and a dozen of them, chosen by the commit, are caught.
import { execFileSync } from "node:child_process";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { Copy, mutated, textOf } from "./copy.ts";
import { hunt } from "./hunt.ts";
import { MUTANTS } from "./list.ts";

const test = suite("mutants");
const DOZEN = 12;

/** Those that this commit has to catch: another dozen with each commit. */
function chosen(): typeof MUTANTS {
  const commit = execFileSync("git", ["rev-parse", "HEAD"], { encoding: "utf8" }).trim();
  const start = Number.parseInt(commit.slice(0, 8), 16) % MUTANTS.length;
  return Array.from({ length: DOZEN }, (_, at) => MUTANTS[(start + at * 7) % MUTANTS.length]!);
}

test("there are at least sixty, and each has a name of its own", () => {
  assert.ok(MUTANTS.length >= 60);
  assert.is(new Set(MUTANTS.map(({ what }) => what)).size, MUTANTS.length);
});

test("the text of each stands in its file exactly once", () => {
  for (const mutant of MUTANTS) assert.not.equal(mutated(textOf(mutant.file), mutant), textOf(mutant.file));
});

test("a text that is not there fails loudly", () => {
  const mutant = { what: "none", file: "plugin/till.ts", from: "no such text", to: "" };
  assert.throws(() => mutated(textOf(mutant.file), mutant), /stands 0 times/);
});

test("a dozen of them, chosen by the commit, are caught", async () => {
  const copy = new Copy();
  try {
    for (const mutant of chosen()) assert.ok(await hunt(copy, mutant), `${mutant.file}: ${mutant.what} survives`);
  } finally {
    copy.remove();
  }
});

test.run();
