// A recovery round takes `answerMs` at most, whatever is slow: connecting, health, an answer, a second question that an
// answer makes necessary (docs/contracts.md C8, B22). Nothing is asked for once it has passed.

import * as assert from "uvu/assert";
import { CLOSE_REASON } from "../../schemas/generated/boundary.ts";
import { sale } from "../support/sales.ts";
import { unprinted, waits } from "../support/scripted-rrpay.ts";
import { type StepTill, TIMEOUTS, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";

const test = suite("round limit");

const bread = sale(258, { saleKey: "A", receiptNo: "1" });
const { answerMs, connectMs } = TIMEOUTS;

/** Starts a round, and says what RRPay was asked in it. */
function roundOf(till: StepTill): { readonly call: number; readonly asked: () => string[] } {
  const before = till.rrpay.asked.length;
  const call = till.start("status", { refresh: true });
  return { call, asked: () => till.rrpay.asked.slice(before).map(({ action }) => action) };
}

/** RRPay names nothing that the journal would have to ask about first. */
function namesNothing(till: StepTill): void {
  const { lastTransactionId: _last, ...health } = till.rrpay.health;
  till.rrpay.health = health;
}

/** A sale that is paid, saved, and not printed. */
function owed(till: StepTill): void {
  namesNothing(till);
  till.rrpay.outcome = unprinted;
  till.rrpay.instead = ({ action }) => (action === "print" ? "silence" : undefined);
  till.call("init", bread);
  till.call("close", { window: "settlement", kind: "sale", saleKey: "A", saved: true });
}

/** A sale whose end nobody knows. */
function unknown(till: StepTill): void {
  namesNothing(till);
  till.rrpay.outcome = waits;
  till.rrpay.instead = ({ action }) => (action === "get" ? { status: 500, body: {} } : undefined);
  till.call("init", bread);
}

test("C8: a round whose time a query has used up asks for no receipt", () =>
  withTill((till) => {
    owed(till);
    till.rrpay.instead = ({ action }) => (action === "get" ? "silence" : undefined);
    const { call, asked } = roundOf(till);
    till.pass(answerMs);
    assert.is(till.reply(call).status, "attention");
    assert.equal(asked(), ["health", "get"]);
  }));

test("C8: the receipt that is owed is waited for no longer than the round", () =>
  withTill((till) => {
    owed(till);
    till.rrpay.instead = ({ action }) => (action === "get" || action === "print" ? "silence" : undefined);
    const { call, asked } = roundOf(till);
    till.pass(answerMs - 10);
    till.hear({ status: 200, body: till.rrpay.only });
    assert.equal(asked(), ["health", "get", "print"]);
    till.pass(10);
    till.reply(call);
  }));

test("C8: connecting anew counts into the round", () =>
  withTill((till) => {
    unknown(till);
    till.rrpay.instead = () => "silence";
    till.step({ type: "closed", conn: till.conn, reason: CLOSE_REASON.peer });
    const { call } = roundOf(till);
    till.pass(answerMs - connectMs / 2);
    till.connects = false;
    till.hear({ status: 200, body: till.rrpay.health });
    till.step({ type: "closed", conn: till.conn, reason: CLOSE_REASON.peer });
    till.pass(connectMs / 2);
    till.reply(call);
  }));

test("C8: the health that a tombstone needs behind it counts into the round", () =>
  withTill((till) => {
    unknown(till);
    till.rrpay.instead = ({ action }) => (action === "get" ? "silence" : undefined);
    const { call, asked } = roundOf(till);
    till.pass(answerMs - 10);
    till.rrpay.instead = () => "silence";
    till.hear({ status: 200, body: { id: till.rrpay.only.id, state: "cancelled", revision: 9 } });
    assert.equal(asked(), ["health", "get", "health"]);
    till.pass(10);
    assert.is(till.reply(call).status, "attention");
  }));

test("C8: the health that the token needs after a broken answer counts into the round", () =>
  withTill(
    (till) => {
      owed(till);
      till.rrpay.instead = ({ action }) => (action === "health" ? undefined : "silence");
      const { call, asked } = roundOf(till);
      till.pass(answerMs - 100);
      till.rrpay.instead = () => "silence";
      till.hear("cut");
      till.pass(90);
      till.hear({ status: 200, body: till.rrpay.health });
      assert.equal(asked(), ["health", "get", "health", "get"]);
      till.pass(10);
      till.reply(call);
    },
    { rrpay: { port: 8917, token: "t" } },
  ));

test("C8: what a round had no time for comes first in the next one", () =>
  withTill((till) => {
    namesNothing(till);
    till.rrpay.outcome = unprinted;
    till.rrpay.instead = ({ action }) => (action === "print" ? "silence" : undefined);
    for (const saleKey of ["A", "B", "C"]) {
      till.call("init", { ...bread, saleKey });
      till.call("close", { window: "settlement", kind: "sale", saleKey, saved: true });
    }
    till.rrpay.instead = ({ action }) => (action === "get" ? "silence" : undefined);
    const first = till.rrpay.asked.length;
    for (let round = 0; round < 3; round++) {
      const { call } = roundOf(till);
      till.pass(answerMs);
      till.reply(call);
    }
    const asked = till.rrpay.asked.slice(first).flatMap(({ action, id }) => (action === "get" ? [id] : []));
    const saleKeys = asked.map((id) => till.rrpay.stored.get(id)?.saleKey);
    assert.equal(saleKeys, ["A", "B", "C"]);
  }));

test.run();
