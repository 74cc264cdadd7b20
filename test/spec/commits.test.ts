// Only on Node: the rule is the same on every host.
/** Commit subjects are `area: what changes`, at most 72 characters; the why is in the body. `npm run commits` judges the history. */
import * as assert from "uvu/assert";
import { subjectFault } from "../../build/commits.ts";
import { suite } from "../support/suite.ts";

const test = suite("commit subjects");

test("a subject that names its area and fits 72 characters is well", () => {
  assert.is(subjectFault("rrpay.prg: ask before a void"), undefined);
  assert.is(subjectFault("journal, cli: read every kept segment"), undefined);
});

test("a subject without an area, with a full stop, or too long is found", () => {
  assert.match(subjectFault("Fixes a bug") ?? "", "no area");
  assert.match(subjectFault("journal: read it.") ?? "", "full stop");
  assert.match(subjectFault(`journal: ${"x".repeat(64)}`) ?? "", "73 characters");
});

test.run();
