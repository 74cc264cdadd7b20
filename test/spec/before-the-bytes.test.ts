// All that must hold before a POST leaves, the first one or the same bytes again (docs/contracts.md B10, B20, B25).

import * as assert from "uvu/assert";
import {
  answersAgain,
  approvedOf,
  arrives,
  bread,
  cardOf,
  closing,
  confirmedNothing,
  decided,
  f8,
  givenUp,
  itemOf,
  listed,
  pos,
  printed,
  type Sent,
  twoLost,
  typed,
  unanswered,
  withoutTombstones,
  worded,
} from "../support/hostile.ts";
import { sale } from "../support/sales.ts";
import { byCard, declines, type Reaction, waits } from "../support/scripted-rrpay.ts";
import { type StepTill, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";
import { back, byNumber, numbered, sold, voids } from "../support/taken-back.ts";

const test = suite("before the bytes");

const healthy = (till: StepTill, more: object) => {
  till.rrpay.health = { ...till.rrpay.health, ...more };
};
const FAILURES: readonly (readonly [string, Reaction])[] = [
  ["hangs", "silence"],
  ["is answered with 500", { status: 500, body: "x" }],
];
const paid = (till: StepTill) =>
  [...till.rrpay.stored.values()].filter(({ state, kind }) => state === "approved" && kind !== "sale").length;
const sameKey = sale(258, { saleKey: "A", kind: "return", original: { documentNo: "D1" } });
function olderLeft(till: StepTill): readonly [Sent, Sent] {
  const both = twoLost(till);
  till.rrpay.outcome = waits;
  arrives(till, both[0]);
  till.rrpay.instead = ({ action, id }) => (action === "get" && id === both[1].attemptId ? "silence" : undefined);
  till.call("init", pos);
  till.pass(9000);
  till.call("init", pos);
  assert.is(decided(till, both[0].attemptId, "leave-to-accountant"), "recorded");
  till.rrpay.instead = () => undefined;
  return both;
}
const charged = (till: StepTill) => [...till.rrpay.stored.values()].filter(({ state }) => state === "approved").length;
const declinedWithMoney = () => ({ state: "declined", payments: cardOf(258), fiscal: printed("D1") }) as const;

for (const [code, more] of [
  ["fiscal-offline", { fiscal: { online: false, lastDocumentNo: "D0" } }],
  ["rrpay-not-ready", { ready: false }],
] as const)
  test(`RRPay says ${code}: the same bytes do not go again, and the open payment stays unknown, with that reason`, () =>
    withTill((till) => {
      const sent = unanswered(till, () => till.call("init", bread));
      answersAgain(till, sent);
      healthy(till, more);
      const told = till.call("init", bread);
      assert.equal([told.outcome, told.code, told.attemptId], ["unknown", code, sent.attemptId]);
      assert.is(till.recordsOf("resent").length, 0);
    }));

for (const [decision, more] of [
  ["receipt-printed", typed],
  ["nothing-happened", {}],
] as const)
  test(`rule 4: a person says ${decision} while the same bytes are about to go again: they do not go`, () =>
    withTill((till) => {
      const sent = unanswered(till, () => till.call("init", bread));
      answersAgain(till, sent);
      let said = "";
      till.rrpay.instead = ({ action }) => {
        if (action !== "get" || said !== "") return undefined;
        // the person's word comes between RRPay's "not found" and the send
        said = String(decided(till, sent.attemptId, decision, more));
        return undefined;
      };
      const call = till.start("init", bread);
      assert.equal([said, till.recordsOf("resent").length], ["recorded", 0]);
      till.end(call);
      assert.is(till.rrpay.stored.get(sent.attemptId)?.state, undefined);
    }));

test("the same bytes of A do not go again while nobody has heard of B, which is with RRPay", () =>
  withTill((till) => {
    const a = unanswered(till, () => till.call("init", bread));
    decided(till, a.attemptId, "receipt-printed", typed);
    answersAgain(till, a);
    listed(till);
    assert.is(itemOf(till, a.attemptId)?.conflict?.code, "manual-not-found");
    unanswered(till, () => till.call("init", sale(100, { saleKey: "B" })));
    assert.is(decided(till, a.attemptId, "accept-rrpay"), "recorded");
    answersAgain(till, a);
    till.rrpay.instead = ({ action, id }) => (action === "get" && id !== a.attemptId ? "silence" : undefined);
    till.call("init", bread);
    assert.is(till.recordsOf("resent").length, 0);
  }));

for (const [what, reaction] of FAILURES) {
  const unheard = (till: StepTill, { attemptId }: Sent) => {
    till.rrpay.instead = ({ action, id }) => (action === "get" && id === attemptId ? reaction : undefined);
  };
  test(`the query about a given-up return ${what}: F8 sends no void`, () =>
    withTill((till) => {
      sold(till, "A", "D1");
      const r = givenUp(till, "init", back("D1"), "return", "R");
      numbered(till, "R1");
      arrives(till, r);
      unheard(till, r);
      numbered(till, "V1");
      till.call("void", f8);
      assert.is(approvedOf(till, "void", "return"), 1);
    }));
  test(`the query about a given-up void of another key ${what}: no return is sent`, () =>
    withTill((till) => {
      sold(till, "A", "D1");
      const v = givenUp(till, "void", byNumber("D1", { date: "2026-11-20" }), "void", "Z");
      numbered(till, "V1");
      arrives(till, v);
      unheard(till, v);
      numbered(till, "R1");
      till.call("init", back("D1"));
      assert.is(approvedOf(till, "void", "return"), 1);
    }));
  test(`the query about the key's own given-up try ${what}: nothing is charged`, () =>
    withTill((till) => {
      const old = confirmedNothing(till);
      arrives(till, old);
      unheard(till, old);
      till.call("init", bread);
      assert.is(approvedOf(till, "sale"), 1);
    }));
}

test("RRPay is down, the old id was given up for good: the refusal names no way out that is not there", () =>
  withTill((till) => {
    confirmedNothing(till);
    till.boot();
    till.listens = false;
    const told = till.call("init", bread);
    listed(till);
    assert.is(told.code, "rrpay-down");
  }));

test("the given-up void of a receipt is asked about before the same bytes of its return go again", () =>
  withTill((till) => {
    sold(till, "A", "D1");
    const v = givenUp(till, "void", f8, "void", "A");
    const r = unanswered(till, () => till.call("init", back("D1")));
    answersAgain(till, r);
    numbered(till, "V1");
    arrives(till, v);
    numbered(till, "R1");
    till.call("init", back("D1"));
    assert.is(paid(till), 1);
  }));

test("the given-up return of a receipt is asked about before the same bytes of its void go again", () =>
  withTill((till) => {
    sold(till, "A", "D1");
    const r = givenUp(till, "init", back("D1"), "return", "R");
    const v = unanswered(till, () => till.call("void", f8));
    answersAgain(till, v);
    numbered(till, "R1");
    arrives(till, r);
    numbered(till, "V1");
    till.call("void", f8);
    assert.is(paid(till), 1);
  }));

test("a given-up void under the same key is asked about before the return", () =>
  withTill((till) => {
    sold(till, "A", "D1");
    const v = givenUp(till, "void", f8, "void", "A");
    numbered(till, "V1");
    arrives(till, v);
    numbered(till, "R1");
    till.call("init", sameKey);
    assert.is(paid(till), 1);
  }));

test("a given-up return under the same key is asked about before F8", () =>
  withTill((till) => {
    sold(till, "A", "D1");
    const r = givenUp(till, "init", sameKey, "return", "A");
    numbered(till, "R1");
    arrives(till, r);
    numbered(till, "V1");
    till.call("void", { ...f8, originalKind: "sale" });
    assert.is(paid(till), 1);
  }));

test("an open void of the key's return blocks the void of its sale", () =>
  withTill((till) => {
    sold(till, "A", "D1");
    numbered(till, "R5");
    till.call("init", sale(258, { saleKey: "A", kind: "return", original: { documentNo: "D55" } }));
    till.call("close", closing("return", "A"));
    unanswered(till, () => till.call("void", { ...f8, originalKind: "return" }));
    numbered(till, "V1");
    till.rrpay.instead = ({ action }) => (action === "get" ? "silence" : undefined);
    till.call("void", { ...f8, originalKind: "sale" });
    assert.is(voids(till), 1);
  }));

test("the older of two voids was typed as printed: the newer one's bytes do not go again", () =>
  withTill((till) => {
    withoutTombstones(till);
    sold(till, "A", "D1");
    const first = unanswered(till, () => till.call("void", f8));
    answersAgain(till, first);
    for (let said = 0; said < 2; said++) {
      till.call("init", pos);
      assert.is(worded(till, "void", "A", first.attemptId, "nothing-happened"), "recorded");
    }
    const second = unanswered(till, () => till.call("void", f8));
    answersAgain(till, second);
    assert.is(
      worded(till, "void", "A", first.attemptId, "receipt-printed", { ...typed, documentNo: "V7" }),
      "recorded",
    );
    numbered(till, "V8");
    const told = till.call("void", f8);
    assert.equal([told.outcome, till.recordsOf("resent").length], ["unknown", 0]);
  }));

test("the older one was left and goes on: the newer one's bytes do not go again", () =>
  withTill((till) => {
    olderLeft(till);
    till.rrpay.outcome = byCard;
    const told = till.call("init", bread);
    assert.equal([told.code, till.recordsOf("resent").length], ["left-to-accountant", 0]);
  }));

test("the older of two tries is asked about before the newer one's bytes go again", () =>
  withTill((till) => {
    const [first] = twoLost(till);
    arrives(till, first);
    till.call("init", bread);
    assert.is(charged(till), 1);
  }));

test("the older one was declined with money and paper: the newer one's bytes do not go again", () =>
  withTill((till) => {
    const [first] = twoLost(till);
    till.rrpay.outcome = declinedWithMoney;
    arrives(till, first);
    listed(till);
    assert.is(itemOf(till, first.attemptId)?.conflict?.code, "money-without-approval");
    till.rrpay.outcome = byCard;
    assert.equal([till.call("init", bread).code, charged(till)], ["conflict", 0]);
  }));

test("the older of two tries was typed as printed: the newer one's bytes do not go again", () =>
  withTill((till) => {
    const [first] = twoLost(till);
    assert.is(decided(till, first.attemptId, "receipt-printed", typed), "recorded");
    till.call("init", bread);
    assert.is(charged(till), 0);
  }));

test("the older one was left, the newer one was declined: a sale is not told of a void", () =>
  withTill((till) => {
    const [, second] = olderLeft(till);
    assert.is(decided(till, second.attemptId, "nothing-happened"), "recorded");
    till.rrpay.outcome = declines;
    arrives(till, second);
    till.rrpay.outcome = byCard;
    assert.is(till.call("init", bread).code, "left-to-accountant");
  }));

test("a return given up twice that RRPay approved with another total is in doubt: F8 refuses, and cancels nothing", () =>
  withTill((till) => {
    sold(till, "A", "D1");
    const sent = unanswered(till, () => till.call("init", back("D1")));
    answersAgain(till, sent);
    for (let said = 0; said < 2; said++) {
      till.call("init", pos);
      assert.is(worded(till, "return", "R", sent.attemptId, "nothing-happened"), "recorded");
    }
    till.rrpay.outcome = (request) => ({ ...byCard(request), payments: cardOf(200), totalCents: 200 });
    arrives(till, sent);
    listed(till);
    till.rrpay.asked.length = 0;
    assert.is(till.call("void", f8).code, "already-returned");
    assert.equal([till.rrpay.actions.includes("cancel"), voids(till)], [false, 0]);
  }));

test("C12: behind an old id's 404 RRPay closed the wire and lost its memory: the new try goes behind health of today", () =>
  withTill((till) => {
    const { attemptId } = confirmedNothing(till);
    const { storeId, epoch } = till.rrpay.health;
    till.rrpay.instead = ({ action, id }) => {
      if (action !== "get" || id !== attemptId || till.rrpay.health.epoch !== epoch) return undefined;
      healthy(till, { epoch: "epoch-2" });
      const body = JSON.stringify({ error: "not-found", storeId, epoch });
      return { raw: `HTTP/1.1 404 X\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n${body}` };
    };
    assert.is(till.call("init", bread).outcome, "approved");
    assert.is(till.recordsOf("sent").at(-1)?.epoch, "epoch-2");
  }));

test.run();
