// Fast: it only reads this repository.
// A label such as B10 or F8 leads to a heading or a row of this repository; what leads nowhere is said in words instead.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as assert from "uvu/assert";
import { listFiles } from "../support/repository.ts";
import { suite } from "../support/suite.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const read = (file: string): string => readFileSync(join(root, file), "utf8");

/** Where a reader finds a label: the rules of the contracts, the faults, the assumptions. */
const LEADS: readonly (readonly [page: string, label: RegExp])[] = [
  ["docs/contracts.md", /^### ([A-D]\d+) /gm],
  ["docs/payment-rules.md", /^\| (F\d+) \|/gm],
  ["docs/assumptions.md", /^\| ([RV]\d+) \|/gm],
];
const known = new Set(LEADS.flatMap(([page, label]) => [...read(page).matchAll(label)].map(([, id]) => id)));

const files = listFiles()
  .filter((file) => /\.(md|ts|mts|mjs|js|c|h|prg|txt)$/.test(file) && !/(^|\/)generated\/|^CHANGELOG/.test(file))
  .filter((file) => existsSync(join(root, file)));

/** A label in front of what it is the label of, or alone in brackets. */
const LABEL = /(?<![\w.\-~])([A-Z]\d{1,2})(?=: [A-Za-z"'`])|\(([A-Z]\d{1,2})\)/g;
/** A number of some list, in front of a test's name or in brackets within it. */
const NUMBER = /\btest\(\s*["'`](?:(\d+): |[^\n]* \((\d+(?:, \d+)*)\))/g;

/** What a person reads of a file: a page as a whole; of a source its comments and what it quotes, such as names of tests. */
function prose(file: string, text: string): string {
  if (/\.(md|txt)$/.test(file)) return text;
  if (file.endsWith(".prg")) return [...text.matchAll(/^\s*\*.*$/gm)].join("\n");
  return [...text.matchAll(/\/\*[\s\S]*?\*\/|(?:^|\s)\/\/ .*$|"[^"\n]*"|`[^`]*`/gm)].map(([part]) => part).join("\n");
}

function leadNowhere(file: string, text: string): string[] {
  const labels = [...prose(file, text).matchAll(LABEL)].map(([, before, alone]) => before ?? alone ?? "");
  const numbers = [...text.matchAll(NUMBER)].map(([, before, within]) => before ?? within ?? "");
  return [...labels.filter((id) => !known.has(id)), ...numbers].map((id) => `${file}: ${id}`);
}

const test = suite("labels");

test("every label that a page, a comment or a test's name has leads to a heading or a row", () => {
  assert.ok(["A1", "B10", "D2", "F8", "R3", "V1"].every((id) => known.has(id)));
  assert.equal(
    files.filter((file) => file !== "test/tools/labels.test.ts").flatMap((file) => leadNowhere(file, read(file))),
    [],
  );
});

test("a label that leads nowhere is found", () => {
  const source =
    'test("X1: a receipt", () => {});\n// as it was before (Y9)\ntest("7: money", () => {});\ntest("B4 (70, 2): kept", () => {});';
  assert.equal(leadNowhere("x.test.ts", source), [
    "x.test.ts: X1",
    "x.test.ts: Y9",
    "x.test.ts: 7",
    "x.test.ts: 70, 2",
  ]);
  assert.equal(leadNowhere("x.test.ts", 'test("B10: a void (F8)", () => {}); // R3: kept'), []);
});

test.run();
