// A close that comes while its sale is under way: open at once, and applied when the attempt ends (docs/contracts.md
// B24, B27).
import * as assert from "uvu/assert";
import {
  closing,
  conflicts,
  first,
  isPending,
  outcome,
  pays,
  withCustomer,
  withJam,
} from "../support/sale-under-way.ts";
import { sale } from "../support/sales.ts";
import { unprinted, waits } from "../support/scripted-rrpay.ts";
import { withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";

const test = suite("till: close");

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
    till.rrpay.instead = () => undefined;
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

test("B24: a close that names an earlier try is of that try, and hides nothing: the sale is not sent again", () => {
  withTill((till) => {
    till.rrpay.outcome = () => ({ state: "declined" });
    const { attemptId } = till.call("init", first);
    till.rrpay.outcome = unprinted;
    till.rrpay.instead = ({ action, id }) =>
      action === "print" ? { status: 202, body: till.rrpay.stored.get(id) } : undefined;
    till.start("init", first);
    assert.is(till.reply(till.start("close", { ...closing("A", true), attemptId })).status, "conflict");
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
      assert.is(till.reply(till.start("close", closing("A", saved))).status, saved ? "open" : "acknowledged");
      till.rrpay.instead = () => undefined;
      assert.equal(outcome(till.end(again)), ["refused", "already-saved"]);
      assert.equal(conflicts(till), saved ? ["saved-unpaid"] : []);
    });
  });

test.run();
