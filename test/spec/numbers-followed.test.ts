// Which numbers are followed before money goes back: the receipt's own, and those of its returns (docs/contracts.md B10).
import * as assert from "uvu/assert";
import { answersAgain, closing, decided, pos, unanswered } from "../support/hostile.ts";
import { sale } from "../support/sales.ts";
import { byCard } from "../support/scripted-rrpay.ts";
import { type StepTill, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";
import { back, byNumber, nextDay, numbered, sold } from "../support/taken-back.ts";

const test = suite("numbers that are followed");

const DAYS = 6;
const f8 = (saleKey: string) => ({ scope: "completed", saleKey, operator: "ONA" });

/** What the till looks for while it does something, without the marks around it. */
function soughtIn(till: StepTill, act: () => void): string[] {
  const from = till.effects.length;
  act();
  return till.effects.slice(from).flatMap((effect) => (effect.type === "find" ? [effect.needle] : []));
}

/** Numbers begin anew each day, and each day's return has the number of the next day's sale. */
function days(till: StepTill): void {
  for (let day = 1; day <= DAYS; day++) {
    sold(till, `S${day}`, String(day));
    numbered(till, String(day + 1));
    assert.is(till.call("init", back(String(day), `R${day}`)).outcome, "approved");
    till.call("close", closing("return", `R${day}`));
    nextDay(till);
  }
}

for (const [what, act] of [
  ["F8", (till) => assert.is(till.call("void", f8("S2")).code, "already-returned")],
  ["a return", (till) => assert.is(till.call("init", back("2", "R")).outcome, "approved")],
] as readonly [what: string, act: (till: StepTill) => void][])
  test(`${what} follows no number of other receipts, where numbers begin anew each day`, () =>
    withTill((till) => {
      days(till);
      numbered(till, "9");
      const sought = soughtIn(till, () => act(till));
      assert.ok(sought.includes('"documentNo":"2"') && sought.includes('"originalDocumentNo":"3"'), sought.join());
      for (let day = 3; day <= DAYS; day++) assert.not(sought.includes(`"documentNo":"${day}"`), sought.join());
      for (const key of ["S4", "S5", "S6", "R5", "R6"]) assert.not(sought.includes(`"saleKey":"${key}"`), key);
    }));

test("a return that was voided by its number under another key takes nothing back, though memory has dropped both", () =>
  withTill((till) => {
    sold(till, "A", "D1");
    const sent = unanswered(till, () => till.call("init", back("D1")));
    const typed = { saleKey: "R", documentNo: "D9", payments: [{ method: 2, name: "K", amountCents: 258 }] };
    assert.is(decided(till, sent.attemptId, "receipt-printed", typed, "return"), "recorded");
    till.call("close", closing("return", "R"));
    till.rrpay.instead = () => undefined;
    numbered(till, "V1");
    assert.is(till.call("void", byNumber("D2", { originalKind: "return" })).outcome, "voided");
    till.call("close", closing("void", "Z", { originalKind: "return" }));
    const printed = { state: "printed", documentNo: "D2" } as const;
    answersAgain(till, sent, (request) => ({ ...byCard(request), fiscal: printed }));
    till.call("init", pos);
    assert.is(decided(till, sent.attemptId, "accept-rrpay", { saleKey: "R" }, "return"), "recorded");
    nextDay(till);
    sold(till, "Y", "D8");
    nextDay(till);
    numbered(till, "V2");
    assert.is(till.call("void", f8("A")).outcome, "voided");
  }));

/** A sale that is paid, printed and saved; RRPay tells its number only later. */
function numberedLate(till: StepTill): void {
  till.rrpay.outcome = (request) => ({ ...byCard(request), fiscal: { state: "printed" } });
  const { attemptId } = till.call("init", sale(258, { saleKey: "A" }));
  till.call("close", closing("sale", "A"));
  till.rrpay.change(String(attemptId), { fiscal: { state: "printed", documentNo: "D1" } });
}

test("a receipt whose number came late was returned by it: F8 learns the number first, and voids nothing", () =>
  withTill((till) => {
    numberedLate(till);
    numbered(till, "D2");
    assert.is(till.call("init", back("D1")).outcome, "approved");
    till.call("close", closing("return", "R"));
    nextDay(till);
    numbered(till, "V1");
    assert.is(till.call("void", f8("A")).code, "already-returned");
  }));

test("nor is it returned by that number once it was voided", () =>
  withTill((till) => {
    numberedLate(till);
    numbered(till, "V1");
    assert.is(till.call("void", f8("A")).outcome, "voided");
    assert.is(till.recordsOf("sent").at(-1)?.originalDocumentNo, "D1");
    till.call("close", closing("void", "A"));
    nextDay(till);
    numbered(till, "D2");
    assert.is(till.call("init", back("D1")).code, "sale-voided");
  }));

test("where RRPay answers and does not tell it, the receipt is voided by its key", () =>
  withTill((till) => {
    till.rrpay.outcome = (request) => ({ ...byCard(request), fiscal: { state: "printed" } });
    till.call("init", sale(258, { saleKey: "A" }));
    till.call("close", closing("sale", "A"));
    numbered(till, "V1");
    assert.is(till.call("void", f8("A")).outcome, "voided");
    assert.is(till.recordsOf("sent").at(-1)?.originalDocumentNo, undefined);
  }));

for (const [what, garbled] of [
  ["the number", "get"],
  ["health", "health"],
] as const)
  test(`rule 5: while RRPay has not answered for ${what}, a receipt that was returned by it is not voided`, () =>
    withTill((till) => {
      numberedLate(till);
      const { attemptId } = till.recordsOf("sent").at(-1)!;
      numbered(till, "D2");
      const { outcome, attemptId: lastTransactionId } = till.call("init", back("D1"));
      assert.is(outcome, "approved");
      till.call("close", closing("return", "R"));
      numbered(till, "V1");
      let left = 1;
      till.rrpay.health = { ...till.rrpay.health, lastTransactionId: String(lastTransactionId) };
      till.boot();
      till.rrpay.instead = ({ action, id }) =>
        action === garbled && (action === "health" || id === attemptId) && left-- > 0
          ? { status: 500, body: {} }
          : undefined;
      const told = till.call("void", f8("A"));
      assert.equal([told.outcome, told.code], ["refused", "void-unknown"]);
      assert.is(till.call("void", f8("A")).code, "already-returned", "the sentence says to void it again");
    }));

test("B9: a typed receipt without a number is voided, though RRPay names other amounts of it each time", () =>
  withTill((till) => {
    till.rrpay.health = { ...till.rrpay.health, features: ["status", "cancel", "tombstone", "print"] };
    const sent = unanswered(till, () => till.call("init", sale(258, { saleKey: "A" })));
    const payments = [{ method: 2, amountCents: 258 }];
    assert.is(decided(till, sent.attemptId, "receipt-printed", { payments }), "recorded");
    till.call("close", closing("sale", "A"));
    answersAgain(till, sent, (request) => ({ ...byCard({ ...request, totalCents: 238 }), totalCents: 238 }));
    till.call("init", pos);
    assert.is(decided(till, sent.attemptId, "accept-manual"), "recorded");
    numbered(till, "V1");
    assert.is(till.call("void", f8("A")).outcome, "voided");
  }));

test.run();
