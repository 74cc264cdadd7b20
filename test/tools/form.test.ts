// Fast: it only reads this repository.
// What no linter sees: words that we gave up, places that a reader cannot go to, and the size of what is written in C.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as assert from "uvu/assert";
import { listFiles } from "../support/repository.ts";
import { suite } from "../support/suite.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** A changelog speaks of what is no longer there, licences are not ours, and this file names the words. */
const NOT_OURS =
  /^CHANGELOG\.md$|^build\/release\/licences\/|(^|\/)generated\/|^package-lock\.json$|^test\/tools\/form\.test\.ts$/;

const files = listFiles()
  .filter((file) => /\.(md|ts|mts|mjs|js|c|h|prg|txt|json|html|css)$|^\.ci\//.test(file) && !NOT_OURS.test(file))
  .filter((file) => existsSync(join(root, file)));

const read = (file: string): string => readFileSync(join(root, file), "utf8");

interface GivenUp {
  readonly word: RegExp;
  readonly say: string;
  /** Only in files whose path matches. */
  readonly within?: RegExp;
}

const GIVEN_UP: readonly GivenUp[] = [
  { word: /\bgreet(s|ed|ing|ings)?\b/i, say: "health check" },
  { word: /\bbury|\bburied\b/i, say: "end, or put aside" },
  { word: /\b(take|takes|taken|taking) up\b/i, say: "accept" },
  { word: /\bsquare of\b/i, say: "quadratic" },
  { word: /\bdiary\b/i, say: "log, or trace" },
  { word: /\bDesk\b/, say: "Context", within: /^(plugin|runtime\/(node|native|loader))\// },
  { word: /\bpapildin/i, say: "plėtinys" },
  { word: /\bin order to\b/i, say: "to" },
  // a part has some twenty rules: a reader is led to the one that is meant
  {
    word: /\bcontracts? [A-D]\b/i,
    say: "docs/contracts.md and a rule's number",
    within: /^(plugin|runtime|schemas)\//,
  },
];

/** What leads out of this repository: a number of somebody's tracker, a folder of somebody's machine. */
const OUTSIDE: readonly GivenUp[] = [
  { word: /\bissues? #?\d/i, say: "what it was about" },
  { word: /(?<![\w.}/-])\/(work|home|root|Users)\/\w/, say: "a path inside the repository" },
  { word: /\breference\/\w/, say: "docs/assumptions.md" },
];

function found(table: readonly GivenUp[], file: string, text: string): string[] {
  return text
    .split("\n")
    .flatMap((line, at) =>
      table
        .filter(({ word, within }) => word.test(line) && (within?.test(file) ?? true))
        .map(({ word, say }) => `${file}:${at + 1} says ${word.exec(line)?.[0]}: say ${say}`),
    );
}

const C_FILE_LINES = 300;
const C_FUNCTION_LINES = 70;

/** Files and functions in C that are longer than Biome would let them be in TypeScript. Blank lines of a file count not. */
function tooLong(file: string, text: string): string[] {
  const lines = text.split("\n");
  const count = lines.filter((line) => line.trim() !== "").length;
  const faults = count > C_FILE_LINES ? [`${file}: ${count} lines`] : [];
  lines.forEach((line, at) => {
    if (!/^\w.*\) \{$/.test(line)) return;
    const length = lines.indexOf("}", at) - at - 1;
    if (length > C_FUNCTION_LINES) faults.push(`${file}:${at + 1}: ${length} lines`);
  });
  return faults;
}

/** What both hosts must agree on: how a line of the trace begins, and the highest numbers of files. */
const OF_THE_BOUNDARY = /\{\\?"(?:trace|event|lost)\\?":|\b9(?:0_?000_?000|9_?999_?999)\b/;

/** Lines of our runtime that say by hand what schemas/boundary.json says. */
function saidByHand(file: string, text: string): string[] {
  return text
    .split("\n")
    .flatMap((line, at) => (OF_THE_BOUNDARY.test(line) ? [`${file}:${at + 1}: ${line.trim()}`] : []));
}

const SOURCE = /^(plugin|runtime|build|test|schemas)\/.*\.(ts|mjs)$|^esbuild\.config\.mjs$/;
const EXPORTED = /^export (?:async )?(?:function\*?|const|class) (\w+)/gm;

/** What a file exports to nobody: no other source has its name. Types are not meant: a signature may need them. */
function exportedToNobody(file: string, text: string, others: readonly (readonly [string, Set<string>])[]): string[] {
  return [...text.matchAll(EXPORTED)]
    .map(([, name = ""]) => name)
    .filter((name) => !others.some(([other, words]) => other !== file && words.has(name)))
    .map((name) => `${file}: ${name}`);
}

const test = suite("form");

test("one word for one thing: no file says a word that we gave up", () => {
  assert.equal(found(GIVEN_UP, "plugin/x.ts", "the Desk is greeted"), [
    "plugin/x.ts:1 says greeted: say health check",
    "plugin/x.ts:1 says Desk: say Context",
  ]);
  assert.equal(
    files.flatMap((file) => found(GIVEN_UP, file, read(file))),
    [],
  );
});

test("no file leads to a place outside this repository that a reader cannot see", () => {
  assert.is(found(OUTSIDE, "x.md", "as issue 7 asks, in /home/me/x").length, 2);
  assert.equal(
    files.flatMap((file) => found(OUTSIDE, file, read(file))),
    [],
  );
});

test("plugin/, build/ and runtime/ export nothing that nobody imports", () => {
  assert.equal(
    exportedToNobody("a.ts", "export const used = 1;\nexport function* idle() {}", [["b.ts", new Set(["used"])]]),
    ["a.ts: idle"],
  );
  const words = listFiles()
    .filter((file) => SOURCE.test(file) && existsSync(join(root, file)))
    .map((file) => [file, new Set(read(file).match(/\w+/g))] as const);
  const own = words.filter(([file]) => /^(plugin|build|runtime)\//.test(file)).map(([file]) => file);
  assert.equal(
    own.flatMap((file) => exportedToNobody(file, read(file), words)),
    [],
  );
});

test("a file in C has at most 300 lines, and a function 70", () => {
  const long = Array.from({ length: 80 }, () => "  x();").join("\n");
  assert.equal(tooLong("x.c", `void f(void) {\n${long}\n}\n`), ["x.c:1: 80 lines"]);
  assert.equal(
    files.filter((file) => /\.[ch]$/.test(file)).flatMap((file) => tooLong(file, read(file))),
    [],
  );
});

test("how a trace line begins and the highest file numbers stand in schemas/boundary.json, for C and TypeScript", () => {
  assert.is(saidByHand("x.c", 'add(line, "{\\"event\\":");\nenum { HIGHEST = 99999999 };').length, 2);
  assert.is(saidByHand("x.ts", 'write(`{"event":"…"}`);\nconst HIGHEST = 90_000_000;').length, 2);
  assert.equal(
    files.filter((file) => /^runtime\/.*\.(c|h|ts)$/.test(file)).flatMap((file) => saidByHand(file, read(file))),
    [],
  );
});

test.run();
