import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { runInThisContext } from "node:vm";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { OWN_NAMES } from "../../esbuild.config.mjs";
import "../../plugin/main.ts";
import { checkoutFile } from "../support/checkout.ts";
import { sale } from "../support/sales.ts";
import { StepTill } from "../support/step-till.ts";
import { bundleText } from "../support/till.ts";

const test = suite("the bundle file");

test("makes the handshake of ABI 2", () => {
  assert.is(globalThis.grp.abi, 2);
  assert.type(globalThis.grp.step, "function");
});

test("ends with the SHA-256 of everything before its last line", () => {
  const [, body = "", stated] = /^([\s\S]*)\/\/# sha256=([0-9a-f]{64})\n$/.exec(bundleText()) ?? [];
  assert.is(createHash("sha256").update(body).digest("hex"), stated);
});

test("no name that is shortened in the bundle is one of a schema's: those cross the boundary as they are", () => {
  const folder = checkoutFile("schemas");
  const schemas = readdirSync(folder)
    .filter((name) => name.endsWith(".schema.json"))
    .map((name) => readFileSync(`${folder}/${name}`, "utf8"))
    .join();
  assert.equal(
    OWN_NAMES.filter((name) => schemas.includes(`"${name}"`)),
    [],
  );
});

test("no name that is shortened in the bundle is written as a text: a table may be asked by it", () => {
  const folder = checkoutFile("plugin");
  const sources = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => readFileSync(`${folder}/${name}`, "utf8").replace(/\b(?:Pick|Omit)<[^>]*>/g, ""))
    .join();
  assert.equal(
    OWN_NAMES.filter((name) => sources.includes(`"${name}"`)),
    [],
  );
});

test("the file itself sells: what was shortened is shortened everywhere", () => {
  runInThisContext(bundleText());
  const till = new StepTill({}, globalThis.grp).boot();
  const bread = sale(258, { saleKey: "A", receiptNo: "1" });
  assert.is(till.call("init", bread).code, "approved");
  assert.is(till.call("close", { window: "settlement", kind: "sale", saleKey: "A", saved: true }).code, "acknowledged");
  assert.is(till.call("init", { window: "pos", till: "1", operator: "ONA" }).code, "ready");
});

test.run();
