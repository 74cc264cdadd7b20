// A sale up to its first answer: what refuses it, what is written before the send, and what each answer makes of it.
import * as assert from "uvu/assert";
import type { RrpayHealth } from "../../schemas/generated/types.ts";
import { close, nothingSent, one, other, outcome, pos, posts, settle, withUnknown } from "../support/pay-sales.ts";
import { line, sale } from "../support/sales.ts";
import { byCard, declines, type Reaction } from "../support/scripted-rrpay.ts";
import { TIMEOUTS, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";

const test = suite("pay");

test("a straight sale: paid, printed, written down", () => {
  withTill((till) => {
    const { outcome, code, payments, fiscal, attemptId, manualEntry } = settle(till);
    assert.equal([outcome, code, fiscal.state, manualEntry.allowed], ["approved", "approved", "printed", false]);
    assert.equal(payments, [{ method: 2, name: "Banko kortelė", amountCents: 258, netCents: 258, rrpayMethod: 2 }]);
    assert.is(attemptId, till.rrpay.only.id);
    assert.equal(
      till.records.map(({ t }) => t),
      ["checkpoint", "named", "pin", "sent", "evidence"],
    );
  });
});

test("the baseline is read before the send and written with it", () => {
  withTill((till) => {
    settle(till);
    assert.equal(till.recordsOf("sent")[0]?.baseline, { documentNo: "D0", transactionId: "before" });
  });
});

test("a baseline that RRPay does not have is left out", () => {
  withTill((till) => {
    const { lastTransactionId: _last, ...health } = till.rrpay.health;
    till.rrpay.health = { ...health, fiscal: { online: true } };
    settle(till);
    assert.equal(till.recordsOf("sent")[0]?.baseline, {});
  });
});

test("a declined sale stays open: the next space is a new attempt (F21)", () => {
  withTill((till) => {
    till.rrpay.outcome = declines;
    const first = settle(till);
    assert.equal(outcome(first), ["declined", "declined"]);
    till.rrpay.outcome = byCard;
    const second = settle(till);
    assert.is(second.outcome, "approved");
    assert.is.not(second.attemptId, first.attemptId);
  });
});

const notReady: readonly [rule: string, health: Partial<RrpayHealth>, outcome: string, code: string][] = [
  ["another store is refused once one is pinned (F50)", { storeId: "store-2" }, "refused", "rrpay-changed"],
  ["another till's RRPay is refused", { till: "2" }, "refused", "till-mismatch"],
  ["an emulator is refused unless the config allows it", { emulator: true }, "refused", "emulator-not-allowed"],
  ["an RRPay that is not ready is refused (F5)", { ready: false }, "refused", "rrpay-not-ready"],
  ["a fiscal device that is offline is refused (F44)", { fiscal: { online: false } }, "refused", "fiscal-offline"],
];

for (const [rule, health, ...wanted] of notReady)
  test(rule, () => {
    withTill((till) => {
      settle(till, other);
      close(till, "B");
      till.step({ type: "closed", conn: till.conn, reason: 0 });
      till.rrpay.health = { ...till.rrpay.health, ...health };
      assert.equal(outcome(settle(till)), wanted);
      assert.is(posts(till), 1);
      assert.equal(till.recordsOf("refusal").at(-1)?.code, wanted[1]);
    });
  });

test("the order of refusals: pairing before the sale's own, before blocked, before RRPay's state", () => {
  withTill((till) => {
    const { attemptId } = settle(till);
    const changed = { ...sale(300), saleKey: "A" };
    till.rrpay.health = { ...till.rrpay.health, ready: false };
    assert.is(settle(till, other).code, "blocked");
    assert.is(settle(till, changed).code, "sale-changed");
    close(till, "A", String(attemptId));
    assert.is(settle(till, other).code, "rrpay-not-ready");
    till.rrpay.health = { ...till.rrpay.health, storeId: "store-2" };
    assert.is(settle(till, changed).code, "rrpay-changed");
  });
});

const unusable: readonly [rule: string, reaction: Reaction, code: string][] = [
  ["a foreign service on the port (F3)", { status: 200, body: "<html>" }, "wrong-service"],
  ["a wrong token", { status: 401, body: { error: "unauthorized", message: "" } }, "unauthorized"],
  ["an RRPay in trouble", { status: 503, body: {} }, "rrpay-down"],
  ["silence", "silence", "rrpay-down"],
];

for (const [rule, reaction, code] of unusable)
  test(`${rule}: not accepted, nothing sent`, () => {
    withTill((till) => {
      till.rrpay.instead = () => reaction;
      assert.equal(outcome(settle(till)), ["not-accepted", code]);
      nothingSent(till);
    });
  });

test("RRPay not running: not accepted, nothing sent (F1)", () => {
  withTill((till) => {
    till.listens = false;
    assert.equal(outcome(settle(till)), ["not-accepted", "rrpay-down"]);
    nothingSent(till);
  });
});

test("a connection that breaks between health and send: nothing has left", () => {
  withTill((till) => {
    till.rrpay.instead = ({ action }) => {
      if (action !== "health") return undefined;
      till.listens = false;
      return { raw: `HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n${JSON.stringify(till.rrpay.health)}` };
    };
    const call = till.start("init", one);
    till.hear("cut");
    assert.equal([till.end(call).outcome, till.end(call).code], ["not-accepted", "rrpay-down"]);
    nothingSent(till);
  });
});

const firstSend: readonly [status: number, error: string, details: object, outcome: string, code: string][] = [
  [401, "unauthorized", {}, "not-accepted", "unauthorized"],
  [409, "sale-known", { details: { id: "theirs", state: "approved" } }, "refused", "sale-known"],
  [422, "invalid", {}, "not-accepted", "invalid"],
  [423, "busy", { details: { id: "theirs", till: "2" } }, "not-accepted", "busy"],
];

for (const [status, error, details, ...wanted] of firstSend)
  test(`${status} ${error} on a first send is ${wanted[0]}`, () => {
    withTill((till) => {
      till.rrpay.instead = ({ action }) =>
        action === "post" ? { status, body: { error, message: "", ...details } } : undefined;
      assert.equal(outcome(settle(till)), wanted);
      const listed = pos(till).unresolved.map(({ conflict }) => conflict?.code);
      assert.equal(listed, error === "sale-known" ? ["sale-known"] : []);
    });
  });

test("a sale that RRPay knows under another id is refused each time, and listed once", () => {
  withTill((till) => {
    const details = { id: "theirs", state: "approved" };
    till.rrpay.instead = ({ action }) =>
      action === "post" ? { status: 409, body: { error: "sale-known", message: "", details } } : undefined;
    for (const _again of [1, 2, 3]) assert.equal(outcome(settle(till)), ["refused", "sale-known"]);
    const listed = pos(till).unresolved;
    assert.equal(
      listed.map(({ conflict }) => conflict?.code),
      ["sale-known"],
    );
    const { kind, saleKey, attemptId } = listed[0]!;
    till.call("resolve", { kind, saleKey, attemptId, operator: "ONA", decision: "leave-to-accountant" });
    assert.equal(pos(till).unresolved, []);
  });
});

test("id-conflict on a first send proves nothing: unknown", () => {
  withTill((till) => {
    till.rrpay.instead = ({ action }) =>
      action === "post" ? { status: 409, body: { error: "id-conflict", message: "" } } : undefined;
    assert.is(settle(till).outcome, "unknown");
  });
});

test("what cannot be stored is not sent (F8)", () => {
  withTill((till) => {
    till.boot({ flags: 0 });
    assert.equal(outcome(settle(till)), ["refused", "store-readonly"]);
    nothingSent(till);
    assert.is(pos(till).code, "store-readonly");
  });
  withTill((till) => {
    till.boot({ flags: 17 });
    assert.equal(outcome(settle(till)), ["refused", "disk-full"]);
    nothingSent(till);
  });
});

test("an outcome that cannot be stored is unknown, and manual entry is not allowed", () => {
  withUnknown((till) => {
    till.boot({ flags: 0 });
    till.pass(TIMEOUTS.manualAfterMs * 2);
    const told = settle(till);
    assert.equal(outcome(told), ["unknown", "outcome-not-stored"]);
    assert.is(told.manualEntry.allowed, false);
  }, byCard);
});

test("a sale whose text does not fit a record is refused before anything is sent", () => {
  withTill((till) => {
    const name = "Ž".repeat(200);
    const lines = Array.from({ length: 150 }, (_, at) => line(1, { no: at + 1, name }));
    const told = settle(till, sale(150, { saleKey: "A", lines }));
    assert.equal(outcome(told), ["refused", "sale-too-large"]);
    nothingSent(till);
  });
});

test("a return is paid back as a return", () => {
  withTill((till) => {
    const back = sale(258, { saleKey: "A", kind: "return", original: { documentNo: "D7" } });
    assert.is(settle(till, back).outcome, "approved");
    assert.is(till.recordsOf("sent")[0]?.originalDocumentNo, "D7");
    assert.is(till.rrpay.only.kind, "return");
  });
});

test.run();
