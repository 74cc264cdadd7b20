// The loader: the host's keys of the config become one policy record; everything else is left to the bundle.

import * as assert from "uvu/assert";
import { readPolicy, step } from "../../../runtime/loader/config.ts";
import { encodePolicy, type Policy } from "../../../runtime/loader/policy.ts";
import { QUICKJS } from "../../../runtime/node/quickjs.ts";
import { decodePolicy, loaderInput, readSettings } from "../../../runtime/node/settings.ts";
import { NUMBERS } from "../../../schemas/generated/codes.ts";
import { CONFIG_DEFAULTS } from "../../../schemas/generated/config.ts";
import { suite } from "../../support/suite.ts";

const test = suite("the loader");

const LEAST = { till: "1", rrpay: { port: 8917 }, dataDir: "data" };
const ascii = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");
const utf8 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("utf8");

/** The policy of the least config with some keys changed. */
const policyOf = (changes: Record<string, unknown> = {}): Policy =>
  readPolicy(Buffer.from(JSON.stringify({ ...LEAST, ...changes })));
const refusalOf = (file: string | Uint8Array): string => {
  const policy = readPolicy(Buffer.from(file));
  return `${policy.code} ${ascii(policy.detail)}`;
};

test("the least config has the defaults of docs/contracts.md D2", () => {
  const policy = policyOf();
  assert.is(policy.code, 0);
  assert.equal([policy.family, [...policy.address], policy.port], [4, [127, 0, 0, 1], 8917]);
  assert.is(utf8(policy.dataDir), "data");
  assert.is(utf8(policy.bundleFile), "rrpay.plugin.js");
  assert.is(policy.bundleSha256.length + policy.token.length, 0);
  assert.equal(
    [
      policy.memoryMb,
      policy.stepMs,
      policy.language,
      policy.logLevel,
      policy.logKeepDays,
      policy.traceEnabled,
      policy.traceMaxMb,
    ],
    [32, 2000, 0, 3, 14, 1, 16],
  );
});

test("every key of the host's is taken from the config", () => {
  const sha256 = "00ff".repeat(16);
  const policy = policyOf({
    rrpay: { port: 1, host: "::1", token: "t0ken" },
    bundle: { file: "ž.js", sha256 },
    limits: { memoryMb: 8, stepMs: 60000 },
    language: "en",
    log: { level: "debug", keepDays: 1 },
    trace: { enabled: false, maxMb: 1024 },
  });
  assert.is(policy.code, 0);
  assert.equal([policy.family, policy.address.length, policy.address[15], policy.port], [6, 16, 1, 1]);
  assert.is(ascii(policy.token), "t0ken");
  assert.is(utf8(policy.bundleFile), "ž.js");
  assert.is(Buffer.from(policy.bundleSha256).toString("hex"), sha256);
  assert.equal(
    [
      policy.memoryMb,
      policy.stepMs,
      policy.language,
      policy.logLevel,
      policy.logKeepDays,
      policy.traceEnabled,
      policy.traceMaxMb,
    ],
    [8, 60000, 1, 4, 1, 0, 1024],
  );
});

test("the bundle's copy of the config is ASCII and has a star for the token", () => {
  const policy = policyOf({ rrpay: { port: 1, token: "s3cret" }, name: "ąžuolas" });
  const copy = ascii(policy.configJson);
  assert.match(copy, /^[ -~]+$/);
  assert.equal(JSON.parse(copy), { ...LEAST, rrpay: { port: 1, token: "*" }, name: "ąžuolas" });
});

test("the bundle's copy has a star for a token under a wrong name too", () => {
  for (const changes of [
    { rrpay: { port: 1, Token: "s3cret" } },
    { rrpay: { port: 1, tokens: ["s3cret"] } },
    { token: "s3cret" },
    { rrpay: { port: 1, rrpayToken: { value: 1, token: "s3cret" } } },
  ]) {
    const policy = policyOf(changes);
    assert.equal([policy.code, policy.token.length], [0, 0]);
    assert.not.match(ascii(policy.configJson), /s3cret/);
  }
  const { configJson } = policyOf({ rrpay: { port: 1, healthToken: true } });
  assert.is(JSON.parse(ascii(configJson)).rrpay.healthToken, true);
});

test("an empty or blank token is none", () => {
  for (const token of ["", "   "]) {
    const policy = policyOf({ rrpay: { port: 1, token } });
    assert.is(policy.token.length, 0);
    assert.equal(JSON.parse(ascii(policy.configJson)).rrpay, { port: 1 });
  }
});

test("trailing spaces are trimmed, as GAMA pads its fields", () => {
  assert.is(utf8(policyOf({ dataDir: "data  ", bundle: { file: " a.js " } }).bundleFile), " a.js");
});

test("unknown keys are the bundle's to judge, in the host's own objects too", () => {
  assert.is(policyOf({ rrpay: { port: 1, later: true }, limits: { more: 1 }, timeouts: "?" }).code, 0);
});

test("a byte order mark is accepted", () => {
  assert.is(readPolicy(Buffer.from(`\ufeff${JSON.stringify(LEAST)}`)).code, 0);
});

test("{till} becomes one folder of the till's name, wherever it stands", () => {
  assert.is(utf8(policyOf({ till: "Kasa Ž", dataDir: "C:\\d\\{till}\\{till}" }).dataDir), "C:\\d\\Kasa Ž\\Kasa Ž");
  for (const till of ["..", ".", "a/b", "a\\b", "c:", "7.", "CON", "com1", "lpt9.txt"]) {
    assert.match(ascii(policyOf({ till, dataDir: "d/{till}" }).detail), /^till: /);
    assert.is(policyOf({ till, dataDir: "d" }).code, 0);
  }
});

test("a till's name of the machine's that is no text, no folder's name or too long is refused by its key", () => {
  const file = Buffer.from(JSON.stringify({ ...LEAST, till: "{env:TILL}", dataDir: "/d/{till}" }));
  for (const name of ["\xff", "..", ".", "a/b", "a\\b", "c:", "a\nb", "a\0b", "x".repeat(300), " "]) {
    const { code, detail } = readPolicy(file, Buffer.from(name, "latin1"));
    assert.is(code, -NUMBERS["config-invalid"], JSON.stringify(name));
    assert.match(Buffer.from(detail).toString(), /^till: /);
  }
});

test("only loopback is an endpoint", () => {
  for (const host of ["localhost", "127.0.0.1", "127.255.1.2"])
    assert.is(policyOf({ rrpay: { port: 1, host } }).address[0], 127);
  for (const host of ["::1", "0:0:0:0:0:0:0:1", "0000::0001", "0::1"])
    assert.is(policyOf({ rrpay: { port: 1, host } }).family, 6);
  for (const host of [
    "0.0.0.0",
    "128.0.0.1",
    "127.0.0.256",
    "127.1",
    "127.0.0.1.1",
    "0x7f.0.0.1",
    "example.org",
    "::",
    "::2",
    "1::1",
    ":1",
    "::ffff:127.0.0.1",
    "[::1]",
  ]) {
    assert.match(refusalOf(JSON.stringify({ ...LEAST, rrpay: { port: 1, host } })), /^21 rrpay\.host: /, host);
  }
});

for (const [name, changes, field] of [
  ["no till", { till: undefined }, "till"],
  ["a blank till", { till: "  " }, "till"],
  ["a till that is a number", { till: 1 }, "till"],
  ["no endpoint", { rrpay: undefined }, "rrpay.port"],
  ["an endpoint that is a list", { rrpay: [] }, "rrpay"],
  ["null for an object", { log: null }, "log"],
  ["port 0", { rrpay: { port: 0 } }, "rrpay.port"],
  ["port 65536", { rrpay: { port: 65536 } }, "rrpay.port"],
  ["a port with a fraction", { rrpay: { port: 1.5 } }, "rrpay.port"],
  ["a port as text", { rrpay: { port: "8917" } }, "rrpay.port"],
  ["a token that would split the header", { rrpay: { port: 1, token: "a\r\nb" } }, "rrpay.token"],
  ["a token beyond ASCII", { rrpay: { port: 1, token: "raktažodis" } }, "rrpay.token"],
  ["a token with a quotation mark, which JSON escapes", { rrpay: { port: 1, token: 'to"ken' } }, "rrpay.token"],
  ["a token with a backslash, which JSON escapes", { rrpay: { port: 1, token: "to\\ken" } }, "rrpay.token"],
  ["no data folder", { dataDir: undefined }, "dataDir"],
  ["a NUL in the data folder", { dataDir: "a\0b" }, "dataDir"],
  ["half a character in the data folder", { dataDir: "\ud800" }, "dataDir"],
  ["a short hash", { bundle: { sha256: "00" } }, "bundle.sha256"],
  ["a hash that is none", { bundle: { sha256: "x".repeat(64) } }, "bundle.sha256"],
  ["too little memory", { limits: { memoryMb: 7 } }, "limits.memoryMb"],
  ["too much memory", { limits: { memoryMb: 65 } }, "limits.memoryMb"],
  ["too short a step", { limits: { stepMs: 99 } }, "limits.stepMs"],
  ["another language", { language: "ru" }, "language"],
  ["another log level", { log: { level: "trace" } }, "log.level"],
  ["no days of log", { log: { keepDays: 0 } }, "log.keepDays"],
  ["a trace that is switched by text", { trace: { enabled: "yes" } }, "trace.enabled"],
  ["a trace without size", { trace: { maxMb: 0 } }, "trace.maxMb"],
] as const) {
  test(`${name} is refused, naming ${field}`, () => {
    const policy = policyOf(changes);
    assert.is(policy.code, 21);
    assert.is(ascii(policy.detail).split(":")[0], field);
    assert.match(ascii(policy.detail), /^[ -~]+$/);
    assert.is(policy.configJson.length, 0);
  });
}

test("what is inherited is not in the config", () => {
  assert.is(refusalOf('{"till":"1","rrpay":{"__proto__":{"port":1}},"dataDir":"d"}').split(":")[0], "21 rrpay.port");
});

test("a file that is not UTF-8, not JSON or not an object is refused", () => {
  assert.match(refusalOf(Buffer.from([0x7b, 0xff, 0x7d])), /^21 file: must be UTF-8/);
  assert.match(refusalOf(""), /^21 file: must be JSON/);
  for (const text of ["{", "{}{}"]) assert.match(refusalOf(text), /^21 file: line 1, column /);
  for (const text of ["[]", "null", "1", '"x"']) assert.match(refusalOf(text), /^21 file: must be an object/);
});

test("the file may have 64 KiB, a byte more is code 22", () => {
  const text = JSON.stringify(LEAST);
  assert.is(readPolicy(Buffer.from(text.padEnd(65536))).code, 0);
  assert.is(readPolicy(Buffer.from(text.padEnd(65537))).code, 22);
});

test("nesting beyond 32 is refused before it is parsed, a million deep too", () => {
  const nested = (depth: number): string => `{"a":${"[".repeat(depth - 1)}${"]".repeat(depth - 1)}}`;
  assert.match(refusalOf(nested(32)), /^21 till: /);
  assert.match(refusalOf(nested(33)), /^21 file: must nest/);
  assert.match(refusalOf("[".repeat(65536)), /^21 file: must nest/);
  assert.is(policyOf({ dataDir: "[".repeat(40) }).code, 0);
});

test("the record decodes to what it was made of, and not with a byte more or less", () => {
  const policy = policyOf({ rrpay: { port: 65535, token: "t" } });
  const record = new Uint8Array(encodePolicy(policy));
  assert.equal(decodePolicy(record), policy);
  assert.is(decodePolicy(record.subarray(0, -1)), undefined);
  assert.is(decodePolicy(Uint8Array.from([...record, 0])), undefined);
  assert.is(decodePolicy(new Uint8Array(0)), undefined);
});

test("the built loader in quickjs says what the sources say here", async () => {
  const files = [
    JSON.stringify({ ...LEAST, name: "ąžuolas €" }),
    "{",
    JSON.stringify({ ...LEAST, rrpay: { port: 0 } }),
    "[".repeat(65536),
    "x".repeat(70000),
  ];
  for (const file of files) {
    const outcome = await readSettings(QUICKJS, Buffer.from(file));
    const here = readPolicy(Buffer.from(file));
    if (outcome.type === "refused") assert.equal([-outcome.code, outcome.detail], [here.code, ascii(here.detail)]);
    else assert.equal(outcome.settings.configJson, here.configJson);
  }
});

test("its step takes and returns an ArrayBuffer", () => {
  const input = loaderInput(Buffer.from(JSON.stringify(LEAST)));
  assert.equal(decodePolicy(new Uint8Array(step(input.buffer))), policyOf());
});

test("the defaults are the schema's", () => {
  assert.is(policyOf({ limits: {} }).memoryMb, CONFIG_DEFAULTS.limits.memoryMb);
  assert.is(policyOf({ log: {} }).logKeepDays, CONFIG_DEFAULTS.log.keepDays);
});

for (const till of ["COM\u00b9", "LPT\u00b3", "CONIN$", "CONOUT$"])
  test(`a till named ${till} is no folder's name on Windows: refused by the field's name`, () => {
    const config = { till: "{env:T}", rrpay: { port: 1 }, dataDir: "C:\\data\\{till}" };
    const policy = readPolicy(Buffer.from(JSON.stringify(config)), Buffer.from(till));
    assert.match(Buffer.from(policy.detail).toString(), /^till:/);
  });

test.run();
