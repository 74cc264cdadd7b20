import fc from "fast-check";
import * as assert from "uvu/assert";
import { decodeAscii, encodeAscii, isAscii, parseJson, stringifyAscii } from "../../plugin/text/ascii.ts";
import { suite } from "../support/suite.ts";

const test = suite("ascii");

test("ASCII survives there and back, whatever its length", () => {
  for (const length of [0, 1, 4095, 4096, 4097, 100_000]) {
    const text = "0123456789\x7f\0".repeat(length).slice(0, length);
    assert.is(decodeAscii(encodeAscii(text)), text);
  }
});

test("to encode anything beyond ASCII is a fault of the caller", () => {
  assert.throws(() => encodeAscii("2,49 €"), RangeError);
  assert.throws(() => encodeAscii("\x80"), RangeError);
});

test("a byte beyond ASCII stays visible as the character of its number", () => {
  assert.is(decodeAscii(Uint8Array.of(0x41, 0x80, 0xff)), "A\x80\xff");
  assert.not(isAscii("A\x80"));
});

test("JSON is escaped beyond printable ASCII, in lower-case hex", () => {
  assert.is(stringifyAscii({ ž: "Ačiū €\x7f\u2028\n" }), '{"\\u017e":"A\\u010di\\u016b \\u20ac\\u007f\\u2028\\n"}');
  assert.is(stringifyAscii("😀\ud800"), '"\\ud83d\\ude00\\ud800"');
});

test("to write what JSON cannot say is a fault of the caller", () => {
  assert.throws(() => stringifyAscii(undefined), TypeError);
});

test("any JSON value is written in ASCII and reads back the same", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), fc.array(fc.nat(0xffff)), (json, units) => {
      const value = [json, String.fromCharCode(...units)];
      const text = stringifyAscii(value);
      assert.ok(/^[ -~]*$/.test(text));
      const parsed = parseJson(text);
      assert.ok(parsed.ok);
      assert.is(JSON.stringify(parsed.value), JSON.stringify(value));
    }),
  );
});

test("nesting of 32 is read", () => {
  assert.ok(parseJson(`${"[".repeat(32)}${"]".repeat(32)}`).ok);
  assert.ok(parseJson(`${'{"a":'.repeat(32)}1${"}".repeat(32)}`).ok);
});

test("nesting of 33, or of a million, is refused before it is parsed", () => {
  const deep = { ok: false, reason: "depth" };
  assert.equal(parseJson(`${"[".repeat(33)}${"]".repeat(33)}`), deep);
  assert.equal(parseJson(`${'{"a":['.repeat(17)}`), deep);
  assert.equal(parseJson("[".repeat(1_000_000)), deep);
});

test("siblings do not add to the depth", () => assert.ok(parseJson(`[${"[[]],".repeat(100)}{}]`).ok));

test("brackets in strings do not count, whatever is escaped there", () => {
  const brackets = "[{".repeat(40);
  assert.ok(parseJson(JSON.stringify({ [brackets]: `"\\"${brackets}\\\\`, after: `\\${brackets}` })).ok);
});

test("a string that ends in a backslash hides nothing that follows it", () => {
  assert.equal(parseJson(`["\\\\",${"[".repeat(33)}`), { ok: false, reason: "depth" });
  assert.equal(parseJson(`["\\"",${"[".repeat(33)}`), { ok: false, reason: "depth" });
});

test("brackets before a backslash count as in a string, because elsewhere the parser stops at the first", () => {
  assert.ok(parseJson(JSON.stringify({ body: JSON.stringify([{ a: 1 }]).repeat(40) })).ok);
  assert.equal(parseJson(`${"{\\".repeat(100)}${"[".repeat(32)}`), { ok: false, reason: "syntax" });
  assert.equal(parseJson(`["${'{\\"'.repeat(40)}",${"[".repeat(33)}`), { ok: false, reason: "depth" });
});

test("surplus closing brackets buy no depth: the parser stops at the first", () => {
  assert.equal(parseJson(`${"]".repeat(100)}${"[".repeat(100)}`), { ok: false, reason: "syntax" });
});

test("an unfinished string, or one of backslashes and quotes only, is a syntax error", () => {
  for (const text of [
    '{"a',
    `"${'\\"'.repeat(200_000)}`,
    `"${"\\".repeat(400_000)}`,
    "",
    "{",
    "01",
    "{'a':1}",
    "[1,]",
  ]) {
    assert.equal(parseJson(text), { ok: false, reason: "syntax" });
  }
});

test("ten megabytes are refused by their size", () => {
  assert.equal(parseJson(`"${"x".repeat(10_000_000)}"`), { ok: false, reason: "size" });
});

test("__proto__ is a key like any other and changes no prototype", () => {
  const parsed = parseJson('{"__proto__":{"approved":true},"constructor":1}');
  assert.ok(parsed.ok);
  const value = parsed.value as Record<string, unknown>;
  assert.equal(Object.keys(value), ["__proto__", "constructor"]);
  assert.is(Object.getPrototypeOf(value), Object.prototype);
  assert.is("approved" in value, false);
});

test("of a key given twice the last one stands, as in JSON.parse", () => {
  assert.equal(parseJson('{"a":1,"a":2}'), { ok: true, value: { a: 2 } });
});

test("what is not too deep is judged as JSON.parse judges it", () => {
  const pieces = fc.array(fc.constantFrom("[", "]", "{", "}", '"', "\\", ",", ":", "1", "a", '"a":', " "), {
    maxLength: 14,
  });
  fc.assert(
    fc.property(pieces, (parts) => {
      const text = parts.join("");
      let value: unknown;
      try {
        value = JSON.parse(text);
      } catch {
        assert.equal(parseJson(text), { ok: false, reason: "syntax" });
        return;
      }
      assert.equal(parseJson(text), { ok: true, value });
    }),
    { numRuns: 2000 },
  );
});

test.run();
