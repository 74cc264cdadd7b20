// A payment whose outcome is unknown: what is asked, what is sent again, and what it blocks.
import * as assert from "uvu/assert";
import { close, one, other, outcome, outOfPaper, pos, posts, settle, withUnknown } from "../support/pay-sales.ts";
import { byCard, declines, waits } from "../support/scripted-rrpay.ts";
import { TIMEOUTS, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";

const test = suite("pay: unknown outcomes");

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
