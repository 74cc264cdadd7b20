// Time limit: 600 s
// Only on Node: what is proved here is the bundle's, and both run the same one
// Another protocol of RRPay in one folder: runs every fault scenario that the port can express and whose features it
// has.
import { readdirSync, readFileSync } from "node:fs";
import * as assert from "uvu/assert";
import { DIALECTS } from "../../build/dialects.mjs";
import { buildBundle } from "../../esbuild.config.mjs";
import { Batch } from "../../plugin/boundary.ts";
import * as own from "../../plugin/rrpay/port.ts";
import { createGrp } from "../../runtime/node/exports.ts";
import { runScenario, scenariosOf } from "../emulator/scenario/scenario.ts";
import { checkoutFile } from "../support/checkout.ts";
import type { TestEngine } from "../support/engines.ts";
import { suite } from "../support/suite.ts";
import { oneIn } from "../support/tier.ts";
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
  [
    /^F71|^F76/,
    "the fault adds to our own answers' fields; the test of added fields below says it in this protocol's words",
  ],
  [/^F72/, "it keeps its connection: without it nothing can be pushed"],
  [/^F73/, "its features are fixed, fiscal is one of them: see the test of that below"],
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

test("the table of dialects names each by its own name, and each gives what RRPay's own gives", async () => {
  const names = Object.keys(DIALECTS);
  // a port that gives less, or something of another type, does not compile
  const ports: readonly own.Dialect[] = [own, lines];
  for (const { DIALECT: one } of ports) assert.ok(names.includes(one), one);
  for (const [name, path] of Object.entries(DIALECTS)) {
    const port: own.Dialect = await import(checkoutFile(path));
    assert.is(port.DIALECT, name);
    assert.equal(Object.keys(port).sort(), Object.keys(own).sort());
  }
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

/** What a line from the server ends as, after this request. */
function heard(request: Parameters<lines.Port["begin"]>[0], said: object) {
  const port = new lines.Port({ host: "127.0.0.1:1", till: "1", hasToken: false, healthToken: false, connectMs: 1000 });
  const [moment, batch] = [{ wallMs: 0, monoMs: 0, utcOffsetMin: 0, random: new Uint8Array(16) }, new Batch()];
  port.begin(request, moment, batch);
  port.connected(1, moment, batch);
  return port.data(1, Buffer.from(`${JSON.stringify(said)}\n`), batch);
}

const HELLO = {
  ...{ re: "hello", name: "Lines", version: "1", ready: true, test: true, till: "1" },
  ...{ store: "S", epoch: "E", fiscal: true },
};

test("its features are what its words can say, whatever a server adds to its hello (F73)", () => {
  const limits = { timeoutMs: 1000, endsAtMonoMs: 1000 };
  for (const more of [{}, { features: [] }, { features: ["prepaid", "tombstone"] }]) {
    const outcome = heard({ type: "health", ...limits }, { ...HELLO, ...more });
    assert.equal(outcome?.type === "health" && outcome.health.features, ["status", "cancel", "fiscal"]);
  }
});

test("what a later server adds, leaves empty or says at length changes nothing (F71)", () => {
  const op = {
    ...{ nr: "a", till: "1", type: "S", ref: "K", sum: "2.58", cur: "EUR", status: "PAID", seq: 3 },
    ...{ pay: [{ way: "2", title: "Kortele", sum: "2.58" }], change: "0.00", slip: "YES", doc: "7" },
  };
  const later = { ...op, code: null, more: { a: [1] }, pay: [{ ...op.pay[0], tip: "0.00", pan: undefined }] };
  const query = { type: "query", id: "a", afterRevision: 0, waitMs: 0, timeoutMs: 1000, endsAtMonoMs: 1000 } as const;
  const outcomes = [op, later].map((one) => heard(query, { re: "last", op: one }));
  assert.is(outcomes[0]?.type, "statement");
  assert.equal(outcomes[1], outcomes[0]);
});

test("each reason to leave out a scenario leaves one out", () => {
  const names = readdirSync(folder).flatMap((name) =>
    scenariosOf(JSON.parse(readFileSync(folder + name, "utf8"))).map((scenario) => `${name} ${scenario.name}`),
  );
  for (const [files] of LEFT_OUT)
    assert.ok(
      names.some((name) => files.test(name)),
      String(files),
    );
});

test("docs/dialect.md has the files of this protocol and their lines", () => {
  const page = readFileSync(checkoutFile("docs/dialect.md"), "utf8");
  const count = (path: string) => readFileSync(checkoutFile(path), "utf8").trimEnd().split("\n").length;
  const [words, port, fake] = ["words", "port", "fake"].map((one) => `test/dialect/${one}.ts`) as [
    string,
    string,
    string,
  ];
  for (const path of [words, port, fake])
    assert.ok(page.includes(`| \`${path}\` | ${count(path)} |`), `${path}: ${count(path)}`);
  const own = count(words) + count(port);
  assert.ok(own <= 400);
  assert.ok(page.includes(`is ${own} lines; its fake of ${count(fake)} comes on top`), String(own));
});

const played = readdirSync(folder)
  .filter((name) => name.startsWith("F"))
  .flatMap((name) => {
    const scenarios = scenariosOf(JSON.parse(readFileSync(folder + name, "utf8")));
    return scenarios.filter((one) => !LEFT_OUT.some(([files]) => files.test(`${name} ${one.name}`)));
  });
for (const scenario of oneIn(7, played, "scenarios in another dialect")) {
  const isKilled = JSON.stringify(scenario.steps).includes("till/kill");
  test(`in lines: ${scenario.name}`, () => runScenario(scenario, isKilled ? quickjs : direct, () => {}, dialect));
}

test.run();
