// F8 ends a lost return that twice did not happen (docs/contracts.md B10).

import * as assert from "uvu/assert";
import { answersAgain, f8, pos, unanswered, worded } from "../support/hostile.ts";
import { withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";
import { back, numbered, sold } from "../support/taken-back.ts";

const test = suite("lost return");

test("F8 ends a lost return of which a person said twice that nothing happened, where RRPay has tombstones", () =>
  withTill((till) => {
    sold(till, "A", "D1");
    const r = unanswered(till, () => till.call("init", back("D1")));
    answersAgain(till, r);
    for (let said = 0; said < 2; said++) {
      till.call("init", pos);
      assert.is(worded(till, "return", "R", r.attemptId, "nothing-happened"), "recorded");
    }
    numbered(till, "V1");
    const told = till.call("void", f8);
    assert.equal([told.outcome, told.code], ["voided", "voided"]);
  }));

test.run();
