import fc from "fast-check";
import * as assert from "uvu/assert";
import { addCents, formatEuros, productCents, sumCents } from "../../plugin/money/cents.ts";
import { suite } from "../support/suite.ts";

const test = suite("cents");
const MAX = Number.MAX_SAFE_INTEGER;
const anyInteger = fc.maxSafeInteger();
/** Factors as a till has them, halves of a cent among them. */
const everydayE4 = fc.integer({ min: -20_000_000, max: 20_000_000 });

function orNull(exact: bigint): number | null {
  const cents = Number(exact);
  return Number.isSafeInteger(cents) && BigInt(cents) === exact ? cents : null;
}

/** Quantity × price in exact integers, halves away from zero. */
function exactProduct(quantityE4: number, unitPriceE4: number): number | null {
  const product = BigInt(quantityE4) * BigInt(unitPriceE4);
  const size = product < 0n ? -product : product;
  const rounded = (size + 500_000n) / 1_000_000n;
  return orNull(product < 0n ? -rounded : rounded);
}

test("a sum beyond the safe integers is null, not rounded", () => {
  assert.is(addCents(MAX, 0), MAX);
  assert.is(addCents(MAX, 1), null);
  assert.is(addCents(-MAX, -1), null);
});

test("what is no safe integer has no sum and no product", () => {
  for (const bad of [0.5, Number.NaN, Number.POSITIVE_INFINITY, MAX + 1]) {
    assert.is(addCents(bad, 1), null);
    assert.is(addCents(1, bad), null);
    assert.is(sumCents([1, bad]), null);
    assert.is(productCents(bad, 1), null);
    assert.is(productCents(1, bad), null);
  }
});

test("the sum of nothing is nothing", () => assert.is(sumCents([]), 0));

test("a sum that leaves the safe integers on its way is null even where it would come back", () => {
  assert.is(sumCents([MAX, 1, -1]), null);
});

test("sums agree with exact integers", () => {
  fc.assert(fc.property(anyInteger, anyInteger, (a, b) => assert.is(addCents(a, b), orNull(BigInt(a) + BigInt(b)))));
  fc.assert(
    fc.property(fc.array(fc.integer()), (list) => {
      assert.is(sumCents(list), orNull(list.reduce((sum, cents) => sum + BigInt(cents), 0n)));
    }),
  );
});

test("0.345 kg at 12.90 € is 4.45 €: halves go away from zero, on both sides", () => {
  assert.is(productCents(3450, 129_000), 445);
  assert.is(productCents(5000, 100), 1);
  assert.is(productCents(-5000, 100), -1);
  assert.is(productCents(4999, 100), 0);
});

test("a product that rounds to nothing is plain zero, never minus zero", () => {
  assert.ok(Object.is(productCents(-1, 1), 0));
  assert.ok(Object.is(productCents(0, -1), 0));
});

test("products agree with exact integers", () => {
  const factor = fc.oneof(everydayE4, anyInteger, fc.integer({ min: -2, max: 2 }));
  fc.assert(
    fc.property(factor, factor, (q, p) => assert.is(productCents(q, p), exactProduct(q, p))),
    { numRuns: 5000 },
  );
});

test("products near the largest safe integer agree with exact integers", () => {
  const near = fc.integer({ min: -3, max: 3 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 40 }), near, (q, off) => {
      const p = Number((BigInt(MAX) * 1_000_000n) / BigInt(q)) + off;
      if (Number.isSafeInteger(p)) assert.is(productCents(q, p), exactProduct(q, p));
    }),
  );
});

test("amounts read as people of each language write them", () => {
  assert.is(formatEuros(1258, "lt"), "12,58 €");
  assert.is(formatEuros(1258, "en"), "€12.58");
  assert.is(formatEuros(5, "lt"), "0,05 €");
  assert.is(formatEuros(0, "en"), "€0.00");
  assert.is(formatEuros(-30, "lt"), "-0,30 €");
  assert.is(formatEuros(-123_456, "en"), "-€1234.56");
});

test.run();
