import fc from "fast-check";
import * as assert from "uvu/assert";
import { contentHash, textHash } from "../../plugin/text/hash.ts";
import { suite } from "../support/suite.ts";

const test = suite("content hash");
const anyBytes = fc.uint8Array({ minLength: 1, maxLength: 80 });
const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);

// From an implementation of our own in Python, which was checked with what mmh3 says of other texts.
const KNOWN: readonly [bytes: Uint8Array, hash: string][] = [
  [ascii(""), "00000000000000000000000000000000"],
  [ascii("a"), "a794933c5556b01b5556b01b5556b01b"],
  [ascii("Pienas"), "38c36635bc5592c32911cc8f2911cc8f"],
  [ascii("Pienas 2,5 %"), "14aa838e598f79eb6196d8701c889ff1"],
  [ascii("sixteen bytes ok"), "17bb96747bbdf69a9819fb289a2a85e6"],
  [ascii("seventeen bytes!!"), "23e926dbe78029a58aa57ace271bf02b"],
  [ascii("The quick brown fox jumps over the lazy dog"), "2f1583c3ecee2c675d7bf66ce5e91d2c"],
  [ascii("x".repeat(1000)), "02508d27189b6cffc11edb6e79f64f4b"],
  [Uint8Array.from({ length: 256 }, (_, at) => at), "2c56c88fdb4503dfd352b21a494ca2c0"],
];

test("is MurmurHash3 of 128 bits, so that anyone can recompute what a journal says", () => {
  for (const [bytes, hash] of KNOWN) assert.is(contentHash(bytes), hash);
});

// From the reference implementation (mmh3 for Python): MurmurHash3 x86 128, seed 0, over UTF-16LE.
const KNOWN_TEXTS: readonly [text: string, hash: string][] = [
  ["", "00000000000000000000000000000000"],
  ["a", "033bb196ccef4fe1ccef4fe1ccef4fe1"],
  ["Pienas 2,5 %", "2ffa207442fad603585b45e276531afd"],
  ["ąčęėįšųūž", "36570189a2b041056d5cd3ffdcc36bb6"],
  ["😀\0z", "a2bd69f42f13a90c36a30ecb36a30ecb"],
  ["x".repeat(1000), "d6f261ee010a59b611dba10894295556"],
];

test("of a text it is the hash of its UTF-16, as the first journals have it", () => {
  for (const [text, hash] of KNOWN_TEXTS) assert.is(textHash(text), hash);
});

test("is 32 lower-case hex digits of any bytes", () => {
  fc.assert(fc.property(anyBytes, (bytes) => assert.match(contentHash(bytes), /^[0-9a-f]{32}$/)));
});

test("bytes that begin in the middle of a buffer count as they are", () => {
  fc.assert(
    fc.property(anyBytes, fc.nat(7), (bytes, before) => {
      const whole = new Uint8Array(before + bytes.length);
      whole.set(bytes, before);
      assert.is(contentHash(whole.subarray(before)), contentHash(bytes));
    }),
  );
});

test("any one changed bit changes about half of the 128", () => {
  fc.assert(
    fc.property(anyBytes, fc.nat(), fc.integer({ min: 0, max: 7 }), (before, place, bit) => {
      const after = before.map((byte, at) => (at === place % before.length ? byte ^ (1 << bit) : byte));
      const flipped = changedBits(contentHash(before), contentHash(after));
      // lanes of fewer bytes than a block are not independent, so the spread is wider than that of 128 coins
      assert.ok(flipped >= 12 && flipped <= 116, `${flipped} bits`);
    }),
    { seed: 1257, numRuns: 1000 },
  );
});

test("a changed amount, swapped lines and a moved boundary are noticed", () => {
  const texts = ["[258,1]", "[259,1]", "[1,258]", "[25,81]", "[258,1] ", "[258,1]\0"];
  assert.is(new Set(texts.map((text) => contentHash(ascii(text)))).size, texts.length);
});

function changedBits(left: string, right: string): number {
  const difference = BigInt(`0x${left}`) ^ BigInt(`0x${right}`);
  return difference.toString(2).replaceAll("0", "").length;
}

test.run();
