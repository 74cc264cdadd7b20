/**
 * A segment turns within a conversation, behind its look-up: memory keeps what was looked up, however many settled
 * attempts came since (docs/contracts.md B2, B3, B10).
 */
import * as assert from "uvu/assert";
import { SETTLED_KEPT } from "../../plugin/journal/ledger.ts";
import { bread, closing, DAY_MS, f8, posts } from "../support/hostile.ts";
import { type StepTill, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";
import { back, numbered, sold } from "../support/taken-back.ts";

const test = suite("turns meanwhile");

/**
 * `more`, then many other receipts; and on the next day health names what the journal does not know, so that the first
 * record of that day is written behind the look-up.
 */
function tomorrow(till: StepTill, more: () => unknown): void {
  more();
  for (let at = 0; at <= SETTLED_KEPT; at++) sold(till, `K${at}`, `N${at}`);
  till.wallMs += DAY_MS;
  till.rrpay.health = { ...till.rrpay.health, lastTransactionId: "stranger" };
}

test("B2: a key that GAMA has saved is already-saved, and nothing is sent", () =>
  withTill((till) => {
    tomorrow(till, () => sold(till, "A", "D1"));
    const before = posts(till);
    assert.is(till.call("init", bread).code, "already-saved");
    assert.is(posts(till), before);
    assert.is(till.segments.size, 2);
  }));

test("B10 Proof: nothing-to-void is not said of a receipt that was paid", () =>
  withTill((till) => {
    tomorrow(till, () => sold(till, "A", "D1"));
    assert.is(till.call("void", { ...f8, date: "2026-11-23" }).outcome, "voided");
    assert.is(till.segments.size, 2);
  }));

test("B10 Once: a receipt that was voided is not returned as well", () =>
  withTill((till) => {
    tomorrow(till, () => {
      sold(till, "A", "D1");
      numbered(till, "V1");
      assert.is(till.call("void", f8).outcome, "voided");
      till.call("close", closing("void", "A"));
    });
    const before = posts(till);
    assert.is(till.call("init", back("D1")).code, "sale-voided");
    assert.is(posts(till), before);
  }));

test("what was looked up for a conversation before is let go at the next turn", () =>
  withTill((till) => {
    let attemptId = "";
    tomorrow(till, () => (attemptId = sold(till, "A", "D1")));
    till.call("init", bread);
    sold(till, "B", "D2");
    till.wallMs += DAY_MS;
    sold(till, "C", "D3");
    const searches = () => till.effects.filter(({ type }) => type === "find").length;
    const before = searches();
    till.call("close", closing("sale", "B"));
    assert.is(searches(), before);
    till.call("close", closing("sale", "A", { attemptId }));
    assert.ok(searches() > before);
  }));

test.run();
