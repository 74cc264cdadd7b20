// What GAMA saved after its void is told and kept (docs/contracts.md B21, B24).

import * as assert from "uvu/assert";
import {
  answersAgain,
  bread,
  closing,
  decided,
  f8,
  itemOf,
  listed,
  printed,
  typed,
  unanswered,
} from "../support/hostile.ts";
import { byCard } from "../support/scripted-rrpay.ts";
import { withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";
import { numbered, sold } from "../support/taken-back.ts";

const test = suite("saved after void");

test("typed, saved, taken back, voided, decided, saved anew: told saved-after-void, and listed", () =>
  withTill((till) => {
    const sent = unanswered(till, () => till.call("init", bread));
    decided(till, sent.attemptId, "receipt-printed", typed);
    answersAgain(till, sent, (request) => ({ ...byCard(request), fiscal: printed("D7") }));
    listed(till);
    const { attemptId } = sent;
    for (const saved of [true, false]) till.call("close", closing("sale", "A", { attemptId, saved }));
    numbered(till, "V1");
    assert.is(till.call("void", f8).outcome, "voided");
    till.call("close", closing("void", "A"));
    assert.is(decided(till, attemptId, "accept-rrpay"), "recorded");
    assert.is(till.call("close", closing("sale", "A", { attemptId })).code, "saved-after-void");
    assert.is(itemOf(till, attemptId)?.conflict?.code, "saved-after-void");
  }));

for (const decision of ["accept-rrpay"])
  test("saved, unsaved, decided, voided, saved anew: saved-after-void", () =>
    withTill((till) => {
      const attemptId = sold(till, "A", "D1");
      till.call("close", closing("sale", "A", { attemptId, saved: false }));
      assert.is(decided(till, attemptId, decision), "recorded");
      numbered(till, "V1");
      assert.is(till.call("void", f8).outcome, "voided");
      till.call("close", closing("void", "A"));
      assert.is(till.call("close", closing("sale", "A", { attemptId })).code, "saved-after-void");
    }));

test("saved after its void, behind manual-differs, is not listed once that is decided", () =>
  withTill((till) => {
    const sent = unanswered(till, () => till.call("init", bread));
    decided(till, sent.attemptId, "receipt-printed", typed);
    answersAgain(till, sent, (request) => ({ ...byCard(request), fiscal: printed("D9") }));
    assert.is(itemOf(till, sent.attemptId)?.conflict?.code, "manual-differs");
    numbered(till, "V1");
    assert.is(till.call("void", f8).outcome, "voided");
    till.call("close", closing("void", "A"));
    assert.is(till.call("close", closing("sale", "A", { attemptId: sent.attemptId })).code, "saved-after-void");
    assert.is(decided(till, sent.attemptId, "accept-rrpay"), "recorded");
    assert.is(itemOf(till, sent.attemptId)?.conflict?.code, "saved-after-void");
  }));

test.run();
