// Calendar dates without `Date`: compared with `Date` itself.
import fc from "fast-check";
import * as assert from "uvu/assert";
import { localDate } from "../../plugin/clock.ts";
import { suite } from "../support/suite.ts";

const test = suite("clock");

function byDate(wallMs: number, utcOffsetMin: number): number {
  const local = new Date(wallMs + utcOffsetMin * 60_000);
  return local.getUTCFullYear() * 10_000 + (local.getUTCMonth() + 1) * 100 + local.getUTCDate();
}

test("agrees with Date from 1970 to 2999, at any offset", () => {
  const wallMs = fc.integer({ min: 0, max: Date.UTC(2999, 11, 31) });
  fc.assert(
    fc.property(wallMs, fc.integer({ min: -720, max: 840 }), (ms, offset) => {
      assert.is(localDate({ wallMs: ms, utcOffsetMin: offset }), byDate(ms, offset));
    }),
    { numRuns: 500 },
  );
});

test("agrees with Date on every day of the four kinds of century", () => {
  for (const year of [1970, 1999, 2000, 2023, 2024, 2100, 2400])
    for (let day = 0; day < 367; day++) {
      const wallMs = Date.UTC(year, 0, 1) + day * 86_400_000;
      assert.is(localDate({ wallMs, utcOffsetMin: 0 }), byDate(wallMs, 0));
    }
});

test("the last millisecond of a local day still belongs to it", () => {
  const midnight = Date.UTC(2026, 10, 24) - 120 * 60_000;
  assert.is(localDate({ wallMs: midnight - 1, utcOffsetMin: 120 }), 20261123);
  assert.is(localDate({ wallMs: midnight, utcOffsetMin: 120 }), 20261124);
});

test("summer and winter time put one moment on different days", () => {
  const wallMs = Date.UTC(2026, 9, 24, 21, 30);
  assert.is(localDate({ wallMs, utcOffsetMin: 180 }), 20261025);
  assert.is(localDate({ wallMs, utcOffsetMin: 120 }), 20261024);
});

test("29 February is a day in 2028 and not in 2100", () => {
  assert.is(localDate({ wallMs: Date.UTC(2028, 1, 28) + 86_400_000, utcOffsetMin: 0 }), 20280229);
  assert.is(localDate({ wallMs: Date.UTC(2100, 1, 28) + 86_400_000, utcOffsetMin: 0 }), 21000301);
});

test.run();
