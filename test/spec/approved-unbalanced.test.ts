// An approval that does not balance is known money (docs/contracts.md B4).

import * as assert from "uvu/assert";
import { bread, cardOf, itemOf, listed, posts, printed } from "../support/hostile.ts";
import { byCard } from "../support/scripted-rrpay.ts";
import { withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";

const test = suite("approved unbalanced");

test("an approval that does not balance, then another one that does", () =>
  withTill((till) => {
    till.rrpay.outcome = () => ({ state: "approved", payments: cardOf(238) });
    const id = String(till.call("init", bread).attemptId);
    till.rrpay.change(id, { payments: cardOf(258), fiscal: printed("D1") });
    listed(till);
    assert.is(itemOf(till, id)?.conflict?.code, "evidence-contradicts");
  }));

test("an approval that names no payment is completed by the next one (F35)", () =>
  withTill((till) => {
    till.rrpay.outcome = () => ({ state: "approved", payments: [], fiscal: printed("D1") });
    const id = String(till.call("init", bread).attemptId);
    till.rrpay.change(id, { payments: cardOf(258), fiscal: printed("D1") });
    listed(till);
    assert.is(till.call("init", bread).outcome, "approved");
    assert.is(posts(till), 1);
  }));

test("approved with amounts that do not balance, then declined: the known money stands, and nothing is charged again", () =>
  withTill((till) => {
    till.rrpay.outcome = () => ({ state: "approved", payments: cardOf(238), fiscal: { state: "not-printed" } });
    const id = String(till.call("init", bread).attemptId);
    till.rrpay.change(id, { state: "declined", payments: [] });
    listed(till);
    listed(till);
    till.rrpay.outcome = byCard;
    till.call("init", bread);
    assert.is(posts(till), 1);
  }));

for (const [what, payments] of [
  ["naming other amounts", cardOf(238)],
  ["naming no payment", []],
] as const)
  for (const isBetween of [false, true])
    test(`approved ${what}, ${isBetween ? "in progress again, " : ""}then declined: it is not charged again`, () =>
      withTill((till) => {
        till.rrpay.outcome = () => ({ state: "approved", payments: [...payments] });
        const id = String(till.call("init", bread).attemptId);
        if (isBetween) till.rrpay.change(id, { state: "in-progress", payments: [] });
        listed(till);
        till.rrpay.change(id, { state: "declined", payments: [] });
        listed(till);
        till.rrpay.outcome = byCard;
        assert.equal([till.call("init", bread).code, posts(till)], ["conflict", 1]);
        assert.equal(itemOf(till, id)?.decisions.at(-1), "leave-to-accountant");
      }));

test("approved, in progress again, then approved with other amounts: a person decides", () =>
  withTill((till) => {
    till.rrpay.outcome = () => ({ state: "approved", totalCents: 238, payments: cardOf(238) });
    const id = String(till.call("init", bread).attemptId);
    till.rrpay.change(id, { state: "in-progress", payments: [], totalCents: 258 });
    listed(till);
    const before = till.records.length;
    listed(till);
    assert.is(till.records.length, before, "what is known is not journalled again");
    till.rrpay.change(id, { state: "approved", payments: cardOf(258), fiscal: printed("D1") });
    assert.is(itemOf(till, id)?.conflict?.code, "evidence-contradicts");
  }));

test("the same payments in another order are no contradiction", () =>
  withTill((till) => {
    const rows = [...cardOf(100), { method: 0, name: "Grynieji", amountCents: 158 }];
    till.rrpay.health = { ...till.rrpay.health, features: ["status", "cancel", "tombstone", "fiscal"] };
    till.rrpay.outcome = () => ({ state: "approved", payments: rows, fiscal: { state: "not-printed" } });
    const call = till.start("init", bread);
    till.pass(10);
    const { id } = till.rrpay.only;
    till.rrpay.change(id, { payments: [...rows].reverse(), fiscal: printed("D1") });
    assert.is(till.end(call).code, "approved");
  }));

test.run();
