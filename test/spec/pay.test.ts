// Paying: everything that is refused before the first byte, what each answer to the send is worth, and how it is followed.

import * as assert from "uvu/assert";
import type { PosResult, RrpayHealth, SettlementResult } from "../../schemas/generated/types.ts";
import { validateSettlementResult } from "../../schemas/generated/validators.js";
import { line, sale } from "../support/sales.ts";
import { byCard, declines, type Reaction, unprinted, waits } from "../support/scripted-rrpay.ts";
import { type StepTill, TIMEOUTS, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";

const test = suite("pay");

const one = sale(258, { saleKey: "A", receiptNo: "1" });
const other = sale(100, { saleKey: "B", receiptNo: "2" });

function settle(till: StepTill, request = one): SettlementResult {
  const result = till.call("init", request);
  assert.ok(validateSettlementResult(result), JSON.stringify(validateSettlementResult.errors));
  return result as unknown as SettlementResult;
}
const outcome = ({ outcome, code }: SettlementResult) => [outcome, code];
const pos = (till: StepTill) => till.call("init", { window: "pos", till: "1", operator: "" }) as unknown as PosResult;
const close = (till: StepTill, saleKey = "A", attemptId?: string) =>
  till.call("close", { window: "settlement", kind: "sale", saleKey, attemptId, saved: true });
const posts = (till: StepTill) => till.rrpay.actions.filter((action) => action === "post").length;
const nothingSent = (till: StepTill) => {
  assert.is(posts(till), 0);
  assert.equal(till.recordsOf("sent"), []);
};

/** Leaves an unknown attempt of the sale A that RRPay holds in that state. */
function withUnknown(run: (till: StepTill, id: string) => void, seen = waits): void {
  withTill((till) => {
    till.rrpay.outcome = seen;
    till.rrpay.instead = ({ action }) => {
      if (action === "post") {
        till.rrpay.honest(till.rrpay.asked.at(-1)!);
        return "cut";
      }
      return action === "get" ? { status: 500, body: {} } : undefined;
    };
    assert.is(settle(till).outcome, "unknown");
    till.rrpay.instead = () => undefined;
    run(till, till.rrpay.only.id);
  });
}

test("a straight sale: paid, printed, written down", () => {
  withTill((till) => {
    const { outcome, code, payments, fiscal, attemptId, manualEntry } = settle(till);
    assert.equal([outcome, code, fiscal.state, manualEntry.allowed], ["approved", "approved", "printed", false]);
    assert.equal(payments, [{ method: 2, name: "Banko kortelė", amountCents: 258, netCents: 258, rrpayMethod: 2 }]);
    assert.is(attemptId, till.rrpay.only.id);
    assert.equal(
      till.records.map(({ t }) => t),
      ["checkpoint", "pin", "sent", "evidence"],
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

test("an answer lost after the POST is found again by asking (F11)", () => {
  withTill((till) => {
    till.rrpay.instead = ({ action }) => {
      if (action !== "post") return undefined;
      till.rrpay.honest(till.rrpay.asked.at(-1)!);
      return "cut";
    };
    assert.equal(outcome(settle(till)), ["approved", "approved"]);
    assert.is(posts(till), 1);
  });
});

test("a running call only asks: not found is unknown, nothing is sent again (F32)", () => {
  withTill((till) => {
    till.rrpay.instead = ({ action }) => (action === "post" ? "cut" : undefined);
    assert.equal(outcome(settle(till)), ["unknown", "not-received"]);
    assert.is(posts(till), 1);
  });
});

test("a new init re-sends the same bytes under the same id where RRPay says that it never came", () => {
  withTill((till) => {
    till.rrpay.instead = ({ action }) => (action === "post" ? "cut" : undefined);
    settle(till);
    till.rrpay.instead = () => undefined;
    assert.equal(outcome(settle(till)), ["approved", "approved"]);
    const [first, again] = till.rrpay.asked.filter(({ action }) => action === "post").map(({ body }) => body);
    assert.is(again, first);
    assert.is(till.recordsOf("resent").length, 1);
  });
});

test("under another epoch nothing is re-sent (F33)", () => {
  withTill((till) => {
    till.rrpay.instead = ({ action }) => (action === "post" ? "cut" : undefined);
    settle(till);
    till.rrpay.health = { ...till.rrpay.health, epoch: "epoch-2" };
    till.rrpay.instead = () => undefined;
    assert.equal(outcome(settle(till)), ["unknown", "rrpay-forgot"]);
    assert.is(posts(till), 1);
  });
});

test("a cancel that was asked for stays asked for: the id is cancelled, never sent again", () => {
  withTill((till) => {
    till.rrpay.instead = ({ action }) => (action === "health" ? undefined : "cut");
    const call = till.start("init", one);
    till.cancel(call);
    assert.is(till.end(call).outcome, "unknown");
    till.rrpay.instead = () => undefined;
    assert.equal(outcome(settle(till)), ["cancelled", "cancelled"]);
    assert.is(posts(till), 1);
  });
});

test("an unknown attempt is joined, and brought to its end", () => {
  withUnknown((till) => assert.equal(outcome(settle(till)), ["approved", "approved"]), byCard);
});

test("an unknown attempt stays unknown while RRPay is down or wrong", () => {
  withUnknown((till) => {
    till.step({ type: "closed", conn: till.conn, reason: 0 });
    till.listens = false;
    assert.equal(outcome(settle(till)), ["unknown", "no-answer"]);
    till.listens = true;
    till.rrpay.instead = () => ({ status: 200, body: "<html>" });
    assert.equal(outcome(settle(till)), ["unknown", "answer-invalid"]);
  });
});

test("without the feature status an unknown attempt is closed by a person only", () => {
  withUnknown((till) => {
    till.rrpay.health = { ...till.rrpay.health, features: [] };
    assert.is(settle(till).outcome, "unknown");
    const asked = till.rrpay.actions.length;
    assert.is(pos(till).unresolved.length, 1);
    assert.is(till.rrpay.actions.length, asked);
    till.pass(TIMEOUTS.manualAfterMs);
    assert.is(settle(till).manualEntry.allowed, true);
  }, byCard);
});

test("an open payment blocks another sale, after one look at it", () => {
  withUnknown((till, attemptId) => {
    const told = settle(till, other);
    assert.equal(outcome(told), ["refused", "blocked"]);
    assert.equal(told.blockedBy, { kind: "sale", saleKey: "A", attemptId });
    assert.is(till.rrpay.actions.at(-1), "get");
  });
});

test("the look at an open payment may free the way", () => {
  withUnknown((till) => {
    till.rrpay.outcome = byCard;
    assert.is(settle(till, other).outcome, "approved");
  }, declines);
});

test("a paid sale that GAMA has not saved blocks the next one, until it is saved", () => {
  withTill((till) => {
    settle(till);
    assert.equal(outcome(settle(till, other)), ["refused", "blocked"]);
    close(till);
    assert.is(settle(till, other).outcome, "approved");
  });
});

test("an answer that does not agree with what was sent stays unknown (F29)", () => {
  withTill((till) => {
    till.rrpay.outcome = (request) => ({ ...byCard(request), totalCents: 257 });
    assert.equal(outcome(settle(till)), ["unknown", "amounts-differ"]);
  });
});

test("another sale's transaction is not taken for ours (F18)", () => {
  withTill((till) => {
    settle(till, other);
    close(till, "B");
    const theirs = till.rrpay.only;
    till.rrpay.instead = ({ action }) =>
      action === "post" || action === "get" ? { status: 200, body: theirs } : undefined;
    assert.equal(outcome(settle(till)), ["unknown", "amounts-differ"]);
  });
});

test("rule 10: an older revision is not obeyed (F20)", () => {
  withTill((till) => {
    till.rrpay.outcome = () => ({ revision: 5 });
    till.rrpay.instead = ({ action, id }) => {
      const known = till.rrpay.stored.get(id);
      return action === "get" && known
        ? { status: 200, body: { ...known, ...byCard({ ...known }), revision: 4 } }
        : undefined;
    };
    assert.equal(outcome(settle(till)), ["unknown", "answer-invalid"]);
  });
});

test("RRPay that answers every query at once is not asked in a spin", () => {
  withTill((till) => {
    till.rrpay.outcome = waits;
    const call = till.start("init", one);
    till.pass(1000);
    assert.ok(till.rrpay.actions.length <= 12, String(till.rrpay.actions.length));
    till.cancel(call);
    till.end(call);
  });
});

test("a customer who takes longer than customerMs: unknown, still in progress, no manual entry, nothing cancelled", () => {
  withTill((till) => {
    till.rrpay.outcome = waits;
    const told = settle(till);
    assert.equal(outcome(told), ["unknown", "still-in-progress"]);
    assert.is(told.manualEntry.allowed, false);
    assert.not.ok(till.rrpay.actions.includes("cancel"));
    till.pass(60_000);
    assert.is(settle(till).manualEntry.allowed, false);
  });
});

test("customerMs begins anew with each revision", () => {
  withTill((till) => {
    till.rrpay.outcome = waits;
    const call = till.start("init", one);
    for (let tenders = 1; tenders <= 4; tenders++) {
      till.pass(4000);
      till.rrpay.change(till.rrpay.only.id, { payments: [{ method: 0, name: "", amountCents: tenders }] });
    }
    assert.not.ok(till.replies.has(call));
    till.cancel(call);
    till.end(call);
  });
});

test("paid but not printed: printing is asked for once, and waited for (F43)", () => {
  withTill((till) => {
    till.rrpay.outcome = unprinted;
    assert.equal(outcome(settle(till)), ["approved", "approved"]);
    assert.equal(till.rrpay.actions, ["post", "print"]);
  });
});

/** A printer without paper. */
const outOfPaper = (till: StepTill) => {
  till.rrpay.outcome = unprinted;
  till.rrpay.instead = ({ action, id }) =>
    action === "print" ? { status: 202, body: till.rrpay.stored.get(id) } : undefined;
};

test("paid and out of paper: approved after customerMs, with the fiscal state as known", () => {
  withTill((till) => {
    outOfPaper(till);
    const startedMs = till.monoMs;
    const told = settle(till);
    assert.equal([...outcome(told), told.fiscal.state], ["approved", "approved-not-printed", "not-printed"]);
    assert.ok(till.monoMs - startedMs >= TIMEOUTS.customerMs);
    assert.is(till.rrpay.actions.filter((action) => action === "print").length, 1);
  });
});

test("paid and printing unknown: approved after answerMs", () => {
  withTill((till) => {
    till.rrpay.outcome = (request) => ({ ...byCard(request), fiscal: { state: "unknown" } });
    const startedMs = till.monoMs;
    const told = settle(till);
    assert.equal([...outcome(told), told.fiscal.state], ["approved", "approved-print-unknown", "unknown"]);
    assert.ok(till.monoMs - startedMs < TIMEOUTS.customerMs);
  });
});

test("the wait for the printer ends when the cashier cancels it, and when RRPay is gone", () => {
  withTill((till) => {
    outOfPaper(till);
    const call = till.start("init", one);
    till.pass(300);
    till.cancel(call);
    assert.equal(till.end(call).code, "approved-not-printed");
  });
  withTill((till) => {
    outOfPaper(till);
    const call = till.start("init", one);
    till.rrpay.instead = () => "silence";
    assert.equal(till.end(call).code, "approved-not-printed");
  });
});

test("without the features print and status the sale is approved as it is known", () => {
  withTill((till) => {
    till.rrpay.outcome = unprinted;
    till.rrpay.health = { ...till.rrpay.health, features: ["cancel", "fiscal"] };
    assert.equal(outcome(settle(till)), ["approved", "approved-not-printed"]);
    assert.equal(till.rrpay.actions, ["post"]);
  });
});

test("under another epoch nothing is printed for an old id", () => {
  withTill((till) => {
    outOfPaper(till);
    settle(till);
    till.rrpay.health = { ...till.rrpay.health, epoch: "epoch-2" };
    till.step({ type: "closed", conn: till.conn, reason: 0 });
    const prints = () => till.rrpay.actions.filter((action) => action === "print").length;
    const before = prints();
    settle(till);
    assert.is(prints(), before);
  });
});

test("the look of the POS window asks for a receipt that is owed", () => {
  withTill((till) => {
    outOfPaper(till);
    settle(till);
    till.rrpay.instead = () => undefined;
    pos(till);
    assert.is(till.recordsOf("evidence").at(-1)?.fiscal.state, "printed");
  });
});

test("a look takes no longer than answerMs in all", () => {
  withUnknown((till) => {
    till.rrpay.instead = ({ action }) => (action === "health" ? undefined : "silence");
    const startedMs = till.monoMs;
    assert.is(pos(till).status, "attention");
    assert.ok(till.monoMs - startedMs <= TIMEOUTS.answerMs);
  });
});

test("the look says why an attempt stays open where RRPay forgot it", () => {
  withUnknown((till) => {
    till.rrpay.health = { ...till.rrpay.health, epoch: "epoch-2" };
    till.rrpay.stored.clear();
    const { unresolved } = pos(till);
    assert.is(till.recordsOf("payment").at(-1)?.code, "rrpay-forgot");
    assert.is(unresolved[0]?.payment, "unknown");
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

test("contradicting evidence after the end is a conflict, listed, and blocks nothing", () => {
  withTill((till) => {
    outOfPaper(till);
    settle(till);
    close(till);
    till.rrpay.change(till.rrpay.only.id, { state: "cancelled", payments: [], fiscal: { state: "not-printed" } });
    const { unresolved } = pos(till);
    assert.equal(
      unresolved.map(({ conflict, payment }) => [conflict?.code, payment]),
      [["evidence-contradicts", "approved"]],
    );
    assert.is(settle(till, other).outcome, "approved");
  });
});

test.run();
