/** The documentation of a release: every paper that help and guides name is in it, and its links lead to what is there. */
import { readFileSync } from "node:fs";
import * as assert from "uvu/assert";
import { ORIGINS } from "../../build/release/contents.ts";
import { withReleaseLinks } from "../../build/release/papers.ts";
import { HELP } from "../../runtime/cli/help.ts";
import { checkoutFile } from "../support/checkout.ts";
import { suite } from "../support/suite.ts";

const test = suite("papers of a release");
const paths = new Set(ORIGINS.map(({ path }) => path));

test("a link leads to the paper as the release names it, and to nothing that is not in it", () => {
  const papers = [
    { path: "GUIDE.md", from: "docs/guide.md" },
    { path: "rrpay/contracts.md", from: "docs/contracts.md" },
    { path: "rrpay/rrpay.openapi.json", from: "schemas/rrpay.openapi.json" },
  ] as const;
  const [guide, contracts] = papers;
  const links =
    "[C](contracts.md#c) [fields](../schemas/rrpay.openapi.json) [seam](boundary.md) [here](#a) [web](https://a.b)";
  assert.is(
    withReleaseLinks(links, guide, papers),
    "[C](rrpay/contracts.md#c) [fields](rrpay/rrpay.openapi.json) seam [here](#a) [web](https://a.b)",
  );
  assert.match(
    withReleaseLinks(links, contracts, papers),
    /^\[C\]\(contracts\.md#c\) \[fields\]\(rrpay\.openapi\.json\) seam/,
  );
});

test("no paper of the release links to a file that is not in it", () => {
  for (const paper of ORIGINS.filter(({ path }) => path.endsWith(".md"))) {
    const text = withReleaseLinks(readFileSync(checkoutFile(paper.from), "utf8"), paper, ORIGINS);
    const folder = paper.path.includes("/") ? "rrpay/" : "";
    for (const [, target = ""] of text.matchAll(/\]\(([^)\s#]+)[^)]*\)/g)) {
      if (/^[a-z]+:/.test(target)) continue;
      const path = target.startsWith("../") ? target.slice(3) : folder + target;
      assert.ok(paths.has(path), `${paper.path}: ${target}`);
    }
  }
});

test("help names no paper that the release does not have", () => {
  const named = Object.entries(HELP)
    .filter(([, { isForDevelopers }]) => isForDevelopers !== true)
    .flatMap(([name, { about, options = [] }]) =>
      [about, ...options.filter(([, , where]) => where === undefined).map(([, words]) => words)].flatMap((words) =>
        Object.values(words).flatMap((text) => [...text.matchAll(/[\w./-]+\.md/g)].map(([path]) => ({ name, path }))),
      ),
    );
  assert.ok(named.length > 0);
  for (const { name, path } of named) assert.ok(paths.has(path), `${name}: ${path}`);
});

test.run();
