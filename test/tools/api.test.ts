// docs/api.md is made of doc comments: what it must show, and what it must not. Drift is found by test/spec/generated.test.ts.
import { readFileSync } from "node:fs";
import * as assert from "uvu/assert";
import { declarationsOf } from "../../build/generate/api.ts";
import { checkoutFile } from "../support/checkout.ts";
import { suite } from "../support/suite.ts";

const test = suite("API reference");

const page = readFileSync(checkoutFile("docs/api.md"), "utf8");

test("everything that the kit exports is on the page, each with a sentence", () => {
  const index = readFileSync(checkoutFile("test/kit/index.ts"), "utf8");
  const names = [...index.matchAll(/^export \{ (.*) \} from/gm)].flatMap(([, list = ""]) =>
    list.split(", ").map((name) => name.replace("type ", "")),
  );
  assert.ok(names.length >= 10, names.join());
  for (const name of names) assert.match(page, new RegExp(`^### ${name}\n\n\\w`, "m"), name);
});

test("of a class its public members are shown with their comments, of a function its head alone", () => {
  const source = `/** Sells. */
export class Shop {
  readonly #till: number;
  readonly name: string;

  /** Sells one. */
  async sell(
    what: string,
  ): Promise<void> {
    if (what) {
      hidden();
    }
  }

  #secret(): void {
    return;
  }
}

/**
 * Adds.
 * Twice.
 */
export function add(a: number, { b = 1 }: { b?: number } = {}): number {
  return a + b;
}

export const LIMIT = 3;

export type Way =
  | "in"
  | "out";

function own(): void {}
`;
  const all = declarationsOf(source);
  assert.equal(
    all.map(({ name, doc }) => [name, doc]),
    [
      ["Shop", "Sells."],
      ["add", "Adds.\nTwice."],
      ["LIMIT", ""],
      ["Way", ""],
    ],
  );
  const [shop, add, limit, way] = all.map(({ code }) => code);
  assert.is(
    shop,
    "export class Shop {\n  readonly name: string;\n  // Sells one.\n  async sell(\n    what: string,\n  ): Promise<void>;\n}",
  );
  assert.is(add, "export function add(a: number, { b = 1 }: { b?: number } = {}): number;");
  assert.is(limit, "export const LIMIT = 3;");
  assert.is(way, 'export type Way =\n  | "in"\n  | "out";');
});

test.run();
