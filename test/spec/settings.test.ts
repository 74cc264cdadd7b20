// The configuration (docs/contracts.md D2) as the bundle reads it: every default, and where a wrong one is wrong.

import { readFileSync } from "node:fs";
import * as assert from "uvu/assert";
import { DEFAULTS, readSettings, type Settings } from "../../plugin/settings.ts";
import { encodeAscii, stringifyAscii } from "../../plugin/text/ascii.ts";
import { suite } from "../support/suite.ts";

const test = suite("settings");

const least = { till: "1", rrpay: { port: 8917 }, dataDir: "data" };
const read = (value: unknown) => readSettings(encodeAscii(typeof value === "string" ? value : stringifyAscii(value)));

function settings(changes: object = {}): Settings {
  const told = read({ ...least, ...changes });
  if (!told.ok) throw new Error(`${told.path}: ${told.reason}`);
  return told.settings;
}

function fault(changes: object | string): [path: string, reason: string] {
  const told = read(typeof changes === "string" ? changes : { ...least, ...changes });
  if (told.ok) throw new Error("it was accepted");
  return [told.path, told.reason];
}

test("till, port and data folder are enough: the rest has the defaults of docs/contracts.md D2", () => {
  assert.equal(settings(), {
    till: "1",
    rrpay: {
      host: "127.0.0.1:8917",
      port: 8917,
      hasToken: false,
      allowEmulator: false,
      dialect: "rrpay",
      healthToken: false,
    },
    gama: { codepage: "windows-1257", format: "lines" },
    language: "lt",
    payments: [
      { rrpay: 0, gama: 0, name: "Grynieji" },
      { rrpay: 2, gama: 2, name: "Banko kortelė" },
    ],
    timeouts: { connectMs: 3000, answerMs: 10_000, customerMs: 300_000, manualAfterMs: 60_000 },
    journal: { keepDays: 90 },
  });
});

test("D2: the page names every key of the config's schema", () => {
  const open = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
  const [, section = ""] = /^### D2 [\s\S]*?```\n([\s\S]*?)```/m.exec(open("docs/contracts.md")) ?? [];
  const keys = [...open("schemas/gama-rrpay.schema.json").matchAll(/^ +"(\w+)": \{$/gm)].map(([, key = ""]) => key);
  const own = keys.filter((key) => !["properties", "items", "default"].includes(key));
  assert.ok(own.includes("healthToken") && own.includes("keepDays"));
  assert.equal(
    own.filter((key) => !section.includes(`"${key}":`)),
    [],
  );
});

test("half a section keeps the other half's defaults", () => {
  const { timeouts, gama } = settings({ timeouts: { answerMs: 50 }, gama: { format: "json" } });
  assert.equal(timeouts, { ...DEFAULTS.timeouts, answerMs: 50 });
  assert.equal(gama, { codepage: "windows-1257", format: "json" });
});

test("D2: the same rule as the loader's: trailing blanks go, an empty text is absent", () => {
  const told = settings({ till: "1  ", language: " ", rrpay: { port: 1, host: "" } });
  assert.equal([told.till, told.language, told.rrpay.host], ["1", "lt", "127.0.0.1:1"]);
});

test("D2: whether health needs the token, and which methods are cash, are read", () => {
  const payments = [{ rrpay: 5, gama: 7, name: "Dovanų čekis", cash: false }];
  const told = settings({ access: { group: "Kasininkai" }, rrpay: { port: 1, healthToken: true }, payments });
  assert.equal([told.rrpay.healthToken, told.payments], [true, payments]);
});

test("a token is known to be there, and not known", () => {
  const { rrpay } = settings({ rrpay: { port: 1, token: "*" } });
  assert.is(rrpay.hasToken, true);
  assert.not.match(JSON.stringify(rrpay), "*");
});

test("an IPv6 host stands in brackets in the Host header", () => {
  assert.is(settings({ rrpay: { port: 80, host: "::1" } }).rrpay.host, "[::1]:80");
  assert.is(settings({ rrpay: { port: 80, host: "localhost" } }).rrpay.host, "localhost:80");
});

test("the host's keys are read over", () => {
  const hosts = { bundle: { file: "x.js" }, log: { level: "debug" }, trace: { maxMb: 1 }, limits: { memoryMb: 8 } };
  assert.equal(settings({ ...hosts, $schema: "./gama-rrpay.schema.json" }), settings());
});

const faults: readonly [what: string, changes: object | string, path: string, reason: string][] = [
  ["a missing till", { till: undefined }, "till", "required"],
  ["a missing port", { rrpay: {} }, "rrpay.port", "required"],
  ["an unknown key", { tils: "1" }, "tils", "additionalProperties"],
  ["an unknown key of a section", { rrpay: { port: 1, ports: 2 } }, "rrpay.ports", "additionalProperties"],
  ["a time-out below 50 ms", { timeouts: { answerMs: 49 } }, "timeouts.answerMs", "minimum"],
  ["a time-out over 30 min", { timeouts: { answerMs: 1_800_001 } }, "timeouts.answerMs", "maximum"],
  ["another language", { language: "ru" }, "language", "enum"],
  [
    "a second row for one of RRPay's numbers",
    {
      payments: [
        { rrpay: 2, gama: 2, name: "A" },
        { rrpay: 0, gama: 0, name: "B" },
        { rrpay: 2, gama: 3, name: "C" },
      ],
    },
    "payments.2.rrpay",
    "repeated",
  ],
  ["a text of blanks where one is needed", { till: "  " }, "till", "required"],
  ["a dialect that is no name", { rrpay: { port: 1, dialect: "RR Pay" } }, "rrpay.dialect", "pattern"],
  ["a number as text", { rrpay: { port: "8917" } }, "rrpay.port", "type"],
  ["something that is not JSON", "{", "", "type"],
  ["an array", "[]", "", "type"],
];
for (const [what, changes, path, reason] of faults)
  test(`${what} is refused by its path`, () => assert.equal(fault(changes), [path, reason]));

test("a field that is called as one that every object has is an unknown one, and has no rule", () => {
  for (const name of ["toString", "constructor", "valueOf"]) {
    const told = read({ ...least, [name]: { a: 1 } });
    assert.equal(told.ok || [told.path, told.reason, told.rule], [name, "additionalProperties", undefined]);
  }
});

test("a wrong config is still answered in the form that it names, where that part is right", () => {
  const form = (gama: unknown) => {
    const told = read({ ...least, till: 5, gama });
    return told.ok ? undefined : told.settings.gama;
  };
  assert.equal(form({ codepage: "utf-8", format: "json" }), { codepage: "utf-8", format: "json" });
  assert.equal(form({ codepage: "latin", format: "xml" }), DEFAULTS.gama);
  assert.equal(form(null), DEFAULTS.gama);
  assert.equal(form("json"), DEFAULTS.gama);
  const nothing = read("null");
  assert.equal(nothing.ok ? undefined : nothing.settings, { gama: DEFAULTS.gama, language: "lt" });
});

test.run();
