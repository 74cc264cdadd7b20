import fc from "fast-check";
import * as assert from "uvu/assert";
import { decodeUtf8, encodeUtf8 } from "../../plugin/text/utf8.ts";
import { suite } from "../support/suite.ts";

const test = suite("utf8");
/** Any code points, half pairs among them; short ones as often as long ones. */
const anyText = fc
  .array(fc.oneof(fc.nat(0x7f), fc.nat(0x7ff), fc.nat(0xffff), fc.nat(0x10ffff)), { maxLength: 30 })
  .map((points) => String.fromCodePoint(...points));
const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** What the platform's own strict decoder says: a text, or null where it throws. */
function platformDecode(bytes: Uint8Array): string | null {
  try {
    return strict.decode(bytes);
  } catch {
    return null;
  }
}

const refused: readonly [rule: string, bytes: readonly number[]][] = [
  ["a lone continuation byte", [0x41, 0x80]],
  ["an overlong sequence of two", [0xc1, 0xbf]],
  ["an overlong sequence of three", [0xe0, 0x9f, 0xbf]],
  ["an overlong sequence of four", [0xf0, 0x8f, 0xbf, 0xbf]],
  ["the first half of a surrogate pair", [0xed, 0xa0, 0x80]],
  ["the second half of a surrogate pair", [0xed, 0xbf, 0xbf]],
  ["a point beyond U+10FFFF", [0xf4, 0x90, 0x80, 0x80]],
  ["a lead byte that never leads", [0xf5, 0x80, 0x80, 0x80]],
  ["a sequence cut short by the end", [0x41, 0xe2, 0x82]],
  ["a sequence cut short by another character", [0xe2, 0x82, 0x41]],
  ["FF, which is no UTF-8 at all", [0xff]],
];

for (const [rule, bytes] of refused) {
  test(`refuses ${rule}`, () => assert.is(decodeUtf8(Uint8Array.from(bytes)), null));
}

test("reads characters at the edge of every length", () => {
  const text = "\0\x7f\x80\u07ff\u0800\ud7ff\ue000\uffff\u{10000}\u{10ffff}";
  assert.is(decodeUtf8(new TextEncoder().encode(text)), text);
});

test("reads a Lithuanian text", () => {
  assert.is(decodeUtf8(new TextEncoder().encode("Pieno šokoladas „Rūta“ – 2,49 €")), "Pieno šokoladas „Rūta“ – 2,49 €");
});

test("keeps a byte order mark", () => assert.is(decodeUtf8(Uint8Array.of(0xef, 0xbb, 0xbf, 0x41)), "\ufeffA"));

test("strips one byte order mark when asked to, and nothing that only begins like one", () => {
  const options = { stripBom: true };
  assert.is(decodeUtf8(Uint8Array.of(0xef, 0xbb, 0xbf, 0xef, 0xbb, 0xbf), options), "\ufeff");
  assert.is(decodeUtf8(Uint8Array.of(0xef, 0xbb, 0xbe), options), "\ufefe");
  assert.is(decodeUtf8(Uint8Array.of(0x41), options), "A");
});

test("reads a text of only long characters, longer than any chunk", () => {
  const text = "ž€😀".repeat(20_000);
  assert.is(decodeUtf8(encodeUtf8(text)), text);
});

test("agrees with the platform's strict decoder on any bytes", () => {
  const near = fc.array(fc.constantFrom(0x41, 0x80, 0x9f, 0xa0, 0xbf, 0xc2, 0xe0, 0xe2, 0xed, 0xef, 0xf0, 0xf1, 0xf4), {
    maxLength: 12,
  });
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array(), near), (bytes) => {
      const copy = Uint8Array.from(bytes);
      assert.is(decodeUtf8(copy), platformDecode(copy));
    }),
    { numRuns: 2000 },
  );
});

test("writes what the platform's encoder writes, U+FFFD for half a pair included", () => {
  fc.assert(
    fc.property(anyText, fc.constantFrom("", "\ud800", "a\udfff", "\ud83dž"), (text, half) => {
      const whole = text + half + text;
      assert.equal(encodeUtf8(whole), new TextEncoder().encode(whole));
    }),
  );
});

test("any text without half pairs survives there and back", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const whole = text.replace(/\p{Surrogate}/gu, "");
      assert.is(decodeUtf8(encodeUtf8(whole)), whole);
    }),
  );
});

test.run();
