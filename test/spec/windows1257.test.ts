import fc from "fast-check";
import * as assert from "uvu/assert";
import { decodeWindows1257, encodeWindows1257 } from "../../plugin/text/windows1257.ts";
import { suite } from "../support/suite.ts";

const test = suite("windows-1257");

/** Windows has no character for these. */
const UNDEFINED = [0x81, 0x83, 0x88, 0x8a, 0x8c, 0x90, 0x98, 0x9a, 0x9c, 0x9f, 0xa1, 0xa5];
const DEFINED = Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => !UNDEFINED.includes(byte));

test("reads every defined byte as the platform does", () => {
  // WHATWG differs from Windows only for the undefined bytes: it makes control characters or U+FFFD of them
  const platform = new TextDecoder("windows-1257");
  for (const byte of DEFINED) assert.is(decodeWindows1257(Uint8Array.of(byte)), platform.decode(Uint8Array.of(byte)));
});

test("refuses each of the twelve bytes that Windows leaves undefined", () => {
  for (const byte of UNDEFINED) assert.is(decodeWindows1257(Uint8Array.of(0x41, byte, 0x41)), null);
});

test("every defined byte survives there and back", () => {
  assert.equal(encodeWindows1257(decodeWindows1257(Uint8Array.from(DEFINED))!), Uint8Array.from(DEFINED));
});

test("holds the whole Lithuanian alphabet, its quotes and the euro", () => {
  const text = "ąčęėįšųūž ĄČĘĖĮŠŲŪŽ „“ – €";
  const bytes = "e0e8e6ebe1f0f8fbfe20c0c8c6cbc1d0d8dbde20849320962080";
  assert.is(Buffer.from(encodeWindows1257(text)).toString("hex"), bytes);
});

test("writes one question mark for a character outside, be it one unit or two", () => {
  assert.equal(encodeWindows1257("aя😀b\ud800\u0081"), Uint8Array.from(Buffer.from("a??b??")));
});

test("plain ASCII stays as it is, NUL included", () => {
  assert.equal(encodeWindows1257("a\0b"), Uint8Array.of(0x61, 0, 0x62));
  assert.is(decodeWindows1257(Uint8Array.of(0x61, 0, 0x62)), "a\0b");
});

test("a text of only accented letters, longer than any chunk, survives there and back", () => {
  const text = "ąžuolų".repeat(10_000) + "ž".repeat(10_000);
  assert.is(decodeWindows1257(encodeWindows1257(text)), text);
});

test("any text of defined bytes survives there and back", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...DEFINED), { maxLength: 300 }), (bytes) => {
      assert.equal(encodeWindows1257(decodeWindows1257(Uint8Array.from(bytes))!), Uint8Array.from(bytes));
    }),
  );
});

test.run();
