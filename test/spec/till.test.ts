// What happens between calls: joining, refusing at once, cancelling, and looking on while nobody waits (contract B).

import * as assert from "uvu/assert";
import { encodeUtf8 } from "../../plugin/text/utf8.ts";
import { CLOSE_REASON } from "../../schemas/generated/boundary.ts";
import type { InitSettlementRequest } from "../../schemas/generated/types.ts";
import { sale } from "../support/sales.ts";
import { byCard, unprinted, waits } from "../support/scripted-rrpay.ts";
import { type Reply, type StepTill, TIMEOUTS, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";

const test = suite("till");

const first = sale(258, { saleKey: "A", receiptNo: "1" });
const second = sale(100, { saleKey: "B", receiptNo: "2" });
const pos = { window: "pos", till: "1", operator: "ONA" };
const closing = (saleKey: string, saved: boolean) => ({ window: "settlement", kind: "sale", saleKey, saved });
const voiding = (saleKey: string) => ({ scope: "open", saleKey, operator: "ONA" });
const outcome = ({ outcome, code }: Reply) => [outcome, code];
const completed = { scope: "completed", saleKey: "A", operator: "ONA" } as const;
const goods = { lines: first.lines, totals: first.totals };
const conflicts = (till: StepTill) =>
  (till.call("status") as unknown as { unresolved: { conflict?: { code: string } }[] }).unresolved.map(
    ({ conflict }) => conflict?.code,
  );
const isPending = (till: StepTill, call: number) => !till.replies.has(call);

/** A till whose customer stands at RRPay's window, with that call pending. */
function withCustomer(run: (till: StepTill, call: number, id: string) => void, request = first): void {
  withTill((till) => {
    till.rrpay.outcome = waits;
    const call = till.start("init", request);
    run(till, call, till.rrpay.only.id);
  });
}

/** The customer pays. */
function pays(till: StepTill, request: InitSettlementRequest = first): void {
  const { kind, saleKey, totals } = request;
  till.rrpay.change(till.rrpay.only.id, byCard({ kind, saleKey, totalCents: totals.totalCents }));
}

/** Leaves an unknown attempt of the first sale behind, with nobody waiting. */
function withUnknown(run: (till: StepTill, id: string) => void): void {
  withTill((till) => {
    till.rrpay.outcome = waits;
    till.rrpay.instead = ({ action }) => (action === "get" ? { status: 500, body: {} } : undefined);
    assert.is(till.call("init", first).outcome, "unknown");
    till.rrpay.instead = () => undefined;
    run(till, till.rrpay.only.id);
  });
}

test("a second space joins: one POST, both calls get the same result", () => {
  withCustomer((till, call) => {
    const again = till.start("init", { ...first, operator: "JONAS" });
    pays(till);
    assert.equal(till.end(call), till.end(again));
    assert.equal(outcome(till.reply(call)), ["approved", "approved"]);
    assert.equal(
      till.rrpay.actions.filter((action) => action === "post"),
      ["post"],
    );
  });
});

test("a call that joins sees the progress at once", () => {
  withCustomer((till) => {
    const again = till.start("init", first);
    assert.match(till.progress.get(again)?.[0] ?? "", "Waiting for the payment");
  });
});

test("another key is refused at once, with what it waits for", () => {
  withCustomer((till, call, attemptId) => {
    const asked = till.rrpay.asked.length;
    const told = till.reply(till.start("init", second));
    assert.equal(outcome(told), ["refused", "blocked"]);
    assert.equal(told.blockedBy, { kind: "sale", saleKey: "A", attemptId });
    assert.is(till.rrpay.asked.length, asked);
    assert.ok(isPending(till, call));
  });
});

test("before anything is sent, blockedBy names the id that would be sent", () => {
  withTill((till) => {
    till.rrpay.instead = () => "silence";
    till.start("init", first);
    const told = till.reply(till.start("init", second));
    till.hear({ status: 200, body: till.rrpay.health });
    assert.equal(told.blockedBy, { kind: "sale", saleKey: "A", attemptId: till.recordsOf("sent")[0]?.attemptId });
  });
});

test("the same key with other content is refused at once while it is under way", () => {
  withCustomer((till) => {
    const told = till.reply(till.start("init", { ...sale(300), saleKey: "A" }));
    assert.equal(outcome(told), ["refused", "sale-changed"]);
  });
});

test("pos, status and doctor answer at once from the journal while a sale is under way", () => {
  withCustomer((till, call) => {
    const asked = till.rrpay.asked.length;
    for (const [hook, payload] of [
      ["init", pos],
      ["status", {}],
      ["status", { refresh: true }],
    ] as const) {
      const told = till.reply(till.start(hook, payload)) as unknown as { unresolved: { saleKey: string }[] };
      assert.equal(
        told.unresolved.map(({ saleKey }) => saleKey),
        ["A"],
      );
    }
    assert.is(till.reply(till.start("doctor")).status, "warn");
    assert.is(till.rrpay.asked.length, asked);
    assert.ok(isPending(till, call));
  });
});

for (const saved of [true, false])
  test(`close saved: ${saved} is open at once, and applied when the attempt ends approved`, () => {
    withCustomer((till, call) => {
      assert.is(till.reply(till.start("close", closing("A", saved))).status, "open");
      pays(till);
      till.end(call);
      const { unresolved } = till.call("status") as unknown as { unresolved: { gama: string }[] };
      assert.equal(
        unresolved.map(({ gama }) => gama),
        saved ? [] : ["unsaved"],
      );
    });
  });

test("close is open at once before anything is sent, and applied when the attempt ends approved", () => {
  withTill((till) => {
    till.rrpay.instead = () => "silence";
    const call = till.start("init", first);
    assert.is(till.reply(till.start("close", closing("A", true))).status, "open");
    till.rrpay.instead = () => undefined;
    till.hear({ status: 200, body: till.rrpay.health });
    assert.equal(outcome(till.end(call)), ["approved", "approved"]);
    assert.equal(till.call("status").unresolved, []);
  });
});

for (const saved of [true, false])
  test(`close saved: ${saved} is open at once before anything is sent, and ${saved ? "a conflict" : "nothing"} when nothing was`, () => {
    withTill((till) => {
      till.rrpay.instead = ({ action }) => (action === "health" ? "silence" : undefined);
      const call = till.start("init", first);
      assert.is(till.reply(till.start("close", closing("A", saved))).status, "open");
      till.hear({ status: 200, body: { ...till.rrpay.health, ready: false } });
      assert.equal(outcome(till.end(call)), ["refused", "rrpay-not-ready"]);
      const { unresolved } = till.call("status") as unknown as { unresolved: { conflict: { code: string } }[] };
      assert.equal(
        unresolved.map(({ conflict }) => conflict.code),
        saved ? ["saved-unpaid"] : [],
      );
    });
  });

test("a close answered open before anything was sent is on the disk: a crash before the send leaves a conflict", () => {
  withTill((till) => {
    till.rrpay.instead = () => "silence";
    till.start("init", first);
    assert.is(till.reply(till.start("close", closing("A", true))).status, "open");
    till.boot();
    assert.equal(conflicts(till), ["saved-unpaid"]);
    till.rrpay.instead = () => undefined;
    assert.equal(outcome(till.call("init", first)), ["approved", "approved"]);
  });
});

test("a close answered open before the send is remembered with the send: a crash after it finds the sale saved", () => {
  withTill((till) => {
    till.rrpay.instead = ({ action }) => (action === "health" ? "silence" : undefined);
    till.rrpay.outcome = waits;
    till.start("init", first);
    till.start("close", closing("A", true));
    till.hear({ status: 200, body: till.rrpay.health });
    till.boot();
    till.rrpay.instead = () => undefined;
    pays(till);
    assert.equal(outcome(till.call("init", first)), ["approved", "approved"]);
    assert.equal(till.call("status").unresolved, []);
  });
});

test("the last close counts: saved before the send, not saved after it", () => {
  withTill((till) => {
    till.rrpay.instead = ({ action }) => (action === "health" ? "silence" : undefined);
    till.rrpay.outcome = waits;
    const call = till.start("init", first);
    till.start("close", closing("A", true));
    till.hear({ status: 200, body: till.rrpay.health });
    assert.is(till.reply(till.start("close", closing("A", false))).status, "open");
    pays(till);
    till.end(call);
    const { unresolved } = till.call("status") as unknown as { unresolved: { gama: string; conflict?: object }[] };
    assert.equal(
      unresolved.map(({ gama, conflict }) => [gama, conflict]),
      [["unsaved", undefined]],
    );
  });
});

/** A till that has taken a payment and waits for its receipt, which does not come. */
function withJam(run: (till: StepTill, call: number) => void): void {
  withTill((till) => {
    till.rrpay.outcome = unprinted;
    till.rrpay.instead = ({ action, id }) =>
      action === "print" ? { status: 202, body: till.rrpay.stored.get(id) } : undefined;
    run(till, till.start("init", first));
  });
}

test("a close while only the receipt is missing is open, and on the disk", () => {
  withJam((till, call) => {
    assert.ok(isPending(till, call));
    assert.is(till.reply(till.start("close", closing("A", true))).status, "open");
    till.boot();
    const { unresolved } = till.call("status") as unknown as { unresolved: { gama: string }[] };
    assert.equal(
      unresolved.map(({ gama }) => gama),
      ["saved"],
    );
  });
});

test("a close that names an earlier try while the paid one is printed hides nothing: the sale is not sent again", () => {
  withTill((till) => {
    till.rrpay.outcome = () => ({ state: "declined" });
    const { attemptId } = till.call("init", first);
    till.rrpay.outcome = unprinted;
    till.rrpay.instead = ({ action, id }) =>
      action === "print" ? { status: 202, body: till.rrpay.stored.get(id) } : undefined;
    till.start("init", first);
    assert.is(till.reply(till.start("close", { ...closing("A", true), attemptId })).status, "open");
    till.boot();
    till.rrpay.instead = () => undefined;
    assert.is(till.call("init", first).outcome, "approved");
    assert.is(till.recordsOf("sent").length, 2);
  });
});

test("an early close that cannot be stored is refused, with why", () => {
  withTill((till) => {
    till.boot({ flags: 0 });
    till.rrpay.instead = () => "silence";
    till.start("init", first);
    const told = till.reply(till.start("close", closing("A", true)));
    assert.equal([told.status, told.code], ["refused", "store-readonly"]);
  });
});

for (const saved of [false, true])
  test(`a close without an id, saved ${saved}, under an init that is refused moves no paid receipt of that number`, () => {
    withTill((till) => {
      till.call("init", first);
      till.call("close", closing("A", true));
      till.rrpay.instead = () => "silence";
      const again = till.start("init", { ...sale(300), saleKey: "A" });
      assert.is(till.reply(till.start("close", closing("A", saved))).status, "open");
      till.rrpay.instead = () => undefined;
      assert.equal(outcome(till.end(again)), ["refused", "already-saved"]);
      assert.equal(conflicts(till), saved ? ["saved-unpaid"] : []);
    });
  });

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

test("a void does not end the payment of its own sale", () => {
  withCustomer((till, call) => {
    const told = till.reply(till.start("void", { ...completed, original: { documentNo: "D" }, ...goods }));
    assert.equal(outcome(told), ["refused", "blocked"]);
    assert.ok(isPending(till, call));
  });
});

test("refusals come in their order also while another sale is under way: voided and changed before blocked", () => {
  withTill((till) => {
    till.call("init", second);
    till.rrpay.outcome = waits;
    till.start("init", first);
    assert.equal(outcome(till.reply(till.start("init", { ...sale(300), saleKey: "B" }))), ["refused", "sale-changed"]);
  });
  withTill((till) => {
    till.call("init", second);
    till.call("void", { ...completed, saleKey: "B" });
    till.call("close", { ...closing("B", true), kind: "void" });
    till.rrpay.outcome = waits;
    till.start("init", first);
    assert.equal(outcome(till.reply(till.start("init", second))), ["refused", "sale-voided"]);
  });
});

test("the same key with other content is refused while F8 cancels it", () => {
  withUnknown((till) => {
    till.rrpay.instead = ({ action }) => (action === "cancel" ? "silence" : undefined);
    till.start("void", voiding("A"));
    const told = till.reply(till.start("init", { ...sale(300), saleKey: "A" }));
    assert.equal(outcome(told), ["refused", "sale-changed"]);
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

test("a call that nobody polls goes on", () => {
  withCustomer((till, call) => {
    till.pass(3000);
    pays(till);
    till.pass(2000);
    assert.equal(outcome(till.reply(call)), ["approved", "approved"]);
  });
});

test("a second look joins the first, and a settlement does not wait for either", () => {
  withUnknown((till) => {
    till.rrpay.instead = ({ action }) => (action === "health" ? undefined : "silence");
    const one = till.start("status", { refresh: true });
    const two = till.start("init", pos);
    const asked = till.rrpay.asked.length;
    assert.ok(isPending(till, one) && isPending(till, two));
    till.rrpay.instead = () => undefined;
    const call = till.start("init", first);
    assert.equal([till.reply(one).status, till.reply(two).status], ["attention", "attention"]);
    assert.ok(till.rrpay.asked.length > asked);
    pays(till);
    assert.equal(outcome(till.end(call)), ["approved", "approved"]);
  });
});

test("a background look gives way to a look that somebody waits for", () => {
  withUnknown((till) => {
    till.rrpay.instead = () => "silence";
    till.pass(1100);
    till.rrpay.instead = () => undefined;
    pays(till);
    till.call("status", { refresh: true });
    assert.is(till.recordsOf("evidence").at(-1)?.state, "approved");
  });
});

/** When RRPay is asked about an attempt while nobody waits, in seconds between one another. */
function gaps(till: StepTill, ms: number): number[] {
  const times: number[] = [];
  const { id: ours } = till.rrpay.only;
  till.rrpay.instead = ({ action, id }) => {
    if (action === "get" && id === ours) times.push(till.monoMs);
    return undefined;
  };
  till.pass(ms);
  return times.map((time, at) => Math.round((time - (times[at - 1] ?? time)) / 1000)).slice(1);
}

test("while nobody waits the till looks on by itself, ever more seldom, at most once a minute", () => {
  withUnknown((till) => {
    assert.equal(gaps(till, 400_000).slice(0, 9), [2, 4, 8, 16, 32, 60, 60, 60, 60]);
  });
});

test("a hook makes it look on quickly again", () => {
  withUnknown((till) => {
    till.pass(400_000);
    till.call("status", { refresh: true });
    assert.equal(gaps(till, 10_000).slice(0, 2), [2, 4]);
  });
});

test("nothing open: nothing is asked and no timer runs", () => {
  withTill((till) => {
    const { lastTransactionId: _last, ...health } = till.rrpay.health;
    till.rrpay.health = health;
    till.call("init", first);
    assert.equal([...till.timers], []);
    const asked = till.rrpay.asked.length;
    till.pass(600_000);
    assert.is(till.rrpay.asked.length, asked);
  });
});

test("a background look brings the truth, and then rests", () => {
  withUnknown((till) => {
    pays(till);
    till.pass(5000);
    assert.is(till.recordsOf("evidence").at(-1)?.state, "approved");
    assert.equal([...till.timers], []);
  });
});

for (const [round, look] of [
  ["a background look", (till: StepTill) => till.pass(5000)],
  ["a status that asks RRPay", (till: StepTill) => till.call("status", { refresh: true })],
  ["the doctor's look", (till: StepTill) => till.call("doctor")],
  ["the POS window's look", (till: StepTill) => till.call("init", { window: "pos", till: "1", operator: "ONA" })],
] as const)
  for (const saved of [true, false])
    test(`B2: a receipt that is owed is asked for in each recovery round, saved ${saved}: ${round}`, () => {
      withTill((till) => {
        till.rrpay.outcome = unprinted;
        till.rrpay.instead = ({ action, id }) =>
          action === "print" ? { status: 202, body: till.rrpay.stored.get(id) } : undefined;
        till.call("init", first);
        till.call("close", { window: "settlement", kind: "sale", saleKey: first.saleKey, saved });
        till.rrpay.instead = () => undefined;
        look(till);
        assert.is(till.rrpay.only.fiscal.state, "printed");
      });
    });

test("the progress shows the seconds, every second", () => {
  withCustomer((till, call) => {
    till.pass(3100);
    const texts = till.progress.get(call) ?? [];
    for (const seconds of ["0 s", "1 s", "2 s", "3 s"]) assert.ok(texts.some((text) => text.endsWith(` ${seconds}`)));
  });
});

test("tenders that came in are shown", () => {
  withCustomer((till, call, id) => {
    till.rrpay.change(id, { payments: [{ method: 0, name: "Grynieji", amountCents: 100 }] });
    till.pass(1500);
    assert.match((till.progress.get(call) ?? []).join(), "€1.00 / €2.58");
  });
});

test("the progress stops with the call", () => {
  withCustomer((till, call) => {
    pays(till);
    till.end(call);
    assert.not.ok(till.timers.has(4));
    till.step({ type: "timer", id: 4 });
    till.step({ type: "timer", id: 3 });
  });
});

test("the progress is in the config's language and code page", () => {
  withTill(
    (till) => {
      till.rrpay.outcome = waits;
      const call = till.start("init", first);
      const texts = (till.progress.get(call) ?? []).join();
      assert.match(texts, "Laukiama mok");
    },
    { language: "lt" },
  );
});

test("rule 3: what a restart interrupted is unknown, a cancel under way stays a cancel", () => {
  withCustomer((till) => {
    till.boot();
    assert.equal(till.recordsOf("payment").at(-1)?.code, "connection-lost");
  });
  withCustomer((till, call) => {
    till.rrpay.instead = ({ action }) => (action === "cancel" ? "silence" : undefined);
    till.cancel(call);
    till.boot();
    assert.equal(till.recordsOf("payment").at(-1)?.code, "cancel-unconfirmed");
  });
});

test("stored, not applied: returned without asking RRPay", () => {
  withTill((till) => {
    const told = till.call("init", first);
    till.boot();
    const asked = till.rrpay.asked.length;
    assert.equal(till.reply(till.start("init", first)), told);
    assert.is(till.rrpay.asked.length, asked);
  });
});

test("a damaged journal refuses sale and void at once, and asks nobody", () => {
  withTill((till) => {
    till.boot({ lines: "{", segment: 1, yyyymmdd: 20261123 });
    assert.equal(outcome(till.reply(till.start("init", first))), ["refused", "journal-corrupt"]);
    const completed = { scope: "completed", saleKey: "A", operator: "ONA", original: { documentNo: "D" } };
    assert.equal(outcome(till.reply(till.start("void", completed))), ["refused", "journal-corrupt"]);
    assert.is(till.call("init", pos).status, "refused");
    assert.equal(till.rrpay.actions, []);
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
    till.rrpay.instead = ({ action }) => (action === "post" ? "cut" : action === "get" ? "silence" : undefined);
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

test("an answer to a call that is over, and bytes that nobody asked for, change nothing", () => {
  withTill((till) => {
    till.call("init", first);
    const records = till.records.length;
    till.hear({ status: 200, body: till.rrpay.only });
    till.step({ type: "data", conn: 77, bytes: encodeUtf8("hello") });
    till.step({ type: "connected", conn: 77 });
    till.step({ type: "closed", conn: 77, reason: 0 });
    till.step({ type: "timer", id: 1 });
    till.step({ type: "timer", id: 2 });
    assert.is(till.records.length, records);
  });
});

test("the till never waits longer for a customer than customerMs", () => {
  withCustomer((till, call) => {
    const startedMs = till.monoMs;
    assert.equal(outcome(till.end(call)), ["unknown", "still-in-progress"]);
    assert.ok(till.monoMs - startedMs <= TIMEOUTS.customerMs + 1500);
  });
});

test.run();
