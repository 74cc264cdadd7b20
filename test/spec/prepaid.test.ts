// B14: what GAMA has taken itself by gift voucher, advance or loyalty points.
import fc from "fast-check";
import * as assert from "uvu/assert";
import { judge } from "../../plugin/payment/evidence.ts";
import type { Prepaid } from "../../schemas/generated/types.ts";
import { AT_MS, attempt, transaction } from "../support/attempts.ts";
import { sale } from "../support/sales.ts";
import { byCard } from "../support/scripted-rrpay.ts";
import { type StepTill, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";

const test = suite("prepaid");

const voucher: Prepaid = { type: "voucher", name: "Dovanų čekis", amountCents: 100 };
const request = sale(258, { saleKey: "A", receiptNo: "1", prepaid: [voucher] });
const takesPrepaid = (till: StepTill) => {
  till.rrpay.health = { ...till.rrpay.health, features: [...till.rrpay.health.features, "prepaid"] };
};

test("RRPay without the feature: refused by name, and nothing is sent", () => {
  withTill((till) => {
    const { outcome, code } = till.call("init", request);
    assert.equal([outcome, code], ["refused", "prepaid-unsupported"]);
    assert.equal(
      till.rrpay.actions.filter((action) => action === "post"),
      [],
    );
  });
});

test("only what is left is paid in RRPay, and Σ net = total − prepaid", () => {
  withTill((till) => {
    takesPrepaid(till);
    till.rrpay.outcome = (sent) => byCard({ ...sent, totalCents: sent.totalCents - 100 });
    const result = till.call("init", request) as unknown as { outcome: string; payments: { netCents: number }[] };
    assert.is(result.outcome, "approved");
    assert.equal(
      result.payments.map(({ netCents }) => netCents),
      [158],
    );
  });
});

test("more prepaid than the total is refused with its path", () => {
  withTill((till) => {
    const { code, message } = till.call("init", { ...request, prepaid: [{ ...voucher, amountCents: 259 }] });
    assert.is(code, "payload-sums");
    assert.match(String(message), "prepaid");
  });
});

test("an answer counts exactly when Σ amounts − change = total − Σ prepaid + rounding", () => {
  const cents = fc.integer({ min: 0, max: 1000 });
  fc.assert(
    fc.property(cents, cents, cents, fc.integer({ min: -2, max: 2 }), (paidCents, prepaidCents, changeCents, off) => {
      const totalCents = paidCents + prepaidCents;
      const one = attempt({ totalCents, prepaidCents });
      const answer = (roundingCents: number) =>
        transaction({
          totalCents,
          roundingCents,
          changeCents,
          payments: [{ method: 0, name: "", amountCents: paidCents + changeCents + off }],
        });
      if (paidCents + changeCents + off < 0) return;
      const differs = (roundingCents: number) => {
        const told = judge(one, answer(roundingCents), { till: "1", atMs: AT_MS, otherEpoch: false });
        return told.type === "evidence" && told.record.differs !== undefined;
      };
      assert.is(differs(off), false);
      assert.is(differs(off === 2 ? 1 : off + 1), true);
    }),
  );
});

test.run();
