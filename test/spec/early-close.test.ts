// A close before the send is about the id that is about to be sent, or about the older id that is found (docs/contracts.md B24, B27).

import * as assert from "uvu/assert";
import {
  answersAgain,
  arrives,
  bread,
  closing,
  confirmedNothing,
  decided,
  f8,
  itemOf,
  listed,
  unanswered,
} from "../support/hostile.ts";
import { outOfPaper } from "../support/pay-sales.ts";
import type { StepTill } from "../support/step-till.ts";
import { withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";

const test = suite("early close");

/** GAMA says that it has saved the sale while its payment waits for RRPay's health. */
function closedBeforeSend(till: StepTill, meanwhile = () => {}) {
  till.rrpay.instead = ({ action }) => (action === "health" ? "silence" : undefined);
  const call = till.start("init", bread);
  const told = till.call("close", closing("sale", "A"));
  till.rrpay.instead = () => undefined;
  meanwhile();
  till.hear({ status: 200, body: till.rrpay.health });
  return { told, end: till.end(call) };
}

test("after one 'nothing happened' it is open, and of the id about to be sent", () =>
  withTill((till) => {
    const sent = unanswered(till, () => till.call("init", bread));
    assert.is(decided(till, sent.attemptId, "nothing-happened"), "recorded");
    answersAgain(till, sent);
    const { told, end } = closedBeforeSend(till);
    assert.is(told.status, "open");
    assert.is.not(end.attemptId, sent.attemptId);
    assert.equal(listed(till), []);
  }));

test("where the older id has the payment it is that one's, and nothing is listed of the id that was never sent", () =>
  withTill((till) => {
    const old = confirmedNothing(till);
    closedBeforeSend(till, () => arrives(till, old));
    assert.equal(
      listed(till).map(({ attemptId }) => attemptId),
      [old.attemptId],
    );
    assert.is(itemOf(till, old.attemptId)?.gama, "saved");
  }));

test("of a receipt that will be refused GAMA has saved nothing: acknowledged, and nobody is sent to wait for it", () =>
  withTill((till) => {
    const { attemptId } = till.call("init", bread);
    assert.is(decided(till, String(attemptId), "leave-to-accountant"), "recorded");
    till.rrpay.instead = ({ action }) => (action === "health" ? "silence" : undefined);
    const call = till.start("init", bread);
    assert.is(till.call("close", closing("sale", "A", { saved: false })).status, "acknowledged");
    assert.is(till.end(call).code, "left-to-accountant");
  }));

for (const [fiscal, prints] of [
  ["printed", () => {}],
  ["not printed", outOfPaper],
] as const)
  test(`a saved receipt that it names has ended: B24's answer, not open, though its key is asked about: ${fiscal}`, () =>
    withTill((till) => {
      prints(till);
      const attemptId = String(till.call("init", bread).attemptId);
      till.call("close", closing("sale", "A", { attemptId }));
      till.rrpay.instead = ({ action }) => (action === "health" ? "silence" : undefined);
      till.start("init", bread);
      const told = till.call("close", closing("sale", "A", { attemptId, saved: false }));
      assert.equal([told.status, told.code], ["conflict", "saved-then-unsaved"]);
    }));

test("a receipt that it names, paid and printed, is saved at once, though a void of it is asked about", () =>
  withTill((till) => {
    const { attemptId } = till.call("init", bread);
    const sent = unanswered(till, () => till.call("void", f8));
    assert.is(itemOf(till, sent.attemptId)?.kind, "void");
    till.rrpay.instead = ({ action }) => (action === "health" ? "silence" : undefined);
    till.start("init", bread);
    assert.is(till.call("close", closing("sale", "A", { attemptId: String(attemptId) })).status, "acknowledged");
  }));

test("the word goes from the id that was never sent to the older one in one record, so that no crash lists both", () =>
  withTill((till) => {
    const old = confirmedNothing(till);
    closedBeforeSend(till, () => arrives(till, old));
    const words = till.records.filter(({ t }) => t === "unpaid" || t === "close");
    assert.equal(
      words.map(({ t }) => t),
      ["unpaid", "close"],
    );
  }));

test.run();
