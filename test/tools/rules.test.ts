// Fast: it only reads this repository.
// A stranger finds any rule of docs/contracts.md in two files: its code and its test (docs/rules.md).
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as assert from "uvu/assert";
import { suite } from "../support/suite.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const read = (file: string): string => readFileSync(`${root}${file}`, "utf8");
const rows = read("docs/rules.md")
  .split("\n")
  .filter((line) => /^\| \[/.test(line));

const test = suite("rules");

test("each rule of the contracts has one row, under its own heading", () => {
  const headings = [...read("docs/contracts.md").matchAll(/^### ([A-D]\d+ .*)$/gm)].map(([, heading]) => heading);
  const named = rows.map((row) => /^\| \[([^\]]+)\]/.exec(row)?.[1]);
  assert.equal([...named].sort(), [...headings].sort());
});

test("each row leads to code that is there, and to a test that runs", () => {
  for (const row of rows) {
    const [, , code = "", tests = ""] = row.split("|");
    const files = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, file = ""]) => file);
    assert.ok(files(code).length > 0 && files(code).every((file) => /^(plugin|runtime|schemas)\//.test(file)), row);
    assert.ok(files(tests).length === 1 && files(tests).every((file) => file.endsWith(".test.ts")), row);
    for (const file of [...files(code), ...files(tests)]) assert.ok(existsSync(`${root}${file}`), file);
  }
});

test.run();
