/** GAMA's POS as a program, with a real till in a process of its own and RRPay's emulator. */

import * as assert from "uvu/assert";
import { suite } from "../support/suite.ts";
import type { Pos } from "./pos/pos.ts";
import { openShop } from "./pos/shop.ts";
import type { Rrpay, RrpayOptions } from "./rrpay/server.ts";
import { withRrpay } from "./support.ts";

const test = suite("GAMA's POS");

interface Place {
  readonly pos: Pos;
  readonly rrpay: Rrpay;
}

/** Short, so that no test waits long for something that never comes. */
const timeouts = { connectMs: 1000, answerMs: 300, customerMs: 20_000, manualAfterMs: 50 };

function withPos(options: Omit<RrpayOptions, "dir">, body: (place: Place) => Promise<void>): Promise<void> {
  return withRrpay(options, async (rrpay, dir) => {
    const { pos } = openShop({ dir: `${dir}/shop`, rrpay, engine: "quickjs", timeouts });
    try {
      await pos.open();
      await body({ pos, rrpay });
    } finally {
      await pos.stop();
    }
  });
}

test("what is rung up is paid, printed and saved once", () =>
  withPos({ policy: "card" }, async ({ pos, rrpay }) => {
    pos.add("PR001");
    pos.add("PR001");
    pos.add("PR014");
    const { saleKey } = pos.state().receipt;
    await pos.pay();
    assert.is(pos.state().window, "settlement");
    assert.equal(pos.state().taken?.payments, [{ method: 2, name: "Banko kortelė", amountCents: 477, netCents: 477 }]);
    await pos.save();
    assert.is(pos.state().window, "pos");
    assert.is(pos.state().saved[0]?.documentNo, rrpay.receipts()[0]?.documentNo);
    assert.is(rrpay.moneyTakenCents(saleKey), 477);
    assert.equal(pos.state().receipt.lines, []);
  }));

test("F8 on a saved receipt asks, and voids it in RRPay and in GAMA", () =>
  withPos({ policy: "cash" }, async ({ pos, rrpay }) => {
    pos.add("PR001");
    const { saleKey } = pos.state().receipt;
    await pos.pay();
    await pos.save();
    await pos.void(saleKey);
    assert.is(pos.state().question?.type, "void");
    await pos.confirmVoid();
    assert.is(pos.state().saved[0]?.state, "voided");
    assert.is(rrpay.moneyTakenCents(saleKey), 0);
  }));

test("a return of a saved receipt goes back to its document", () =>
  withPos({ policy: "card" }, async ({ pos, rrpay }) => {
    pos.add("PR415");
    const { saleKey } = pos.state().receipt;
    await pos.pay();
    await pos.save();
    pos.giveBack(saleKey);
    await pos.pay();
    await pos.save();
    assert.equal(
      rrpay.receipts().map(({ kind }) => kind),
      ["sale", "return"],
    );
  }));

test("a declined sale goes back to the POS window, its receipt still there", () =>
  withPos({ policy: "decline" }, async ({ pos }) => {
    pos.add("PR001");
    await pos.pay();
    assert.is(pos.state().window, "pos");
    assert.is(pos.state().receipt.lines.length, 1);
    assert.ok(pos.state().message.length > 0);
  }));

test("Esc while the customer pays cancels the attempt", () =>
  withPos({ policy: "wait" }, async ({ pos, rrpay }) => {
    pos.add("PR001");
    const paid = pos.pay();
    await rrpay.until(() => rrpay.transactions().length === 1);
    await pos.cancel();
    await paid;
    assert.is(pos.state().window, "pos");
    assert.is(rrpay.receipts().length, 0);
  }));

test("a till killed while RRPay prints finds the payment when the same receipt is paid again", () =>
  withPos({ policy: "wait" }, async ({ pos, rrpay }) => {
    pos.add("PR001");
    const { saleKey } = pos.state().receipt;
    const paid = pos.pay();
    await rrpay.until(() => rrpay.transactions().length === 1);
    await pos.kill();
    await paid;
    assert.is(pos.state().window, "off");
    rrpay.operator.pay(rrpay.transactions()[0]?.id ?? "");
    await pos.open();
    assert.is(pos.state().receipt.saleKey, saleKey);
    await pos.pay();
    assert.is(pos.state().taken?.payments[0]?.amountCents, 129);
    assert.is(rrpay.moneyTakenCents(saleKey), 129);
  }));

test("printed but silent: a person enters the receipt, and GAMA saves it", () =>
  withPos({ policy: "card" }, async ({ pos, rrpay }) => {
    rrpay.script([
      { on: "post", fault: { type: "printed-but-silent" } },
      { on: "get", times: "always", fault: { type: "silence" } },
    ]);
    pos.add("PR001");
    await pos.pay();
    while (pos.state().question?.type === "retry") await pos.answerRetry(true);
    const question = pos.state().question;
    assert.is(question?.type, "printed");
    if (question?.type !== "printed") return;
    const documentNo = rrpay.receipts()[0]?.documentNo ?? "";
    const payments = [{ method: 2, amountCents: 129 }];
    await pos.resolve({ subject: question.subject, decision: "receipt-printed", documentNo, payments });
    assert.is(pos.state().taken?.documentNo, documentNo);
    await pos.save();
    assert.is(pos.state().saved.length, 1);
  }));

test("what is asked at the wrong moment is refused", () =>
  withPos({ policy: "card" }, async ({ pos }) => {
    assert.throws(() => pos.pay(), /no lines/);
    assert.throws(() => pos.save(), /not in the window/);
    assert.throws(() => pos.add("NONE"), /no article/);
  }));

test.run();
