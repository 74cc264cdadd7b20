// GAMA's late word about an old receipt while another one is under way (docs/contracts.md B24, B27).

import * as assert from "uvu/assert";
import type { FoundEvent } from "../../runtime/node/boundary.ts";
import { bread, closing, f8, listed } from "../support/hostile.ts";
import { sale } from "../support/sales.ts";
import { waits } from "../support/scripted-rrpay.ts";
import { type StepTill, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";
import { nextDay, sold } from "../support/taken-back.ts";

const test = suite("late close");

function dropped(till: StepTill): string {
  const id = sold(till, "A", "D1");
  nextDay(till);
  sold(till, "B", "D2");
  till.boot();
  return id;
}

for (const named of [false, true])
  test(`a repeated close of an old sale${named ? " by its id" : ""} while another sale is paid: RRPay has no payment`, () =>
    withTill((till) => {
      const attemptId = dropped(till);
      till.rrpay.outcome = waits;
      till.start("init", sale(100, { saleKey: "C" }));
      till.pass(500);
      const told = till.call("close", closing("sale", "A", named ? { attemptId } : {}));
      listed(till);
      assert.is(told.status, "acknowledged");
    }));

test("GAMA takes an old sale back while another one is paid: acknowledged, and kept nowhere", () =>
  withTill((till) => {
    const attemptId = dropped(till);
    till.rrpay.outcome = waits;
    till.start("init", sale(100, { saleKey: "C" }));
    till.pass(500);
    const told = till.call("close", closing("sale", "A", { attemptId, saved: false }));
    assert.is(told.code, "saved-then-unsaved");
  }));

test("GAMA says again that an old sale is saved while its key is being looked up for its window", () =>
  withTill((till) => {
    const attemptId = dropped(till);
    const { disk } = till;
    const held: FoundEvent[] = [];
    const carryOut = disk.carryOut.bind(disk);
    disk.carryOut = (effect) => {
      const found = carryOut(effect);
      if (found) held.push(found);
      return undefined;
    };
    const init = till.start("init", bread);
    const closed = till.start("close", closing("sale", "A", { attemptId }));
    disk.carryOut = carryOut;
    for (const found of held) till.step(found);
    assert.equal([till.end(init).code, till.end(closed).status], ["already-saved", "acknowledged"]);
    assert.equal(listed(till), []);
  }));

test("GAMA says that an old sale is saved while F8 of another key runs", () =>
  withTill((till) => {
    dropped(till);
    till.rrpay.outcome = waits;
    till.start("void", { ...f8, saleKey: "B" });
    till.pass(500);
    const told = till.call("close", closing("sale", "A"));
    assert.is(told.status, "acknowledged");
  }));

test.run();
