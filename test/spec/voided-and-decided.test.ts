// A voided receipt needs no document of GAMA, whatever is decided about it (docs/contracts.md B10, B12).

import * as assert from "uvu/assert";
import {
  answersAgain,
  bread,
  chargedTwice,
  closing,
  decided,
  f8,
  itemOf,
  listed,
  printed,
  typed,
  unanswered,
} from "../support/hostile.ts";
import { sale } from "../support/sales.ts";
import { byCard } from "../support/scripted-rrpay.ts";
import { withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";
import { numbered } from "../support/taken-back.ts";

const test = suite("voided and decided");

test("what GAMA took back of a second payment that was then voided needs nobody", () =>
  withTill((till) => {
    const { first } = chargedTwice(till);
    const { attemptId } = first;
    for (const saved of [true, false]) till.call("close", closing("sale", "A", { attemptId, saved }));
    numbered(till, "V1");
    till.call("void", f8);
    till.call("close", closing("void", "A"));
    assert.is(itemOf(till, attemptId)?.conflict?.code, undefined);
  }));

for (const decision of ["accept-rrpay", "accept-manual"])
  test(`${decision} of a voided receipt that GAMA took back blocks no sale`, () =>
    withTill((till) => {
      const sent = unanswered(till, () => till.call("init", bread));
      decided(till, sent.attemptId, "receipt-printed", typed);
      till.call("close", closing("sale", "A"));
      answersAgain(till, sent, (request) => ({ ...byCard(request), fiscal: printed("D9") }));
      assert.is(itemOf(till, sent.attemptId)?.conflict?.code, "manual-differs");
      numbered(till, "V1");
      assert.is(till.call("void", f8).outcome, "voided");
      till.call("close", closing("void", "A"));
      till.call("close", closing("sale", "A", { attemptId: sent.attemptId, saved: false }));
      assert.is(decided(till, sent.attemptId, decision), "recorded");
      listed(till);
      numbered(till, "D2");
      assert.is(till.call("init", sale(100, { saleKey: "B" })).outcome, "approved");
      assert.equal(
        listed(till).filter(({ saleKey }) => saleKey === "A"),
        [],
      );
    }));

test.run();
