/**
 * A conflict is there after a restart too, where what it was judged by was settled before the segment began: only
 * `resolve` closes it (docs/contracts.md B21).
 */
import * as assert from "uvu/assert";
import { bread, closing, DAY_MS, f8, itemOf } from "../support/hostile.ts";
import { type StepTill, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";
import { numbered, sold } from "../support/taken-back.ts";

const test = suite("conflict stays");

const codeOf = (till: StepTill, id: string) => itemOf(till, id)?.conflict?.code;

test("B24: saved-after-void of a receipt whose void was settled on an earlier day", () =>
  withTill((till) => {
    numbered(till, "D1");
    const attemptId = String(till.call("init", bread).attemptId);
    numbered(till, "V1");
    assert.is(till.call("void", f8).outcome, "voided");
    till.call("close", closing("void", "A"));
    till.wallMs += DAY_MS;
    sold(till, "B", "D2");
    assert.is(till.call("close", closing("sale", "A", { attemptId })).code, "saved-after-void");
    assert.is(codeOf(till, attemptId), "saved-after-void");
    till.boot();
    assert.is(codeOf(till, attemptId), "saved-after-void");
  }));

test("B6, F49: document-repeated, where the other receipt was settled in the segment before", () =>
  withTill((till) => {
    const { segment } = till;
    let sales = 0;
    while (till.segment === segment) sold(till, `K${++sales}`, `N${sales}`);
    const attemptId = sold(till, "B", `N${sales - 2}`);
    assert.is(codeOf(till, attemptId), "document-repeated");
    till.boot();
    assert.is(codeOf(till, attemptId), "document-repeated");
  }));

test("what a record is judged by is carried once in a segment, and a sale that nothing is judged by never", () =>
  withTill((till) => {
    const attemptId = sold(till, "A", "D1");
    till.wallMs += DAY_MS;
    sold(till, "B", "D2");
    numbered(till, "V1");
    assert.is(till.call("void", f8).outcome, "voided");
    till.call("close", closing("void", "A"));
    till.call("close", closing("sale", "A", { attemptId, saved: false }));
    const carried = till.recordsOf("carried").map(({ attempts }) => attempts.map((one) => one.attemptId));
    assert.equal(carried, [[attemptId]]);
  }));

test.run();
