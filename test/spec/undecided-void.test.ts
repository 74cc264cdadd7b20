// While nobody knows whether the void of a paid receipt went through, the receipt is not called paid (docs/contracts.md B2).
import * as assert from "uvu/assert";
import {
  answersAgain,
  arrives,
  bread,
  cardOf,
  closing,
  decided,
  f8,
  listed,
  pos,
  posts,
  printed,
  type Sent,
  typed,
  unanswered,
  withoutTombstones,
} from "../support/hostile.ts";
import { byCard, declines, type Outcome, unprinted, waits } from "../support/scripted-rrpay.ts";
import { type StepTill, TIMEOUTS, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";
import { back, sold } from "../support/taken-back.ts";

const test = suite("undecided void");

/** Paid, and voided without an answer. */
function voidUnheard(till: StepTill): Sent {
  assert.is(till.call("init", bread).outcome, "approved");
  return unanswered(till, () => till.call("void", f8));
}

/** A void without an answer that reaches RRPay after all. */
function voidArrives(till: StepTill, outcome: Outcome): void {
  const sent = voidUnheard(till);
  till.rrpay.outcome = outcome;
  till.rrpay.instead = () => undefined;
  arrives(till, sent);
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
      voidArrives(till, outcome);
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

const HOUR_MS = 3_600_000;

for (const hours of [0, 1])
  test(`RRPay's newer word about the void counts, though the clock was set back by ${hours} h`, () =>
    withTill((till) => {
      const sent = voidUnheard(till);
      assert.is(decided(till, sent.attemptId, "nothing-happened", {}, "void"), "recorded");
      till.wallMs -= hours * HOUR_MS;
      till.rrpay.outcome = waits;
      till.rrpay.instead = () => undefined;
      arrives(till, sent);
      assert.equal(blockedBy(till.call("init", bread)), ["refused", "blocked", "void"]);
      till.boot();
      till.rrpay.instead = ({ action }) => (action === "get" ? "silence" : undefined);
      assert.equal(blockedBy(till.call("init", bread)), ["refused", "blocked", "void"], "over a restart too");
    }));

for (const hours of [0, 1])
  test(`a person's newer word counts, though the clock was set back by ${hours} h`, () =>
    withTill((till) => {
      voidArrives(till, waits);
      till.call("init", pos);
      const { attemptId } = till.recordsOf("sent").at(-1)!;
      till.wallMs -= hours * HOUR_MS;
      till.rrpay.instead = ({ action }) => (action === "get" ? "silence" : undefined);
      till.pass(TIMEOUTS.manualAfterMs + 2000);
      till.call("init", pos);
      assert.is(decided(till, attemptId, "nothing-happened", {}, "void"), "recorded");
      assert.equal(blockedBy(till.call("init", bread)), ["approved", "approved", undefined]);
    }));

test("RRPay says again and again that the void goes on: its newest word is journalled by a clock that was set back, once", () =>
  withTill((till) => {
    voidArrives(till, waits);
    till.call("init", pos);
    till.wallMs -= HOUR_MS;
    const told = () => till.recordsOf("evidence").length;
    const before = told();
    for (let round = 0; round < 5; round++) till.call("init", pos);
    assert.is(told(), before + 1);
  }));

test("while its void is in conflict about the money the receipt waits for the decision, which leads on", () =>
  withTill((till) => {
    assert.is(till.call("init", bread).outcome, "approved");
    till.rrpay.outcome = (request) => ({ ...byCard(request), state: "declined" });
    const voided = till.call("void", f8);
    assert.is(voided.code, "void-conflict", JSON.stringify(voided));
    assert.equal(blockedBy(till.call("init", bread)), ["refused", "conflict", undefined]);
    assert.is(decided(till, String(voided.attemptId), "leave-to-accountant", {}, "void"), "recorded");
    leftAndListed(till);
  }));

/** Nobody knows whether the money went back, so the receipt is not called paid, and its own item leads on. */
function leftAndListed(till: StepTill): void {
  assert.equal(blockedBy(till.call("init", bread)), ["refused", "left-to-accountant", undefined]);
  assert.match(String(advice(till, "sale")), "or its void, is left to the accountant");
  const [{ attemptId, decisions } = { attemptId: "", decisions: [] }, ...more] = listed(till);
  assert.equal([decisions, more], [["saved-in-gama", "leave-to-accountant"], []]);
  assert.is(decided(till, attemptId, "leave-to-accountant"), "recorded");
  till.rrpay.outcome = byCard;
  assert.is(till.call("init", { ...bread, saleKey: "B" }).outcome, "approved", "another sale is free");
}

const leftVoids: Record<string, (till: StepTill, sent: Sent) => void> = {
  "RRPay had named money": (till, { attemptId }) => {
    till.rrpay.change(attemptId, { payments: cardOf(258) });
    till.call("init", pos);
    till.rrpay.instead = ({ action, id }) => (action === "get" && id === attemptId ? "silence" : undefined);
    till.call("init", pos);
    till.pass(TIMEOUTS.manualAfterMs + 1000);
  },
  "RRPay had it in progress for ever": (till) => {
    till.call("init", pos);
    till.pass(TIMEOUTS.customerMs + 1000);
    till.call("init", pos);
  },
};
for (const [name, comes] of Object.entries(leftVoids))
  test(`a receipt is not called paid where its void was left to the accountant, and ${name}`, () =>
    withTill((till) => {
      const sent = voidUnheard(till);
      till.rrpay.outcome = waits;
      till.rrpay.instead = () => undefined;
      arrives(till, sent);
      comes(till, sent);
      assert.is(decided(till, sent.attemptId, "leave-to-accountant", {}, "void"), "recorded");
      leftAndListed(till);
    }));

test("what was left is paid again once RRPay says that the void took nothing back", () =>
  withTill((till) => {
    const sent = voidUnheard(till);
    till.rrpay.outcome = waits;
    till.rrpay.instead = () => undefined;
    arrives(till, sent);
    till.call("init", pos);
    till.pass(TIMEOUTS.customerMs + 1000);
    till.call("init", pos);
    assert.is(decided(till, sent.attemptId, "leave-to-accountant", {}, "void"), "recorded");
    assert.is(till.call("init", bread).code, "left-to-accountant");
    till.rrpay.change(sent.attemptId, { state: "declined" });
    assert.is(till.call("init", bread).code, "approved");
  }));

test("whatever a person said of the void, RRPay is asked before the receipt is called paid", () => {
  for (const [decisions, outcome, told] of [
    [["nothing-happened"], byCard, ["refused", "sale-voided", undefined]],
    [["nothing-happened"], declines, ["approved", "approved", undefined]],
    [["nothing-happened"], waits, ["refused", "blocked", "void"]],
    [["nothing-happened", "leave-to-accountant"], byCard, ["refused", "sale-voided", undefined]],
  ] as const)
    withTill((till) => {
      const sent = voidUnheard(till);
      for (const decision of decisions) assert.is(decided(till, sent.attemptId, decision, {}, "void"), "recorded");
      assert.equal(blockedBy(till.call("init", bread)), ["approved", "approved", undefined], "by the person's word");
      till.rrpay.outcome = outcome;
      till.rrpay.instead = () => undefined;
      arrives(till, sent);
      assert.equal(blockedBy(till.call("init", bread)), told);
    });
});

test("a void that RRPay names after a person's word can be decided anew, which leads on", () =>
  withTill((till) => {
    const sent = voidUnheard(till);
    decided(till, sent.attemptId, "nothing-happened", {}, "void");
    till.rrpay.outcome = waits;
    till.rrpay.instead = () => undefined;
    arrives(till, sent);
    assert.is(till.call("init", bread).code, "blocked");
    till.rrpay.instead = ({ action, id }) => (action === "get" && id === sent.attemptId ? "silence" : undefined);
    till.pass(20_000);
    assert.is(decided(till, sent.attemptId, "nothing-happened", {}, "void"), "recorded");
    assert.is(till.call("init", bread).code, "approved");
  }));

test("a typed receipt that RRPay approves in this very call waits for its void as well", () =>
  withTill((till) => {
    const sent = unanswered(till, () => till.call("init", bread));
    assert.is(decided(till, sent.attemptId, "receipt-printed", typed), "recorded");
    const taken = unanswered(till, () => till.call("void", f8));
    till.rrpay.instead = () => undefined;
    arrives(till, sent);
    till.rrpay.change(sent.attemptId, { fiscal: printed("D7") });
    arrives(till, taken);
    assert.equal(blockedBy(till.call("init", bread)), ["refused", "sale-voided", undefined]);
  }));

test("a void that RRPay knows under another id is decided before the receipt is called paid", () =>
  withTill((till) => {
    till.call("init", bread);
    const details = { id: "theirs", state: "approved" };
    till.rrpay.instead = ({ action }) =>
      action === "post" ? { status: 409, body: { error: "sale-known", message: "known", details } } : undefined;
    const { attemptId } = till.call("void", f8);
    assert.equal(blockedBy(till.call("init", bread)), ["refused", "conflict", undefined]);
    assert.is(decided(till, String(attemptId), "voided-elsewhere", { documentNo: "V1" }, "void"), "recorded");
    assert.is(till.call("init", bread).code, "sale-voided");
  }));

test("a return is told of the accountant where the void that it waits for was left and RRPay is silent about it", () =>
  withTill((till) => {
    withoutTombstones(till);
    sold(till, "A", "D1");
    const taken = unanswered(till, () => till.call("void", f8));
    answersAgain(till, taken);
    for (let said = 0; said < 2; said++) {
      till.call("init", pos);
      assert.is(decided(till, taken.attemptId, "nothing-happened", {}, "void"), "recorded");
    }
    till.rrpay.instead = ({ action, id }) => (action === "get" && id === taken.attemptId ? "silence" : undefined);
    assert.is(till.call("init", back("D1")).code, "no-answer");
    assert.is(decided(till, taken.attemptId, "leave-to-accountant", {}, "void"), "recorded");
    assert.equal([till.call("init", back("D1")).code, listed(till)], ["left-to-accountant", []]);
  }));

test("nobody is told to wait for the paper of a saved receipt while its void may have gone through", () =>
  withTill((till) => {
    till.rrpay.outcome = unprinted;
    // its printer has no paper, and what becomes of the void is never told
    till.rrpay.instead = ({ action, id, body }) => {
      if (action === "print") return { status: 202, body: till.rrpay.stored.get(id) };
      return body.includes('"kind":"void"') ? "silence" : undefined;
    };
    assert.is(till.call("init", bread).code, "approved-not-printed");
    till.call("close", closing("sale", "A"));
    till.call("void", f8);
    assert.is(till.recordsOf("sent").at(-1)?.kind, "void");
    assert.match(String(advice(till, "sale")), "not known whether the receipt is voided");
  }));

/** The window's own F8, in the settlement window. */
const window = { ...f8, scope: "open" };

test("F8 in the window follows the void that is under way: it does not say that the receipt stands", () => {
  for (const [outcome, told] of [
    [byCard, ["voided", "voided"]],
    [declines, ["not-voided", "void-declined"]],
    [waits, ["unknown", "void-still-in-progress"]],
  ] as const)
    withTill((till) => {
      voidArrives(till, outcome);
      const { outcome: ended, code } = till.call("void", window);
      assert.equal([ended, code], told);
    });
});

test("F8 in the window says of a receipt whose void was left that it is left to the accountant", () =>
  withTill((till) => {
    const { attemptId } = voidUnheard(till);
    assert.is(decided(till, attemptId, "leave-to-accountant", {}, "void"), "recorded");
    assert.is(till.call("void", window).code, "left-to-accountant");
    assert.is(posts(till), 2);
  }));

test.run();
