// An old try that is in progress again after a later one ended (docs/contracts.md B4, B10, B25).

import * as assert from "uvu/assert";
import {
  answersAgain,
  bread,
  cardOf,
  confirmedNothing,
  decided,
  f8,
  listed,
  pos,
  posts,
  unanswered,
  withoutTombstones,
} from "../support/hostile.ts";
import { byCard, declines, waits } from "../support/scripted-rrpay.ts";
import { withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";
import { numbered, sold, voids } from "../support/taken-back.ts";

const test = suite("in progress again");

for (const [what, payments] of [
  ["in progress", []],
  ["in progress with its money", cardOf(258)],
] as const)
  test(`B25, B4: the old id is ${what} again after a later try was declined: the next space sends nothing`, () =>
    withTill((till) => {
      const first = confirmedNothing(till);
      till.rrpay.outcome = declines;
      assert.is(till.call("init", bread).outcome, "declined");
      answersAgain(till, first, () => ({ payments: [...payments] }));
      till.rrpay.outcome = byCard;
      listed(till);
      assert.equal([till.call("init", bread).code, posts(till)], ["old-attempt-open", 2]);
    }));

test("B10 Once, B25: nor does F8 send another void while the first one is in progress again", () =>
  withTill((till) => {
    withoutTombstones(till);
    sold(till, "A", "D1");
    const first = unanswered(till, () => till.call("void", f8));
    answersAgain(till, first);
    for (let said = 0; said < 2; said++) {
      till.call("init", pos);
      decided(till, first.attemptId, "nothing-happened", {}, "void");
    }
    till.rrpay.outcome = declines;
    assert.is(till.call("void", f8).code, "void-declined");
    answersAgain(till, first, waits);
    listed(till);
    numbered(till, "V2");
    till.call("void", f8);
    assert.is(voids(till), 2);
  }));

test.run();
