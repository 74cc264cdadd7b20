// Which void of a return lets the money of its sale go back again (docs/contracts.md B10).

import * as assert from "uvu/assert";
import { answersAgain, closing, f8, listed, typed, unanswered, worded } from "../support/hostile.ts";
import { byCard, declines } from "../support/scripted-rrpay.ts";
import { withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";
import { back, numbered, sold, voids } from "../support/taken-back.ts";

const test = suite("released");

test("a return whose void RRPay has taken its word back of does not release the sale", () =>
  withTill((till) => {
    sold(till, "A", "D1");
    numbered(till, "R1");
    till.call("init", back("D1"));
    till.call("close", closing("return", "R"));
    till.rrpay.outcome = (request) => ({ ...byCard(request), fiscal: { state: "unknown" } });
    const v = String(till.call("void", { ...f8, saleKey: "R", originalKind: "return" }).attemptId);
    till.call("close", closing("void", "R", { originalKind: "return" }));
    till.rrpay.change(v, { state: "declined", payments: [], fiscal: { state: "not-printed" } });
    listed(till);
    numbered(till, "V1");
    till.call("void", f8);
    assert.is(voids(till), 1);
  }));

test("a typed void of a return, accepted against RRPay's decline, does not release the money of the sale", () =>
  withTill((till) => {
    sold(till, "A", "D1");
    numbered(till, "R1");
    till.call("init", back("D1"));
    till.call("close", closing("return", "R"));
    const v = unanswered(till, () => till.call("void", { ...f8, saleKey: "R", originalKind: "return" }));
    assert.is(worded(till, "void", "R", v.attemptId, "receipt-printed", { ...typed, documentNo: "V7" }), "recorded");
    answersAgain(till, v, declines);
    listed(till);
    assert.is(worded(till, "void", "R", v.attemptId, "accept-manual"), "recorded");
    till.call("close", closing("void", "R", { originalKind: "return" }));
    numbered(till, "V1");
    const told = till.call("void", f8);
    assert.equal(
      [told.code, till.recordsOf("sent").filter(({ saleKey }) => saleKey === "A").length],
      ["already-returned", 1],
    );
  }));

test.run();
