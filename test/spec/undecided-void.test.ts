// While nobody knows whether the void of a paid receipt went through, the receipt is not called paid (docs/contracts.md B2).
import * as assert from "uvu/assert";
import { arrives, bread, closing, decided, f8, pos, posts, type Sent, unanswered } from "../support/hostile.ts";
import { byCard, declines } from "../support/scripted-rrpay.ts";
import { type StepTill, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";

const test = suite("undecided void");

/** Paid, and voided without an answer. */
function voidUnheard(till: StepTill): Sent {
  assert.is(till.call("init", bread).outcome, "approved");
  return unanswered(till, () => till.call("void", f8));
}

const blockedBy = ({ outcome, code, blockedBy }: ReturnType<StepTill["call"]>) => [
  outcome,
  code,
  (blockedBy as { kind: string } | undefined)?.kind,
];
const advice = (till: StepTill, kind: string) =>
  (till.call("init", pos).unresolved as { kind: string; advice: string }[]).find((one) => one.kind === kind)?.advice;

test("while RRPay does not say what became of it, the receipt waits for that void, and the list says so", () =>
  withTill((till) => {
    voidUnheard(till);
    assert.equal(blockedBy(till.call("init", bread)), ["refused", "blocked", "void"]);
    assert.match(String(advice(till, "sale")), "not known whether the receipt is voided");
    assert.is(posts(till), 2, "nothing was sent anew");
  }));

test("RRPay is asked first: what it voided is voided, what it did not void is paid", () => {
  for (const [outcome, told] of [
    [byCard, ["refused", "sale-voided", undefined]],
    [declines, ["approved", "approved", undefined]],
  ] as const)
    withTill((till) => {
      const sent = voidUnheard(till);
      till.rrpay.outcome = outcome;
      till.rrpay.instead = () => undefined;
      arrives(till, sent);
      assert.equal(blockedBy(till.call("init", bread)), told);
    });
});

test("a person's word about the void is enough: the receipt is paid again", () =>
  withTill((till) => {
    const { attemptId } = voidUnheard(till);
    assert.is(till.call("init", bread).code, "blocked");
    assert.is(decided(till, attemptId, "nothing-happened", {}, "void"), "recorded");
    assert.equal(blockedBy(till.call("init", bread)), ["approved", "approved", undefined]);
    assert.is(till.call("close", closing("sale", "A")).status, "acknowledged");
  }));

test("while its void is in conflict about the money the receipt waits for the decision, which leads on", () =>
  withTill((till) => {
    assert.is(till.call("init", bread).outcome, "approved");
    till.rrpay.outcome = (request) => ({ ...byCard(request), state: "declined" });
    const voided = till.call("void", f8);
    assert.is(voided.code, "void-conflict", JSON.stringify(voided));
    assert.equal(blockedBy(till.call("init", bread)), ["refused", "conflict", undefined]);
    assert.is(decided(till, String(voided.attemptId), "leave-to-accountant", {}, "void"), "recorded");
    assert.equal(blockedBy(till.call("init", bread)), ["approved", "approved", undefined]);
  }));

test.run();
