// What health names and memory has dropped is asked about (docs/contracts.md C2).

import * as assert from "uvu/assert";
import { bread, cardOf, f8, pos, printed } from "../support/hostile.ts";
import { byCard, declines } from "../support/scripted-rrpay.ts";
import { type StepTill, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";
import { back, nextDay, numbered, sold } from "../support/taken-back.ts";

const test = suite("named and dropped");

const paid = (till: StepTill) =>
  [...till.rrpay.stored.values()].filter(({ state, kind }) => state === "approved" && kind !== "sale").length;
test("a return that memory has dropped and health names is asked about: F8 does not give back its money again", () =>
  withTill((till) => {
    sold(till, "A", "D1");
    till.rrpay.outcome = declines;
    const id = String(till.call("init", back("D1")).attemptId);
    nextDay(till);
    sold(till, "B", "D2"); // a new segment begins
    till.boot();
    till.rrpay.change(id, { state: "approved", payments: cardOf(258), fiscal: printed("R1") });
    till.rrpay.health = { ...till.rrpay.health, epoch: "epoch-2", lastTransactionId: id };
    till.call("init", pos);
    numbered(till, "V1");
    till.call("void", f8);
    assert.is(paid(till), 1);
  }));

test("a declined sale that memory has dropped and a restored RRPay names as approved is not charged again", () =>
  withTill((till) => {
    till.rrpay.outcome = declines;
    const id = String(till.call("init", bread).attemptId);
    nextDay(till);
    sold(till, "B", "D2");
    till.boot();
    till.rrpay.change(id, { state: "approved", payments: cardOf(258), fiscal: printed("D1") });
    till.rrpay.health = { ...till.rrpay.health, epoch: "epoch-2", lastTransactionId: id };
    till.call("init", pos);
    till.rrpay.outcome = byCard;
    till.call("init", bread);
    assert.is(
      till.rrpay.asked.filter(({ action, body }) => action === "post" && body.includes('"saleKey":"A"')).length,
      1,
    );
  }));

test.run();
