// A void that RRPay has under another id, left to the accountant (docs/contracts.md B4, B10).

import * as assert from "uvu/assert";
import { decided, f8 } from "../support/hostile.ts";
import { withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";
import { sold, voids } from "../support/taken-back.ts";

const test = suite("void known elsewhere");

test("a void that RRPay has under another id, left: F8 sends none", () =>
  withTill((till) => {
    sold(till, "A", "D1");
    const details = { id: "theirs", state: "approved" };
    till.rrpay.instead = ({ action }) =>
      action === "post" ? { status: 409, body: { error: "sale-known", message: "known", details } } : undefined;
    const { attemptId } = till.call("void", f8);
    assert.is(decided(till, String(attemptId), "leave-to-accountant", {}, "void"), "recorded");
    till.rrpay.instead = () => undefined;
    till.call("void", f8);
    assert.is(voids(till), 1);
  }));

test.run();
