/**
 * B12, B5: RRPay ends a payment as declined or cancelled and shows money or a receipt of it. Whatever a person decides,
 * no sentence says that no money was taken while the figures beside it show some.
 */
import * as assert from "uvu/assert";
import { SENTENCES } from "../../schemas/generated/sentences.ts";
import { bread, cardOf, closing, decided, f8, listed, printed, told, worded } from "../support/hostile.ts";
import type { Outcome } from "../support/scripted-rrpay.ts";
import { type Reply, type StepTill, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";
import { sold } from "../support/taken-back.ts";

const test = suite("money and words");

const LEFT: Readonly<Record<string, Outcome>> = {
  "money, declined": () => ({ state: "declined", payments: cardOf(258) }),
  "money, cancelled": () => ({ state: "cancelled", payments: cardOf(258) }),
  "a receipt, declined": () => ({ state: "declined", fiscal: printed("D9") }),
};
const back = { ...bread, kind: "return", original: { documentNo: "D1" } };

for (const [what, outcome] of Object.entries(LEFT))
  for (const payload of [bread, back] as const)
    for (const [decision, code] of [
      ["accept-rrpay", "accepted-unpaid"],
      ["leave-to-accountant", "left-to-accountant"],
    ] as const)
      test(`${payload.kind}, ${what}, ${decision}: the answer says ${code}`, () =>
        withTill((till) => {
          till.rrpay.outcome = outcome;
          const ended = till.call("init", payload);
          const answer = told(till, String(ended.attemptId), decision, {}, payload.kind);
          const result = answer.result as Reply;
          assert.equal([answer.status, result.outcome, result.code], ["recorded", ended.outcome, code]);
          assert.equal([result.payments, result.fiscal], [ended.payments, ended.fiscal]);
          assert.is(listed(till).length, 0);
        }));

test("F8 on such a receipt does not say that nothing was paid, and what it needs is nothing", () =>
  withTill((till) => {
    const { attemptId } = unpaid(till);
    assert.is(decided(till, String(attemptId), "accept-rrpay"), "recorded");
    for (const scope of ["open", "completed"]) {
      const told = till.call("void", { ...f8, scope });
      assert.equal([told.outcome, told.code], ["nothing-to-void", "accepted-unpaid"]);
    }
  }));

test("what GAMA saves all the same is not told as a sale for which RRPay has no payment", () =>
  withTill((till) => {
    const { attemptId } = unpaid(till);
    decided(till, String(attemptId), "accept-rrpay");
    const { status, code } = till.call("close", closing("sale", "A", { attemptId }));
    assert.equal([status, code], ["conflict", "conflict"]);
    const [item] = till.call("status").unresolved as { advice: string; conflict: { code: string } }[];
    assert.is(item?.conflict.code, "saved-unpaid");
    assert.not.match(item?.advice ?? "", /no payment/);
    assert.not.match(String((told(till, String(attemptId), "accept-rrpay").result as Reply).message), /no payment/);
    assert.is(decided(till, String(attemptId), "leave-to-accountant"), "recorded");
    assert.is(till.call("close", closing("sale", "A", { attemptId })).status, "recorded");
    assert.is(listed(till).length, 0);
  }));

for (const kind of ["sale", "void"] as const)
  test(`B24: whether GAMA says before or after that decision that it has saved the ${kind}, it is listed as unpaid`, () => {
    for (const isFirst of [true, false])
      withTill((till) => {
        if (kind === "void") sold(till, "A", "D1");
        till.rrpay.outcome = LEFT["money, declined"]!;
        const ended = kind === "void" ? till.call("void", f8) : till.call("init", bread);
        const attemptId = String(ended.attemptId);
        const saves = () => till.call("close", closing(kind, "A", { attemptId }));
        if (isFirst) saves();
        assert.is(worded(till, kind, "A", attemptId, "accept-rrpay"), "recorded");
        if (!isFirst) assert.is(saves().status, "conflict");
        till.boot();
        assert.equal(
          listed(till).map((item) => [item.kind, item.conflict?.code]),
          [[kind, "saved-unpaid"]],
        );
      });
  });

test("B24: GAMA's word that it has not saved what was decided so is acknowledged, and nothing is listed", () =>
  withTill((till) => {
    const { attemptId } = unpaid(till);
    decided(till, String(attemptId), "accept-rrpay");
    assert.is(till.call("close", closing("sale", "A", { attemptId, saved: false })).status, "acknowledged");
    assert.is(listed(till).length, 0);
  }));

test("it can be tried again, as the sentence says", () =>
  withTill((till) => {
    const { attemptId } = unpaid(till);
    assert.is(till.call("init", bread).code, "conflict");
    decided(till, String(attemptId), "accept-rrpay");
    assert.is(sold(till, "A", "D2") === attemptId, false);
    assert.is(till.call("init", bread).code, "already-saved");
  }));

test("a void that was declined with money, and a person says that it did not take place: it can be sent again", () =>
  withTill((till) => {
    sold(till, "A", "D1");
    till.rrpay.outcome = LEFT["money, declined"]!;
    const { attemptId } = till.call("void", f8);
    assert.is(till.call("void", f8).code, "void-conflict");
    assert.is(worded(till, "void", "A", String(attemptId), "accept-rrpay"), "recorded");
    till.rrpay.outcome = () => ({ state: "approved", payments: cardOf(258), fiscal: printed("V1") });
    assert.is(till.call("void", f8).outcome, "voided");
  }));

test("what was declined without money still says that none was taken", () =>
  withTill((till) => {
    till.rrpay.outcome = () => ({ state: "declined" });
    assert.is(till.call("init", bread).code, "declined");
    assert.is(till.call("void", f8).code, "nothing-to-void");
  }));

test("the sentence says nothing of which kind it was, because a void has it too", () => {
  assert.is(SENTENCES["accepted-unpaid"].length, 2);
});

function unpaid(till: StepTill): Reply {
  till.rrpay.outcome = LEFT["money, declined"]!;
  return till.call("init", bread);
}

test.run();
