// Nothing is printed of a voided receipt (docs/contracts.md B2, B10).

import * as assert from "uvu/assert";
import { SETTLED_KEPT } from "../../plugin/journal/ledger.ts";
import { bread, closing, DAY_MS, f8, itemOf, listed, printed, typed, worded } from "../support/hostile.ts";
import { byCard, unprinted } from "../support/scripted-rrpay.ts";
import { type StepTill, TIMEOUTS, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";
import { sold } from "../support/taken-back.ts";

const test = suite("voided not printed");

/** A sale that is paid while the printer has no paper; its void would be printed. */
function paidWithoutPaper(till: StepTill): string {
  till.rrpay.outcome = (request) =>
    request.kind === "void" ? { ...byCard(request), fiscal: printed("V1") } : unprinted(request);
  till.rrpay.instead = ({ action }) =>
    action === "print" ? { status: 503, body: { error: "paper", message: "paper" } } : undefined;
  return String(till.call("init", bread).attemptId);
}

test("a voided sale that was never printed is not printed because of another doubt", () =>
  withTill((till) => {
    const attemptId = paidWithoutPaper(till);
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

test("nor where its void is only typed as printed", () =>
  withTill((till) => {
    const broken = { status: 500, body: "x" };
    till.rrpay.outcome = unprinted;
    till.rrpay.instead = ({ action }) => (action === "print" ? broken : undefined);
    const id = till.call("init", bread).attemptId;
    till.call("close", closing("sale", "A"));
    const answered = [id, "before", ""];
    till.rrpay.instead = (asked) =>
      asked.action === "print" || asked.action === "post" || !answered.includes(asked.id) ? broken : undefined;
    till.call("void", f8);
    till.pass(TIMEOUTS.manualAfterMs + 2000);
    const sent = till.recordsOf("sent").at(-1)!;
    const paper = { ...typed, documentNo: "V7" };
    assert.is(worded(till, "void", "A", sent.attemptId, "receipt-printed", paper), "recorded");
    assert.is(till.call("init", bread).code, "sale-voided");
    till.rrpay.asked.length = 0;
    listed(till);
    assert.equal(
      till.rrpay.actions.filter((action) => action !== "get"),
      [],
    );
  }));

test("nor while a conflict keeps it and its void in memory, over a turn that lets go of others", () =>
  withTill((till) => {
    const attemptId = paidWithoutPaper(till);
    assert.is(till.call("void", f8).outcome, "voided");
    till.call("close", closing("void", "A"));
    till.call("close", closing("sale", "A", { attemptId }));
    assert.is(itemOf(till, attemptId)?.conflict?.code, "saved-after-void");
    till.rrpay.instead = () => undefined;
    for (let at = 0; at <= SETTLED_KEPT; at++) sold(till, `K${at}`, `N${at}`);
    till.wallMs += DAY_MS;
    sold(till, "L", "N-last");
    assert.is(till.segments.size, 2);
    till.rrpay.asked.length = 0;
    assert.is(itemOf(till, attemptId)?.conflict?.code, "saved-after-void");
    listed(till);
    assert.equal(
      till.rrpay.actions.filter((action) => action === "print"),
      [],
    );
  }));

test.run();
