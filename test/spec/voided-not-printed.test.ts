// Nothing is printed of a voided receipt (docs/contracts.md B2, B10).

import * as assert from "uvu/assert";
import { bread, closing, f8, listed, printed } from "../support/hostile.ts";
import { byCard, unprinted } from "../support/scripted-rrpay.ts";
import { withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";

const test = suite("voided not printed");

test("a voided sale that was never printed is not printed because of another doubt", () =>
  withTill((till) => {
    till.rrpay.outcome = (request) =>
      request.kind === "void" ? { ...byCard(request), fiscal: printed("V1") } : unprinted(request);
    till.rrpay.instead = ({ action }) =>
      action === "print" ? { status: 503, body: { error: "paper", message: "paper" } } : undefined;
    const attemptId = String(till.call("init", bread).attemptId);
    for (const saved of [true, false]) till.call("close", closing("sale", "A", { attemptId, saved }));
    assert.is(till.call("void", f8).outcome, "voided");
    till.call("close", closing("void", "A"));
    till.rrpay.asked.length = 0;
    till.rrpay.instead = () => undefined;
    listed(till);
    listed(till);
    assert.equal(
      till.rrpay.actions.filter((action) => action === "print"),
      [],
    );
  }));

test.run();
