// A receipt is voided once, whatever its key, number and kind (docs/contracts.md B10).

import * as assert from "uvu/assert";
import {
  answersAgain,
  bread,
  cardOf,
  closing,
  decided,
  f8,
  listed,
  pos,
  printed,
  typed,
  unanswered,
} from "../support/hostile.ts";
import { sale } from "../support/sales.ts";
import { byCard, declines, waits } from "../support/scripted-rrpay.ts";
import { type StepTill, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";
import { back, byNumber, numbered, returned, sold, voids } from "../support/taken-back.ts";

const test = suite("voided once");
const told = ({ outcome, code }: { outcome?: unknown; code: string }) => [outcome, code];

test("B10 Once: voided elsewhere under another key while F8 connects: nothing is given back twice", () =>
  withTill((till) => {
    sold(till, "A", "D1");
    till.rrpay.outcome = declines;
    const { attemptId } = till.call("void", byNumber("D1", { date: "2026-11-20" })); // a mistyped date
    numbered(till, "V1");
    till.rrpay.instead = ({ action }) => (action === "health" ? "silence" : undefined);
    const second = till.start("void", f8);
    till.hear({ status: 200, body: till.rrpay.health });
    const word = { kind: "void", saleKey: "Z", attemptId, operator: "ONA", decision: "voided-elsewhere" };
    assert.is(till.call("resolve", { ...word, documentNo: "V9" }).code, "recorded");
    till.rrpay.instead = () => undefined;
    till.hear({ status: 200, body: till.rrpay.health });
    assert.equal([till.end(second).code, voids(till)], ["already-voided", 1]);
  }));

test("rules 6, 11: the first conflict does not hide that the number is another receipt's: F8 does not take that one back", () =>
  withTill((till) => {
    sold(till, "B", "D1");
    till.rrpay.outcome = byCard;
    const sent = unanswered(till, () => till.call("init", bread));
    decided(till, sent.attemptId, "receipt-printed", typed); // D7
    answersAgain(till, sent, (request) => ({ ...byCard(request), fiscal: printed("D1") }));
    listed(till);
    decided(till, sent.attemptId, "accept-rrpay"); // of "manual-differs"; nobody was told that D1 is B's
    till.call("close", closing("sale", "A"));
    numbered(till, "V1");
    assert.equal([till.call("void", f8).code, voids(till)], ["conflict", 0]);
  }));

test("B10 Once: a return that was made while the clock was a day back stops the void of its receipt", () =>
  withTill((till) => {
    sold(till, "A", "D1");
    till.wallMs -= 86_400_000;
    till.boot();
    // RRPay's device has a clock of its own
    till.rrpay.outcome = (request) => ({ ...byCard(request), fiscal: printed("R1") });
    assert.is(till.call("init", back("D1")).outcome, "approved");
    till.call("close", closing("return", "R"));
    numbered(till, "V1");
    assert.is(till.call("void", f8).code, "already-returned");
  }));

/** A void of A's D1 that RRPay has not ended, then F8 once more, then RRPay's approval. */
function joined(till: StepTill, first: object, second: object): unknown[] {
  till.rrpay.outcome = waits;
  const one = till.start("void", { ...f8, ...first });
  till.pass(300);
  const two = till.start("void", { ...f8, ...second });
  const { attemptId } = till.recordsOf("sent").at(-1)!;
  till.rrpay.change(attemptId, { state: "approved", payments: cardOf(258), fiscal: printed("V1") });
  assert.is(till.end(one).outcome, "voided");
  return told(till.end(two));
}

test("B10 Proof: F8 with another number, while the receipt is being voided, is not told that it is voided", () =>
  withTill((till) => {
    sold(till, "A", "D1");
    const second = joined(till, { original: { documentNo: "D1" } }, { original: { documentNo: "D9" } });
    assert.equal(second, ["refused", "original-differs"]);
  }));

const soldBack = (till: StepTill) => {
  numbered(till, "R1");
  till.call("init", sale(258, { saleKey: "A", kind: "return" }));
  till.call("close", closing("return", "A"));
};

test("B10 Whose: F8 without a kind means the journal's one kind: F8 with that kind joins it", () =>
  withTill((till) => {
    soldBack(till);
    assert.equal(joined(till, {}, { originalKind: "return" }), ["voided", "voided"]);
  }));

test("B10 Whose: F8 of a sale does not join the void of the return of that key", () =>
  withTill((till) => {
    soldBack(till);
    assert.is.not(joined(till, {}, { originalKind: "sale" })[0], "voided");
  }));

test("B10 Whose: F8 open without a kind is refused where the key has a sale and a return, also while one is paid", () =>
  withTill((till) => {
    sold(till, "A", "D1");
    till.rrpay.outcome = waits;
    till.start("init", sale(258, { saleKey: "A", kind: "return", original: { documentNo: "X1" } }));
    till.pass(300);
    assert.is(till.call("void", { ...f8, scope: "open" }).code, "original-kind-missing");
  }));

/** A void that was lost, of which a person said nothing happened, and then left it to the accountant. */
function leftVoid(till: StepTill): void {
  sold(till, "A", "D1");
  const sent = unanswered(till, () => till.call("void", f8));
  till.rrpay.stored.delete(sent.attemptId);
  till.rrpay.health = { ...till.rrpay.health, epoch: "epoch-2" };
  till.rrpay.instead = () => undefined;
  till.call("init", pos);
  decided(till, sent.attemptId, "nothing-happened", {}, "void");
  till.call("init", pos);
  assert.is(decided(till, sent.attemptId, "leave-to-accountant", {}, "void"), "recorded");
  assert.equal(listed(till), []);
}

test("B9: a return of a receipt whose void was left is not told that the way out is in the list, which is empty", () =>
  withTill((till) => {
    leftVoid(till);
    numbered(till, "R1");
    assert.is.not(till.call("init", back("D1")).code, "blocked");
  }));

test("B9: F8 after the open void was left does not send the cashier to the list, which is empty", () =>
  withTill((till) => {
    leftVoid(till);
    assert.is.not(till.call("void", f8).code, "void-old-attempt-open");
  }));

/** A receipt of which only the payload knows the number; the first F8 mistypes it: X9 is another customer's. */
for (const [what, isOpen] of [
  ["is open", true],
  ["is not saved in GAMA yet", false],
] as const)
  test(`B10 Once: F8 with another number, while the void of the first one ${what}, is not told that it is voided`, () =>
    withTill((till) => {
      if (isOpen) {
        const sent = unanswered(till, () => till.call("void", byNumber("X9")));
        answersAgain(till, sent, byCard);
      } else assert.is(till.call("void", byNumber("X9")).outcome, "voided");
      assert.is(till.call("void", byNumber("X8")).code, "original-differs");
      assert.equal([till.call("void", byNumber("X9")).outcome, voids(till)], ["voided", 1]);
    }));

test("B10 Once: a return whose void is only typed as printed still stops the void of its receipt", () =>
  withTill((till) => {
    sold(till, "A", "D1");
    returned(till, "D1", "R1");
    const sent = unanswered(till, () => till.call("void", { ...f8, saleKey: "R" }));
    const word = {
      kind: "void",
      saleKey: "R",
      attemptId: sent.attemptId,
      operator: "ONA",
      decision: "receipt-printed",
    };
    assert.is(till.call("resolve", { ...word, ...typed, documentNo: "V7" }).code, "recorded");
    till.rrpay.instead = ({ action, id }) => (action === "get" && id === sent.attemptId ? "silence" : undefined);
    numbered(till, "V8");
    assert.is.not(till.call("void", f8).outcome, "voided");
  }));

test.run();
