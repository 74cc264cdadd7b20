// Recovery where RRPay changes its mind or its memory between two answers: what is believed, what is sent again, and when
// a person may decide (docs/payment-rules.md, rules 3 to 5; docs/contracts.md C9). Each of these holds was once taken away in a copy, and nothing noticed.

import * as assert from "uvu/assert";
import { CLOSE_REASON } from "../../schemas/generated/boundary.ts";
import type { Decision, PosResult } from "../../schemas/generated/types.ts";
import { sale } from "../support/sales.ts";
import { byCard, waits } from "../support/scripted-rrpay.ts";
import { httpAnswer, type Reply, type StepTill, TIMEOUTS, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";

const test = suite("recovery");

const first = sale(258, { saleKey: "A", receiptNo: "1" });
const second = sale(100, { saleKey: "B", receiptNo: "2" });
const outcome = ({ outcome, code }: Reply) => [outcome, code];
const posts = (till: StepTill) => till.rrpay.actions.filter((action) => action === "post").length;
const list = (till: StepTill, refresh: boolean) => till.call("status", { refresh }) as unknown as PosResult;
const failing = { status: 500, body: {} };

/** A till that has sent the first sale and does not know the outcome; RRPay has it, unless `lost`. */
function withUnknown(run: (till: StepTill, attemptId: string) => void, lost = false): void {
  withTill((till) => {
    till.rrpay.outcome = waits;
    till.rrpay.instead = ({ action }) => {
      if (action === "post" && lost) return "silence";
      return action === "get" ? failing : undefined;
    };
    assert.is(till.call("init", first).outcome, "unknown");
    till.rrpay.instead = () => undefined;
    const [sent] = till.recordsOf("sent");
    run(till, sent?.attemptId ?? "");
  });
}

/** A person decides about the first sale, once that is allowed. */
function decide(till: StepTill, attemptId: string, decision: Decision, more: object = {}): Reply {
  till.pass(TIMEOUTS.manualAfterMs);
  return till.call("resolve", { kind: "sale", saleKey: "A", attemptId, operator: "ONA", decision, ...more });
}

const receipt = { documentNo: "D5", payments: [{ method: 2, amountCents: 258 }] };

/** RRPay stops, and somebody has looked since. */
function goesDown(till: StepTill): void {
  till.step({ type: "closed", conn: till.conn, reason: CLOSE_REASON.peer });
  till.listens = false;
  till.call("status", { refresh: true });
}

/** An answer after which RRPay closes the connection in good order. */
function last(status: number, body: unknown): { raw: string } {
  return { raw: httpAnswer(status, body).replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n") };
}

/** RRPay starts anew without memory. */
function forget(till: StepTill): void {
  till.rrpay.stored.clear();
  till.rrpay.health = { ...till.rrpay.health, epoch: "epoch-2" };
}

test("rule 4: the same bytes go again after the segment has turned: the files have what memory has let go", () => {
  withUnknown((till) => {
    till.wallMs += 24 * 3_600_000;
    assert.is(till.call("init", second).code, "blocked");
    assert.is(till.effects.filter(({ type }) => type === "rotate").length, 2);
    till.rrpay.outcome = byCard;
    assert.equal(outcome(till.call("init", first)), ["approved", "approved"]);
    const [one, again, ...more] = till.rrpay.asked.filter(({ action }) => action === "post").map(({ body }) => body);
    assert.equal([again, more], [one, []]);
  }, true);
});

test("rule 4: what a person has decided about is never sent again, though RRPay never had it", () => {
  withUnknown((till, attemptId) => {
    goesDown(till);
    assert.is(decide(till, attemptId, "receipt-printed", receipt).status, "recorded");
    till.listens = true;
    // B6: where "not found" proves that nothing came, it disagrees with the receipt
    assert.is(till.call("init", first).code, "conflict");
    assert.is(posts(till), 1);
  }, true);
});

test("rule 4: an RRPay that lost its memory after it said not found is sent nothing again", () => {
  withUnknown((till) => {
    till.rrpay.instead = ({ action }) => {
      if (action !== "get") return undefined;
      const { storeId, epoch } = till.rrpay.health;
      forget(till);
      return last(404, { error: "not-found", storeId, epoch });
    };
    assert.equal(outcome(till.call("init", first)), ["unknown", "rrpay-forgot"]);
    assert.is(posts(till), 1);
  }, true);
});

/** The journal's files cannot be read. */
function unreadable({ disk }: StepTill): void {
  disk.isUnreadable = true;
}

for (const [when, happens] of [
  ["the segment has turned", () => {}],
  ["the segment has turned and the till was started anew", (till) => void till.boot()],
  ["the lines of its send cannot be read", (till) => unreadable(till)],
] as readonly [when: string, happens: (till: StepTill) => void][])
  test(`rule 4: what never came is sent again with the bytes of the journal, or not at all: ${when}`, () =>
    withTill((till) => {
      till.rrpay.instead = ({ action }) => (action === "post" || action === "get" ? "cut" : undefined);
      assert.is(till.call("init", first).outcome, "unknown");
      const bytes = () => till.rrpay.asked.filter(({ action }) => action === "post").map(({ body }) => body);
      const [sent] = bytes();
      const before = till.segment;
      till.wallMs += 86_400_000;
      till.call("close", { window: "settlement", kind: "sale", saleKey: "A", saved: false });
      assert.is(till.segment, before + 1);
      till.rrpay.instead = () => undefined;
      happens(till);
      const told = outcome(till.call("init", { ...first, operator: "JONAS" }));
      if (till.disk.isUnreadable) {
        assert.equal([told, bytes()], [["refused", "journal-corrupt"], [sent]]);
        till.disk.isUnreadable = false;
        assert.equal(outcome(till.call("init", first)), ["approved", "approved"]);
      } else assert.equal(told, ["approved", "approved"]);
      assert.equal(bytes(), [sent, sent]);
    }));

test("invariant 2: what GAMA saved without a payment hides no payment whose end is not known", () =>
  withTill((till) => {
    till.rrpay.instead = ({ action }) => (action === "get" ? "cut" : undefined);
    till.rrpay.outcome = waits;
    assert.is(till.call("init", first).outcome, "unknown");
    assert.is(till.call("init", { ...first, ...sale(300), saleKey: "A" }).code, "sale-changed");
    const told = till.call("close", { window: "settlement", kind: "sale", saleKey: "A", saved: true });
    assert.equal([told.status, told.code], ["conflict", "conflict"]);
    till.rrpay.instead = () => undefined;
    till.rrpay.change(till.rrpay.only.id, byCard({ kind: "sale", saleKey: "A", totalCents: 258 }));
    const { outcome: ended, attemptId } = till.call("init", first);
    assert.equal([ended, attemptId], ["approved", till.rrpay.only.id]);
  }));

test("rule 5: a tombstone of an RRPay that has lost its memory just now proves nothing", () => {
  withUnknown((till) => {
    till.rrpay.instead = ({ action }) => {
      if (action === "cancel") forget(till);
      return undefined;
    };
    assert.equal(outcome(till.call("void", { scope: "open", saleKey: "A", operator: "ONA" })), [
      "unknown",
      "cancel-unconfirmed",
    ]);
  });
});

test("health is read again on the wire that carries the POST", () => {
  withUnknown((till, attemptId) => {
    till.rrpay.instead = ({ action }) =>
      action === "get" ? last(200, till.rrpay.change(attemptId, { state: "declined" })) : undefined;
    till.rrpay.outcome = byCard;
    const asked = till.rrpay.asked.length;
    assert.equal(outcome(till.call("init", second)), ["approved", "approved"]);
    assert.equal(
      till.rrpay.asked.slice(asked).map(({ action }) => action),
      ["health", "get", "health", "post"],
    );
  });
});

test("a second nothing-happened stands for nothing where RRPay can leave a tombstone", () => {
  withUnknown((till, attemptId) => {
    goesDown(till);
    decide(till, attemptId, "nothing-happened");
    till.listens = true;
    till.rrpay.instead = ({ action }) => (action === "get" ? failing : undefined);
    till.call("status", { refresh: true });
    assert.is(list(till, false).unresolved.length, 1);
    assert.is(decide(till, attemptId, "nothing-happened").status, "recorded");
    assert.equal(
      till.recordsOf("decision").map(({ again, confirmed }) => [again, confirmed]),
      [
        [undefined, undefined],
        // health that answers says nothing of the id where RRPay answers for ids
        [undefined, undefined],
      ],
    );
    // B9: while the next try may be refused, it is listed, with a decision that leads on
    assert.ok(list(till, false).unresolved[0]?.decisions.includes("leave-to-accountant"));
    till.rrpay.instead = ({ action }) => (action === "cancel" ? failing : undefined);
    assert.equal(outcome(till.call("init", first)), ["refused", "old-attempt-open"]);
    till.rrpay.instead = () => undefined;
    till.rrpay.outcome = byCard;
    assert.equal(outcome(till.call("init", first)), ["approved", "approved"]);
  });
});

test("a void that a person says is printed has voided the sale", () => {
  withTill((till) => {
    till.call("init", first);
    till.rrpay.instead = ({ action, id }) =>
      action === "post" || (action === "get" && id !== "before") ? failing : undefined;
    const voided = till.call("void", { scope: "completed", saleKey: "A", operator: "ONA" });
    assert.is(voided.outcome, "unknown");
    till.pass(TIMEOUTS.manualAfterMs);
    const { kind, saleKey, attemptId } = list(till, true).unresolved.find((item) => item.kind === "void")!;
    const decision = { kind, saleKey, attemptId, operator: "ONA", decision: "receipt-printed", ...receipt };
    assert.is(till.call("resolve", decision).status, "recorded");
    assert.equal(outcome(till.call("init", first)), ["refused", "sale-voided"]);
  });
});

test("manual entry waits from the last answer that named the id", () => {
  withUnknown((till) => {
    const decisions = (refresh: boolean) => list(till, refresh).unresolved[0]?.decisions;
    till.pass(TIMEOUTS.manualAfterMs - 500);
    assert.equal(decisions(true), []);
    till.rrpay.instead = () => "silence";
    till.pass(TIMEOUTS.manualAfterMs - 500);
    assert.equal(decisions(false), []);
    till.pass(1000);
    assert.equal(decisions(false), ["receipt-printed", "nothing-happened"]);
  });
});

test("a restart knows nearly when RRPay last named the id: manual entry does not open at once", () => {
  withTill((till) => {
    till.rrpay.outcome = waits;
    till.start("init", first);
    till.pass(TIMEOUTS.manualAfterMs + 500);
    till.listens = false;
    till.boot();
    const decisions = () => list(till, true).unresolved[0]?.decisions;
    assert.equal(decisions(), []);
    till.pass(TIMEOUTS.manualAfterMs);
    assert.equal(decisions(), ["receipt-printed", "nothing-happened"]);
    assert.ok(till.recordsOf("evidence").length < 4);
  });
});

test("B9: where every command is a process of its own, a person decides once the wait and one query have passed", () => {
  withTill((till) => {
    till.rrpay.outcome = waits;
    till.start("init", first);
    till.pass(TIMEOUTS.manualAfterMs + 500);
    till.listens = false;
    const decisions = () => {
      till.boot();
      return list(till, true).unresolved[0]?.decisions;
    };
    assert.equal(decisions(), []);
    till.wallMs += TIMEOUTS.manualAfterMs / 2 - 1;
    assert.equal(decisions(), []);
    till.wallMs += TIMEOUTS.manualAfterMs + 1;
    till.boot();
    assert.equal(list(till, false).unresolved[0]?.decisions, []);
    assert.equal(decisions(), ["receipt-printed", "nothing-happened"]);
  });
});

test("a typed receipt that GAMA saved and RRPay forgot is left to the accountant, and late truth still counts", () => {
  withUnknown((till, attemptId) => {
    goesDown(till);
    decide(till, attemptId, "receipt-printed", receipt);
    till.call("close", { window: "settlement", kind: "sale", saleKey: "A", saved: true });
    assert.equal(
      list(till, false).unresolved.map(({ decisions }) => decisions),
      [["leave-to-accountant"]],
    );
    assert.is(decide(till, attemptId, "leave-to-accountant").status, "recorded");
    assert.equal(list(till, false).unresolved, []);
    till.boot();
    assert.equal(list(till, false).unresolved, []);
    till.listens = true;
    till.rrpay.change(attemptId, { state: "declined" });
    assert.equal(
      list(till, true).unresolved.map(({ conflict }) => conflict?.code),
      ["unpaid-after-manual"],
    );
  });
});

test.run();
