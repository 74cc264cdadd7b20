// F8 and cancels while a sale is under way, and voids of completed receipts (docs/contracts.md B10).
import * as assert from "uvu/assert";
import { CLOSE_REASON } from "../../schemas/generated/boundary.ts";
import {
  closing,
  completed,
  first,
  goods,
  isPending,
  outcome,
  pays,
  second,
  voiding,
  withCustomer,
  withJam,
  withUnknown,
} from "../support/sale-under-way.ts";
import { sale } from "../support/sales.ts";
import { byCard, waits } from "../support/scripted-rrpay.ts";
import { type Reply, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";

const test = suite("till: void and cancel");

test("a void is never blocked by the sale it voids: the wait for that receipt's paper gives way", () => {
  withJam((till, call) => {
    till.rrpay.outcome = byCard;
    const voided = till.start("void", completed);
    assert.equal(outcome(till.reply(call)), ["approved", "approved-not-printed"]);
    assert.equal(outcome(till.end(voided)), ["voided", "voided"]);
  });
});

test("what gives way to a void is told what its key is known for: nobody gets another receipt's payment (B2)", () => {
  for (const request of [first, { ...sale(300), saleKey: "A" }])
    withTill((till) => {
      till.call("init", first);
      till.call("close", closing("A", true));
      till.rrpay.instead = () => "silence";
      const again = till.start("init", request);
      till.start("void", completed);
      assert.equal(outcome(till.reply(again)), ["refused", "already-saved"]);
    });
});

test("B10: a completed void does not end the payment of its own sale, and says that it is open", () => {
  withCustomer((till, call) => {
    const told = till.reply(till.start("void", { ...completed, original: { documentNo: "D" }, ...goods }));
    assert.equal(outcome(told), ["refused", "open"]);
    assert.ok(isPending(till, call));
  });
});

test("B10, B12: a completed void of a return that is under way speaks of the return", () => {
  withCustomer(
    (till) => {
      const told = till.reply(till.start("void", { ...completed, originalKind: "return" }));
      assert.equal(outcome(told), ["refused", "open"]);
      assert.match(told.message as string, /^The return /);
    },
    { ...first, kind: "return" },
  );
});

test("B10: void open follows a void that another call waits for, and tells its end", () => {
  withTill((till) => {
    till.call("init", first);
    till.rrpay.outcome = waits;
    const completing = till.start("void", completed);
    const open = till.start("void", voiding("A"));
    assert.ok(isPending(till, open));
    const id = [...till.rrpay.stored.keys()].at(-1)!;
    till.rrpay.change(id, byCard({ kind: "void", saleKey: "A", totalCents: 258 }));
    const told = till.end(open);
    assert.equal(outcome(told), ["voided", "voided"]);
    assert.equal(told, till.end(completing));
    assert.not.ok(till.rrpay.actions.includes("cancel"));
  });
});

test("B10: void open that follows a void which was stopped before its send does not say voided", () => {
  withTill((till) => {
    till.call("init", first);
    till.rrpay.instead = ({ action }) => (action === "health" ? "silence" : undefined);
    const completing = till.start("void", completed);
    const open = till.start("void", voiding("A"));
    till.cancel(completing);
    till.rrpay.instead = () => undefined;
    till.hear({ status: 200, body: till.rrpay.health });
    assert.equal(outcome(till.end(open)), ["not-voided", "void-cancelled"]);
    assert.equal(till.end(open), till.end(completing));
    assert.is(till.recordsOf("sent").length, 1);
  });
});

test("void open joins, cancels and waits for the end: voided", () => {
  withCustomer((till, call) => {
    const voided = till.start("void", voiding("A"));
    assert.equal(outcome(till.end(voided)), ["voided", "voided"]);
    assert.equal(outcome(till.end(call)), ["cancelled", "cancelled"]);
    assert.is(till.rrpay.actions.includes("cancel"), true);
  });
});

test("an approval that wins the race stands: not-voided, with the sale", () => {
  withCustomer((till, call) => {
    till.rrpay.instead = ({ action }) => {
      if (action === "cancel") pays(till);
      return undefined;
    };
    const told = till.end(till.start("void", voiding("A")));
    assert.equal(outcome(told), ["not-voided", "not-voided"]);
    assert.equal(told.sale, till.end(call));
  });
});

test("void open of another sale is refused while one is under way, and cancels nothing", () => {
  withUnknown((till) => {
    till.call("resolve", { kind: "sale", saleKey: "A", attemptId: "x", operator: "ONA", decision: "nothing-happened" });
    till.rrpay.instead = ({ action }) => (action === "health" ? "silence" : undefined);
    till.start("init", second);
    assert.equal(outcome(till.reply(till.start("void", voiding("A")))), ["refused", "blocked"]);
    assert.equal(outcome(till.reply(till.start("void", voiding("C")))), ["refused", "blocked"]);
  });
});

test("void open finds an unknown attempt that no call waits for, and cancels it", () => {
  withUnknown((till) => {
    assert.equal(outcome(till.call("void", voiding("A"))), ["voided", "voided"]);
  });
});

test("void open of an attempt that RRPay never saw leaves a tombstone", () => {
  withUnknown((till, id) => {
    till.rrpay.stored.clear();
    assert.equal(outcome(till.call("void", voiding("A"))), ["voided", "voided"]);
    assert.is(till.rrpay.stored.get(id)?.state, "cancelled");
  });
});

test("void open while RRPay is down stays unknown", () => {
  withUnknown((till) => {
    till.step({ type: "closed", conn: till.conn, reason: CLOSE_REASON.peer });
    till.listens = false;
    assert.equal(outcome(till.call("void", voiding("A"))), ["unknown", "no-answer"]);
  });
});

test("void open under another epoch sends no cancel", () => {
  withUnknown((till) => {
    till.rrpay.health = { ...till.rrpay.health, epoch: "epoch-2" };
    till.rrpay.stored.clear();
    assert.equal(outcome(till.call("void", voiding("A"))), ["unknown", "rrpay-forgot"]);
    assert.not.ok(till.rrpay.actions.includes("cancel"));
  });
});

test("void open without a status feature still cancels", () => {
  withUnknown((till) => {
    till.rrpay.health = { ...till.rrpay.health, features: ["cancel", "tombstone"] };
    assert.equal(outcome(till.call("void", voiding("A"))), ["voided", "voided"]);
  });
});

test("void open of what went through is not-voided, of nothing is nothing-to-void", () => {
  withTill((till) => {
    till.call("init", first);
    const told = till.reply(till.start("void", voiding("A")));
    assert.equal(outcome(told), ["not-voided", "not-voided"]);
    assert.is((told.sale as Reply).outcome, "approved");
    assert.equal(outcome(till.reply(till.start("void", voiding("Z")))), ["nothing-to-void", "nothing-to-void"]);
  });
});

test("grp_cancel asks RRPay, and the result says what happened", () => {
  withCustomer((till, call) => {
    till.cancel(call);
    assert.equal(outcome(till.end(call)), ["cancelled", "cancelled"]);
    assert.equal(
      till.recordsOf("payment").map(({ event }) => event),
      ["cancel-asked"],
    );
  });
});

test("grp_cancel before anything is sent: not accepted, nothing sent", () => {
  withTill((till) => {
    till.rrpay.instead = ({ action }) => (action === "health" ? "silence" : undefined);
    const call = till.start("init", first);
    till.cancel(call);
    till.hear({ status: 200, body: till.rrpay.health });
    assert.equal(outcome(till.end(call)), ["not-accepted", "not-sent"]);
    assert.equal(till.recordsOf("sent"), []);
  });
});

test("void open before anything is sent: voided, nothing sent", () => {
  withTill((till) => {
    till.rrpay.instead = ({ action }) => (action === "health" ? "silence" : undefined);
    till.start("init", first);
    const voided = till.start("void", voiding("A"));
    till.hear({ status: 200, body: till.rrpay.health });
    assert.equal(outcome(till.end(voided)), ["voided", "not-sent"]);
  });
});

test("a cancel that is never answered is unknown, and allows no manual entry", () => {
  withCustomer((till, call) => {
    till.rrpay.instead = ({ action }) => (action === "health" ? undefined : "silence");
    till.cancel(call);
    const told = till.end(call);
    assert.equal(outcome(told), ["unknown", "cancel-unconfirmed"]);
    assert.is((told.manualEntry as { allowed: boolean }).allowed, false);
  });
});

test("a cancel of a call that waits for nothing does nothing", () => {
  withCustomer((till, call) => {
    till.cancel(99);
    till.cancel(till.start("status"));
    till.pass(2000);
    assert.ok(isPending(till, call));
    assert.not.ok(till.rrpay.actions.includes("cancel"));
  });
});

test("a cancel of a call that only looks ends the look at once", () => {
  withUnknown((till) => {
    till.rrpay.instead = () => "silence";
    const call = till.start("status", { refresh: true });
    assert.ok(isPending(till, call));
    till.cancel(call);
    assert.is(till.reply(call).status, "attention");
  });
});

test("a completed void is paid back under an id of its own, once", () => {
  withTill((till) => {
    till.call("init", first);
    const told = till.call("void", completed);
    assert.equal(outcome(told), ["voided", "voided"]);
    assert.equal(
      [...till.rrpay.stored.values()].map(({ kind }) => kind),
      ["sale", "void"],
    );
    const asked = till.rrpay.asked.length;
    assert.equal(till.reply(till.start("void", completed)), told);
    assert.is(till.rrpay.asked.length, asked);
    assert.equal(outcome(till.call("init", first)), ["refused", "sale-voided"]);
  });
});

test("a completed void of a receipt that only a number names needs its total", () => {
  withTill((till) => {
    const known = { ...completed, original: { documentNo: "D" } };
    assert.equal(outcome(till.call("void", known)), ["refused", "original-missing"]);
  });
});

test("a completed void of a sale that the journal no longer has goes by what GAMA passes", () => {
  withTill((till) => {
    const { lines, totals } = first;
    const told = till.call("void", { ...completed, original: { documentNo: "D" }, lines, totals });
    assert.equal(outcome(told), ["voided", "voided"]);
  });
});

test("an unknown void blocks a second one under a new id: it is joined", () => {
  withTill((till) => {
    till.call("init", first);
    till.rrpay.instead = ({ action, id }) =>
      action === "post" ? "cut" : action === "get" && id !== "before" ? "silence" : undefined;
    assert.is(till.call("void", completed).outcome, "unknown");
    till.rrpay.instead = () => undefined;
    assert.equal(outcome(till.call("void", completed)), ["voided", "voided"]);
    assert.is(till.recordsOf("sent").filter(({ kind }) => kind === "void").length, 1);
  });
});

test("a completed void while another sale is under way is refused at once, the same void joins", () => {
  withCustomer((till) => {
    const other = {
      ...completed,
      saleKey: "B",
      original: { documentNo: "D" },
      lines: first.lines,
      totals: first.totals,
    };
    assert.equal(outcome(till.reply(till.start("void", other))), ["refused", "blocked"]);
  });
  withTill((till) => {
    till.call("init", first);
    till.rrpay.outcome = waits;
    const one = till.start("void", completed);
    const two = till.start("void", completed);
    const id = [...till.rrpay.stored.keys()].at(-1)!;
    till.rrpay.change(id, byCard({ kind: "void", saleKey: "A", totalCents: 258 }));
    assert.equal(till.end(one), till.end(two));
  });
});

test.run();
