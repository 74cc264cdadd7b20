// Only with --all: it breaks a copy in twelve places, and runs the specs that notice such a break.
// Only on Node: what a mutant breaks is the same on every host.
// Time limit: 900 s
// A dozen of the small wrong changes, chosen by the commit: each is noticed, today too. All of them: npm run mutants.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import * as assert from "uvu/assert";
import { suite } from "../support/suite.ts";
import { readCatchers } from "./catchers.ts";
import { Copy } from "./copy.ts";
import { hunt, isSound } from "./hunt.ts";
import { dozenOf } from "./list.ts";

const test = suite("a dozen mutants");

/** Empty where there is no git, as in an unpacked archive: then it is always the same dozen. */
const commit = spawnSync("git", ["rev-parse", "HEAD"], {
  cwd: fileURLToPath(new URL("../..", import.meta.url)),
  encoding: "utf8",
}).stdout.trim();
const dozen = dozenOf(commit);
const catchers = readCatchers();
const copy = new Copy();
process.once("exit", () => copy.remove());

test("the specs that are to notice them are green without any", async () => {
  const known = dozen.flatMap(({ what }) => catchers.get(what) ?? []);
  assert.ok(known.length === 0 || (await isSound(copy, known)));
});

for (const mutant of dozen)
  test(`it is noticed: ${mutant.what}`, async () => {
    const by = await hunt(copy, mutant, catchers.get(mutant.what));
    assert.ok(by !== undefined, `nothing notices it in ${mutant.file}: npm run mutants -- --dozen ${commit}`);
  });

test.run();
