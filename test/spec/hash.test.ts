import fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { contentHash } from "../../plugin/text/hash.ts";

const test = suite("content hash");
const anyText = fc.array(fc.nat(0xffff), { minLength: 1, maxLength: 40 }).map((units) => String.fromCharCode(...units));

// From the reference implementation (mmh3 for Python): MurmurHash3 x86 128, seed 0, over UTF-16LE.
const KNOWN: readonly [text: string, hash: string][] = [
  ["", "00000000000000000000000000000000"],
  ["a", "033bb196ccef4fe1ccef4fe1ccef4fe1"],
  ["Pienas", "ea8640980f96226e8862c97d6c8b0b23"],
  ["Pienas 2", "f1d91f6a651033c7b82743935f3db808"],
  ["Pienas 2,5 %", "2ffa207442fad603585b45e276531afd"],
  ["ąčęėįšųūž", "36570189a2b041056d5cd3ffdcc36bb6"],
  ["😀\0z", "a2bd69f42f13a90c36a30ecb36a30ecb"],
  ["x".repeat(1000), "d6f261ee010a59b611dba10894295556"],
];

test("is MurmurHash3 of 128 bits, so that anyone can recompute what a journal says", () => {
  for (const [text, hash] of KNOWN) assert.is(contentHash(text), hash);
});

test("is 32 lower-case hex digits of any text", () => {
  fc.assert(fc.property(anyText, (text) => assert.match(contentHash(text), /^[0-9a-f]{32}$/)));
});

test("any one changed bit changes about half of the 128", () => {
  fc.assert(
    fc.property(anyText, fc.nat(), fc.integer({ min: 0, max: 15 }), (before, place, bit) => {
      const at = place % before.length;
      const unit = String.fromCharCode(before.charCodeAt(at) ^ (1 << bit));
      const flipped = changedBits(contentHash(before), contentHash(before.slice(0, at) + unit + before.slice(at + 1)));
      // lanes of a text shorter than a block are not independent, so the spread is wider than that of 128 coins
      assert.ok(flipped >= 12 && flipped <= 116, `${flipped} bits`);
    }),
    { seed: 1257, numRuns: 1000 },
  );
});

test("a changed amount, swapped lines and a moved boundary are noticed", () => {
  const texts = ["[258,1]", "[259,1]", "[1,258]", "[25,81]", "[258,1] ", "[258,1]\0"];
  assert.is(new Set(texts.map(contentHash)).size, texts.length);
});

function changedBits(left: string, right: string): number {
  const difference = BigInt(`0x${left}`) ^ BigInt(`0x${right}`);
  return difference.toString(2).replaceAll("0", "").length;
}

test.run();
