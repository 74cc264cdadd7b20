import { createHash } from "node:crypto";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import "../../plugin/main.ts";
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

test.run();
