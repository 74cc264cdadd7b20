// D2: where a config file is no JSON, and the usual cause.
import fc from "fast-check";
import * as assert from "uvu/assert";
import { readPolicy } from "../../../runtime/loader/config.ts";
import { placesOf } from "../../../runtime/loader/place.ts";
import { suite } from "../../support/suite.ts";

const test = suite("place");

const faultOf = (text: string): string => {
  const places = placesOf(text);
  return places.type === "fault" ? `${places.fault.line}:${places.fault.column} ${places.fault.cause}` : "sound";
};
const refusalOf = (file: string | Uint8Array): string =>
  Buffer.from(readPolicy(Buffer.from(file)).detail).toString("latin1");

const causes: readonly [what: string, text: string, fault: string][] = [
  [
    "a single backslash",
    '{\r\n  "dataDir": "C:\\ProgramData"\r\n}',
    "2:17 a single \\ in a text, write \\\\ or / in a path",
  ],
  ["a backslash before u", '{"dataDir":"C:\\users"}', "1:15 a single \\ in a text, write \\\\ or / in a path"],
  ["a comma too many", '{"till":"1",}', "1:13 a comma too many"],
  ["a comma too many in a list", '{"payments":[1,\n]}', "2:1 a comma too many"],
  ["two commas", '{"till":"1",,"a":1}', "1:13 a comma too many"],
  ["a missing comma", '{"till":"1"\n "rrpay":{}}', "2:2 a comma is missing before this"],
  ["a comment", '{\n  // kasa\n  "till":"1"}', "2:3 a comment, which JSON does not have"],
  ["a comment behind a value", '{"till":"1", /* kasa */ "a":1}', "1:14 a comment, which JSON does not have"],
  ["a comment of another language", '# kasa\n{"till":"1"}', "1:1 a comment, which JSON does not have"],
  ["typographic quotes", "{„till“:1}", '1:2 a typographic quote, write "'],
  ["a typographic quote as a value", '{"till":“1”}', '1:9 a typographic quote, write "'],
  ["apostrophes", "{'till':1}", '1:2 an apostrophe, write "'],
  ["a text that is not closed", '{"till":"1\n}', "1:11 a text that is not closed on its line"],
  ["a tab in a text", '{"till":"1\t2"}', "1:11 a tab or another control character in a text"],
  ["a missing colon", '{"till" "1"}', "1:9 a colon is missing after the name"],
  ["a missing value", '{"till":}', "1:9 a value must stand here"],
  ["a word", '{"till":True}', "1:9 a value must stand here"],
  ["a number of ours", '{"port":08917}', "1:9 not a number as JSON writes it"],
  ["something behind the end", '{"till":"1"}\n}', "2:1 something behind the end"],
  ["a file that is cut", '{"till":"1"', "1:12 the file ends too early: a bracket or a quote is not closed"],
  ["a key that is given twice", '{"till":"1",\n"rrpay":{"port":1,"port":2}}', "2:19 the key rrpay.port is given twice"],
  ["a key written twice in two ways", '{"till":"1","t\\u0069ll":"2"}', "1:13 the key till is given twice"],
];
for (const [what, text, fault] of causes)
  test(`${what} is named by line, column and cause`, () => assert.is(faultOf(text), fault));

test("a column counts characters, not units", () => {
  assert.is(faultOf('{"ž\u{1f600}":1,}').split(" ")[0], "1:9");
});

const text = fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.stringify(value, null, 2));

test("whatever JSON writes is sound", () => {
  fc.assert(
    fc.property(text, (json) => assert.is(faultOf(json), "sound")),
    { numRuns: 300 },
  );
});

test("a spoilt text has a fault exactly where JSON.parse finds one, but for keys that are given twice", () => {
  const spoil = fc.tuple(text, fc.nat(), fc.constantFrom("", ",", '"', "\\", "}", "]", ":", "/", "'", "x", "\n", "0"));
  fc.assert(
    fc.property(spoil, ([json, at, put]) => {
      const spoilt = json.slice(0, at % (json.length + 1)) + put + json.slice((at % (json.length + 1)) + 1);
      const fault = faultOf(spoilt);
      if (fault.endsWith("is given twice")) return;
      let parses = true;
      try {
        JSON.parse(spoilt);
      } catch {
        parses = false;
      }
      assert.is(fault === "sound", parses, `${spoilt}: ${fault}`);
    }),
    { numRuns: 1000 },
  );
});

test("the refusal names file, line and column", () => {
  assert.is(refusalOf('{"till":"1",\n "rrpay":{"port":8917},\n}'), "file: line 3, column 1: a comma too many");
});

test("a wrong value is named by its field and its place", () => {
  const file = '{"till":"1",\n "rrpay": {"port": 0},\n "dataDir":"d"}';
  assert.is(refusalOf(file), "rrpay.port: must be a whole number from 1 to 65535 (line 2, column 20)");
});

test("no path is kept that is too long for a message: a list has as many of them as items", () => {
  const long = "k".repeat(300);
  const places = placesOf(`{"till":"1","${long}":[0,{"a":0}]}`);
  if (places.type !== "sound") throw new Error(places.fault.cause);
  assert.equal(places.of("till"), { line: 1, column: 9 });
  for (const path of [long, `${long}.0`, `${long}.1.a`]) assert.is(places.of(path), undefined, path.slice(300));
  assert.match(refusalOf(`{"${long}":[0,,]}`), /line 1, column 308: a comma too many/);
});

test("a backslash that JSON reads as a tab is told as what it is", () => {
  assert.match(
    refusalOf('{"till":"1","rrpay":{"port":1},"dataDir":"C:\\temp"}'),
    /^dataDir: has a control character: a single \\/,
  );
});

test("UTF-16 is named, with or without its mark", () => {
  for (const mark of ["\ufeff", ""]) assert.match(refusalOf(Buffer.from(`${mark}{"till":"1"}`, "utf16le")), /UTF-16/);
});

test("another code page is named by its line", () => {
  assert.match(
    refusalOf(Buffer.from('{"till":"1",\n"name":"\xfeuolas"}', "latin1")),
    /^file: must be UTF-8 \(line 2\)/,
  );
});

test("trailing blanks go and an empty text is absent, everywhere and for the bundle too", () => {
  const { code, configJson } = readPolicy(
    Buffer.from(
      '{"till":"1 ","rrpay":{"port":1,"host":" "},"dataDir":"d ","payments":[{"rrpay":0,"gama":0,"name":"Grynieji  "}]}',
    ),
  );
  assert.is(code, 0);
  assert.equal(JSON.parse(Buffer.from(configJson).toString()), {
    till: "1",
    rrpay: { port: 1 },
    dataDir: "d",
    payments: [{ rrpay: 0, gama: 0, name: "Grynieji" }],
  });
});

test.run();
