// Only on Node: git says the same to every host.
/** Commit subjects are `area: what changes`, at most 72 characters; the why is in the body. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import * as assert from "uvu/assert";
import { skip } from "../support/skip.ts";
import { suite } from "../support/suite.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The last commit that the rule does not judge. */
const BEFORE_THE_RULE = "9012441cfb98";

/** Subjects since then, or undefined: a copy without history, or a shallow one. */
function subjects(): string[] | undefined {
  const { status, stdout } = spawnSync("git", ["log", "--no-merges", "--format=%s", `${BEFORE_THE_RULE}..HEAD`], {
    cwd: root,
    encoding: "utf8",
  });
  return status === 0 ? stdout.split("\n").filter((line) => line !== "") : undefined;
}

/** What is wrong with a subject. */
function faultOf(subject: string): string | undefined {
  if (subject.length > 72) return `${subject.length} characters: ${subject}`;
  if (!/^\w[\w./-]*(?:, \w[\w./-]*)*: \S/.test(subject)) return `no area: ${subject}`;
  return subject.endsWith(".") ? `ends with a full stop: ${subject}` : undefined;
}

const test = suite("commit subjects");

const since = subjects();
if (since === undefined) skip("the subjects of the history", "git does not know the commits since the rule");
else test("name an area and fit 72 characters", () => assert.equal(since.map(faultOf).filter(Boolean), []));

test("a subject without an area, with a full stop, or too long is found", () => {
  assert.is(faultOf("rrpay.prg: ask before a void"), undefined);
  assert.is(faultOf("journal, cli: read every kept segment"), undefined);
  assert.match(faultOf("Fixes a bug") ?? "", "no area");
  assert.match(faultOf("journal: read it.") ?? "", "full stop");
  assert.match(faultOf(`journal: ${"x".repeat(64)}`) ?? "", "73 characters");
});

test.run();
