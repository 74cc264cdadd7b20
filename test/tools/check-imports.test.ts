import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import * as assert from "uvu/assert";
import { findForbidden } from "../../build/check-imports.ts";
import { suite } from "../support/suite.ts";

const test = suite("the import check");

/** What the check finds in a project of these files. */
async function findings(files: Record<string, string>): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), "imports-"));
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    return await findForbidden(folder, ["plugin"]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("allows imports within plugin/ and of schemas/", async () => {
  const text = `import { b } from "./rrpay/b.ts";\nimport type { C } from "../schemas/generated/c.ts";\nexport const a: C = b;`;
  assert.equal(await findings({ "plugin/a.ts": text, "plugin/rrpay/b.ts": "export const b = 1;" }), []);
});

for (const [what, text, found] of [
  ["a module of Node", 'import {\n  readFileSync,\n} from "node:fs";', "node:fs"],
  ["a package", 'import Ajv from "ajv";', "ajv"],
  ["the runtime, even only its types", 'import type { Grp } from "../runtime/node/api.ts";', "../runtime/node/api.ts"],
  ["a re-export from outside", 'export * from "../build/x.ts";', "../build/x.ts"],
  ["a late import", 'export const late = () => import("node:net");', "node:net"],
] as const)
  test(`finds the import of ${what}`, async () => {
    assert.equal(await findings({ "plugin/a.ts": text }), [`plugin/a.ts: imports "${found}"`]);
  });

for (const [name, text] of [
  ["process", "export const home = process.env.HOME;"],
  ["Date", "export const now = () => Date.now();"],
  ["Math.random", "export const any = Math.random();"],
  ["TextDecoder", 'export const known = typeof TextDecoder === "function";'],
  ["setTimeout", "export const later = () => setTimeout(() => {}, 1);"],
  ["Bun", "export const bun = Bun.version;"],
] as const)
  test(`finds the use of the global ${name}`, async () => {
    assert.equal(await findings({ "plugin/a.ts": text }), [`plugin/a.ts: uses the global ${name}`]);
  });

test("leaves local names and properties alone that are called like a global", async () => {
  const text =
    "export const process = (record: { Date: number }) => record.Date;\nexport const b = process({ Date: 1 });";
  assert.equal(await findings({ "plugin/a.ts": text }), []);
});

test("finds a BigInt literal and names its line", async () => {
  assert.equal(await findings({ "plugin/a.ts": "export const a = 1;\nexport const b = 10n;" }), [
    "plugin/a.ts:2: a BigInt literal",
  ]);
});

test.run();
