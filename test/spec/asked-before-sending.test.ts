// What RRPay has named is asked about before anything is sent; ways out (docs/contracts.md B10, C2).

import * as assert from "uvu/assert";
import { cardOf, closing, decided, f8, printed } from "../support/hostile.ts";
import { sale } from "../support/sales.ts";
import { byCard, declines } from "../support/scripted-rrpay.ts";
import { type StepTill, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";
import { back, numbered, sold, voids } from "../support/taken-back.ts";

const test = suite("asked before sending");

/** RRPay has taken D1 back, and health names that; our journal is an older copy. */
function tookBack(till: StepTill, kind: "return" | "void"): void {
  sold(till, "A", "D1");
  const [known] = [...till.rrpay.stored.values()];
  const original = kind === "void" ? { kind: "sale", documentNo: "D1" } : { documentNo: "D1" };
  const saleKey = kind === "void" ? "A" : "R";
  const lost = { ...known, id: "lost-1", kind, saleKey, original, fiscal: printed("X1") };
  till.rrpay.stored.set("lost-1", lost as never);
  till.rrpay.health = { ...till.rrpay.health, lastTransactionId: "lost-1" };
  numbered(till, "X2");
}

test("C2, B10 Once: a return that only RRPay has, and that health names, stops the void of its receipt", () =>
  withTill((till) => {
    tookBack(till, "return");
    till.call("void", f8);
    assert.is(voids(till), 0);
  }));

test("C2, B10 Once: a void that only RRPay has, and that health names, stops another one", () =>
  withTill((till) => {
    tookBack(till, "void");
    till.call("void", f8);
    assert.is(voids(till), 0);
  }));

test("C2, B10 Once: a void that only RRPay has, and that health names, stops a return of its receipt", () =>
  withTill((till) => {
    tookBack(till, "void");
    assert.is.not(till.call("init", back("D1")).outcome, "approved");
  }));

for (const [how, decision] of [
  ["voided elsewhere", "voided-elsewhere"],
  ["left", "leave-to-accountant"],
] as const)
  test(`B12: F8 after a void was ${how} does not say that GAMA has voided its receipt, of which it has said nothing`, () =>
    withTill((till) => {
      sold(till, "A", "D1");
      till.rrpay.outcome = how === "left" ? byCard : declines;
      const { attemptId } = till.call("void", f8);
      const more = how === "left" ? {} : { documentNo: "V9" };
      assert.is(decided(till, String(attemptId), decision, more, "void"), "recorded");
      assert.not.match(String(till.call("void", f8).message), /and in GAMA/);
    }));

test("B12: F8 refused because RRPay cannot count a voucher does not say 'take the whole amount'", () =>
  withTill((till) => {
    const { features } = till.rrpay.health;
    till.rrpay.health = { ...till.rrpay.health, features: [...features, "prepaid"] };
    till.rrpay.outcome = (request) => ({ ...byCard(request), payments: cardOf(158), fiscal: printed("D1") });
    const prepaid = [{ type: "voucher", name: "Dovanų čekis", amountCents: 100 }] as const;
    assert.is(till.call("init", sale(258, { saleKey: "A", prepaid: [...prepaid] })).outcome, "approved");
    till.call("close", closing("sale", "A"));
    till.rrpay.health = { ...till.rrpay.health, features };
    assert.not.match(String(till.call("void", f8).message), /Take the whole amount in RRPay\.$/);
  }));

test.run();
