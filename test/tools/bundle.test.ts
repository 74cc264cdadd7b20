import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { OWN_NAMES } from "../../esbuild.config.mjs";
import "../../plugin/main.ts";
import { checkoutFile } from "../support/checkout.ts";
import { bundleText } from "../support/till.ts";

const test = suite("the bundle file");

test("makes the handshake of ABI 1", () => {
  assert.is(globalThis.grp.abi, 1);
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

test.run();
