// An RRPay that closes its connection after every answer, with a token and without: a day's work goes through it.
import * as assert from "uvu/assert";
import { sale } from "../support/sales.ts";
import { byCard, waits } from "../support/scripted-rrpay.ts";
import { type StepTill, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";
import { back, close, listed, one, posted, printed, settle, told, voids } from "../support/voids.ts";

const test = suite("an RRPay that closes after every answer");

const WITH_TOKEN = { rrpay: { port: 8917, token: "*" } };
const WAYS = { "with a token": WITH_TOKEN, "without one": {} };

/** Each receipt has a number of its own. */
function numbers(till: StepTill): void {
  till.rrpay.outcome = (request) => ({ ...byCard(request), fiscal: printed(`D${till.rrpay.stored.size}`) });
}

for (const [way, config] of Object.entries(WAYS)) {
  test(`it sells, returns and voids, each once (${way})`, () =>
    withTill((till) => {
      till.closesSilently = true;
      numbers(till);
      const sold = settle(till);
      assert.is(sold.outcome, "approved");
      close(till, { attemptId: sold.attemptId });
      const returned = settle(till, { ...back, saleKey: "R", original: { documentNo: sold.fiscal.documentNo } });
      assert.is(returned.outcome, "approved");
      close(till, { kind: "return", saleKey: "R", attemptId: returned.attemptId });
      assert.equal(told(voids(till, { saleKey: "R", originalKind: "return" })), ["voided", "voided"]);
      close(till, { kind: "void", originalKind: "return", saleKey: "R" });
      assert.equal(told(voids(till)), ["voided", "voided"]);
      close(till, { kind: "void", originalKind: "sale" });
      assert.equal(
        ["sale", "return", "void"].map((kind) => posted(till, kind).length),
        [1, 1, 2],
      );
      assert.equal(listed(till), []);
    }, config));

  test(`it is heard when the customer pays after a while (${way})`, () =>
    withTill((till) => {
      till.closesSilently = true;
      till.rrpay.outcome = waits;
      const call = till.start("init", one);
      till.pass(3000);
      till.rrpay.change(till.rrpay.only.id, byCard(till.rrpay.only));
      assert.is(till.end(call).outcome, "approved");
      assert.is(posted(till, "sale").length, 1);
    }, config));

  test(`it is heard when the cashier cancels (${way})`, () =>
    withTill((till) => {
      till.closesSilently = true;
      till.rrpay.outcome = waits;
      const call = till.start("init", one);
      till.pass(2000);
      till.cancel(call);
      assert.is(till.end(call).outcome, "cancelled");
      assert.equal(listed(till), []);
    }, config));

  test(`a sale that a restart interrupts is found again, and nothing is sent twice (${way})`, () =>
    withTill((till) => {
      till.closesSilently = true;
      till.rrpay.outcome = waits;
      till.start("init", one);
      till.pass(1000);
      till.boot();
      till.rrpay.change(till.rrpay.only.id, byCard(till.rrpay.only));
      assert.is(settle(till).outcome, "approved");
      assert.is(posted(till, "sale").length, 1);
    }, config));
}

test("the token goes only where health was read right before", () =>
  withTill((till) => {
    till.closesSilently = true;
    const sold = settle(till, sale());
    assert.is(sold.outcome, "approved");
    const asked = till.rrpay.asked.map(({ action, wire }) => [action, wire.includes("<token>")]);
    for (const [at, [, hasToken]] of asked.entries()) if (hasToken) assert.equal(asked[at - 1], ["health", false]);
  }, WITH_TOKEN));

test.run();
