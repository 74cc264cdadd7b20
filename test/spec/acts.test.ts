// A query comes before any act on an old id; who is asked, for which epoch, and how often (docs/contracts.md C2, 3 and 6).

import * as assert from "uvu/assert";
import { sale } from "../support/sales.ts";
import { byCard, unprinted, waits } from "../support/scripted-rrpay.ts";
import { type Reply, type StepTill, TIMEOUTS, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";

const test = suite("acts");

const bread = sale(258, { saleKey: "A", receiptNo: "1" });
const outcome = (reply: Reply) => [reply.outcome, reply.code];
const count = (till: StepTill, action: string) => till.rrpay.actions.filter((one) => one === action).length;
const idOf = (till: StepTill) => till.recordsOf("sent")[0]?.attemptId ?? "";
const decide = (till: StepTill, decision: string) =>
  till.call("resolve", { kind: "sale", saleKey: "A", attemptId: idOf(till), operator: "ONA", decision });

test("after 'nothing happened' the old id is queried before it is cancelled", () =>
  withTill((till) => {
    till.rrpay.instead = ({ action }) => (action === "post" || action === "get" ? "silence" : undefined);
    till.call("init", bread);
    till.pass(TIMEOUTS.manualAfterMs + 2000);
    assert.is(decide(till, "nothing-happened").code, "recorded");
    till.rrpay.instead = () => undefined;
    till.rrpay.asked.length = 0;
    assert.equal(outcome(till.call("init", bread)), ["approved", "approved"]);
    assert.equal(till.rrpay.actions, ["get", "cancel", "post"]);
  }));

test("what turns out to be paid when it is queried is given back, not cancelled", () =>
  withTill((till) => {
    till.rrpay.instead = ({ action }) => (action === "post" || action === "get" ? "silence" : undefined);
    till.call("init", bread);
    till.pass(TIMEOUTS.manualAfterMs + 2000);
    decide(till, "nothing-happened");
    const body = till.recordsOf("sent")[0]?.body ?? "";
    till.rrpay.honest({ action: "post", id: idOf(till), body, wire: "" });
    till.rrpay.instead = () => undefined;
    assert.is(till.call("init", bread).outcome, "approved");
    assert.equal([count(till, "cancel"), count(till, "post")], [0, 1]);
  }));

test("a cancel that was not confirmed is not sent again by the next space: the customer may pay after all", () =>
  withTill((till) => {
    till.rrpay.outcome = waits;
    till.rrpay.instead = ({ action }) => (action === "cancel" ? "silence" : undefined);
    const first = till.start("init", bread);
    till.cancel(first);
    till.rrpay.instead = ({ action }) => (action === "cancel" || action === "get" ? "silence" : undefined);
    assert.equal(outcome(till.end(first)), ["unknown", "cancel-unconfirmed"]);
    const cancels = count(till, "cancel");
    till.rrpay.instead = () => undefined;
    const second = till.start("init", bread);
    till.rrpay.change(idOf(till), byCard({ kind: "sale", saleKey: "A", totalCents: 258 }));
    assert.equal(outcome(till.end(second)), ["approved", "approved"]);
    assert.is(count(till, "cancel"), cancels);
  }));

test("printing is asked for only after a query has said that it is still owed", () =>
  withTill((till) => {
    till.rrpay.outcome = unprinted;
    till.rrpay.instead = ({ action }) => (action === "print" ? "silence" : undefined);
    till.call("init", bread);
    till.rrpay.change(idOf(till), { fiscal: { state: "printed", documentNo: "D1" } });
    till.rrpay.instead = () => undefined;
    const prints = count(till, "print");
    assert.equal(outcome(till.call("init", bread)), ["approved", "approved"]);
    assert.is(count(till, "print"), prints);
  }));

const epochOf = (wire: string) => /RRPay-Epoch: (\S+)/.exec(wire)?.[1];

test("C3: a send and a cancel name RRPay's epoch, a query does not", () =>
  withTill((till) => {
    till.rrpay.outcome = waits;
    till.cancel(till.start("init", bread));
    till.pass(2000);
    const named = till.rrpay.asked.filter(({ action }) => action !== "health");
    assert.equal(named.map(({ action, wire }) => [action, epochOf(wire)]).slice(0, 3), [
      ["post", "epoch-1"],
      ["get", undefined],
      ["cancel", "epoch-1"],
    ]);
  }));

for (const [epoch, header] of [
  ["2026-11-26 10:00", "2026-11-26 10:00"],
  ["e", "e"],
  [" led", undefined],
  ["trailed ", undefined],
  ["epocha-\u0160", undefined],
  ["a\r\nX: y", undefined],
])
  test(`C3: the epoch ${JSON.stringify(epoch)} is ${header === undefined ? "in no header, and sells" : "sent as it is"}`, () =>
    withTill((till) => {
      till.rrpay.health = { ...till.rrpay.health, epoch: epoch as string };
      assert.is(till.call("init", bread).outcome, "approved");
      const { wire } = till.rrpay.asked.find(({ action }) => action === "post")!;
      assert.is(/\r\nRRPay-Epoch: ([^\r]*)\r\n/.exec(wire)?.[1], header);
      assert.not.match(wire, /\r\nX: y/);
    }));

const changed = (epoch: string) => ({
  ...{ status: 412 },
  body: { error: "epoch-changed", message: "", details: { storeId: "store-1", epoch } },
});

test("C3: an RRPay of another epoch takes nothing up: not-accepted, and the next try sends anew", () =>
  withTill((till) => {
    till.rrpay.instead = ({ action }) => {
      if (action !== "post") return undefined;
      till.rrpay.health = { ...till.rrpay.health, epoch: "epoch-2" };
      till.rrpay.instead = () => undefined;
      return changed("epoch-2");
    };
    assert.equal(outcome(till.call("init", bread)), ["not-accepted", "epoch-changed"]);
    assert.equal(outcome(till.call("init", bread)), ["approved", "approved"]);
    assert.is(till.rrpay.stored.size, 1);
  }));

test("C3: a cancel that RRPay of another epoch refuses leaves the payment unknown, and is not repeated", () =>
  withTill((till) => {
    till.rrpay.outcome = waits;
    till.rrpay.instead = ({ action }) => {
      if (action !== "cancel") return undefined;
      till.rrpay.health = { ...till.rrpay.health, epoch: "epoch-2" };
      till.rrpay.stored.clear();
      return changed("epoch-2");
    };
    const call = till.start("init", bread);
    till.cancel(call);
    assert.is(till.end(call).outcome, "unknown");
    assert.is(count(till, "cancel"), 1);
  }));

test("C2: after a lost answer health is read before the token is sent again", () =>
  withTill(
    (till) => {
      till.rrpay.instead = ({ action }) => (action === "post" ? "cut" : undefined);
      till.call("init", bread);
      const order = till.rrpay.asked.map(({ action }) => action);
      assert.is(order[order.indexOf("post") + 1], "health");
    },
    { rrpay: { port: 8917, token: "*" } },
  ));

test("C2: an impostor that comes to the port in between never gets the token", () =>
  withTill(
    (till) => {
      till.rrpay.instead = ({ action }) => {
        if (action === "post") return "cut";
        return action === "health" && count(till, "post") > 0 ? { status: 200, body: { hello: 1 } } : undefined;
      };
      till.call("init", bread);
      const after = till.rrpay.asked.slice(till.rrpay.asked.findIndex(({ action }) => action === "post") + 1);
      assert.ok(after.length > 0);
      assert.equal(
        after.filter(({ action, wire }) => action !== "health" || wire.includes("<token>")),
        [],
      );
    },
    { rrpay: { port: 8917, token: "*" } },
  ));

test("C6: at most four queries a second about one attempt, however fast RRPay answers", () =>
  withTill((till) => {
    till.rrpay.outcome = waits;
    const call = till.start("init", bread);
    till.pass(3000);
    assert.ok(count(till, "get") <= 13, String(count(till, "get")));
    till.cancel(call);
    till.end(call);
  }));

test("C6: a revision that rises without new content does not renew customerMs", () =>
  withTill((till) => {
    till.rrpay.outcome = waits;
    till.rrpay.instead = ({ action, id }) => {
      if (action === "get") till.rrpay.change(id, { message: String(till.monoMs) });
      return undefined;
    };
    const startedMs = till.monoMs;
    assert.equal(outcome(till.call("init", bread)), ["unknown", "still-in-progress"]);
    assert.ok(till.monoMs - startedMs <= TIMEOUTS.customerMs + 1500);
  }));

test("C6: content that changes without end does not renew customerMs without end", () =>
  withTill((till) => {
    till.rrpay.outcome = waits;
    till.rrpay.instead = ({ action, id }) => {
      if (action === "get" && till.rrpay.stored.has(id))
        till.rrpay.change(id, {
          payments: [{ method: 2, name: "Kortel\u0117", amountCents: 1 + (till.monoMs % 257) }],
        });
      return undefined;
    };
    const startedMs = till.monoMs;
    const call = till.start("init", bread);
    till.pass(40 * TIMEOUTS.customerMs);
    assert.equal(outcome(till.end(call)), ["unknown", "still-in-progress"]);
    assert.ok(till.monoMs - startedMs <= 41 * TIMEOUTS.customerMs);
  }));

test("C6: a cancel is heard under a stream of revisions", () =>
  withTill((till) => {
    till.rrpay.outcome = waits;
    till.rrpay.instead = ({ action, id }) => {
      if (action === "get") till.rrpay.change(id, { message: String(till.monoMs) });
      return undefined;
    };
    const call = till.start("init", bread);
    till.pass(2000);
    till.cancel(call);
    assert.equal(outcome(till.end(call)), ["cancelled", "cancelled"]);
  }));

test("RRPay goes on answering in-progress after customerMs: the accountant can take it, and the next sale goes on", () =>
  withTill((till) => {
    till.rrpay.outcome = waits;
    till.call("init", bread);
    const [item] = till.call("status", {}).unresolved as [{ decisions: string[] }];
    assert.equal(item.decisions, ["leave-to-accountant"]);
    assert.is(decide(till, "leave-to-accountant").code, "recorded");
    till.rrpay.outcome = byCard;
    assert.is(till.call("init", sale(300, { saleKey: "B", receiptNo: "2" })).outcome, "approved");
  }));

test("still in progress, and then RRPay dies: manual entry opens once a query was tried since", () =>
  withTill((till) => {
    till.rrpay.outcome = waits;
    till.call("init", bread);
    till.rrpay.instead = () => "cut";
    till.pass(TIMEOUTS.manualAfterMs + 2000);
    const told = till.call("init", { window: "pos", till: "1", operator: "ONA" });
    const [item] = told.unresolved as [{ decisions: string[] }];
    assert.equal(item.decisions, ["receipt-printed", "nothing-happened"]);
  }));

test("found in progress by a round of recovery for longer than customerMs, it is listed as such", () =>
  withTill((till) => {
    till.rrpay.outcome = waits;
    till.rrpay.instead = ({ action }) => (action === "get" ? "silence" : undefined);
    till.call("init", bread);
    till.rrpay.instead = () => undefined;
    till.pass(TIMEOUTS.customerMs + 20_000);
    const [item] = till.call("status", { refresh: true }).unresolved as [{ decisions: string[] }];
    assert.equal(item.decisions, ["leave-to-accountant"]);
  }));

test("health names an open id as RRPay's last transaction: it was accepted there, and 'nothing' is not offered", () =>
  withTill((till) => {
    till.rrpay.instead = ({ action }) => (action === "post" || action === "get" ? "silence" : undefined);
    till.call("init", bread);
    till.rrpay.health = { ...till.rrpay.health, epoch: "epoch-2", lastTransactionId: idOf(till) };
    till.pass(TIMEOUTS.manualAfterMs + 2000);
    const told = till.call("init", { window: "pos", till: "1", operator: "ONA" });
    const [item] = told.unresolved as [{ decisions: string[]; claimed?: object }];
    assert.equal([item.decisions, item.claimed !== undefined], [["receipt-printed", "leave-to-accountant"], true]);
  }));

test.run();
