// Time limit: 600 s
// Only on Node: what is proved here is the bundle's, and both run the same one
// Another protocol of RRPay in one folder: runs every fault scenario that the port can express and whose features it
// has.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import * as assert from "uvu/assert";
import { DIALECTS } from "../../build/dialects.mjs";
import { buildBundle } from "../../esbuild.config.mjs";
import * as own from "../../plugin/rrpay/port.ts";
import { createGrp } from "../../runtime/node/grp.ts";
import { runScenario, scenariosOf } from "../emulator/scenario/scenario.ts";
import { checkoutFile } from "../support/checkout.ts";
import type { TestEngine } from "../support/engines.ts";
import { suite } from "../support/suite.ts";
import { converseInLines } from "./fake.ts";
import * as lines from "./port.ts";
import { decimal, ofDecimal } from "./words.ts";

const folder = checkoutFile("test/emulator/scenario/files/");
const test = suite("another dialect");

/** Scenarios about something that this protocol or its server lacks, or about something that only HTTP has. */
const LEFT_OUT: readonly (readonly [files: RegExp, why: string])[] = [
  [/^F02-up-then-refused/, "it keeps its connection: there is no second one to refuse"],
  [/^F07-duplicate-id/, "the step posts over HTTP"],
  [
    /^F09|^F10|^F38-killed-when-sent/,
    "a send again is the same line, and the scenario compares HTTP's bytes or its 404",
  ],
  [/^F14-garbage.*\(huge-header\)/, "lines have no headers"],
  [/^F20/, "the older word comes as an answer to a query, and here the newer one was pushed"],
  [/^F37/, "a query names no id: another one's answer says nothing of ours, and does not differ from it"],
  [/^F38-killed-when-stored/, "it counts HTTP's connections"],
  [/^F38-killed-while-printing|^F40-rrpay-killed.*after-pay|^F41-both-lose-power.*after-pay|^F43/, "no feature print"],
  [/^F52|^F53/, "of a payment that never came the last operation says nothing: a person decides, by the paper"],
  [/^F68-in-progress-then-gone/, "no feature tombstone"],
  [/^F71|^F76/, "fields that only our own answers have"],
  [/^F72/, "it keeps its connection: without it nothing can be pushed"],
  [/^F73/, "its features are fixed, fiscal is one of them"],
  [/^F74/, "no feature epoch-guard"],
  [/^F75/, "no feature prepaid"],
];

await buildBundle("lines");
const file = checkoutFile("dist/lines/rrpay.plugin.js");
const direct: TestEngine = { name: "direct", make: async () => createGrp({ engine: "direct" }) };
const quickjs: TestEngine = { name: "quickjs", make: async () => createGrp({ engine: "quickjs" }) };
const dialect = {
  rrpay: { converse: converseInLines, features: ["status", "cancel", "fiscal"] },
  config: { rrpay: { dialect: "lines" }, bundle: { file } },
};

test("it gives what RRPay's own gives", () => {
  for (const one of [own, lines] satisfies readonly own.Dialect[])
    assert.equal(Object.keys(one).sort(), Object.keys(own).sort());
});

test("the table of dialects names each by its own name", () => {
  assert.equal(Object.keys(DIALECTS), [own.DIALECT, lines.DIALECT]);
  for (const port of Object.values(DIALECTS)) assert.ok(existsSync(checkoutFile(port)), port);
});

test("amounts are exact decimal texts both ways, and a text of other places is none", () => {
  for (const cents of [0, 1, -1, 9, 10, 99, 100, 258, -12_345, 99_999_999_999])
    assert.is(ofDecimal(decimal(cents, 2), 2), cents);
  assert.is(decimal(258, 2), "2.58");
  for (const text of ["2.5", "2.580", "2,58", "", "2", "1e2", "0x1.00", undefined, 2.58])
    assert.ok(Number.isNaN(ofDecimal(text, 2)), String(text));
});

test("what was asked is read back from the line that was sent, names cut at 80 characters", () => {
  const name = "Ž".repeat(100);
  const line = {
    no: 1,
    type: "item",
    code: "PR1",
    name,
    unit: "VNT",
    quantityE4: 10_000,
    unitPriceE4: 25_800,
  } as const;
  const rest = { discountCents: 0, totalCents: 258, vatGroup: "A", vatRateBp: 2100 };
  const who = { kind: "sale", saleKey: "K", receiptNo: "1", operator: "ONA", currency: "EUR" } as const;
  const order = { ...who, lines: [{ ...line, ...rest }], totalCents: 258, hash: "" };
  const body = lines.bodyOf(order, "id-1", "1") ?? "";
  assert.match(body, /^[ -~]+$/);
  assert.equal(lines.contentOf(body).lines, [{ ...line, ...rest, name: "Ž".repeat(80), vatGroup: "P" }]);
  assert.is(lines.sentOf(body).totalCents, 258);
  assert.is(lines.bodyOf({ ...order, lines: [{ ...line, ...rest, vatRateBp: 1234 }] }, "id-1", "1"), undefined);
});

for (const name of readdirSync(folder).filter((one) => one.startsWith("F"))) {
  for (const scenario of scenariosOf(JSON.parse(readFileSync(folder + name, "utf8")))) {
    if (LEFT_OUT.some(([files]) => files.test(`${name} ${scenario.name}`))) continue;
    const isKilled = JSON.stringify(scenario.steps).includes("till/kill");
    test(`in lines: ${scenario.name}`, () => runScenario(scenario, isKilled ? quickjs : direct, () => {}, dialect));
  }
}

test.run();
