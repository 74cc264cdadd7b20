// Fast: it only reads this repository.
// Whatever the documentation and the comments lead to is there: links with their headings, named paths, numbered rules.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import * as assert from "uvu/assert";
import { PROMISES } from "../../build/evidence/page.ts";
import { listFiles } from "../support/repository.ts";
import { suite } from "../support/suite.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const CONTRACTS = "docs/contracts.md";
const RULES = "docs/payment-rules.md";

/** Every file that a person reads; generated ones repeat what their sources say. */
const files = listFiles()
  .filter((file) => /\.(md|ts|mts|mjs|js|c|h|prg|txt|json)$/.test(file))
  .filter((file) => !/(^|\/)generated\/|package-lock|openapi\.json|scenario\/files\//.test(file))
  .filter((file) => existsSync(join(root, file)));
const pages = files.filter((file) => file.endsWith(".md"));

/** Text of a file; a changelog speaks of what is no longer there. */
const read = (file: string): string => readFileSync(join(root, file), "utf8");

/** Anchors as GitHub makes them of headings. */
function anchorsOf(text: string): Set<string> {
  const headings = [...text.replace(/^```[\s\S]*?^```/gm, "").matchAll(/^#{1,6} +(.*)$/gm)].map(
    ([, heading = ""]) => heading,
  );
  return new Set(headings.map(anchorOf));
}

function anchorOf(heading: string): string {
  return heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, "")
    .trim()
    .replaceAll(" ", "-");
}

/** Links of a page to files and headings of this repository that are not there. */
function brokenLinks(file: string, text = read(file)): string[] {
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = ""]) => target)
    .filter((target) => !/^[a-z]+:/.test(target) && !leads(file, target))
    .map((target) => `${file}: ${target}`);
}

function leads(file: string, target: string): boolean {
  const [path = "", anchor] = target.split("#");
  const aim = path === "" ? file : normalize(join(dirname(file), path));
  if (!existsSync(join(root, aim))) return false;
  return anchor === undefined || (aim.endsWith(".md") && anchorsOf(read(aim)).has(anchor));
}

const PATH =
  /(?<![\w/.@-])(?:docs|plugin|runtime|schemas|test|build)\/[\w.-]+(?:\/[\w.-]+)*(?:\/(?=[\s`)]))?(?![\w/*{<…-])/g;

/** Paths of this repository that a text names and that are not there; `NAME` stands for one of the reader's own. */
function missingPaths(file: string, text: string): string[] {
  return [...text.matchAll(PATH)]
    .map(([path]) => path.replace(/[./]+$/, ""))
    .filter((path) => !path.split("/").includes("NAME"))
    .filter((path) => !existsSync(join(root, path)))
    .map((path) => `${file}: ${path}`);
}

/** Comments of a source, and what its strings quote is left alone; a page is prose as a whole. */
function prose(file: string, text: string): string {
  if (file.endsWith(".md") || file.endsWith(".txt")) return text;
  if (file.endsWith(".json"))
    return [...text.matchAll(/"(?:description|why)": *"([^"\n]*)"/g)].map(([, words]) => words).join("\n");
  return [...text.matchAll(/\/\*[\s\S]*?\*\/|(?:^|\s)\/\/ .*$/gm)].map(([comment]) => comment).join("\n");
}

/** Scripts of npm that a text names and that package.json has not. */
function missingScripts(file: string, text: string, scripts: Readonly<Record<string, string>>): string[] {
  return [...text.matchAll(/npm run (?:-\S+ )*([a-z](?:[\w:-]*\w)?)/g)]
    .filter(([, name = ""]) => scripts[name] === undefined)
    .map(([, name]) => `${file}: npm run ${name}`);
}

/** Rules that a text names in the form `docs/contracts.md B10`, and that have no heading. */
function unknownRules(file: string, text: string): string[] {
  const headings = new Set([...read(CONTRACTS).matchAll(/^### ([ABCD]\d+) /gm)].map(([, id]) => id));
  return [...text.matchAll(/contracts\.md ([ABCD]\d+)((?:(?:, | and )[ABCD]\d+)*)/g)]
    .flatMap(([, first = "", more = ""]) => [first, ...more.split(/, | and /).filter(Boolean)])
    .filter((id) => !headings.has(id))
    .map((id) => `${file}: ${id}`);
}

const test = suite("links");

test("every link of a page leads to a file and, where it names one, to a heading of it", () => {
  assert.equal(
    pages.flatMap((file) => brokenLinks(file)),
    [],
  );
});

test("README.md leads to every page of docs", () => {
  const led = new Set([...read("README.md").matchAll(/\]\((docs\/[^)#]+\.md)/g)].map(([, page]) => page));
  assert.equal(
    pages.filter((page) => page.startsWith("docs/") && !led.has(page)),
    [],
  );
});

test("every path that a page or a comment names is there", () => {
  const named = files.filter((file) => file !== "CHANGELOG.md");
  assert.equal(
    named.flatMap((file) => missingPaths(file, prose(file, read(file)))),
    [],
  );
});

test("every npm script that a page or a comment names is in package.json", () => {
  const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
  assert.equal(missingScripts("x.md", "`npm run nothing`, npm run build, npm run sim:", scripts), [
    "x.md: npm run nothing",
  ]);
  assert.equal(
    files
      .filter((file) => file !== "CHANGELOG.md")
      .flatMap((file) => missingScripts(file, prose(file, read(file)), scripts)),
    [],
  );
});

test("every numbered rule of the contracts that a text names has its heading", () => {
  assert.equal(
    files.flatMap((file) => unknownRules(file, read(file))),
    [],
  );
});

test("the rules of payment and the faults have the names that the evidence has", () => {
  const text = read(RULES);
  assert.equal(
    [...text.matchAll(/^## Rule \d+: (.*)$/gm)].map(([, name]) => name),
    Object.values(PROMISES.rule),
  );
  assert.equal(
    [...text.matchAll(/^\| F\d+ \| (.*) \|$/gm)].map(([, name]) => name),
    Object.values(PROMISES.F),
  );
});

test("a link, a path and a rule that lead nowhere are found", () => {
  assert.equal(brokenLinks(RULES, "[a](contracts.md#b10-voids) [b](contracts.md#b99) [c](nothing.md)"), [
    `${RULES}: contracts.md#b99`,
    `${RULES}: nothing.md`,
  ]);
  assert.equal(missingPaths("x.ts", "see plugin/rrpay/gone.ts, plugin/main.ts."), ["x.ts: plugin/rrpay/gone.ts"]);
  assert.equal(unknownRules("x.ts", `${CONTRACTS} B10, B99 and C1`), ["x.ts: B99"]);
});

test.run();
