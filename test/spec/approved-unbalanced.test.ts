// An approval that does not balance is known money (docs/contracts.md B4).

import * as assert from "uvu/assert";
import { bread, cardOf, itemOf, listed, posts, printed } from "../support/hostile.ts";
import { byCard } from "../support/scripted-rrpay.ts";
import { withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";

const test = suite("approved unbalanced");

test("an approval that does not balance, then another one that does", () =>
  withTill((till) => {
    till.rrpay.outcome = () => ({ state: "approved", payments: cardOf(238) });
    const id = String(till.call("init", bread).attemptId);
    till.rrpay.change(id, { payments: cardOf(258), fiscal: printed("D1") });
    listed(till);
    assert.is(itemOf(till, id)?.conflict?.code, "evidence-contradicts");
  }));

test("approved with amounts that do not balance, then declined: known money is forgotten", () =>
  withTill((till) => {
    till.rrpay.outcome = () => ({ state: "approved", payments: cardOf(238), fiscal: { state: "not-printed" } });
    const id = String(till.call("init", bread).attemptId);
    till.rrpay.change(id, { state: "declined", payments: [] });
    listed(till);
    listed(till);
    till.rrpay.outcome = byCard;
    till.call("init", bread);
    assert.is(posts(till), 1);
  }));

test.run();
