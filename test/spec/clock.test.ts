// Calendar dates without `Date`: compared with `Date` itself.
import fc from "fast-check";
import * as assert from "uvu/assert";
import { dateOf, daysOf, localDate } from "../../plugin/clock.ts";
import { sale } from "../support/sales.ts";
import { StepTill } from "../support/step-till.ts";
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

for (const [text, utcOffsetMin, date] of [
  ["2026-11-23T22:35:00Z", 120, 20261124],
  ["2026-11-23T21:35:00.000Z", 120, 20261123],
  ["2026-11-24T00:35:00+02:00", 0, 20261123],
  ["2026-12-31T23:30:00-01:30", 120, 20270101],
  ["2026-11-23t22:35:00.5z", 120, 20261124],
  ["2026-11-24T00:35:00", 120, 20261124],
  ["2026-11-24", 120, 20261124],
  ["2028-02-29T23:59:59Z", 0, 20280229],
  ["0001-01-01T00:00:00", 120, 10101],
  ["", 120, undefined],
  ["24.11.2026", 120, undefined],
] as const)
  test(`RRPay's time "${text}" is of ${date} where the till's clock is ${utcOffsetMin} min ahead of UTC`, () =>
    assert.is(dateOf(text, utcOffsetMin), date));

test("a date and its number of days go both ways", () => {
  for (let days = -700_000; days < 800_000; days += 97) {
    const date = localDate({ wallMs: days * 86_400_000, utcOffsetMin: 0 });
    const [year, month] = [Math.floor(date / 10_000), Math.floor(date / 100) % 100];
    assert.is(daysOf(year, month, date % 100), days);
  }
});

for (const [name, wallMs, day] of [
  ["before 1970", -5_000_000_000, 19700101],
  ["beyond the year 9999", 8e15, 99991230],
] as const)
  test(`a clock that is set ${name} in an open sale leaves a journal that the next start reads`, () => {
    const till = new StepTill().boot();
    till.utcOffsetMin = 0;
    till.rrpay.instead = ({ action }) => {
      if (action === "post") till.wallMs = wallMs;
      return undefined;
    };
    const first = sale(258);
    assert.is(till.call("init", first).outcome, "approved");
    assert.is(till.segments.get(till.segment)?.yyyymmdd, day);
    till.boot();
    assert.is(till.call("init", first).outcome, "approved");
    assert.equal(till.rrpay.actions, ["post"]);
  });

test.run();
