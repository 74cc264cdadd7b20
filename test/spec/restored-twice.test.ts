// What health names is asked about in each epoch anew (docs/contracts.md C2).

import * as assert from "uvu/assert";
import { bread, cardOf, pos, printed } from "../support/hostile.ts";
import { byCard, declines } from "../support/scripted-rrpay.ts";
import { type StepTill, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";

const test = suite("restored twice");

const charged = (till: StepTill) => [...till.rrpay.stored.values()].filter(({ state }) => state === "approved").length;

test("a declined sale that health names again after a second restore is asked about, and not charged again", () =>
  withTill((till) => {
    till.rrpay.outcome = declines;
    const id = String(till.call("init", bread).attemptId);
    till.rrpay.health = { ...till.rrpay.health, epoch: "epoch-2", lastTransactionId: id };
    till.call("init", pos);
    till.rrpay.change(id, { state: "approved", payments: cardOf(258), fiscal: printed("D1") });
    till.rrpay.health = { ...till.rrpay.health, epoch: "epoch-3" };
    till.rrpay.outcome = byCard;
    till.call("init", bread);
    assert.is(charged(till), 1);
  }));

test.run();
