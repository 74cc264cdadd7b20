// What is said while RRPay is down proves nothing about its tombstones (docs/contracts.md B25).

import * as assert from "uvu/assert";
import { answersAgain, arrives, f8, pos, unanswered, worded } from "../support/hostile.ts";
import { type StepTill, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";
import { back, numbered, sold } from "../support/taken-back.ts";

const test = suite("said while down");

const paid = (till: StepTill) =>
  [...till.rrpay.stored.values()].filter(({ state, kind }) => state === "approved" && kind !== "sale").length;

test("a second 'nothing happened' said while RRPay is down ends nothing: nothing is given back twice", () =>
  withTill((till) => {
    sold(till, "A", "D1");
    const v = unanswered(till, () => till.call("void", f8));
    answersAgain(till, v);
    till.call("init", pos);
    assert.is(worded(till, "void", "A", v.attemptId, "nothing-happened"), "recorded");
    till.call("init", pos); // RRPay answers: it does not know it
    till.listens = false;
    till.rrpay.instead = () => "cut";
    till.call("init", pos);
    assert.is(worded(till, "void", "A", v.attemptId, "nothing-happened"), "recorded");
    till.listens = true;
    till.rrpay.instead = () => undefined;
    numbered(till, "R1");
    till.call("init", back("D1"));
    numbered(till, "V1");
    arrives(till, v); // the delayed POST
    assert.is(paid(till), 1);
  }));

test.run();
