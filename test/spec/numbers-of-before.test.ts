/**
 * Numbers belong to a store and an epoch (docs/contracts.md C5). Behind `journal pair`, and once RRPay has lost its
 * memory, a receipt of before is not taken back where another one bears its number now (B10).
 */
import * as assert from "uvu/assert";
import { approvedOf, bread, closing, DAY_MS, f8, listed } from "../support/hostile.ts";
import { outOfPaper } from "../support/pay-sales.ts";
import { type StepTill, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";
import { back, byNumber, numbered, sold, voids } from "../support/taken-back.ts";
import { told } from "../support/voids.ts";

const test = suite("numbers of before");

/** The pairing is undone by hand, and another RRPay is there now. */
function pairAnew(till: StepTill, storeId = "S2"): void {
  listed(till); // what the one before has named is answered for, else journal pair refuses
  till.disk.carryOut({ type: "append", json: JSON.stringify({ t: "pin", atMs: till.wallMs }) });
  till.rrpay.stored.clear();
  const { lastTransactionId: _last, ...health } = till.rrpay.health;
  till.rrpay.health = { ...health, storeId };
  till.boot();
}

for (const [what, happens] of [
  ["at once", () => {}],
  ["once that one has a receipt of the same number", (till) => sold(till, "B", "D1")],
] as readonly [what: string, happens: (till: StepTill) => void][])
  test(`a receipt of the RRPay before is not taken back by its number in another one: F8 ${what}`, () =>
    withTill((till) => {
      sold(till, "A", "D1");
      pairAnew(till);
      happens(till);
      numbered(till, "V1");
      assert.equal(told(till.call("void", f8) as never), ["refused", "rrpay-changed"]);
      assert.is(voids(till), 0);
      assert.is(listed(till).length, 0);
    }));

test("the other one's own receipt of that number is voided", () =>
  withTill((till) => {
    sold(till, "A", "D1");
    pairAnew(till);
    sold(till, "B", "D1");
    numbered(till, "V1");
    assert.is(till.call("void", { ...f8, saleKey: "B" }).outcome, "voided");
  }));

test("a receipt that the RRPay before owes is waited for by nobody: a person looks", () =>
  withTill((till) => {
    outOfPaper(till);
    const { message } = till.call("init", bread);
    assert.match(String(message), "wait for the receipt");
    pairAnew(till);
    const again = till.call("init", bread);
    assert.equal([again.outcome, again.fiscal], ["approved", { state: "not-printed" }]);
    assert.match(String(again.message), "it is not known whether the receipt is printed. Look at the printer");
    till.call("close", closing("sale", "A"));
    assert.match(String(listed(till)[0]?.advice), "Look at the printer");
  }));

test("F8 names the way out that is left once the till is paired, and asks for no second pairing", () =>
  withTill((till) => {
    sold(till, "A", "D1");
    pairAnew(till);
    const { code, message } = till.call("void", f8);
    assert.is(code, "rrpay-changed");
    assert.match(String(message), "once paired, take a sale's goods back by a return");
  }));

test("goods of a receipt of the RRPay before come back by a return", () =>
  withTill((till) => {
    sold(till, "A", "D1");
    pairAnew(till);
    numbered(till, "R1");
    assert.is(till.call("init", back("D1")).outcome, "approved");
  }));

test("the way out that the refusal names works: the same RRPay again, and journal pair", () =>
  withTill((till) => {
    sold(till, "A", "D1");
    pairAnew(till);
    assert.is(till.call("void", f8).code, "rrpay-changed");
    pairAnew(till, "store-1");
    numbered(till, "V1");
    assert.is(till.call("void", f8).outcome, "voided");
    assert.is(approvedOf(till, "void"), 1);
  }));

/** RRPay has lost what it stored, and numbers its receipts anew. */
function loseMemory(till: StepTill): void {
  listed(till);
  till.rrpay.stored.clear();
  const { lastTransactionId: _last, ...health } = till.rrpay.health;
  till.rrpay.health = { ...health, epoch: "epoch-2" };
}

for (const [what, laterMs] of [
  ["the same day", 0],
  ["the next day", DAY_MS],
] as const)
  test(`what RRPay may have forgotten is not taken back by a number that it has given again: ${what}`, () =>
    withTill((till) => {
      sold(till, "A", "D1");
      loseMemory(till);
      till.wallMs += laterMs;
      till.boot();
      sold(till, "B", "D1");
      numbered(till, "V1");
      const date = "2026-11-23";
      assert.equal(told(till.call("void", { ...f8, date }) as never), ["refused", "conflict"]);
      assert.is(voids(till), 0);
      numbered(till, "R1");
      assert.is(till.call("init", back("D1")).outcome, "approved");
    }));

test("what RRPay may have forgotten is voided as long as its number was not given again", () =>
  withTill((till) => {
    sold(till, "A", "D1");
    loseMemory(till);
    sold(till, "B", "D2");
    numbered(till, "V1");
    assert.is(till.call("void", f8).outcome, "voided");
  }));

test("a number of another day, in the epoch in which RRPay gave both, is RRPay's to tell apart", () =>
  withTill((till) => {
    sold(till, "A", "D1");
    till.wallMs += DAY_MS;
    sold(till, "B", "D1");
    numbered(till, "V1");
    assert.is(till.call("void", { ...f8, date: "2026-11-23" }).outcome, "voided");
  }));

test("a receipt that no journal knows is taken back by the number that is given", () =>
  withTill((till) => {
    pairAnew(till);
    numbered(till, "V1");
    assert.is(till.call("void", byNumber("D9")).outcome, "voided");
  }));

test.run();
