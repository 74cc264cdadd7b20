import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import * as assert from "uvu/assert";
import { findUpwards } from "../../build/check-floors.ts";
import { checkoutFile } from "../support/checkout.ts";
import { suite } from "../support/suite.ts";

const test = suite("the floors of plugin/");

function findings(files: Record<string, string>): string[] {
  const folder = mkdtempSync(join(tmpdir(), "floors-"));
  try {
    for (const [name, text] of Object.entries(files)) {
      const path = join(folder, "plugin", name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
    return findUpwards(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("plugin/ has no arrow upwards, no circle, and no word of the protocol outside its room", () => {
  assert.equal(findUpwards(checkoutFile("")), []);
});

test("what is below may be imported, also on the same floor", () => {
  const files = { "till.ts": 'import "./payment/a.ts";', "payment/a.ts": 'import "../clock.ts";', "clock.ts": "" };
  assert.equal(findings(files), []);
});

test("an arrow upwards is found, also of types only", () => {
  const files = { "conversation/pay.ts": 'import type { A } from "../gama/a.ts";', "gama/a.ts": "" };
  assert.equal(findings(files), ["plugin/conversation/pay.ts: imports gama/a.ts from a floor above it"]);
});

test("a file that stands on no floor is found", () => {
  assert.match(findings({ "attic/a.ts": "" })[0] ?? "", 'the room "attic" stands on no floor');
});

test("a circle is found once, with the whole way round", () => {
  const files = {
    "gama/a.ts": 'import "./b.ts";',
    "gama/b.ts": 'export { c } from "./c.ts";',
    "gama/c.ts": 'import type { A } from "./a.ts";',
  };
  assert.equal(findings(files), ["plugin/gama/a.ts → gama/b.ts → gama/c.ts → gama/a.ts: a circle of imports"]);
});

test("what is behind the port is found where it is imported", () => {
  const files = { "till.ts": 'import { Client } from "./rrpay/client.ts";', "rrpay/client.ts": "" };
  assert.match(findings(files)[0] ?? "", "imports rrpay/client.ts, which is behind plugin/rrpay/port.ts");
});

for (const [what, code] of [
  ["a wire type", "export type A = RrpayTransaction;"],
  ["a wire validator", "validateRrpayHealth(1);"],
  ["a path", "const a = `/v1/health`;"],
  ["a method", 'const a = { method: "POST" };'],
  ["a header", 'const a = "Authorization: Bearer ";'],
  ["a status", "if (answer.status === 404) wait();"],
] as const) {
  test(`${what} of the protocol is found outside plugin/rrpay/`, () => {
    assert.match(findings({ "conversation/a.ts": code })[0] ?? "", "which only plugin/rrpay/ knows");
  });
  test(`${what} of the protocol may be used inside plugin/rrpay/ and named in a comment`, () => {
    assert.equal(findings({ "rrpay/a.ts": code, "payment/a.ts": `/** ${code} */` }), []);
  });
}

test.run();
