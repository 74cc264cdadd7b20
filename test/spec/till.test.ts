// What happens between calls: joining, refusing at once, and what is known after a restart (docs/contracts.md B27).
import * as assert from "uvu/assert";
import { encodeUtf8 } from "../../plugin/text/utf8.ts";
import { BOOT_FLAG } from "../../schemas/generated/boundary.ts";
import {
  closing,
  completed,
  first,
  isPending,
  outcome,
  pays,
  pos,
  second,
  voiding,
  withCustomer,
  withUnknown,
} from "../support/sale-under-way.ts";
import { sale } from "../support/sales.ts";
import { waits } from "../support/scripted-rrpay.ts";
import { TIMEOUTS, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";

const test = suite("till");

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

test("what stands paid before the damage may have been voided behind it: space and F8 are refused, and nobody is asked", () => {
  withTill((till) => {
    till.call("init", first);
    till.boot({ flags: BOOT_FLAG.writable | BOOT_FLAG.corrupt });
    const asked = till.rrpay.asked.length;
    assert.equal(outcome(till.reply(till.start("init", first))), ["refused", "journal-corrupt"]);
    const f8 = { scope: "completed", saleKey: first.saleKey, operator: "ONA" };
    assert.equal(outcome(till.reply(till.start("void", f8))), ["refused", "journal-corrupt"]);
    assert.is(till.rrpay.asked.length, asked);
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
