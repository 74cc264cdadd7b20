// A file of the journal that is gone, with others above it (docs/contracts.md B10, Proof): what lay in it is not known to be unpaid.

import * as assert from "uvu/assert";
import { f8 } from "../support/hostile.ts";
import { type StepTill, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";
import { nextDay, sold } from "../support/taken-back.ts";

const test = suite("a file of the journal that is gone");

/** A receipt each day, from 23 November on; then RRPay knows of none of them as its last one, so nothing hints at them. */
function days(till: StepTill, ...keys: readonly string[]): void {
  const { lastTransactionId: _last, ...health } = till.rrpay.health;
  till.rrpay.health = health;
  for (const key of keys) {
    sold(till, key, `D${key}`);
    nextDay(till);
  }
}

const asked = (till: StepTill, saleKey: string, date: string) => till.call("void", { ...f8, saleKey, date }).code;
const number = (till: StepTill, day: number) =>
  [...till.disk.segments].find(([, { yyyymmdd }]) => yyyymmdd === 20261100 + day)?.[0] ?? 0;

test("nothing-to-void is not said of a receipt of the day that is gone, nor of one before it", () =>
  withTill((till) => {
    days(till, "A", "B", "C", "D");
    till.disk.segments.delete(number(till, 24));
    till.boot();
    assert.is(asked(till, "B", "2026-11-24"), "original-missing");
    assert.is(asked(till, "Z", "2026-11-23"), "original-missing");
  }));

test("nothing-to-void is not said where the lowest kept file is gone", () =>
  withTill((till) => {
    days(till, "A", "B", "C");
    till.disk.segments.delete(number(till, 23));
    till.boot();
    assert.is(asked(till, "A", "2026-11-23"), "original-missing");
  }));

test("nothing-to-void is said of a receipt of a later day, and with all files there of any day", () =>
  withTill((till) => {
    days(till, "A", "B", "C", "D");
    assert.is(asked(till, "Z", "2026-11-23"), "nothing-to-void");
    till.disk.segments.delete(number(till, 24));
    till.boot();
    assert.is(asked(till, "Z", "2026-11-25"), "nothing-to-void");
    assert.is(asked(till, "Z", "2026-11-27"), "nothing-to-void");
  }));

test.run();
