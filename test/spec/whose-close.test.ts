// Of which attempt a close is, where a key has several (docs/contracts.md B24).

import * as assert from "uvu/assert";
import { BOOT_FLAG } from "../../schemas/generated/boundary.ts";
import { answersAgain, bread, closing, dear, decided, f8, listed, pos, unanswered } from "../support/hostile.ts";
import { sale } from "../support/sales.ts";
import { byCard, waits } from "../support/scripted-rrpay.ts";
import { type StepTill, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";

const test = suite("whose close");

test("B24: a close that comes while the second try connects is that try's, though the old one is open", () =>
  withTill((till) => {
    till.rrpay.health = { ...till.rrpay.health, features: ["status", "fiscal", "print"] };
    const first = unanswered(till, () => till.call("init", bread));
    answersAgain(till, first);
    for (let said = 0; said < 2; said++) {
      till.call("init", pos);
      decided(till, first.attemptId, "nothing-happened");
    }
    till.rrpay.instead = ({ action }) => (action === "health" ? "silence" : undefined);
    const call = till.start("init", bread);
    const told = till.call("close", closing("sale", "A"));
    till.rrpay.instead = () => undefined;
    till.hear({ status: 200, body: till.rrpay.health });
    const { outcome } = till.end(call);
    assert.equal([told.status, outcome, listed(till).length], ["open", "approved", 0]);
  }));

test("B24: a close without an id while the key is being paid is open, though an earlier init of it was refused", () =>
  withTill((till) => {
    till.call("init", sale(100, { saleKey: "B" })); // paid, not saved: it blocks
    assert.is(till.call("init", bread).code, "blocked");
    till.call("close", closing("sale", "B"));
    till.rrpay.outcome = waits;
    const call = till.start("init", bread);
    till.pass(300);
    const told = till.call("close", closing("sale", "A"));
    const { attemptId } = till.recordsOf("sent").at(-1)!;
    till.rrpay.change(attemptId, byCard({ kind: "sale", saleKey: "A", totalCents: 258 }));
    const { outcome } = till.end(call);
    assert.equal([told.status, outcome, listed(till).length], ["open", "approved", 0]);
  }));

test("B24: a close without an id while the key is connecting is open, though an earlier init of it was refused", () =>
  withTill((till) => {
    till.call("init", sale(100, { saleKey: "B" }));
    assert.is(till.call("init", bread).code, "blocked");
    till.call("close", closing("sale", "B"));
    till.rrpay.instead = ({ action }) => (action === "health" ? "silence" : undefined);
    const call = till.start("init", bread);
    const told = till.call("close", closing("sale", "A"));
    till.rrpay.instead = () => undefined;
    till.hear({ status: 200, body: till.rrpay.health });
    till.end(call);
    assert.equal([told.status, listed(till).length], ["open", 0]);
  }));

test("B24: after a crash of a refused and then paid key a close without an id means the latest attempt", () =>
  withTill((till) => {
    till.call("init", sale(100, { saleKey: "B" }));
    till.call("init", bread);
    till.call("close", closing("sale", "B"));
    till.call("init", bread);
    till.boot();
    assert.is(till.call("close", closing("sale", "A")).status, "acknowledged");
  }));

/** A segment begins in which nothing is said of the day before. */
function newDay(till: StepTill): void {
  till.wallMs += 86_400_000;
  assert.is(till.call("init", sale(100, { saleKey: "B" })).code, "blocked");
}

/** GAMA goes on while its engine is lost and another one begins. */
const loseEngine = (till: StepTill) => till.boot({ flags: BOOT_FLAG.writable | BOOT_FLAG.afterLoss });

for (const kind of ["sale", "return"] as const)
  for (const [what, happens] of [
    ["after it ended", () => {}],
    ["while another one is paid", (till) => void till.start("init", sale(100, { saleKey: "B" }))],
  ] as readonly [what: string, happens: (till: StepTill) => void][])
    test(`B24: what was refused ${what} takes no other one's saving, though the engine was lost meanwhile: ${kind}`, () =>
      withTill((till) => {
        const original = { documentNo: "D9" };
        const mine = kind === "sale" ? bread : { ...bread, kind, original };
        const others = kind === "sale" ? dear : { ...dear, kind, original };
        till.call("init", mine); // paid, and not saved yet
        till.rrpay.instead = ({ action }) => (action === "health" ? "silence" : undefined);
        happens(till);
        till.rrpay.instead = () => undefined;
        assert.is(till.call("init", others).code, "sale-changed");
        loseEngine(till);
        const told = till.call("close", closing(kind, "A"));
        assert.is(told.status, "conflict");
        assert.equal(
          listed(till).map(({ gama, conflict }) => [gama, conflict?.code]),
          [
            ["waiting", undefined],
            ["waiting", "saved-unpaid"],
          ],
        );
      }));

test("B24: what was refused takes no other one's saving, though a day began and the engine was lost meanwhile", () =>
  withTill((till) => {
    till.call("init", bread); // paid, and not saved yet
    assert.is(till.call("init", dear).code, "sale-changed");
    newDay(till);
    loseEngine(till);
    assert.is(till.call("close", closing("sale", "A")).status, "conflict");
  }));

test("B24: what was given back after a refusal is meant by its close, though the engine was lost meanwhile", () =>
  withTill((till) => {
    till.call("init", bread);
    assert.is(till.call("init", dear).code, "sale-changed");
    assert.is(till.call("init", bread).outcome, "approved");
    newDay(till);
    loseEngine(till);
    assert.is(till.call("close", closing("sale", "A")).status, "acknowledged");
  }));

test("B24: a refusal from before a start of GAMA takes no saving, though a day began and an engine was lost", () =>
  withTill((till) => {
    till.call("init", bread);
    assert.is(till.call("init", dear).code, "sale-changed");
    till.boot();
    newDay(till);
    loseEngine(till);
    assert.is(till.call("close", closing("sale", "A")).status, "acknowledged");
  }));

test("B24: what was refused first and sent then is meant by its close, though the engine was lost meanwhile", () =>
  withTill((till) => {
    till.call("init", sale(100, { saleKey: "B" }));
    assert.is(till.call("init", bread).code, "blocked");
    till.call("close", closing("sale", "B"));
    till.rrpay.outcome = waits;
    till.start("init", bread);
    loseEngine(till);
    assert.is(till.call("close", closing("sale", "A")).status, "open");
  }));

test("B24: a start behind a crash of the host takes nothing from the records of refusals", () =>
  withTill((till) => {
    till.call("init", bread);
    assert.is(till.call("init", dear).code, "sale-changed");
    till.boot();
    assert.is(till.call("close", closing("sale", "A")).status, "acknowledged");
  }));

test("B24: a close for a void that is about to be sent names its original's kind in what is journalled", () =>
  withTill((till) => {
    till.call("init", bread);
    till.call("close", closing("sale", "A"));
    till.rrpay.instead = ({ action }) => (action === "health" ? "silence" : undefined);
    const call = till.start("void", f8);
    till.call("close", closing("void", "A"));
    till.rrpay.instead = () => undefined;
    till.hear({ status: 200, body: till.rrpay.health });
    assert.is(till.end(call).outcome, "voided");
    assert.equal(listed(till), []);
  }));

test("B24: a close for a void whose send never came is listed as a void, and F8 after it still voids", () =>
  withTill((till) => {
    till.call("init", bread);
    till.call("close", closing("sale", "A"));
    till.rrpay.instead = ({ action }) => (action === "health" ? "silence" : undefined);
    const call = till.start("void", f8);
    till.call("close", closing("void", "A"));
    till.end(call); // RRPay is down
    till.rrpay.instead = () => undefined;
    assert.equal(
      [till.call("void", f8).outcome, till.call("close", closing("void", "A")).status],
      ["voided", "acknowledged"],
    );
  }));

test("B24: a close of the sale that comes while its void connects is the sale's", () =>
  withTill((till) => {
    till.call("init", bread);
    till.rrpay.instead = ({ action }) => (action === "health" ? "silence" : undefined);
    const call = till.start("void", f8);
    assert.is(till.call("close", closing("sale", "A")).status, "acknowledged");
    till.rrpay.instead = () => undefined;
    till.hear({ status: 200, body: till.rrpay.health });
    assert.is(till.end(call).outcome, "voided");
    till.call("close", closing("void", "A"));
    assert.equal(listed(till), []);
  }));

test("B12, B24: a close that names a declined try is told as a conflict, not as unpaid, while another try is open", () =>
  withTill((till) => {
    till.rrpay.outcome = () => ({ state: "declined" });
    const { attemptId } = till.call("init", bread);
    till.rrpay.outcome = () => ({});
    till.start("init", bread);
    const told = till.call("close", closing("sale", "A", { attemptId }));
    assert.equal([told.status, told.code], ["conflict", "conflict"]);
    const advice = (till.call("status", { saleKey: "A" }).unresolved as { advice: string }[]).map(
      (item) => item.advice,
    );
    assert.not.match(advice.join(" "), /no payment/);
  }));

test.run();
