// Two tries of one receipt, both alive (docs/contracts.md B3, B10, B20).

import * as assert from "uvu/assert";
import {
  answersAgain,
  bread,
  closing,
  confirmedNothing,
  decided,
  f8,
  itemOf,
  pos,
  posts,
  printed,
  typed,
  unanswered,
} from "../support/hostile.ts";
import { sale } from "../support/sales.ts";
import { byCard, waits } from "../support/scripted-rrpay.ts";
import { type StepTill, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";

const test = suite("two tries");

/** The second try is at the customer's hands when the till is started anew, and the first one turns out paid. */
function secondOpen(till: StepTill): { first: string; second: string } {
  const first = confirmedNothing(till);
  till.rrpay.outcome = waits;
  till.start("init", bread);
  till.pass(300);
  const second = till.recordsOf("sent").at(-1)!.attemptId;
  assert.is.not(second, first.attemptId);
  answersAgain(till, first, (request) => ({ ...byCard(request), fiscal: printed("D1") }));
  till.boot();
  till.call("init", pos);
  return { first: first.attemptId, second };
}

test("B10: F8 open cancels the try that is open, also where an earlier one of the key turned out paid", () =>
  withTill((till) => {
    const { second } = secondOpen(till);
    till.rrpay.health = { ...till.rrpay.health, features: [...till.rrpay.health.features, "cancel"] };
    till.call("void", { ...f8, scope: "open" });
    assert.ok(till.rrpay.asked.some(({ action, id }) => action === "cancel" && id === second));
  }));

test("B3: a second try that is open while the first one turned out paid is not hidden by a void of the first", () =>
  withTill((till) => {
    const { second } = secondOpen(till);
    till.rrpay.outcome = byCard;
    assert.is.not(till.call("void", f8).outcome, "voided", `${second} is still at the customer's hands`);
  }));

test("B3: space while the second try is open and the first one is paid: the second is not left running", () =>
  withTill((till) => {
    const { second } = secondOpen(till);
    till.call("init", bread);
    till.call("close", closing("sale", "A"));
    assert.ok(itemOf(till, second), "somebody must know that a second prompt is open");
  }));

test("B24: a close without an id after the first try turned out paid is the first one's", () =>
  withTill((till) => {
    const { first } = secondOpen(till);
    const { attemptId } = till.call("init", bread);
    assert.is(attemptId, first);
    assert.is(till.call("close", closing("sale", "A")).status, "acknowledged");
  }));

test("B20: an open second try of a key blocks other sales though the first one is paid and saved", () =>
  withTill((till) => {
    secondOpen(till);
    till.call("init", bread);
    till.call("close", closing("sale", "A"));
    assert.is(till.call("init", sale(100, { saleKey: "B" })).code, "blocked");
  }));

test("B10: a typed void that is open does not let its sale be returned as well", () =>
  withTill((till) => {
    till.call("init", bread);
    till.call("close", closing("sale", "A"));
    const sent = unanswered(till, () => till.call("void", f8));
    decided(till, sent.attemptId, "receipt-printed", { ...typed, kind: "void", documentNo: "V7" });
    answersAgain(till, sent);
    till.call("init", pos); // 404: manual-not-found; the paper of the void is in the cashier's hand all the same
    const back = sale(258, { saleKey: "R", kind: "return", original: { documentNo: "sale-A" } });
    assert.is.not(till.call("init", back).outcome, "approved");
  }));

test("B10: a typed void whose conflict is not decided is not sent anew by F8", () =>
  withTill((till) => {
    till.call("init", bread);
    till.call("close", closing("sale", "A"));
    const sent = unanswered(till, () => till.call("void", f8));
    decided(till, sent.attemptId, "receipt-printed", { ...typed, kind: "void", documentNo: "V7" });
    answersAgain(till, sent);
    till.call("init", pos);
    till.call("void", f8);
    assert.is(posts(till), 2);
  }));

test("B4: a void left to the accountant while RRPay has it in progress: a return of its receipt is not sent", () =>
  withTill((till) => {
    till.call("init", bread);
    till.call("close", closing("sale", "A"));
    till.rrpay.outcome = waits;
    till.call("void", f8);
    const { attemptId } = till.recordsOf("sent").at(-1)!;
    assert.is(decided(till, attemptId, "leave-to-accountant", { kind: "void" }), "recorded");
    till.rrpay.outcome = byCard;
    const back = sale(258, { saleKey: "R", kind: "return", original: { documentNo: "sale-A" } });
    assert.is.not(till.call("init", back).outcome, "approved");
  }));

test.run();
