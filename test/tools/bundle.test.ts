import { createHash } from "node:crypto";
import { runInThisContext } from "node:vm";
import * as assert from "uvu/assert";
import { suite } from "../support/suite.ts";
import "../../plugin/main.ts";
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

test("the file itself sells: making it small has changed nothing", () => {
  runInThisContext(bundleText());
  const till = new StepTill({}, globalThis.grp).boot();
  const bread = sale(258, { saleKey: "A", receiptNo: "1" });
  assert.is(till.call("init", bread).code, "approved");
  assert.is(till.call("close", { window: "settlement", kind: "sale", saleKey: "A", saved: true }).code, "acknowledged");
  assert.is(till.call("init", { window: "pos", till: "1", operator: "ONA" }).code, "ready");
});

test.run();
