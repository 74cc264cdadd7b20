// Fast: it only reads this repository.
// The evidence page, and the invariants that hold of the sources themselves.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as assert from "uvu/assert";
import { findForbidden } from "../../build/check-imports.ts";
import { evidencePage, findProofs, unproven } from "../../build/evidence/page.ts";
import { suite } from "../support/suite.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** C functions that read numbers, words or patterns out of text. */
const TEXT_READERS =
  /\b(sscanf|fscanf|strto[a-z]+|ato[a-z]+|strtok(_r)?|strstr|strpbrk|strsep|regcomp|wcsto[a-z]+)\s*\(/;

const test = suite("evidence");

test("the page in the docs is what the names of the tests make of it; npm run generate writes it", () => {
  assert.ok(readFileSync(`${root}docs/evidence.md`, "utf8") === evidencePage());
});

test("every scenario, rule and invariant is named by a test", () => {
  assert.equal(unproven(), []);
});

test("a promise without a test is found, and a test's row leads to its file", () => {
  const proofs = findProofs().filter(({ word, number }) => word !== "F" || number !== 12);
  assert.equal(unproven(proofs), ["F12"]);
  const row = /^\| F12 \| answer split over packets \| \[(F12[^\]]*)\]\(\.\.\/([^)]*)\) \|/m.exec(evidencePage());
  const [, name = "", file = ""] = row ?? [];
  assert.ok(readFileSync(`${root}${file}`, "utf8").includes(name));
});

test("the page on security is one page to read", () => {
  const lines = readFileSync(`${root}docs/security.md`, "utf8").trimEnd().split("\n");
  assert.ok(lines.length <= 75, `${lines.length} lines`);
  // what a link leads to is not read
  const long = lines.map((line) => line.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")).filter((line) => line.length > 130);
  assert.equal(long, []);
});

test("each defence that the page on security tells leads to its test", () => {
  const page = readFileSync(`${root}docs/security.md`, "utf8");
  const [, table = ""] = /## What is defended\n\n.*\n.*\n((?:\|.*\n)+)/.exec(page) ?? [];
  const rows = table.trimEnd().split("\n");
  assert.ok(rows.length > 15, `${rows.length} rows`);
  assert.equal(
    rows.filter((row) => !/\]\(\.\.\/test\/[^)]+\.test\.ts\) \|$/.test(row)),
    [],
  );
});

test("every test that the page of edges names is in the file that it leads to", () => {
  const rows = readFileSync(`${root}docs/edges.md`, "utf8")
    .split("\n")
    .filter((line) => /^\| \d+ \|/.test(line));
  assert.is(rows.length, 18);
  const missing = rows.flatMap((row) => {
    const cell = row.split(" | ").at(-1) ?? "";
    const named = [...cell.matchAll(/\]\(\.\.\/([^)]+)\)((?:,? "[^"]+")+)/g)];
    assert.ok(named.length > 0, row);
    return named.flatMap(([, file = "", names = ""]) => {
      const source = readFileSync(`${root}${file}`, "utf8");
      return [...names.matchAll(/"([^"]+)"/g)]
        .filter(([, name = ""]) => !source.includes(name))
        .map(([name]) => `${file}: ${name}`);
    });
  });
  assert.equal(missing, []);
});

test("invariant 6: plugin/ imports no runtime, no Node and no host global", async () => {
  assert.equal(await findForbidden(root, ["plugin"]), []);
});

test("invariant 8: the shim's C has no function that reads text", () => {
  const files = readdirSync(`${root}runtime/native`).filter((file) => /\.[ch]$/.test(file));
  assert.ok(files.length > 10);
  assert.equal(
    files.filter((file) => TEXT_READERS.test(readFileSync(`${root}runtime/native/${file}`, "utf8"))),
    [],
  );
});

test.run();
