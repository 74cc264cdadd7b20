import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import * as assert from "uvu/assert";
import { findUpwards } from "../../build/check-floors.ts";
import { checkoutFile } from "../support/checkout.ts";
import { suite } from "../support/suite.ts";

const test = suite("the floors of plugin/");

function findings(files: Record<string, string>, others?: readonly string[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), "floors-"));
  try {
    for (const [name, text] of Object.entries(files)) {
      const path = join(folder, "plugin", name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
    return findUpwards(folder, others);
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

test("the room of another protocol stands beside plugin/rrpay/, knows what is behind its port, and is known to nobody", () => {
  const files = {
    "kasa/port.ts": 'import "./words.ts";\nimport "../rrpay/wire.ts";\nvalidateRrpayHealth(1);',
    "kasa/words.ts": 'import "../payment/order.ts";',
    "rrpay/wire.ts": "",
    "payment/order.ts": "",
  };
  assert.equal(findings(files, ["kasa"]), []);
  assert.match(
    findings({ ...files, "kasa/words.ts": 'import "../gama/a.ts";' }, ["kasa"])[0] ?? "",
    "a floor above it",
  );
  const past = findings({ ...files, "conversation/pay.ts": 'import "../kasa/words.ts";' }, ["kasa"]);
  assert.match(past[0] ?? "", "imports kasa/words.ts, which is behind plugin/rrpay/port.ts");
  assert.match(findings(files)[0] ?? "", "stands on no floor");
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
