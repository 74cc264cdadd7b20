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
import { dozenOf, MUTANTS } from "./list.ts";

const test = suite("a dozen mutants");

/** Empty where there is no git, as in an unpacked archive: then it is always the same dozen. */
const commit = spawnSync("git", ["rev-parse", "HEAD"], {
  cwd: fileURLToPath(new URL("../..", import.meta.url)),
  encoding: "utf8",
}).stdout.trim();
const catchers = readCatchers();
/** Of those of which it is on record what noticed them: the others are for `npm run mutants`, which puts it there. */
const dozen = dozenOf(
  commit,
  MUTANTS.filter(({ what }) => catchers.has(what)),
);
const copy = new Copy();
process.once("exit", () => copy.remove());

test("the specs that are to notice them are green without any", async () => {
  assert.ok(
    await isSound(
      copy,
      dozen.flatMap(({ what }) => catchers.get(what) ?? []),
    ),
  );
});

for (const mutant of dozen)
  test(`it is noticed: ${mutant.what}`, async () => {
    const by = await hunt(copy, mutant, catchers.get(mutant.what));
    assert.ok(by !== undefined, `nothing notices it in ${mutant.file}: npm run mutants -- --dozen ${commit}`);
  });

test.run();
